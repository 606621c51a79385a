/** Measure a candidate beside the live model, on items neither has learned from, with intervals and in words. */
import { acts, type Door, reads } from '../../ledger/door.ts'
import type { LongListener } from '../step.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'
import { measureAsked } from './measure.ts'

export { evaluationOf } from './actions.ts'
export type { Evaluation } from './contract.ts'
export { covers, newestOfPair } from './store.ts'
export { differenceInWords } from './words.ts'

export const doors: Door[] = [
  acts(contract.startEvaluation, actions.startEvaluation),
  acts(contract.cancelEvaluation, actions.cancelEvaluation),
  reads(contract.listEvaluations, actions.pageOf),
  reads(contract.getEvaluation, (view, { project_id, evaluation_id }) =>
    actions.evaluationOf(view, project_id, evaluation_id),
  ),
]

export const longListeners: LongListener[] = [
  { name: 'evaluate.measure', hears: ['evaluation.asked'], parallel: 2, work: measureAsked },
]
