import * as z from 'zod'
import { endpoint, nameText, pageInput, projectId } from '../../platform/endpoint.ts'

/** With nothing observed the estimate is null and the bounds are all there is. */
const interval = z.object({ estimate: z.number().nullable(), low: z.number(), high: z.number() })

/** How one model did on the items of one class. `accuracy` is its recall: right of the items that are of this class. */
const classScores = z.object({ accuracy: interval, f1: interval })

const modelScores = z.object({
  accuracy: interval,
  /** Null, as the loss, where answers are no classes. */
  macro_f1: z.number().nullable(),
  /** Mean of -ln p(right answer); null too where a prediction came without scores. */
  log_loss: z.number().nullable(),
})

/** Two models on the same items: how often both, one or neither was right. All intervals are of 95%. */
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

/** What the project's kind measures answers by beside right or wrong: a ratio of sums over the items, with 95%. */
const measured = z.object({
  name: z.string(),
  title: z.string(),
  better: z.enum(['higher', 'lower']),
  /** Whether it is a share of 1. */
  share: z.boolean(),
  candidate: interval,
  baseline: interval.nullable(),
  /** Candidate minus baseline, paired. */
  change: interval.nullable(),
})
export type MeasureResult = z.infer<typeof measured>

export const comparisonResult = z.object({
  /** Held-out items compared. */
  n: z.int(),
  /** Left out because one of the two learned from them in another dataset version. */
  leaked: z.int(),
  /** Left out because one of the two has no prediction for them. */
  unpredicted: z.int(),
  candidate: modelScores,
  baseline: modelScores.nullable(),
  paired: paired.nullable(),
  /** The main one first; none of a kind that is right or wrong alone. */
  measures: z.array(measured),
  /** Of kinds whose answers are classes. */
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
  /** Models of ours, or ones whose predictions were brought along. */
  candidate: z.string(),
  baseline: z.string().nullable(),
  dataset: z.int(),
  state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  /** From 0 to 1: of the answers that models of ours must give. */
  progress: z.number(),
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
  summary: 'Measure a model, ours or brought, on held-out items beside another: by default the one that answers now',
  input: z.strictObject({
    project_id: projectId,
    candidate: nameText,
    /** Null: the candidate alone. */
    baseline: nameText.nullable().optional(),
    /** Default: the newer one of the versions that the two were fitted on; the newest where neither is ours. */
    dataset: z.int().min(1).max(1_000_000_000).optional(),
  }),
  output: evaluation,
  status: 202,
})

export const cancelEvaluation = endpoint({
  name: 'cancelEvaluation',
  method: 'POST',
  path: '/api/projects/{project_id}/evaluations/{evaluation_id}/cancel',
  may: 'maintain',
  summary: 'Stop an evaluation that is queued or running',
  input: z.strictObject({ project_id: projectId, evaluation_id: z.uuid(), reason: z.string().max(2000).default('') }),
  output: evaluation,
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
