import * as z from 'zod'
import { endpoint } from '../../../platform/endpoint.ts'
import { MODES } from '../../release/contract.ts'
import { share, windowInput, windowOutput } from '../figures.ts'

/** What somebody should look at. */
export const ATTENTION = [
  'tasks_overdue',
  'disagreements_waiting',
  'trainings_failed',
  'evaluations_failed',
  'certificate_expired',
  'strategy_suspended',
] as const

const waiting = z.object({
  /** Tasks that still want a judgement, those of them past their due time, and when the oldest was opened. */
  tasks: z.int(),
  overdue: z.int(),
  oldest_at: z.iso.datetime().nullable(),
})

export const overview = z.object({
  ...windowOutput,
  /** What happened in the window, along the loop. */
  predictions: z.int(),
  sent_to_people: z.int(),
  judgements: z.int(),
  resolutions: z.int(),
  errata: z.int(),
  /** What is now. */
  waiting: waiting.extend({ queues: z.array(waiting.extend({ queue: z.string() })) }),
  dataset: z.object({ version: z.int(), train: z.int(), holdout: z.int(), at: z.iso.datetime() }).nullable(),
  /** The newest model, with what its newest evaluation found. */
  model: z
    .object({
      name: z.string(),
      dataset: z.int(),
      at: z.iso.datetime(),
      evaluation: z.object({ id: z.uuid(), sentence: z.string(), at: z.iso.datetime() }).nullable(),
    })
    .nullable(),
  /** The candidate that is taught at once: corrections it took since its base model. */
  candidate: z.object({ base: z.string(), lessons: z.int() }).nullable(),
  release: z
    .object({
      id: z.uuid(),
      /** Null: the caller's own model. */
      model: z.string().nullable(),
      mode: z.enum(Object.keys(MODES) as [keyof typeof MODES]),
      share: z.number(),
      at: z.iso.datetime(),
    })
    .nullable(),
  certificate: z
    .object({ id: z.uuid(), model: z.string(), threshold: z.number(), expires_at: z.iso.datetime().nullable() })
    .nullable(),
  /** Of the four weeks before `until`: people answer later than models. */
  error_rate: z.object({ ...windowOutput, checked: z.int(), error_rate: share, sentence: z.string() }),
  attention: z.array(z.object({ code: z.enum(ATTENTION), count: z.int(), sentence: z.string() })),
})
export type Overview = z.output<typeof overview>

export const getOverview = endpoint({
  name: 'getOverview',
  method: 'GET',
  path: '/api/projects/{project_id}/monitor/overview',
  may: 'read',
  summary: 'Where the loop stands: what happened in a window (default: 24 hours), what waits, what needs attention',
  input: z.strictObject(windowInput),
  output: overview,
})
