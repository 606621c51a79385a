/** Put a task before a person, take the judgement: exactly the wanted number of people, each once, none lost. */
import { acts, type Door, reads } from '../../ledger/door.ts'
import type { Listener } from '../../ledger/listener.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'
import * as store from './store.ts'

export { askAdjudicator, judge, next } from './actions.ts'
export type { Judgement } from './contract.ts'
export { covers, judgementsInForce } from './store.ts'

export const doors: Door[] = [
  // A claim is one statement of its own: nothing to roll back, no transaction to hold open.
  reads(contract.nextTask, actions.next),
  acts(contract.renewClaim, actions.renew),
  acts(contract.releaseClaim, actions.release),
  acts(contract.skipTask, actions.skip),
  acts(contract.giveJudgement, actions.judge),
  acts(contract.withdrawJudgement, actions.withdraw),
  reads(contract.listQueues, async (view, { project_id }) => ({
    queues: (await store.queueStates(view.db, project_id)).map(row => ({
      ...row,
      oldest_due_at: row.oldest_due_at?.toISOString() ?? null,
    })),
  })),
  acts(contract.putQueueMembers, actions.putMembers),
  reads(contract.listTasks, async (view, { project_id, limit, after, queue, state }) => {
    const page = { project_id, limit, after: after ?? null, queue: queue ?? null, state: state ?? null }
    const tasks = (await store.pageOfTasks(view.db, page)).map(row => ({
      ...row,
      due_at: row.due_at.toISOString(),
      at: row.at.toISOString(),
    }))
    return { tasks, next: tasks.length === limit ? (tasks.at(-1)?.id ?? null) : null }
  }),
]

export const listeners: Listener[] = [
  { name: 'review.open', hears: ['predictions.routed'], batch_max: 8, hear: actions.hearRouted },
]
