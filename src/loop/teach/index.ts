/** Teach at once: the candidate takes a correction as soon as people agree, and tells what that changes. */
import { type Door, reads } from '../../ledger/door.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'

export { preview } from './actions.ts'
export { startLearning } from './learn.ts'
export { covers, lessonsOf } from './store.ts'

export const doors: Door[] = [
  reads(contract.listLessons, actions.listLessons),
  reads(contract.getCandidate, actions.getCandidate),
]
