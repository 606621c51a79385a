import { canonical } from '../../ledger/canonical.ts'
import type { Release } from './contract.ts'

export type ReleaseRow = Omit<Release, 'until' | 'proof'> & { project_id: string }

export type ServedRow = {
  project_id: string
  item_id: string
  prediction_id: string
  release_id: string | null
  answer: unknown
  suggestion: unknown
  held: boolean
  at: string
}

export const releaseLine = (row: ReleaseRow): string => {
  const { project_id, id, model, fallback, mode, share, previous, restores, evaluation_id, gate, reason, at } = row
  const pinned = { model, fallback, mode, share, previous, restores, evaluation_id, gate }
  return canonical({ project_id, id, ...pinned, reason, at })
}

export const servedLine = (row: ServedRow): string => {
  const { project_id, item_id, prediction_id, release_id, answer, suggestion, held, at } = row
  return canonical({ project_id, item_id, prediction_id, release_id, answer, suggestion, held, at })
}
