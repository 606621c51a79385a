import * as z from 'zod'
import { endpoint, moment, nameText } from '../../platform/endpoint.ts'
import { amount, share, windowInput } from './figures.ts'

export { getErrorsByCategory, getErrorsOverTime } from './errors/contract.ts'
export { getOverview } from './overview/contract.ts'
export { getAgreement, getQuality } from './quality/contract.ts'

/** How often production is wrong, and how we know. */
export const errorRate = z.object({
  predictions: z.int(),
  /** Predictions sent to people, those with an answer that stands, and those still waiting for one. */
  reviewed: z.int(),
  resolved: z.int(),
  pending: z.int(),
  errors: z.int(),
  /** Hájek estimate from the stored inclusion probabilities, 95% interval. */
  error_rate: share,
  /** What the review queue alone would say. It is not the error rate: people see the hard cases. */
  among_reviewed: share,
  /** How many evenly drawn reviews the sample is worth. */
  n_effective: z.number(),
  sentence: z.string(),
})
export type ErrorRate = z.output<typeof errorRate>

export const getErrorRate = endpoint({
  name: 'getErrorRate',
  method: 'GET',
  path: '/api/projects/{project_id}/monitor/error-rate',
  may: 'read',
  summary: 'The error rate of all predictions in a window, though reviewed ones are no random sample',
  input: z.strictObject({ ...windowInput, model: nameText.optional() }),
  output: errorRate,
})

/** What one strategy finds, beside random audits of the same time. */
const gain = z.object({
  strategy: z.string(),
  /** Reviews it asked for, those with an answer that stands, and errors among these. */
  reviewed: z.int(),
  resolved: z.int(),
  errors: z.int(),
  errors_per_review: share,
  /** Random audits under the same versions of the policy. */
  audited: z.object({ resolved: z.int(), errors: z.int(), errors_per_review: share }),
  /** Errors per review, more than by chance: 95% interval of the difference. */
  difference: share,
  sentence: z.string(),
})
export type Gain = z.output<typeof gain>

export const getGain = endpoint({
  name: 'getGain',
  method: 'GET',
  path: '/api/projects/{project_id}/monitor/gain',
  may: 'read',
  summary: 'What each strategy of triage finds per review, beside what chance finds',
  input: z.strictObject({ ...windowInput, model: nameText.optional() }),
  output: z.object({
    strategies: z.array(gain),
    /** The strategy that chance stands in for by now, because it found no more. */
    suspended: z.object({ strategy: z.string(), reason: z.string(), at: moment }).nullable(),
  }),
})

const spread = z.object({
  n: z.int(),
  median_seconds: z.number().nullable(),
  p90_seconds: z.number().nullable(),
})

export const getLatency = endpoint({
  name: 'getLatency',
  method: 'GET',
  path: '/api/projects/{project_id}/monitor/latency',
  may: 'read',
  summary:
    'How long an error lives: from prediction to correction, and from correction to a released model that knows it',
  input: z.strictObject(windowInput),
  output: z.object({
    prediction_to_correction: spread.extend({
      /** How many took so long: at least `from_seconds`, less than `to_seconds` (null: any longer). */
      histogram: z.array(
        z.object({ label: z.string(), from_seconds: z.int(), to_seconds: z.int().nullable(), n: z.int() }),
      ),
    }),
    correction_to_release: spread,
  }),
})

export const getEffort = endpoint({
  name: 'getEffort',
  method: 'GET',
  path: '/api/projects/{project_id}/monitor/effort',
  may: 'read',
  summary: 'What reviewing costs: seconds a judgement, by person and for a thousand predictions',
  input: z.strictObject(windowInput),
  output: z.object({
    judgements: z.int(),
    seconds: z.number(),
    median_seconds: z.number().nullable(),
    seconds_per_1000_predictions: amount,
    people: z.array(
      z.object({
        person_id: z.uuid(),
        name: z.string(),
        judgements: z.int(),
        seconds: z.number(),
        median_seconds: z.number().nullable(),
        /** How often the answer given is the one that stands, of those `compared`: where others decided too. */
        agreement: share,
        compared: z.int(),
      }),
    ),
  }),
})
