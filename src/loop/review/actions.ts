import type * as z from 'zod'
import type { Ctx, Event, View } from '../../ledger/context.ts'
import { entriesOf } from '../../ledger/index.ts'
import { newProof, record } from '../../ledger/record.ts'
import { actingPerson, membersOf } from '../../people/index.ts'
import { startAgain } from '../../platform/db.ts'
import { Refusal } from '../../platform/errors.ts'
import { uuidv7 } from '../../platform/uuid.ts'
import { projectWithGuideline } from '../../projects/index.ts'
import * as claims from './claims.ts'
import type * as contract from './contract.ts'
import { judgementLine, skipLine, type TaskRow, taskLine, withdrawalLine } from './lines.ts'
import * as store from './store.ts'

type Input<E extends { input: z.ZodType }> = z.output<E['input']>

const leaseLost = () =>
  new Refusal('LEASE_LOST', 'this task is no longer yours: its time ran out, it was given away, or it is done')

/** Puts tasks before people: one entry for all, one seat for every judgement wanted. */
const open = async (ctx: Ctx, tasks: TaskRow[], because: string[]): Promise<void> => {
  if (tasks.length === 0) return
  const project_id = tasks[0]?.project_id as string
  const proof = newProof(ctx)
  const lines = { task: tasks.map(taskLine) }
  const made = await store.insertTasks(ctx.db, { project_id, lines: lines.task, proof })
  if (made.length !== tasks.length) throw startAgain('opened meanwhile')
  record(ctx, { project_id, action: 'tasks.opened', because, payload: { count: tasks.length }, lines }, proof)
}

/** Hears of predictions routed, and opens a task for each that people must see. */
export const hearRouted = async (ctx: Ctx, events: Event[]): Promise<void> => {
  const project_id = events[0]?.project_id as string
  const entries = await entriesOf(
    ctx.db,
    project_id,
    events.map(event => event.entry_id),
  )
  const now = ctx.now.getTime()
  for (const entry of entries) {
    const { reviews } = JSON.parse(entry.payload) as { reviews: string[] }
    if (reviews.length === 0) continue
    const rows = await store.asked(ctx.db, project_id, reviews)
    const tasks = rows.map(({ prediction_id, reason, blind, assignment }): TaskRow => {
      const { queue, wanted, priority, due_minutes } = assignment
      const due_at = new Date(now + due_minutes * 60_000).toISOString()
      const where = { stage: 'review' as const, queue, wanted, priority, due_at, blind, reason }
      return { project_id, id: uuidv7(now), prediction_id, ...where, at: ctx.now.toISOString() }
    })
    await open(ctx, tasks, [entry.id])
  }
}

/** Asks one adjudicator about a prediction whose reviewers disagree; asked twice, it stays one task. */
export const askAdjudicator = async (
  ctx: Ctx,
  ask: { project_id: string; prediction_id: string; reason: string; because: string[] },
): Promise<void> => {
  const { project_id, prediction_id, reason } = ask
  if (await store.adjudicationOf(ctx.db, project_id, prediction_id)) return
  const due_at = new Date(ctx.now.getTime() + 86_400_000).toISOString()
  const where = { stage: 'adjudicate' as const, queue: 'adjudication', wanted: 1, priority: 100, due_at, blind: false }
  const id = uuidv7(ctx.now.getTime())
  await open(ctx, [{ project_id, id, prediction_id, ...where, reason, at: ctx.now.toISOString() }], ask.because)
}

const hide = (row: claims.ClaimRow): contract.ClaimedTask => {
  const moments = {
    due_at: row.due_at.toISOString(),
    lease_until: row.lease_until.toISOString(),
    occurred_at: row.occurred_at?.toISOString() ?? null,
  }
  const shown = { ...row, ...moments }
  return row.blind ? { ...shown, model: null, answer: null, scores: null, confidence: null } : shown
}

const TRIES_max = 40
const TRY_pause_ms = 5

/** Claims from one queue. A seat locked by another claimant for a moment is waited for, not mistaken for none. */
const claimFrom = async (view: View, by: claims.Claimant) => {
  for (let tries = 1; ; tries += 1) {
    const row = await claims.claimSeat(view.db, by).catch((error: { code?: string }) => {
      // The same person asked twice at once and both took a seat of one task: the database let one have it.
      if (error.code === '23505') return undefined
      throw error
    })
    if (row) return { row, state: undefined }
    const state = await claims.waiting(view.db, by)
    if (!state?.eligible || tries === TRIES_max) return { row: undefined, state }
    await new Promise(resolve => setTimeout(resolve, TRY_pause_ms))
  }
}

const none = (why_none: keyof typeof contract.WHY_NONE, retry_at: Date | null = null) => ({
  task: null,
  why_none,
  retry_at: retry_at?.toISOString() ?? null,
})

/**
 * The next task for a person: never empty while one is there that they may have, and saying why where none is.
 * Runs outside a transaction: each claim is one statement.
 */
export const next = async (view: View, input: Input<typeof contract.nextTask>) => {
  const { project_id, holding, lease_seconds } = input
  const person_id = actingPerson(view)
  const queues = input.queue
    ? [{ queue: input.queue, mine: true }]
    : await store.queuesFor(view.db, project_id, person_id)
  const adjudicates = view.permissions.includes('adjudicate')
  let claimed = false
  let seen = false
  let restricted = queues.some(each => !each.mine)
  let retry_at: Date | null = null
  for (const { queue } of queues.filter(each => each.mine)) {
    const by = { project_id, person_id, queue, adjudicates, holding, lease_seconds }
    const { row, state } = await claimFrom(view, by)
    if (row) return { task: hide(row), why_none: null, retry_at: null }
    restricted ||= state?.restricted === true
    claimed ||= state?.any_claimed === true
    seen ||= state?.any_open === true
    if (state?.retry_at && (!retry_at || state.retry_at < retry_at)) retry_at = state.retry_at
  }
  if (claimed) return none('claimed', retry_at)
  if (seen) return none('seen')
  return none(restricted ? 'restricted' : 'empty')
}

export const renew = async (ctx: Ctx, input: Input<typeof contract.renewClaim>) => {
  const renewed = await claims.renew(ctx.db, { ...input, person_id: actingPerson(ctx) })
  if (!renewed) throw leaseLost()
  return { lease_until: renewed.lease_until.toISOString() }
}

export const release = async (ctx: Ctx, input: Input<typeof contract.releaseClaim>) => {
  if (!(await claims.free(ctx.db, { ...input, person_id: actingPerson(ctx) }))) throw leaseLost()
  return {}
}

export const skip = async (ctx: Ctx, input: Input<typeof contract.skipTask>) => {
  const person_id = actingPerson(ctx)
  if (!(await claims.free(ctx.db, { ...input, person_id }))) throw leaseLost()
  const { project_id, task_id, reason } = input
  const row = { project_id, task_id, person_id, reason, at: ctx.now.toISOString() }
  const proof = newProof(ctx)
  record(ctx, { project_id, action: 'task.skipped', payload: { task_id }, lines: { skip: [skipLine(row)] } }, proof)
  await store.insertSkip(ctx.db, { ...row, proof })
  return {}
}

/** Takes a person's verdict, under the claim they hold. @throws Refusal LEASE_LOST, INVALID */
export const judge = async (ctx: Ctx, input: Input<typeof contract.giveJudgement>) => {
  const { project_id, task_id, fence } = input
  const person_id = actingPerson(ctx)
  const { kind_rules, guideline } = await projectWithGuideline(ctx, project_id)
  const answer = kind_rules.answer(guideline.labels).safeParse(input.answer)
  if (!answer.success) {
    const expected = answer.error.issues[0]?.message ?? 'an answer'
    throw new Refusal('INVALID', `answer: ${expected}`, { field: 'answer', expected })
  }
  const category = input.category ?? null
  if (category !== null && !guideline.categories.some(each => each.name === category)) {
    throw new Refusal('INVALID', 'no such category', { field: 'category', expected: 'a category of the guideline' })
  }
  const seat = await claims.settleSeat(ctx.db, { project_id, task_id, person_id, fence })
  if (!seat) throw leaseLost()
  const { prediction_id } = seat
  const exposure = seat.blind ? ('blind' as const) : ('shown' as const)
  const said = { answer: answer.data, category, rationale: input.rationale ?? null, seconds: input.seconds, exposure }
  const id = uuidv7(ctx.now.getTime())
  const about = { id, task_id, prediction_id, person_id, guideline_version: guideline.version }
  const row = { ...about, ...said, at: ctx.now.toISOString() }
  const stored = { ...row, project_id, fence: Number(fence) }
  const proof = newProof(ctx)
  const payload = { judgement_id: id, prediction_id }
  const lines = { judgement: [judgementLine(stored)] }
  const fact = { project_id, action: 'judgement.given', because: [seat.proof], payload, lines }
  record(ctx, fact, proof)
  await store.insertJudgement(ctx.db, { ...stored, proof })
  return { ...row, proof }
}

const UNDO_lease_seconds = 300

/** Undoes a judgement of one's own: a fact of its own, after which the seat is theirs again under a new fence. */
export const withdraw = async (ctx: Ctx, input: Input<typeof contract.withdrawJudgement>) => {
  const { project_id, judgement_id, reason } = input
  const person_id = actingPerson(ctx)
  const given = await store.judgementOf(ctx.db, project_id, judgement_id)
  if (!given || given.person_id !== person_id) throw new Refusal('NOT_FOUND', 'no such judgement of yours')
  if (given.withdrawn) throw new Refusal('CONFLICT', 'this judgement was withdrawn already')
  const row = { project_id, judgement_id, reason, at: ctx.now.toISOString() }
  const proof = newProof(ctx)
  if (!(await store.insertWithdrawal(ctx.db, { ...row, proof }))) {
    throw new Refusal('CONFLICT', 'this judgement was withdrawn already')
  }
  const seat = await claims.reopenSeat(ctx.db, {
    project_id,
    task_id: given.task_id,
    person_id,
    fence: String(given.fence),
    lease_seconds: UNDO_lease_seconds,
  })
  if (!seat) throw new Refusal('CONFLICT', 'the task has moved on')
  const payload = { judgement_id, prediction_id: given.prediction_id }
  const lines = { withdrawal: [withdrawalLine(row)] }
  record(ctx, { project_id, action: 'judgement.withdrawn', because: [given.proof], payload, lines }, proof)
  return { task_id: given.task_id, fence: seat.fence, lease_until: seat.lease_until.toISOString() }
}

/** Names who works a queue. */
export const putMembers = async (ctx: Ctx, input: Input<typeof contract.putQueueMembers>) => {
  const { project_id, queue, members } = input
  const known = new Set((await membersOf(ctx.db, project_id)).map(each => each.id))
  const stranger = members.findIndex(id => !known.has(id))
  if (stranger >= 0) {
    const field = `members.${stranger}`
    throw new Refusal('INVALID', 'not a member of this project', { field, expected: 'a member of the project' })
  }
  await store.replaceMembers(ctx.db, { project_id, queue, members })
  record(ctx, { project_id, action: 'queue.assigned', payload: { queue, members } })
  return {}
}
