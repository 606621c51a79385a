import { canonical } from '../../ledger/canonical.ts'
import type { Resolution } from './contract.ts'

/** A resolution as the ledger covers it: every column but the proof. */
export type ResolutionRow = Omit<Resolution, 'stands' | 'proof'> & { project_id: string }

export const resolutionLine = (row: ResolutionRow): string => {
  const { project_id, id, prediction_id, answer, how, judgements, dissent, decided_by, reason, supersedes, at } = row
  const decided = { answer, how, judgements, dissent, decided_by, reason, supersedes }
  return canonical({ project_id, id, prediction_id, ...decided, at })
}
