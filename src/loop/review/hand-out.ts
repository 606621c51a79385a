/** Handing out: which task a person gets, and for how long it is theirs. */
import type * as z from 'zod'
import type { Ctx, View } from '../../ledger/context.ts'
import { actingPerson } from '../../people/index.ts'
import { Refusal } from '../../platform/errors.ts'
import * as claims from './claims.ts'
import type * as contract from './contract.ts'
import { stagesFor } from './queues/actions.ts'
import { queuesFor } from './queues/store.ts'
import * as store from './store.ts'

type Input<E extends { input: z.ZodType }> = z.output<E['input']>

export const leaseLost = () =>
  new Refusal('LEASE_LOST', 'this task is no longer yours: its time ran out, it was given away, or it is done')

/** A task as its reviewer may see it. */
const shown = ({ proof: _, ...task }: store.TaskShown, claim: claims.Claim): contract.ClaimedTask => {
  const moments = {
    due_at: task.due_at.toISOString(),
    lease_until: claim.lease_until.toISOString(),
    occurred_at: task.occurred_at?.toISOString() ?? null,
  }
  const all = { ...task, fence: claim.fence, ...moments }
  return task.blind ? { ...all, model: null, answer: null, scores: null, confidence: null } : all
}

const showAll = async (view: View, project_id: string, claimed: claims.Claim[]): Promise<contract.ClaimedTask[]> => {
  const ids = claimed.map(each => each.task_id)
  const tasks = new Map((await store.tasksShown(view.db, project_id, ids)).map(each => [each.task_id, each]))
  return claimed.map(each => shown(tasks.get(each.task_id) as store.TaskShown, each))
}

const TRIES_max = 40
const TRY_pause_ms = 5

/** The same person asked twice at once and both took a seat of one task: the database let one have it. */
const unlessTwice = (error: { code?: string }) => {
  if (error.code === '23505') return undefined
  throw error
}

const pause = () => new Promise(resolve => setTimeout(resolve, TRY_pause_ms))

/** Claims from one queue. A seat locked by another claimant for a moment is waited for, not mistaken for none. */
const claimFrom = async (view: View, by: claims.Claimant) => {
  for (let tries = 1; ; tries += 1) {
    const claim = await claims.claimSeat(view.db, by).catch(unlessTwice)
    if (claim) return { claim, state: undefined }
    const state = await claims.waiting(view.db, by)
    if (!state?.eligible || tries === TRIES_max) return { claim: undefined, state }
    await pause()
  }
}

const none = (why_none: keyof typeof contract.WHY_NONE, retry_at: Date | null = null) => ({
  tasks: [],
  why_none,
  retry_at: retry_at?.toISOString() ?? null,
})

/**
 * The next tasks for a person: never none while one is there that they may have, and saying why where none is.
 * Runs outside a transaction: each claim is one statement.
 */
export const next = async (view: View, input: Input<typeof contract.nextTask>) => {
  const { project_id, lease_seconds, desk = null } = input
  const person_id = actingPerson(view)
  const all = input.queue ? [{ queue: input.queue, mine: true }] : await queuesFor(view.db, project_id, person_id)
  const queues = input.stage === 'adjudicate' ? all.filter(each => each.queue === claims.DISPUTES_queue) : all
  const by = { project_id, person_id, desk, stages: stagesFor(view, input.stage), lease_seconds }
  const claimed: claims.Claim[] = []
  let taken = false
  let seen = false
  let restricted = queues.some(each => !each.mine)
  let retry_at: Date | null = null
  for (const { queue } of queues.filter(each => each.mine)) {
    while (claimed.length < input.wanted) {
      const holding = [...input.holding, ...claimed.map(each => each.task_id)]
      const { claim, state } = await claimFrom(view, { ...by, queue, holding })
      if (claim) {
        claimed.push(claim)
        continue
      }
      restricted ||= state?.restricted === true
      taken ||= state?.any_claimed === true
      seen ||= state?.any_open === true
      if (state?.retry_at && (!retry_at || state.retry_at < retry_at)) retry_at = state.retry_at
      break
    }
  }
  if (claimed.length > 0) return { tasks: await showAll(view, project_id, claimed), why_none: null, retry_at: null }
  if (taken) return none('claimed', retry_at)
  if (seen) return none('seen')
  return none(restricted ? 'restricted' : 'empty')
}

/** Why a person may not have a task, or undefined where they may. */
const barTo = (view: View, at: NonNullable<Awaited<ReturnType<typeof claims.standingAt>>>): Refusal | undefined => {
  if (at.stage === 'adjudicate' && !view.permissions.includes('adjudicate')) {
    return new Refusal('FORBIDDEN', 'this is for adjudicators', { why: 'adjudication' })
  }
  if (at.restricted) return new Refusal('FORBIDDEN', `the queue "${at.queue}" belongs to others`, { why: 'restricted' })
  if (at.judged) return new Refusal('CONFLICT', 'you have judged this already', { why: 'judged' })
  if (at.skipped) return new Refusal('CONFLICT', 'you have passed this on to others', { why: 'skipped' })
  return at.over ? new Refusal('CONFLICT', 'this task is done', { why: 'done' }) : undefined
}

/** Claims a certain task. @throws Refusal NOT_FOUND, FORBIDDEN, CONFLICT (each but the first with `why`) */
export const claim = async (view: View, input: Input<typeof contract.claimTask>): Promise<contract.ClaimedTask> => {
  const { project_id, task_id, lease_seconds, desk = null } = input
  const person_id = actingPerson(view)
  for (let tries = 1; ; tries += 1) {
    const at = await claims.standingAt(view.db, { project_id, task_id, person_id })
    if (!at) throw new Refusal('NOT_FOUND', 'no such task')
    const bar = barTo(view, at)
    if (bar) throw bar
    const by = { project_id, task_id, person_id, desk, lease_seconds }
    const found = await claims.claimCertain(view.db, by).catch(unlessTwice)
    if (found) return (await showAll(view, project_id, [found]))[0] as contract.ClaimedTask
    if (tries === TRIES_max || !at.vacant) {
      const retry_at = at.retry_at?.toISOString() ?? null
      throw new Refusal('CONFLICT', 'somebody else is at this task', { why: 'claimed', retry_at })
    }
    await pause()
  }
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
