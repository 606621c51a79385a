import type * as z from 'zod'
import type { Ctx, Event } from '../../ledger/context.ts'
import { entriesOf } from '../../ledger/index.ts'
import { newProof, record } from '../../ledger/record.ts'
import { actingPerson } from '../../people/index.ts'
import { startAgain } from '../../platform/db.ts'
import { Refusal } from '../../platform/errors.ts'
import { uuidv7 } from '../../platform/uuid.ts'
import { projectWithGuideline } from '../../projects/index.ts'
import { answerOf, checkFit } from '../ingest/index.ts'
import * as claims from './claims.ts'
import type * as contract from './contract.ts'
import { leaseLost } from './hand-out.ts'
import { closingLine, judgementLine, skipLine, type TaskRow, taskLine, withdrawalLine } from './lines.ts'
import * as store from './store.ts'

type Input<E extends { input: z.ZodType }> = z.output<E['input']>

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
      const where = { stage: 'review' as const, round: 1, queue, wanted, priority, due_at, blind, reason }
      return { project_id, id: uuidv7(now), prediction_id, ...where, at: ctx.now.toISOString() }
    })
    await open(ctx, tasks, [entry.id])
  }
}

/** Asks one adjudicator about a prediction; asked twice, it stays one task until that one is closed. */
export const askAdjudicator = async (
  ctx: Ctx,
  ask: { project_id: string; prediction_id: string; reason: string; because: string[] },
): Promise<void> => {
  const { project_id, prediction_id, reason } = ask
  const before = await store.adjudicationOf(ctx.db, project_id, prediction_id)
  if (before && !before.closed) return
  const due_at = new Date(ctx.now.getTime() + 86_400_000).toISOString()
  const queue = claims.DISPUTES_queue
  const where = { stage: 'adjudicate' as const, queue, wanted: 1, priority: 100, due_at, blind: false }
  const about = { project_id, id: uuidv7(ctx.now.getTime()), prediction_id, round: (before?.round ?? 0) + 1 }
  await open(ctx, [{ ...about, ...where, reason, at: ctx.now.toISOString() }], ask.because)
}

/** Closes disputes that reviewers have settled by themselves, unless one of them asked for an adjudicator. */
export const closeTies = async (ctx: Ctx, project_id: string, settled: Map<string, string[]>): Promise<void> => {
  if (settled.size === 0) return
  const at = ctx.now.toISOString()
  const ties = await store.openTies(ctx.db, project_id, [...settled.keys()])
  for (const { id: task_id, prediction_id, proof: opened } of ties) {
    if ((await store.removeSeats(ctx.db, project_id, task_id, ['free', 'claimed'])).length === 0) continue
    const row = { project_id, task_id, why: 'agreed' as const, at }
    const proof = newProof(ctx)
    await store.insertClosing(ctx.db, { ...row, proof })
    const because = [opened, ...(settled.get(prediction_id) ?? [])]
    const lines = { closing: [closingLine(row)] }
    record(ctx, { project_id, action: 'task.closed', because, payload: { task_id, prediction_id }, lines }, proof)
  }
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

/** That it cannot be decided is an adjudicator's to say, with reasons. */
const refuseEvasion = (stage: claims.Stage, rationale: string | undefined) => {
  const refuse = (field: string, expected: string) =>
    new Refusal('INVALID', `${field}: ${expected}`, { field, expected })
  if (stage !== 'adjudicate') throw refuse('answer', 'an answer: only an adjudicator may leave it open')
  if (!rationale?.trim()) throw refuse('rationale', 'why it cannot be decided')
}

/** Takes a person's verdict, under the claim they hold. @throws Refusal LEASE_LOST, INVALID */
export const judge = async (ctx: Ctx, input: Input<typeof contract.giveJudgement>) => {
  const { project_id, task_id, fence } = input
  const person_id = actingPerson(ctx)
  const project = await projectWithGuideline(ctx, project_id)
  const { guideline } = project
  const undecidable = input.answer === null
  const answer = undecidable ? null : answerOf(project, input.answer)
  const category = input.category ?? null
  if (category !== null && !guideline.categories.some(each => each.name === category)) {
    throw new Refusal('INVALID', 'no such category', { field: 'category', expected: 'a category of the guideline' })
  }
  const seat = await claims.settleSeat(ctx.db, { project_id, task_id, person_id, fence })
  if (!seat) throw leaseLost()
  const { prediction_id } = seat
  if (undecidable) refuseEvasion(seat.stage, input.rationale)
  else await checkFit(ctx, project, { prediction_id, answer })
  const exposure = seat.blind ? ('blind' as const) : ('shown' as const)
  const said = { answer, category, rationale: input.rationale ?? null, seconds: input.seconds, exposure }
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
    desk: input.desk ?? null,
    lease_seconds: UNDO_lease_seconds,
  })
  if (!seat) throw new Refusal('CONFLICT', 'the task has moved on')
  const payload = { judgement_id, prediction_id: given.prediction_id }
  const lines = { withdrawal: [withdrawalLine(row)] }
  record(ctx, { project_id, action: 'judgement.withdrawn', because: [given.proof], payload, lines }, proof)
  return { task_id: given.task_id, fence: seat.fence, lease_until: seat.lease_until.toISOString() }
}
