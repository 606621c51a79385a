import { canonical } from '../../ledger/canonical.ts'
import type { Assignment, PolicyVersion, Route } from './contract.ts'

/** A route as the store keeps it. */
export type RouteRow = Omit<Route, 'proof'> & { project_id: string; assignment: Assignment | null; blind: boolean }

export const policyLine = ({ project_id, version, policy, at }: PolicyVersion & { project_id: string }): string =>
  canonical({ project_id, version, policy, at })

export const routeLine = (row: RouteRow): string => {
  const { project_id, prediction_id, outcome, answer, reason, policy_version, inclusion_probability } = row
  const { assignment, blind, at } = row
  const decided = { outcome, answer, reason, policy_version, inclusion_probability, assignment, blind }
  return canonical({ project_id, prediction_id, ...decided, at })
}
