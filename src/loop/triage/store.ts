import type { Cover } from '../../ledger/cover.ts'
import { type Db, sql } from '../../platform/db.ts'
import type { PolicyVersion, Route } from './contract.ts'
import { policyLine, type RouteRow, routeLine, type SuspensionRow, suspensionLine } from './lines.ts'

type Stored = Omit<PolicyVersion, 'at'> & { at: Date }

type PolicyPage = { project_id: string; limit: number | null; after: number | null }

/** Versions of the policy, the newest first, each with what was suspended of it. */
export const pageOfPolicies = async (db: Db, { project_id, limit, after }: PolicyPage): Promise<PolicyVersion[]> =>
  (
    await db.rows<Stored>(sql`
      select p.version, p.policy, p.at, p.proof,
             (select json_build_object('strategy', s.strategy, 'reason', s.reason, 'at', s.at, 'proof', s.proof)
              from suspension s where s.project_id = ${project_id} and s.policy_version = p.version) as suspended
      from policy p where p.project_id = ${project_id} and (${after}::int is null or p.version < ${after})
      order by p.version desc limit ${limit}`)
  ).map(row => ({ ...row, at: row.at.toISOString() }))

/** The policy in force and those before it. */
export const policies = (db: Db, project_id: string, limit: number | null = null): Promise<PolicyVersion[]> =>
  pageOfPolicies(db, { project_id, limit, after: null })

/** The policy in force. */
export const policyOf = async (db: Db, project_id: string): Promise<PolicyVersion | undefined> =>
  (await policies(db, project_id, 1))[0]

/** Undefined where this version was written meanwhile. */
export const insertPolicy = (db: Db, row: Omit<PolicyVersion, 'suspended'> & { project_id: string }) =>
  db.row(sql`
    insert into policy (project_id, version, policy, at, proof)
    values (${row.project_id}, ${row.version}, ${JSON.stringify(row.policy)}::json, ${row.at}, ${row.proof})
    on conflict do nothing returning version`)

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
    insert into route (project_id, prediction_id, outcome, answer, reason, strategy, score, policy_version,
                       inclusion_probability, assignment, blind, at, proof)
    select ${rows.project_id}, prediction_id, outcome, answer, reason, strategy, score, policy_version,
           inclusion_probability, assignment, blind, at, ${rows.proof}
    from json_to_recordset(${`[${rows.lines.join(',')}]`}::json) as r (
      prediction_id uuid, outcome text, answer json, reason text, strategy text, score float8, policy_version int,
      inclusion_probability float8, assignment json, blind boolean, at timestamptz)
    on conflict (project_id, prediction_id) do nothing
    returning prediction_id`)

/** The route of a prediction, with the item it is about. */
export const routeOf = async (db: Db, project_id: string, prediction_id: string) => {
  const row = await db.row<Omit<Route, 'at'> & { at: Date; item_id: string }>(sql`
    select r.prediction_id, r.outcome, r.answer, r.reason, r.strategy, r.score, r.policy_version,
           r.inclusion_probability, r.at, r.proof, p.item_id
    from route r join prediction p on p.project_id = r.project_id and p.id = r.prediction_id
    where r.project_id = ${project_id} and r.prediction_id = ${prediction_id}`)
  return row && { ...row, at: row.at.toISOString() }
}

/** What a strategy gave the newest predictions of a model: what "the first share" is measured against. */
export const recentScores = async (
  db: Db,
  recent: { project_id: string; model: string; strategy: string; limit: number },
): Promise<number[]> =>
  (
    await db.rows<{ score: number }>(sql`
      select r.score from (
        select prediction_id, score, policy_version from route
        where project_id = ${recent.project_id} order by prediction_id desc limit ${recent.limit}) r
        join prediction p on p.project_id = ${recent.project_id} and p.id = r.prediction_id
      where p.model = ${recent.model} and r.score is not null
        and r.policy_version in (
          select version from policy
          where project_id = ${recent.project_id} and policy->'uncertain'->>'strategy' = ${recent.strategy})`)
  ).map(row => row.score)

/** Suspends the strategy of a policy version, unless that was done before. */
export const insertSuspension = (db: Db, row: SuspensionRow & { proof: string }) =>
  db.row(sql`
    insert into suspension (project_id, policy_version, strategy, reason, at, proof)
    values (${row.project_id}, ${row.policy_version}, ${row.strategy}, ${row.reason}, ${row.at}, ${row.proof})
    on conflict do nothing returning policy_version`)

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
      select project_id, prediction_id, outcome, answer, reason, strategy, score, policy_version,
             inclusion_probability, assignment, blind, at, proof
      from route where project_id = ${project_id} order by proof, prediction_id`,
    line: row => routeLine(row as RouteRow),
  },
  {
    table: 'suspension',
    select: project_id => sql`
      select project_id, policy_version, strategy, reason, at, proof
      from suspension where project_id = ${project_id} order by proof`,
    line: row => suspensionLine(row as SuspensionRow),
  },
]
