/** Queues: what waits in each, whose they are, and what is left for one person. */
import type * as z from 'zod'
import type { Ctx, View } from '../../../ledger/context.ts'
import { record } from '../../../ledger/record.ts'
import { actingPerson, membersOf } from '../../../people/index.ts'
import { Refusal } from '../../../platform/errors.ts'
import { DISPUTES_queue, type Stage } from '../claims.ts'
import type * as contract from '../contract.ts'
import { withheld } from '../discuss/actions.ts'
import * as store from './store.ts'

type Input<E extends { input: z.ZodType }> = z.output<E['input']>

/** The stages of tasks that may be given to a caller: all they may work on, or the one they ask for. */
export const stagesFor = ({ permissions }: View, asked?: Stage): Stage[] =>
  (asked ? [asked] : (['review', 'adjudicate'] as const)).filter(
    each => each === 'review' || permissions.includes('adjudicate'),
  )

export const listQueues = async (view: View, { project_id }: Input<typeof contract.listQueues>) => ({
  queues: (await store.queueStates(view.db, project_id)).map(row => ({
    ...row,
    oldest_due_at: row.oldest_due_at?.toISOString() ?? null,
    oldest_at: row.oldest_at?.toISOString() ?? null,
  })),
})

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

export const listTasks = async (view: View, input: Input<typeof contract.listTasks>) => {
  const { project_id, limit, after = null, queue = null, stage = null, state = null, contains = null } = input
  const page = { project_id, limit, after, queue, stage, state, contains }
  const rows = await store.pageOfTasks(view.db, page)
  const disputes = rows.filter(each => each.stage === 'adjudicate').map(each => each.prediction_id)
  const hidden = await withheld(view, project_id, disputes)
  const tasks = rows.map(row => ({
    ...row,
    // A dispute tells what reviewers said.
    reason: row.stage === 'adjudicate' && hidden.has(row.prediction_id) ? '' : row.reason,
    due_at: row.due_at.toISOString(),
    at: row.at.toISOString(),
  }))
  return { tasks, next: tasks.length === limit ? (tasks.at(-1)?.id ?? null) : null }
}

export const getProgress = async (view: View, { project_id, since }: Input<typeof contract.getProgress>) => {
  const person_id = actingPerson(view)
  const mine = (await store.queuesFor(view.db, project_id, person_id)).filter(each => each.mine)
  const queues = mine.map(each => each.queue)
  const disputes = queues.filter(each => each === DISPUTES_queue && stagesFor(view).includes('adjudicate'))
  const from = new Date(since).toISOString()
  const [reviews, adjudications_waiting, judged_today] = await Promise.all([
    store.countWaiting(view.db, { project_id, person_id, queues, stage: 'review' }),
    store.countWaiting(view.db, { project_id, person_id, queues: disputes, stage: 'adjudicate' }),
    store.countJudged(view.db, { project_id, person_id, since: from }),
  ])
  return { judged_today, waiting: reviews + adjudications_waiting, adjudications_waiting, since: from }
}
