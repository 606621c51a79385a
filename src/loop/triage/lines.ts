import { canonical } from '../../ledger/canonical.ts'
import type { Assignment, PolicyVersion, Route } from './contract.ts'

/** A route as the store keeps it. */
export type RouteRow = Omit<Route, 'proof'> & { project_id: string; assignment: Assignment | null; blind: boolean }

type PolicyRow = Pick<PolicyVersion, 'version' | 'policy' | 'at'> & { project_id: string }

export type SuspensionRow = { project_id: string; policy_version: number; strategy: string; reason: string; at: string }

export const policyLine = ({ project_id, version, policy, at }: PolicyRow): string =>
  canonical({ project_id, version, policy, at })

export const routeLine = (row: RouteRow): string => {
  const { project_id, prediction_id, outcome, answer, reason, strategy, score, policy_version } = row
  const { inclusion_probability, assignment, blind, at } = row
  const chosen = { strategy, score, policy_version, inclusion_probability, assignment, blind }
  return canonical({ project_id, prediction_id, outcome, answer, reason, ...chosen, at })
}

export const suspensionLine = ({ project_id, policy_version, strategy, reason, at }: SuspensionRow): string =>
  canonical({ project_id, policy_version, strategy, reason, at })
