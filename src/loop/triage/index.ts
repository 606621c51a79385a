/** Decide which predictions people must see, who, and how many of them; every decision keeps its probability. */
import { acts, type Door, reads } from '../../ledger/door.ts'
import type { Listener } from '../../ledger/listener.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'

export { policyInForce, revisePolicy, routePredictions, suspendStrategy } from './actions.ts'
export { type Assignment, type Policy, type PolicyVersion, policyInput } from './contract.ts'
export { auditDraw, type Certified, holdsOf } from './rules.ts'
export { covers, policies } from './store.ts'

export const doors: Door[] = [
  reads(contract.getPolicy, (view, { project_id }) => actions.policyInForce(view, project_id)),
  acts(contract.putPolicy, actions.revisePolicy),
  reads(contract.getRoute, (view, { project_id, prediction_id }) => actions.routeOf(view, project_id, prediction_id)),
]

export const listeners: Listener[] = [
  { name: 'triage.route', hears: ['predictions.taken'], batch_max: 8, hear: actions.hearTaken },
]
