/** Help people judge: why a model answered, what was corrected before, and whether an answer looks like a slip. */
import { type Door, reads } from '../../ledger/door.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'

export const doors: Door[] = [
  reads(contract.explainPrediction, actions.explainPrediction),
  reads(contract.getSuggestions, actions.getSuggestions),
  reads(contract.getDoubt, actions.getDoubt),
]
