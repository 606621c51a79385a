import * as z from 'zod'
import { endpoint, projectId } from '../../platform/endpoint.ts'

/** A word of the text, by its offsets in UTF-16 units, and what it says for the label in log-odds. */
const word = z.object({ start: z.int(), stop: z.int(), contribution: z.number() })

/** Why a model prefers `label` to `rival`: `margin` = `rest` + the sum of all contributions. */
export const explanation = z.object({
  /** Whether there is one; where not, `reason` says why and the rest is null or empty. */
  available: z.boolean(),
  reason: z.string().nullable(),
  /** The model that explains. */
  by: z.string().nullable(),
  /** Whether that model made the prediction itself, or stands in for one that tells nothing of its reasons. */
  itself: z.boolean(),
  label: z.string().nullable(),
  rival: z.string().nullable(),
  /** ln(p(label) / p(rival)). Below 0, the model that explains would have said `rival`. */
  margin: z.number().nullable(),
  /** What no word says: how common the labels are, and what lies between words. */
  rest: z.number().nullable(),
  /** In the order of the text. */
  words: z.array(word),
})
export type Explanation = z.output<typeof explanation>

export const explainPrediction = endpoint({
  name: 'explainPrediction',
  method: 'GET',
  path: '/api/projects/{project_id}/predictions/{prediction_id}/explanation',
  may: 'read',
  summary: 'Which words spoke for the answer and which against; refused to reviewers while a blind task is open',
  input: z.strictObject({ project_id: projectId, prediction_id: z.uuid() }),
  output: explanation,
})

/** An erratum in force like the item of a task. */
export const precedent = z.object({
  erratum_id: z.uuid(),
  text: z.string(),
  was: z.unknown(),
  answer: z.unknown(),
  category: z.string().nullable(),
  /** Names of those who gave the answer. */
  people: z.array(z.string()),
  at: z.iso.datetime(),
  /** Cosine of the weighed n-grams: 1 for the same. */
  similarity: z.number(),
})
export type Precedent = z.output<typeof precedent>

export const suggestions = z.object({
  /** A blind task gets none: its judgement must not lean on anything. */
  hidden: z.boolean(),
  /** The nearest errata, best first. */
  precedents: z.array(precedent),
  /** What the precedents say, where enough of them say it. */
  suggestion: z
    .object({ answer: z.unknown(), reason: z.string(), exact: z.boolean(), erratum_id: z.uuid().nullable() })
    .nullable(),
  /** What models say of the item: predictions that are kept, and the newest model, asked now. */
  models: z.array(
    z.object({ model: z.string(), answer: z.unknown(), confidence: z.number().nullable(), kept: z.boolean() }),
  ),
})
export type Suggestions = z.output<typeof suggestions>

export const getSuggestions = endpoint({
  name: 'getSuggestions',
  method: 'GET',
  path: '/api/projects/{project_id}/tasks/{task_id}/suggestions',
  may: 'review',
  summary: 'Corrections of similar items, what they suggest, and what several models say; nothing of a blind task',
  input: z.strictObject({ project_id: projectId, task_id: z.uuid() }),
  output: suggestions,
})

export const getDoubt = endpoint({
  name: 'getDoubt',
  method: 'GET',
  path: '/api/projects/{project_id}/judgements/{judgement_id}/doubt',
  may: 'review',
  summary: 'Whether a judgement of yours looks like a slip: ask after giving it, and offer to undo',
  input: z.strictObject({ project_id: projectId, judgement_id: z.uuid() }),
  output: z.object({
    doubt: z.object({ model: z.string(), probability: z.number(), sentence: z.string() }).nullable(),
  }),
})
