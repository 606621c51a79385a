import { canonical } from '../../ledger/canonical.ts'
import type { Dataset, DatasetLine, Split } from './contract.ts'

export type ErratumRow = {
  project_id: string
  id: string
  resolution_id: string
  prediction_id: string
  item_id: string
  model: string
  was: unknown
  answer: unknown
  category: string | null
  rationale: string | null
  at: string
}

export type ExampleRow = {
  project_id: string
  id: string
  item_id: string
  answer: unknown
  origin: 'resolution' | 'import'
  resolution_id: string | null
  at: string
}

export type DatasetRow = Omit<Dataset, 'proof'> & { project_id: string }

/** What an item's line is from a version on; all three null where it has none any more. */
export type ChangeRow = {
  project_id: string
  item_id: string
  version: number
  example_id: string | null
  split: Split | null
  /** Base64. */
  leaf: string | null
}

export const erratumLine = (row: ErratumRow): string => {
  const { project_id, id, resolution_id, prediction_id, item_id, model, was, answer, category, rationale, at } = row
  const about = { resolution_id, prediction_id, item_id, model }
  return canonical({ project_id, id, ...about, was, answer, category, rationale, at })
}

export const exampleLine = ({ project_id, id, item_id, answer, origin, resolution_id, at }: ExampleRow): string =>
  canonical({ project_id, id, item_id, answer, origin, resolution_id, at })

export const datasetRowLine = (row: DatasetRow): string => {
  const { project_id, version, root, train, holdout, restored, split_seed, holdout_share, findings, reason, at } = row
  const content = { root, train, holdout, restored, split_seed, holdout_share, findings }
  return canonical({ project_id, version, ...content, reason, at })
}

export const changeLine = ({ project_id, item_id, version, example_id, split, leaf }: ChangeRow): string =>
  canonical({ project_id, item_id, version, example_id, split, leaf })

/** A line of a dataset as it is hashed and given out. */
export const datasetLine = ({ item_id, external_id, input, answer, split, proof }: DatasetLine): string =>
  canonical({ item_id, external_id, input, answer, split, proof })
