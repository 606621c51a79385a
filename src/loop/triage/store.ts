import type { Cover } from '../../ledger/cover.ts'
import { type Db, sql } from '../../platform/db.ts'
import type { PolicyVersion, Route } from './contract.ts'
import { policyLine, type RouteRow, routeLine } from './lines.ts'

export const policyOf = async (db: Db, project_id: string): Promise<PolicyVersion | undefined> => {
  const row = await db.row<Omit<PolicyVersion, 'at'> & { at: Date }>(sql`
    select version, policy, at from policy where project_id = ${project_id} order by version desc limit 1`)
  return row && { ...row, at: row.at.toISOString() }
}

export const insertPolicy = (db: Db, row: PolicyVersion & { project_id: string; proof: string }) =>
  db.rows(sql`
    insert into policy (project_id, version, policy, at, proof)
    values (${row.project_id}, ${row.version}, ${JSON.stringify(row.policy)}::json, ${row.at}, ${row.proof})`)

/** Which of these predictions have their route already. */
export const routedAmong = async (db: Db, project_id: string, ids: string[]): Promise<Set<string>> =>
  new Set(
    (
      await db.rows<{ prediction_id: string }>(sql`
        select prediction_id from route where project_id = ${project_id} and prediction_id = any(${ids}::uuid[])`)
    ).map(row => row.prediction_id),
  )

/** Inserts routes by their canonical lines; a prediction that got its route meanwhile keeps it. */
export const insertRoutes = (db: Db, rows: { project_id: string; lines: string[]; proof: string }) =>
  db.rows<{ prediction_id: string }>(sql`
    insert into route (project_id, prediction_id, outcome, answer, reason, policy_version, inclusion_probability,
                       assignment, blind, at, proof)
    select ${rows.project_id}, prediction_id, outcome, answer, reason, policy_version, inclusion_probability,
           assignment, blind, at, ${rows.proof}
    from json_to_recordset(${`[${rows.lines.join(',')}]`}::json) as r (
      prediction_id uuid, outcome text, answer json, reason text, policy_version int, inclusion_probability float8,
      assignment json, blind boolean, at timestamptz)
    on conflict (project_id, prediction_id) do nothing
    returning prediction_id`)

export const routeOf = async (db: Db, project_id: string, prediction_id: string): Promise<Route | undefined> => {
  const row = await db.row<Omit<Route, 'at'> & { at: Date }>(sql`
    select prediction_id, outcome, answer, reason, policy_version, inclusion_probability, at, proof
    from route where project_id = ${project_id} and prediction_id = ${prediction_id}`)
  return row && { ...row, at: row.at.toISOString() }
}

/** Rows as the ledger covers them. */
export const covers: Cover[] = [
  {
    table: 'policy',
    select: project_id => sql`
      select project_id, version, policy, at, proof from policy where project_id = ${project_id} order by proof`,
    line: row => policyLine(row as PolicyVersion & { project_id: string }),
  },
  {
    table: 'route',
    select: project_id => sql`
      select project_id, prediction_id, outcome, answer, reason, policy_version, inclusion_probability, assignment,
             blind, at, proof
      from route where project_id = ${project_id} order by proof, prediction_id`,
    line: row => routeLine(row as RouteRow),
  },
]
