import * as z from 'zod'
import { endpoint, nameText, whole } from '../../../platform/endpoint.ts'
import { MODES } from '../../release/contract.ts'
import { share, windowInput, windowOutput, word } from '../figures.ts'

/** Reviewed predictions with an answer that stands, how many were wrong, and the rate this tells of all of them. */
const rate = z.object({ checked: z.int(), errors: z.int(), error_rate: share })

/** The same of the other model, and the change from it. */
const comparison = {
  against: rate.nullable(),
  /** `model` minus `against`. The intervals of all classes listed hold together with 95% (Bonferroni). */
  difference: share.nullable(),
  word: word.nullable(),
}

const classRate = rate.extend({
  /** The class that the model answered; where answers are no classes, the source. Null: no source was given. */
  name: z.string().nullable(),
  ...comparison,
})
export type ClassRate = z.output<typeof classRate>

export const errorsByCategory = z.object({
  ...windowOutput,
  /** What the rows are: classes where the project's answers are such, else sources. */
  by: z.enum(['class', 'source']),
  model: z.string().nullable(),
  /** All rows together. */
  all: rate.extend(comparison),
  /** The most often checked first. */
  rows: z.array(classRate),
  /** What `limit` left out, together. */
  remainder: rate.extend({ rows: z.int(), ...comparison }).nullable(),
  /** Errata kept in the window by error category: those of the guideline in its order, others, and null for none. */
  categories: z.array(z.object({ name: z.string().nullable(), errata: z.int() })),
  sentence: z.string(),
})
export type ErrorsByCategory = z.output<typeof errorsByCategory>

export const getErrorsByCategory = endpoint({
  name: 'getErrorsByCategory',
  method: 'GET',
  path: '/api/projects/{project_id}/monitor/errors-by-category',
  may: 'read',
  summary:
    'The error rate of each class a model answers (default: in 12 weeks), beside another one; errata by category',
  input: z.strictObject({
    ...windowInput,
    model: nameText.optional(),
    /** Another model to compare with, in the same window. */
    against: nameText.optional(),
    limit: whole(1, 500).default(20),
  }),
  output: errorsByCategory,
})

export const errorsOverTime = z.object({
  ...windowOutput,
  model: z.string().nullable(),
  /** All are equally long, but for the oldest, which begins with the window. */
  bucket_seconds: z.int(),
  unit: z.enum(['hour', 'day', 'week']),
  /** Oldest first, 60 at most; a prediction belongs to the time it was made. */
  buckets: z.array(rate.extend(windowOutput)),
  /** Releases that came into force in the window, oldest first. */
  releases: z.array(
    z.object({
      id: z.uuid(),
      at: z.iso.datetime(),
      /** Null: the caller's own model. */
      model: z.string().nullable(),
      mode: z.enum(Object.keys(MODES) as [keyof typeof MODES]),
      share: z.number(),
    }),
  ),
})
export type ErrorsOverTime = z.output<typeof errorsOverTime>

export const getErrorsOverTime = endpoint({
  name: 'getErrorsOverTime',
  method: 'GET',
  path: '/api/projects/{project_id}/monitor/errors-over-time',
  may: 'read',
  summary:
    'The error rate of a window (default: 12 weeks) cut into hours, days or weeks, and what was released meanwhile',
  input: z.strictObject({ ...windowInput, model: nameText.optional() }),
  output: errorsOverTime,
})
