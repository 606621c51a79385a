import * as z from 'zod'
import { endpoint, moment, nameText, pageInput, projectId } from '../../platform/endpoint.ts'

/** What a model was asked. `text` is what people read; what else helps them decide may stand beside it. */
export const input = z.looseObject({ text: z.string().max(1_000_000) })

const json = z.record(z.string(), z.unknown())

/** What a caller says of an item. */
export const itemInput = z.strictObject({
  external_id: nameText,
  input,
  source: z.string().max(255).optional(),
  occurred_at: moment.optional(),
  group_key: nameText.optional(),
  metadata: json.default({}),
})

/** One answer of a model, as it made it. `answer` and `scores` are checked by the project's kind. */
export const predictionRow = itemInput.extend({
  model: nameText,
  answer: z.unknown(),
  scores: z.unknown().optional(),
  confidence: z.number().min(0).max(1).optional(),
  /** How far the input is from what the model has seen: 0 is quite at home. */
  novelty: z.number().min(0).max(1).optional(),
})

export const rowError = z.object({
  /** Place in the batch or stream, from 0. */
  row: z.int(),
  external_id: z.string().nullable(),
  code: z.string(),
  field: z.string(),
  expected: z.string(),
})
export type RowError = z.infer<typeof rowError>

export const taken = z.object({
  /** New predictions. */
  taken: z.int(),
  /** Rows that were there already, equal in every field. */
  known: z.int(),
  errors: z.array(rowError),
  /** The ledger entry of the batch; null where nothing was new. */
  proof: z.uuid().nullable(),
})
export type Taken = z.infer<typeof taken>

export const takePredictions = endpoint({
  name: 'takePredictions',
  method: 'POST',
  path: '/api/projects/{project_id}/predictions',
  may: 'ingest',
  summary: 'Take up to 10,000 predictions; a bad row is told and the good ones are kept',
  input: z.strictObject({ project_id: projectId, predictions: z.array(z.unknown()).min(1).max(10_000) }),
  output: taken,
  rows: 'predictions',
})

export const streamPredictions = endpoint({
  name: 'streamPredictions',
  method: 'POST',
  path: '/api/projects/{project_id}/predictions/stream',
  may: 'ingest',
  summary: 'Take any number of predictions, one JSON document a line; answers a line for every thousand',
  input: z.strictObject({ project_id: projectId }),
  output: taken,
  takes: 'lines',
  gives: 'lines',
})

export const prediction = z.object({
  id: z.uuid(),
  item_id: z.uuid(),
  external_id: z.string(),
  input: z.looseObject({ text: z.string() }),
  model: z.string(),
  answer: z.unknown(),
  scores: z.record(z.string(), z.number()).nullable(),
  confidence: z.number().nullable(),
  margin: z.number().nullable(),
  novelty: z.number().nullable(),
  source: z.string().nullable(),
  occurred_at: z.iso.datetime().nullable(),
  group_key: z.string().nullable(),
  metadata: json,
  at: z.iso.datetime(),
  proof: z.uuid(),
})
export type Prediction = z.infer<typeof prediction>

/**
 * A prediction as a caller may see it. Where `hidden`, people still have to judge the item without sight of any model,
 * and the caller may be one of them: answer and certainty are null.
 */
export const predictionSeen = prediction.extend({ hidden: z.boolean() })
export type PredictionSeen = z.infer<typeof predictionSeen>

export const listPredictions = endpoint({
  name: 'listPredictions',
  method: 'GET',
  path: '/api/projects/{project_id}/predictions',
  may: 'read',
  summary: 'Predictions, newest first',
  input: z.strictObject({
    project_id: projectId,
    ...pageInput,
    external_id: nameText.optional(),
    contains: z.string().min(1).max(200).optional(),
  }),
  output: z.object({ predictions: z.array(predictionSeen), next: z.uuid().nullable() }),
})

export const getPrediction = endpoint({
  name: 'getPrediction',
  method: 'GET',
  path: '/api/projects/{project_id}/predictions/{prediction_id}',
  may: 'read',
  summary: 'One prediction',
  input: z.strictObject({ project_id: projectId, prediction_id: z.uuid() }),
  output: predictionSeen,
})
