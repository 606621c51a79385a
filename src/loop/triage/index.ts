/** Decide which predictions people must see, who, and how many of them; every decision keeps its probability. */
import { acts, type Door, reads } from '../../ledger/door.ts'
import type { Listener } from '../../ledger/listener.ts'
import type { Veiled } from '../ingest/index.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'

export {
  candidatesOf,
  compileDraft,
  factsOf,
  policyInForce,
  revisePolicy,
  routePredictions,
  suspendStrategy,
} from './actions.ts'
export { type Assignment, type Policy, type PolicyVersion, policyInput } from './contract.ts'
export {
  auditDraw,
  type Certified,
  type CompiledPolicy,
  compilePolicy,
  type Decision,
  decide,
  holdsOf,
  scoresOf,
  thresholdOf,
} from './rules.ts'
export { covers, policies } from './store.ts'

/** The doors, with what a later step knows of whom answers must be hidden from. */
export const doorsWith = (veiled: Veiled): Door[] => [
  reads(contract.getPolicy, (view, { project_id }) => actions.policyInForce(view, project_id)),
  reads(contract.listPolicies, actions.policiesOf),
  acts(contract.putPolicy, actions.revisePolicy),
  reads(contract.getRoute, (view, input) => actions.routeOf(view, input, veiled)),
]

export const listeners: Listener[] = [
  { name: 'triage.route', hears: ['predictions.taken'], batch_max: 8, hear: actions.hearTaken },
]
