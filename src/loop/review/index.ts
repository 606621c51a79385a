/** Put a task before a person, take the judgement: exactly the wanted number of people, each once, none lost. */
import { acts, type Door, reads } from '../../ledger/door.ts'
import type { Listener } from '../../ledger/listener.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'
import * as talk from './discuss/actions.ts'
import { covers as commentCovers } from './discuss/store.ts'
import * as handOut from './hand-out.ts'
import * as queues from './queues/actions.ts'
import { covers as taskCovers } from './store.ts'

export { askAdjudicator, closeTies } from './actions.ts'
export type { Comment, Judgement } from './contract.ts'
export { holdsReview, pageInSight, sightOf, veiled, withheld } from './discuss/actions.ts'
export { blindItems, commentsOn } from './discuss/store.ts'
export { judgementsInForce, tasksShown } from './store.ts'

export const covers = [...taskCovers, ...commentCovers]

export const doors: Door[] = [
  // A claim is one statement of its own: nothing to roll back, no transaction to hold open.
  reads(contract.nextTask, handOut.next),
  reads(contract.claimTask, handOut.claim),
  acts(contract.renewClaim, handOut.renew),
  acts(contract.releaseClaim, handOut.release),
  acts(contract.skipTask, actions.skip),
  acts(contract.giveJudgement, actions.judge),
  acts(contract.withdrawJudgement, actions.withdraw),
  acts(contract.discussTask, talk.discuss),
  reads(contract.listComments, talk.listComments),
  acts(contract.addComment, talk.addComment),
  reads(contract.getProgress, queues.getProgress),
  reads(contract.listQueues, queues.listQueues),
  acts(contract.putQueueMembers, queues.putMembers),
  reads(contract.listTasks, queues.listTasks),
]

export const listeners: Listener[] = [
  { name: 'review.open', hears: ['predictions.routed'], batch_max: 8, hear: actions.hearRouted },
]
