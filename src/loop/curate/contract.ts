import * as z from 'zod'
import { endpoint, nameText, pageInput, projectId, whole } from '../../platform/endpoint.ts'
import { itemInput, taken } from '../ingest/contract.ts'
import { HOW } from '../resolve/contract.ts'

const input = z.looseObject({ text: z.string() })

/** What a model got wrong, why, and what is right. */
export const erratum = z.object({
  id: z.uuid(),
  resolution_id: z.uuid(),
  prediction_id: z.uuid(),
  item_id: z.uuid(),
  external_id: z.string(),
  input,
  model: z.string(),
  was: z.unknown(),
  answer: z.unknown(),
  category: z.string().nullable(),
  rationale: z.string().nullable(),
  how: z.enum(HOW),
  /** Whether its resolution still stands. */
  in_force: z.boolean(),
  at: z.iso.datetime(),
  proof: z.uuid(),
})
export type Erratum = z.output<typeof erratum>

const filters = {
  project_id: projectId,
  category: z.string().min(1).max(200).optional(),
  model: nameText.optional(),
  /** What the model said, and what is right: a label, or the JSON of any other answer. */
  was: z.string().min(1).max(2000).optional(),
  answer: z.string().min(1).max(2000).optional(),
  /** Text of the item, letter for letter. */
  contains: z.string().min(1).max(200).optional(),
  all: z.enum(['true', 'false']).default('false'),
}

export const listErrata = endpoint({
  name: 'listErrata',
  method: 'GET',
  path: '/api/projects/{project_id}/errata',
  may: 'read',
  summary:
    'The library of errata, newest first, out of force too with `all=true`; none that the caller may yet judge alone',
  input: z.strictObject({ ...filters, ...pageInput }),
  output: z.object({ errata: z.array(erratum), next: z.uuid().nullable() }),
})

export const exportErrata = endpoint({
  name: 'exportErrata',
  method: 'GET',
  path: '/api/projects/{project_id}/errata.csv',
  may: 'read',
  summary: 'The library of errata as CSV; a cell that a spreadsheet would calculate gets a leading apostrophe',
  input: z.strictObject(filters),
  output: z.string(),
  gives: 'csv',
})

export const getErratum = endpoint({
  name: 'getErratum',
  method: 'GET',
  path: '/api/projects/{project_id}/errata/{erratum_id}',
  may: 'read',
  summary: 'One erratum',
  input: z.strictObject({ project_id: projectId, erratum_id: z.uuid() }),
  output: erratum,
})

/** An item whose right answer is known already. `answer` is checked by the project's kind. */
export const exampleRow = itemInput.extend({ answer: z.unknown() })

export const takeExamples = endpoint({
  name: 'takeExamples',
  method: 'POST',
  path: '/api/projects/{project_id}/examples',
  may: 'maintain',
  summary: 'Bring up to 10,000 known answers; a bad row is told and the good ones are kept; another answer replaces',
  input: z.strictObject({ project_id: projectId, examples: z.array(z.unknown()).min(1).max(10_000) }),
  output: taken,
  rows: 'examples',
})

export const SPLITS = ['train', 'holdout'] as const
export type Split = (typeof SPLITS)[number]

/** What validation may find; the first three refuse a freeze unless they are accepted by name. */
export const FINDINGS = {
  empty: 'There is no known answer to freeze.',
  contradiction: 'The same text has different answers.',
  leakage: 'The same text stands in train and in holdout.',
  duplicate: 'The same text is there more than once with the same answer.',
  missing_class: 'A label of the guideline has no example to train on.',
  thin_class: 'A label of the guideline has only one example to train on.',
} as const

const findingCode = z.enum(Object.keys(FINDINGS) as [keyof typeof FINDINGS])

export const finding = z.object({
  code: findingCode,
  /** Whether it had to be accepted. */
  severe: z.boolean(),
  /** How many texts, or labels. */
  count: z.int(),
  /** Some of them: external ids of items, or names of labels. */
  examples: z.array(z.string()),
})
export type Finding = z.output<typeof finding>

/** A frozen set of examples, named by the Merkle root of its lines. */
export const dataset = z.object({
  version: z.int(),
  /** RFC 6962 root (SHA-256, base64) over the lines as `getDatasetLines` gives them, without line ends. */
  root: z.string(),
  train: z.int(),
  holdout: z.int(),
  /** The version whose lines this one brings back. */
  restored: z.int().nullable(),
  split_seed: z.string(),
  holdout_share: z.number(),
  findings: z.array(finding),
  reason: z.string(),
  at: z.iso.datetime(),
  proof: z.uuid(),
})
export type Dataset = z.output<typeof dataset>

const version = whole(1, 1_000_000_000)
const reason = z.string().trim().min(1).max(2000)

export const freezeDataset = endpoint({
  name: 'freezeDataset',
  method: 'POST',
  path: '/api/projects/{project_id}/datasets',
  may: 'maintain',
  summary: 'Freeze what is known now as the next version; where nothing changed, the newest version is given again',
  input: z.strictObject({
    project_id: projectId,
    reason,
    /** Default: as in the version before, so that no item changes sides; 0.2 in the first one. */
    holdout_share: z.number().min(0.01).max(0.9).optional(),
    /** Default: as in the version before; the project's id in the first one. */
    split_seed: z.string().min(1).max(255).optional(),
    /** Severe findings that are all right this time. */
    accept: z.array(findingCode).max(10).default([]),
  }),
  output: dataset,
  status: 201,
})

export const restoreDataset = endpoint({
  name: 'restoreDataset',
  method: 'POST',
  path: '/api/projects/{project_id}/datasets/{version}/restore',
  may: 'maintain',
  summary: 'Bring the lines of an earlier version back, as a new version with the same root',
  input: z.strictObject({ project_id: projectId, version, reason }),
  output: dataset,
  status: 201,
})

export const listDatasets = endpoint({
  name: 'listDatasets',
  method: 'GET',
  path: '/api/projects/{project_id}/datasets',
  may: 'read',
  summary: 'Versions of the dataset, newest first',
  input: z.strictObject({ project_id: projectId, limit: pageInput.limit, after: version.optional() }),
  output: z.object({ datasets: z.array(dataset), next: z.int().nullable() }),
})

export const getDataset = endpoint({
  name: 'getDataset',
  method: 'GET',
  path: '/api/projects/{project_id}/datasets/{version}',
  may: 'read',
  summary: 'One version of the dataset',
  input: z.strictObject({ project_id: projectId, version }),
  output: dataset,
})

/** One line of a dataset: canonical JSON of exactly this is a leaf of its Merkle tree. */
export const datasetLine = z.object({
  item_id: z.uuid(),
  external_id: z.string(),
  input,
  answer: z.unknown(),
  split: z.enum(SPLITS),
  /** The ledger entry of the example. */
  proof: z.uuid(),
})
export type DatasetLine = z.output<typeof datasetLine>

export const getDatasetLines = endpoint({
  name: 'getDatasetLines',
  method: 'GET',
  path: '/api/projects/{project_id}/datasets/{version}/lines',
  may: 'read',
  summary: 'All lines of a version, ordered by item: what its root is the Merkle root of',
  input: z.strictObject({ project_id: projectId, version, split: z.enum(SPLITS).optional() }),
  output: datasetLine,
  gives: 'lines',
})

export const CHANGES = ['added', 'removed', 'changed', 'moved', 'renewed'] as const
export type Change = (typeof CHANGES)[number]

export const diffDatasets = endpoint({
  name: 'diffDatasets',
  method: 'GET',
  path: '/api/projects/{project_id}/datasets/{version}/diff',
  may: 'read',
  summary: 'What a version changed since another one: renewed lines have the same answer on newer evidence',
  input: z.strictObject({ project_id: projectId, version, since: version, ...pageInput }),
  output: z.object({
    counts: z.record(z.enum(CHANGES), z.int()),
    changes: z.array(
      z.object({
        change: z.enum(CHANGES),
        item_id: z.uuid(),
        external_id: z.string(),
        input,
        /** Answer and side before and after; null where there was no such line. */
        was: z.unknown(),
        answer: z.unknown(),
        was_split: z.enum(SPLITS).nullable(),
        split: z.enum(SPLITS).nullable(),
      }),
    ),
    next: z.uuid().nullable(),
  }),
})
