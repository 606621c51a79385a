import * as z from 'zod'
import { endpoint, projectId } from '../../platform/endpoint.ts'
import { policyInput } from '../triage/contract.ts'

const interval = z.object({ estimate: z.number().nullable(), low: z.number(), high: z.number() })
const outcome = z.enum(['pass', 'rule', 'review'])

/** What a policy makes of the traffic it is tried on. */
const tally = z.object({
  pass: z.int(),
  rule: z.int(),
  review: z.int(),
  /** Of all predictions, how many people see. */
  review_share: interval,
  /** What decides, the most frequent first; rules by their name. */
  reasons: z.array(z.object({ outcome, reason: z.string(), count: z.int() })),
  queues: z.array(z.object({ queue: z.string(), reviews: z.int(), judgements: z.int() })),
  /** At the pace of the last days. */
  reviews_per_day: interval,
  /** Of people, at the time that a judgement took lately; null while nobody has judged. */
  minutes_per_day: interval.nullable(),
})
export type Tally = z.output<typeof tally>

const decided = z.object({ outcome, reason: z.string() })

/** What differs from the policy in force, by prediction. */
const changes = z.object({
  same: z.int(),
  /** Seen by people under the draft alone; under the policy in force alone. */
  added: z.int(),
  dropped: z.int(),
  /** Seen under both, though by other people, or by more or fewer. */
  moved: z.int(),
  /** Answered by a rule where the model's answer passed, the other way round, or otherwise. */
  answered: z.int(),
  /** The newest twenty that are not the same. */
  examples: z.array(
    z.object({
      prediction_id: z.uuid(),
      external_id: z.string(),
      /** The first 200 characters. */
      text: z.string(),
      present: decided,
      draft: decided,
    }),
  ),
})
export type Changes = z.output<typeof changes>

/**
 * Errors that people found in this traffic. What was sent to them for certain was found more often than what chance
 * drew, so shares weigh each error by how likely it was to be found.
 */
const errors = z.object({
  known: z.int(),
  /** How many of those known people would see. */
  draft: z.int(),
  present: z.int(),
  /** Of all errors, known or not, the share that people would see. */
  draft_share: interval,
  present_share: interval,
  /** Draft less present. */
  difference: interval,
})
export type Errors = z.output<typeof errors>

export const rehearsal = z.object({
  predictions: z.int(),
  since: z.iso.datetime().nullable(),
  until: z.iso.datetime().nullable(),
  policy_version: z.int().nullable(),
  draft: tally,
  /** Of the policy in force, on the same traffic; null where there is none. */
  present: tally.nullable(),
  changes: changes.nullable(),
  errors: errors.nullable(),
  sentence: z.string(),
})
export type Rehearsal = z.output<typeof rehearsal>

export const tryPolicy = endpoint({
  name: 'tryPolicy',
  method: 'POST',
  path: '/api/projects/{project_id}/policy/try',
  may: 'maintain',
  summary: 'What a draft of the policy would have made of recent predictions, beside the one in force; nothing is kept',
  input: z.strictObject({
    project_id: projectId,
    policy: policyInput,
    /** How many predictions, the newest. */
    last: z.int().min(1).max(10_000).default(2000),
  }),
  output: rehearsal,
})
