import { canonical } from '../ledger/canonical.ts'
import type { Guideline, Project } from './contract.ts'

/** Rows as the ledger covers them: every column but the proof. */
export const projectLine = ({ project_id, title, kind, created_at }: Project): string =>
  canonical({ project_id, title, kind, created_at })

export const guidelineLine = (row: Guideline & { project_id: string }): string => {
  const { project_id, version, question, labels, settings, categories, text, at } = row
  return canonical({ project_id, version, question, labels, settings, categories, text, at })
}
