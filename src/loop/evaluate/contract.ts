import * as z from 'zod'
import { endpoint, nameText, pageInput, projectId } from '../../platform/endpoint.ts'

/** With nothing observed the estimate is null and the bounds are all there is. */
const interval = z.object({ estimate: z.number().nullable(), low: z.number(), high: z.number() })

/** How one model did on the items of one class. `accuracy` is its recall: right of the items that are of this class. */
const classScores = z.object({ accuracy: interval, f1: interval })

const modelScores = z.object({
  accuracy: interval,
  macro_f1: z.number().nullable(),
  /** Mean of -ln p(right answer); null where a prediction came without scores. */
  log_loss: z.number().nullable(),
})

/** Two models on the same items: how often both, one or neither was right. All intervals are of 95 %. */
const paired = z.object({
  both: z.int(),
  candidate_only: z.int(),
  baseline_only: z.int(),
  neither: z.int(),
  /** Candidate minus baseline (Newcombe). */
  accuracy: interval,
  /** McNemar's test that both are right equally often. */
  mid_p: z.number(),
  /** Candidate minus baseline: below zero is better. */
  log_loss: interval.nullable(),
})

export const comparisonResult = z.object({
  /** Held-out items compared. */
  n: z.int(),
  /** Left out because one of the two learned from them in another dataset version. */
  leaked: z.int(),
  /** Left out because the baseline has no prediction for them. */
  unpredicted: z.int(),
  candidate: modelScores,
  baseline: modelScores.nullable(),
  paired: paired.nullable(),
  classes: z.array(
    z.object({
      label: z.string(),
      support: z.int(),
      candidate: classScores,
      baseline: classScores.nullable(),
      /** Accuracy of the candidate minus that of the baseline on the items of this class. */
      change: interval.nullable(),
    }),
  ),
})
export type ComparisonResult = z.infer<typeof comparisonResult>

export const evaluation = z.object({
  id: z.uuid(),
  candidate: z.string(),
  /** A model of ours, or one whose predictions were brought along. */
  baseline: z.string().nullable(),
  dataset: z.int(),
  state: z.enum(['queued', 'running', 'done', 'failed']),
  message: z.string().nullable(),
  at: z.iso.datetime(),
  proof: z.uuid(),
  comparison: z
    .object({ result: comparisonResult, sentence: z.string(), at: z.iso.datetime(), proof: z.uuid() })
    .nullable(),
})
export type Evaluation = z.infer<typeof evaluation>

export const startEvaluation = endpoint({
  name: 'startEvaluation',
  method: 'POST',
  path: '/api/projects/{project_id}/evaluations',
  may: 'maintain',
  summary: 'Measure a model on held-out items beside another: by default the one that answers now',
  input: z.strictObject({
    project_id: projectId,
    candidate: nameText,
    /** Null: the candidate alone. */
    baseline: nameText.nullable().optional(),
    /** Default: the newer one of the versions that the two were fitted on. */
    dataset: z.int().min(1).max(1_000_000_000).optional(),
  }),
  output: evaluation,
  status: 202,
})

export const listEvaluations = endpoint({
  name: 'listEvaluations',
  method: 'GET',
  path: '/api/projects/{project_id}/evaluations',
  may: 'read',
  summary: 'Evaluations, newest first',
  input: z.strictObject({ project_id: projectId, ...pageInput, candidate: nameText.optional() }),
  output: z.object({ evaluations: z.array(evaluation), next: z.uuid().nullable() }),
})

export const getEvaluation = endpoint({
  name: 'getEvaluation',
  method: 'GET',
  path: '/api/projects/{project_id}/evaluations/{evaluation_id}',
  may: 'read',
  summary: 'One evaluation, and what it found',
  input: z.strictObject({ project_id: projectId, evaluation_id: z.uuid() }),
  output: evaluation,
})
