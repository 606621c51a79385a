import * as z from 'zod'
import { endpoint, moment, pageInput, projectId, whole } from '../../platform/endpoint.ts'

const name = z.string().trim().min(1).max(100)

/** Where a task goes: whose queue, how many people, how urgent. What a rule leaves out, `review` of the policy says. */
const wish = {
  queue: name,
  wanted: z.int().min(1).max(50),
  priority: z.int().min(-1000).max(1000),
  due_minutes: z.int().min(1).max(525_600),
}
const wishes = z.strictObject(wish).partial()
const assignment = z.strictObject({
  queue: wish.queue.default('default'),
  wanted: wish.wanted.default(1),
  priority: wish.priority.default(0),
  due_minutes: wish.due_minutes.default(1440),
})

const verdict = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('pass') }),
  z.strictObject({ outcome: z.literal('rule'), answer: z.unknown() }),
  /** `blind`: without sight of the model's answer, as items with a known answer are given to see how people do. */
  wishes.extend({ outcome: z.literal('review'), blind: z.boolean().optional() }),
])

/** One rule: what must hold (a CEL condition, a linear-time pattern, or both), and what follows. */
const rule = z.strictObject({
  name,
  when: z.string().min(1).max(2000).optional(),
  matches: z.string().min(1).max(1000).optional(),
  do: verdict,
})

/** What may rank predictions for review; the scores are in `strategies/`. */
export const STRATEGIES = ['margin', 'margin-diversity', 'disagreement', 'novelty', 'confidence'] as const
export type StrategyName = (typeof STRATEGIES)[number]

const share = z.number().gt(0).max(1)
const version = whole(1, 1_000_000_000)

/** Which predictions people must see. Rules are asked in order; the first that holds decides. */
export const policyInput = z.strictObject({
  rules: z.array(rule).max(200).default([]),
  /** Review the share of recent traffic that a strategy ranks first, or whatever is less sure than a value. */
  uncertain: z
    .union([
      z.strictObject({ strategy: z.enum(STRATEGIES), share }),
      z.strictObject({ strategy: z.enum(['margin', 'confidence']), below: share }),
    ])
    .optional(),
  /** In mode automated: what is less confident than the certificate in force covers is held for review. */
  automate: z.strictObject({ certificate: z.literal(true) }).optional(),
  /** `decide` answers a text that people corrected before as they did, audits included. */
  errata_override: z.boolean().default(true),
  /** The chance that anything else is reviewed all the same: the sample that honest error rates rest on. */
  audit_share: z.number().min(0.0001).max(1).default(0.05),
  /** What is different for audited predictions, such as more judgements wanted. */
  audit: wishes.default({}),
  review: assignment.default({ queue: 'default', wanted: 1, priority: 0, due_minutes: 1440 }),
})
export type Policy = z.output<typeof policyInput>
export type Assignment = z.output<typeof assignment>

export const policy = z.object({
  version: z.int(),
  policy: policyInput,
  at: z.iso.datetime(),
  /** The strategy that chose worse than chance, where one did: until the next version its share is drawn at random. */
  suspended: z.object({ strategy: z.string(), reason: z.string(), at: moment, proof: z.uuid() }).nullable(),
  proof: z.uuid(),
})
export type PolicyVersion = z.output<typeof policy>

export const route = z.object({
  prediction_id: z.uuid(),
  outcome: z.enum(['pass', 'rule', 'review']),
  answer: z.unknown(),
  reason: z.string(),
  /** What sent it to people, or null; `all`: everything goes to them, as in mode reviewed. */
  strategy: z.enum(['rule', 'all', ...STRATEGIES, 'certificate', 'random', 'audit']).nullable(),
  /** What the policy's strategy gave it: the higher, the sooner it is reviewed. Null where it cannot tell. */
  score: z.number().nullable(),
  policy_version: z.int(),
  inclusion_probability: z.number(),
  at: z.iso.datetime(),
  proof: z.uuid(),
})
export type Route = z.output<typeof route>

export const getPolicy = endpoint({
  name: 'getPolicy',
  method: 'GET',
  path: '/api/projects/{project_id}/policy',
  may: 'read',
  summary: 'The policy in force',
  input: z.strictObject({ project_id: projectId }),
  output: policy,
})

/** A version as its history tells it: who wrote it and why, where they said so. */
export const writtenPolicy = policy.extend({ actor: z.string(), reason: z.string().nullable() })
export type WrittenPolicy = z.output<typeof writtenPolicy>

export const listPolicies = endpoint({
  name: 'listPolicies',
  method: 'GET',
  path: '/api/projects/{project_id}/policies',
  may: 'read',
  summary: 'Versions of the policy, newest first, with who wrote each and why',
  input: z.strictObject({ project_id: projectId, limit: pageInput.limit, after: version.optional() }),
  output: z.object({ policies: z.array(writtenPolicy), next: z.int().nullable() }),
})

export const putPolicy = endpoint({
  name: 'putPolicy',
  method: 'PUT',
  path: '/api/projects/{project_id}/policy',
  may: 'maintain',
  summary: 'A new version of the policy; `replaces` is the version you read (0 where there is none)',
  input: z.strictObject({
    project_id: projectId,
    replaces: z.int().min(0).max(1_000_000_000),
    policy: policyInput,
    /** Why, for whoever reads the history. */
    reason: z.string().trim().min(1).max(2000).optional(),
  }),
  output: policy,
  status: 201,
})

export const getRoute = endpoint({
  name: 'getRoute',
  method: 'GET',
  path: '/api/projects/{project_id}/predictions/{prediction_id}/route',
  may: 'read',
  summary: 'What was decided for a prediction, and why',
  input: z.strictObject({ project_id: projectId, prediction_id: z.uuid() }),
  output: route,
})
