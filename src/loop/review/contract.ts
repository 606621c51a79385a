import * as z from 'zod'
import { endpoint, moment, pageInput, projectId } from '../../platform/endpoint.ts'

const queueName = z.string().trim().min(1).max(100)
const fence = z.string().regex(/^\d{1,18}$/, 'the fence of your claim')
const stage = z.enum(['review', 'adjudicate'])
/** Whoever works on several screens gives each an id of its own: no claim of one is handed to another. */
const desk = z.uuid().optional()
const lease_seconds = z.int().min(1).max(3600).default(300)

/** A task as its reviewer sees it. Of a blind one the model's answer is not sent at all. */
export const claimedTask = z.object({
  task_id: z.uuid(),
  prediction_id: z.uuid(),
  queue: z.string(),
  stage,
  reason: z.string(),
  priority: z.int(),
  due_at: z.iso.datetime(),
  blind: z.boolean(),
  /** Goes back with the judgement: it proves that the claim is still yours. */
  fence,
  lease_until: z.iso.datetime(),
  external_id: z.string(),
  input: z.looseObject({ text: z.string() }),
  metadata: z.record(z.string(), z.unknown()),
  occurred_at: z.iso.datetime().nullable(),
  model: z.string().nullable(),
  answer: z.unknown(),
  scores: z.record(z.string(), z.number()).nullable(),
  confidence: z.number().nullable(),
})
export type ClaimedTask = z.output<typeof claimedTask>

/** Why there is no task: so that a reviewer knows whether to wait, to go home or to ask. */
export const WHY_NONE = {
  empty: 'Nothing is waiting here.',
  claimed: 'Everything that is left is with other reviewers, or on another screen of yours, just now.',
  seen: 'You have judged or skipped everything that is left.',
  restricted: 'The queues with work belong to other people.',
} as const

export const nextTask = endpoint({
  name: 'nextTask',
  method: 'POST',
  path: '/api/projects/{project_id}/tasks/next',
  may: 'review',
  summary: 'Claim the next task, or several; a claim this desk holds already and does not list as held is given again',
  input: z.strictObject({
    project_id: projectId,
    queue: queueName.optional(),
    /** Only tasks of this stage: adjudicators can keep to disputes. */
    stage: stage.optional(),
    desk,
    /** How many at most. */
    wanted: z.int().min(1).max(5).default(1),
    /** Tasks the caller has on the screen or waiting behind it. */
    holding: z.array(z.uuid()).max(20).default([]),
    lease_seconds,
  }),
  output: z.object({
    /** The most urgent first. */
    tasks: z.array(claimedTask),
    /** Where there is none. */
    why_none: z.enum(['empty', 'claimed', 'seen', 'restricted']).nullable(),
    /** When a claim of somebody else may run out. */
    retry_at: z.iso.datetime().nullable(),
  }),
})

export const claimTask = endpoint({
  name: 'claimTask',
  method: 'POST',
  path: '/api/projects/{project_id}/tasks/{task_id}/claim',
  may: 'review',
  summary: 'Claim a certain task; of a refusal `why` says what bars you, and `retry_at` until when',
  input: z.strictObject({ project_id: projectId, task_id: z.uuid(), desk, lease_seconds }),
  output: claimedTask,
})

/** As far as is counted what waits for a person: they ask after every judgement. */
export const WAITING_max = 1000

export const getProgress = endpoint({
  name: 'getProgress',
  method: 'GET',
  path: '/api/projects/{project_id}/progress',
  may: 'review',
  summary:
    'What you have judged since a moment, and what waits for you, on your screen or elsewhere (counted up to 1,000)',
  input: z.strictObject({ project_id: projectId, since: moment }),
  output: z.object({
    judged_today: z.int(),
    waiting: z.int(),
    /** Of those, disputes. */
    adjudications_waiting: z.int(),
    since: z.iso.datetime(),
  }),
})

const held = z.strictObject({ project_id: projectId, task_id: z.uuid(), fence })

export const renewClaim = endpoint({
  name: 'renewClaim',
  method: 'POST',
  path: '/api/projects/{project_id}/tasks/{task_id}/renew',
  may: 'review',
  summary: 'Keep a claim a while longer',
  input: held.extend({ lease_seconds }),
  output: z.object({ lease_until: z.iso.datetime() }),
})

export const releaseClaim = endpoint({
  name: 'releaseClaim',
  method: 'POST',
  path: '/api/projects/{project_id}/tasks/{task_id}/release',
  may: 'review',
  summary: 'Give a task back, for anybody',
  input: held,
  output: z.object({}),
})

export const skipTask = endpoint({
  name: 'skipTask',
  method: 'POST',
  path: '/api/projects/{project_id}/tasks/{task_id}/skip',
  may: 'review',
  summary: 'Give a task back, for others: it does not come to you again',
  input: held.extend({ reason: z.string().max(2000).default('') }),
  output: z.object({}),
})

export const judgement = z.object({
  id: z.uuid(),
  task_id: z.uuid(),
  prediction_id: z.uuid(),
  person_id: z.uuid(),
  answer: z.unknown(),
  category: z.string().nullable(),
  rationale: z.string().nullable(),
  seconds: z.number(),
  exposure: z.enum(['shown', 'blind']),
  guideline_version: z.int(),
  at: z.iso.datetime(),
  proof: z.uuid(),
})
export type Judgement = z.output<typeof judgement>

export const giveJudgement = endpoint({
  name: 'giveJudgement',
  method: 'POST',
  path: '/api/projects/{project_id}/tasks/{task_id}/judgement',
  may: 'review',
  summary: 'Say what is right; an adjudicator says null, and why, where it cannot be decided',
  input: held.extend({
    answer: z.unknown(),
    category: z.string().max(200).optional(),
    rationale: z.string().max(20_000).optional(),
    seconds: z.number().min(0).max(86_400).default(0),
  }),
  output: judgement,
  status: 201,
})

export const withdrawJudgement = endpoint({
  name: 'withdrawJudgement',
  method: 'POST',
  path: '/api/projects/{project_id}/judgements/{judgement_id}/withdraw',
  may: 'review',
  summary: 'Undo a judgement of yours: the task is yours again',
  input: z.strictObject({
    project_id: projectId,
    judgement_id: z.uuid(),
    reason: z.string().max(2000).default(''),
    desk,
  }),
  output: z.object({ task_id: z.uuid(), fence, lease_until: z.iso.datetime() }),
})

export const comment = z.object({
  id: z.uuid(),
  prediction_id: z.uuid(),
  /** Null to an adjudicator who has not decided yet. */
  person_id: z.uuid().nullable(),
  name: z.string().nullable(),
  text: z.string(),
  at: z.iso.datetime(),
  proof: z.uuid(),
})
export type Comment = z.output<typeof comment>

const commentText = z.string().trim().min(1).max(5000)

export const listComments = endpoint({
  name: 'listComments',
  method: 'GET',
  path: '/api/projects/{project_id}/predictions/{prediction_id}/comments',
  may: 'read',
  summary: 'What people say of a prediction, oldest first; hidden from whoever may still have to judge it',
  input: z.strictObject({ project_id: projectId, prediction_id: z.uuid() }),
  output: z.object({ hidden: z.boolean(), comments: z.array(comment) }),
})

export const addComment = endpoint({
  name: 'addComment',
  method: 'POST',
  path: '/api/projects/{project_id}/predictions/{prediction_id}/comments',
  may: 'review',
  summary: 'Say something of a prediction, for the others',
  input: z.strictObject({ project_id: projectId, prediction_id: z.uuid(), text: commentText }),
  output: comment,
  status: 201,
})

export const discussTask = endpoint({
  name: 'discussTask',
  method: 'POST',
  path: '/api/projects/{project_id}/tasks/{task_id}/discuss',
  may: 'review',
  summary: 'Hand a task you hold to an adjudicator, with what you want to say of it',
  input: held.extend({ text: commentText }),
  output: comment,
  status: 201,
})

export const queueState = z.object({
  queue: z.string(),
  /** Seats: nobody has them, somebody does, judged. */
  free: z.int(),
  claimed: z.int(),
  judged: z.int(),
  /** Of those not judged, how many are too late. */
  overdue: z.int(),
  oldest_due_at: z.iso.datetime().nullable(),
  /** When the task was opened that waits longest. */
  oldest_at: z.iso.datetime().nullable(),
  members: z.array(z.uuid()),
})

export const listQueues = endpoint({
  name: 'listQueues',
  method: 'GET',
  path: '/api/projects/{project_id}/queues',
  may: 'read',
  summary: 'Queues, how much waits in each, and who works them',
  input: z.strictObject({ project_id: projectId }),
  output: z.object({ queues: z.array(queueState) }),
})

export const putQueueMembers = endpoint({
  name: 'putQueueMembers',
  method: 'PUT',
  path: '/api/projects/{project_id}/queues/{queue}/members',
  may: 'maintain',
  summary: 'Who works a queue; nobody named means every reviewer',
  input: z.strictObject({ project_id: projectId, queue: queueName, members: z.array(z.uuid()).max(1000) }),
  output: z.object({}),
})

export const taskRow = z.object({
  id: z.uuid(),
  prediction_id: z.uuid(),
  stage,
  queue: z.string(),
  wanted: z.int(),
  judged: z.int(),
  /** `closed`: over before all that were wanted had judged. */
  state: z.enum(['open', 'done', 'closed']),
  priority: z.int(),
  due_at: z.iso.datetime(),
  blind: z.boolean(),
  reason: z.string(),
  external_id: z.string(),
  /** The first 200 characters. */
  text: z.string(),
  claimed_by: z.array(z.object({ person_id: z.uuid(), name: z.string(), lease_until: moment })),
  at: z.iso.datetime(),
})

export const listTasks = endpoint({
  name: 'listTasks',
  method: 'GET',
  path: '/api/projects/{project_id}/tasks',
  may: 'read',
  summary: 'Tasks, newest first',
  input: z.strictObject({
    project_id: projectId,
    ...pageInput,
    queue: queueName.optional(),
    stage: stage.optional(),
    state: taskRow.shape.state.optional(),
    /** Literal text of the item, or of its external id. */
    contains: z.string().min(1).max(200).optional(),
  }),
  output: z.object({ tasks: z.array(taskRow), next: z.uuid().nullable() }),
})
