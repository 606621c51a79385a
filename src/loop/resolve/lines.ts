import { canonical } from '../../ledger/canonical.ts'
import type { BulkFilter, Resolution } from './contract.ts'

/** A resolution as the ledger covers it: every column but the proof. */
export type ResolutionRow = Omit<Resolution, 'stands' | 'proof'> & { project_id: string }

export const resolutionLine = (row: ResolutionRow): string => {
  const { project_id, id, prediction_id, answer, how, judgements, dissent, decided_by, reason, supersedes, at } = row
  const decided = { answer, how, judgements, dissent, decided_by, reason, supersedes }
  return canonical({ project_id, id, prediction_id, ...decided, at })
}

export type BulkRow = {
  project_id: string
  id: string
  undoes: string | null
  filter: BulkFilter
  answer: unknown
  reason: string
  items: number
  person_id: string
  at: string
}

export const bulkLine = (row: BulkRow): string => {
  const { project_id, id, undoes, filter, answer, reason, items, person_id, at } = row
  return canonical({ project_id, id, undoes, filter, answer, reason, items, person_id, at })
}
