import * as z from 'zod'
import { endpoint, pageInput, projectId } from '../../platform/endpoint.ts'

/** What the candidate says of an item. */
const said = z.object({ label: z.string(), confidence: z.number() })

/** An item whose answer changes. */
const moved = z.object({ external_id: z.string(), text: z.string(), from: z.string(), to: z.string() })

/** A count, and up to 20 of what is counted. */
const movedItems = z.object({ count: z.int(), examples: z.array(moved) })

/** What one correction does to the candidate. */
export const effect = z.object({
  external_id: z.string(),
  /** The right answer. */
  label: z.string(),
  before: said,
  after: said,
  /** Recent items nobody has judged. */
  pool: movedItems.extend({ items: z.int() }),
  holdout: z.object({
    items: z.int(),
    broken: movedItems,
    mended: movedItems,
    /** Mean change of the log-loss (below zero is better) with its 95% interval; null below two items. */
    log_loss: z.object({ estimate: z.number(), low: z.number(), high: z.number() }).nullable(),
  }),
})
export type Effect = z.output<typeof effect>

export const lesson = z.object({
  resolution_id: z.uuid(),
  /** The model the candidate grows from. */
  base: z.string(),
  /** Its place among the candidate's corrections when it was taken. */
  seq: z.int(),
  effect,
  sentence: z.string(),
  /** From the moment the correction was found to the moment its effect was known. */
  ms: z.number(),
  at: z.iso.datetime(),
  proof: z.uuid(),
})
export type Lesson = z.output<typeof lesson>

export const listLessons = endpoint({
  name: 'listLessons',
  method: 'GET',
  path: '/api/projects/{project_id}/lessons',
  may: 'read',
  summary: 'What corrections taught the candidate, newest first',
  input: z.strictObject({ project_id: projectId, ...pageInput }),
  output: z.object({ lessons: z.array(lesson), next: z.uuid().nullable() }),
})

export const getCandidate = endpoint({
  name: 'getCandidate',
  method: 'GET',
  path: '/api/projects/{project_id}/candidate',
  may: 'read',
  summary: 'Where the candidate stands that is taught at once; null before the first model of our own',
  input: z.strictObject({ project_id: projectId }),
  output: z.object({
    candidate: z.object({ base: z.string(), seq: z.int(), digest: z.string(), at: z.iso.datetime() }).nullable(),
  }),
})

/** Why there is no preview. */
export const WHY_NOT = {
  blind: 'This task is blind: what the model thinks is not told before you have answered.',
  kind: 'Answers of this kind teach no model at once: only labels that are a choice of one do.',
  model: 'No linear model of our own has been fitted yet.',
  label: 'The model does not know this label: it will with the next training.',
  held_out: 'This item is held out: it measures the model and never teaches it.',
  learner: 'No learner answered in time.',
} as const

export const previewJudgement = endpoint({
  name: 'previewJudgement',
  method: 'POST',
  path: '/api/projects/{project_id}/tasks/{task_id}/preview',
  may: 'review',
  summary: 'What an answer would teach the candidate, before it is given',
  input: z.strictObject({ project_id: projectId, task_id: z.uuid(), answer: z.unknown() }),
  output: z.object({
    ready: z.boolean(),
    reason: z.enum(Object.keys(WHY_NOT) as [keyof typeof WHY_NOT]).nullable(),
    effect: effect.nullable(),
    sentence: z.string().nullable(),
  }),
})
