import * as z from 'zod'
import { endpoint, projectId } from '../../platform/endpoint.ts'

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
  wishes.extend({ outcome: z.literal('review') }),
])

/** One rule: what must hold (a CEL condition, a linear-time pattern, or both), and what follows. */
const rule = z.strictObject({
  name,
  when: z.string().min(1).max(2000).optional(),
  matches: z.string().min(1).max(1000).optional(),
  do: verdict,
})

const measure = z.enum(['margin', 'confidence'])

/** Which predictions people must see. Rules are asked in order; the first that holds decides. */
export const policyInput = z.strictObject({
  rules: z.array(rule).max(200).default([]),
  /** Review what the model is least sure of: below a value, or the least sure share of recent traffic (by margin). */
  uncertain: z
    .union([
      z.strictObject({ measure, below: z.number().gt(0).max(1) }),
      z.strictObject({ measure: z.literal('margin'), share: z.number().gt(0).max(1) }),
    ])
    .optional(),
  /** The chance that anything else is reviewed all the same: the sample that honest error rates rest on. */
  audit_share: z.number().min(0.001).max(1).default(0.05),
  /** What is different for audited predictions, such as more judgements wanted. */
  audit: wishes.default({}),
  review: assignment.default({ queue: 'default', wanted: 1, priority: 0, due_minutes: 1440 }),
})
export type Policy = z.output<typeof policyInput>
export type Assignment = z.output<typeof assignment>

export const policy = z.object({ version: z.int(), policy: policyInput, at: z.iso.datetime() })
export type PolicyVersion = z.output<typeof policy>

export const route = z.object({
  prediction_id: z.uuid(),
  outcome: z.enum(['pass', 'rule', 'review']),
  answer: z.unknown(),
  reason: z.string(),
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
