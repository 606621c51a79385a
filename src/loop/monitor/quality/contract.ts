import * as z from 'zod'
import { endpoint } from '../../../platform/endpoint.ts'
import { amount, share, windowInput, windowOutput, word } from '../figures.ts'

export const agreement = z.object({
  ...windowOutput,
  /** Predictions that two people or more judged in the window, the judgements on them, and who gave those. */
  units: z.int(),
  judgements: z.int(),
  people: z.int(),
  /** Krippendorff's alpha by the distance of the project's kind: 1 is agreement, 0 is chance, below is worse. */
  alpha: share,
  sentence: z.string(),
})
export type Agreement = z.output<typeof agreement>

export const getAgreement = endpoint({
  name: 'getAgreement',
  method: 'GET',
  path: '/api/projects/{project_id}/monitor/agreement',
  may: 'read',
  summary:
    'How far people agree where several judged the same (default: in 12 weeks): Krippendorff’s alpha, its interval',
  input: z.strictObject(windowInput),
  output: agreement,
})

const figure = z.object({
  /** In the window, and in the window of the same length before it. */
  now: amount,
  before: amount,
  /** `now` minus `before`, with its 95% interval. */
  change: amount,
  word,
  /** What it rests on: checked predictions, corrections, predictions judged by several, judgements. */
  n: z.int(),
  n_before: z.int(),
  /** The window cut in equal parts, oldest first, 24 at most; null where nothing was observed. */
  spark: z.array(z.number().nullable()),
  sentence: z.string(),
})
export type Figure = z.output<typeof figure>

export const quality = z.object({
  ...windowOutput,
  previous: z.object(windowOutput),
  /** In plain words: what is, and what changed. Never why. */
  headline: z.string(),
  paragraph: z.string(),
  error_rate: figure,
  /** Median seconds from a prediction to its correction. */
  correction_seconds: figure.extend({ p90_seconds: z.number().nullable() }),
  agreement: figure,
  /** Seconds of reviewing for a thousand predictions. */
  seconds_per_1000: figure.extend({ predictions: z.int() }),
})
export type Quality = z.output<typeof quality>

export const getQuality = endpoint({
  name: 'getQuality',
  method: 'GET',
  path: '/api/projects/{project_id}/monitor/quality',
  may: 'read',
  summary: 'The four figures of quality in a window (default: 12 weeks) and in the one before it, and in words',
  input: z.strictObject(windowInput),
  output: quality,
})
