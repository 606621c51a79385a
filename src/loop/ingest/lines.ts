import { canonical } from '../../ledger/canonical.ts'

/** An item as the ledger covers it and as the store keeps it: every column but the proof. */
export type ItemRow = {
  project_id: string
  id: string
  external_id: string
  input: { text: string; [more: string]: unknown }
  source: string | null
  occurred_at: string | null
  group_key: string | null
  metadata: Record<string, unknown>
  at: string
}

export type PredictionRow = {
  project_id: string
  id: string
  item_id: string
  model: string
  answer: unknown
  scores: Record<string, number> | null
  confidence: number | null
  margin: number | null
  novelty: number | null
  at: string
}

export const itemLine = (row: ItemRow): string => {
  const { project_id, id, external_id, input, source, occurred_at, group_key, metadata, at } = row
  return canonical({ project_id, id, external_id, input, source, occurred_at, group_key, metadata, at })
}

export const predictionLine = (row: PredictionRow): string => {
  const { project_id, id, item_id, model, answer, scores, confidence, margin, novelty, at } = row
  return canonical({ project_id, id, item_id, model, answer, scores, confidence, margin, novelty, at })
}
