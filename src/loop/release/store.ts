import type { Cover } from '../../ledger/cover.ts'
import { type Db, type Sql, sql } from '../../platform/db.ts'
import type { Decided, Release } from './contract.ts'
import { type ReleaseRow, releaseLine, type ServedRow, servedLine } from './lines.ts'

/** One release at a time comes into force; the lock ends with the transaction. */
export const lockReleases = (db: Db, project_id: string) =>
  db.rows(sql`select pg_advisory_xact_lock(hashtextextended('release:' || ${project_id}, 0))`)

type Stored = Omit<Release, 'at' | 'until'> & { at: Date; until: Date | null }

const releases = async (db: Db, statement: Sql): Promise<Release[]> =>
  (await db.rows<Stored>(statement)).map(row => ({
    ...row,
    at: row.at.toISOString(),
    until: row.until?.toISOString() ?? null,
  }))

export const releaseInForce = async (db: Db, project_id: string): Promise<Release | undefined> =>
  (
    await releases(
      db,
      sql`
      select r.id, r.model, r.fallback, r.mode, r.share, r.previous, r.restores, r.evaluation_id, r.gate, r.reason,
             r.at, null as until, r.proof
      from pin p join release r on r.project_id = p.project_id and r.id = p.release_id
      where p.project_id = ${project_id}`,
    )
  )[0]

export const releaseOf = async (db: Db, project_id: string, id: string): Promise<Release | undefined> =>
  (
    await releases(
      db,
      sql`
      select r.id, r.model, r.fallback, r.mode, r.share, r.previous, r.restores, r.evaluation_id, r.gate, r.reason,
             r.at, (select min(n.at) from release n where n.project_id = ${project_id} and n.at > r.at) as until,
             r.proof
      from release r where r.project_id = ${project_id} and r.id = ${id}`,
    )
  )[0]

/** Releases, newest first; with `at`, those in force at that moment: one at most. */
export const pageOfReleases = (
  db: Db,
  page: { project_id: string; after: string | null; at: string | null; limit: number },
): Promise<Release[]> =>
  releases(
    db,
    sql`
    select * from (
      select id, model, fallback, mode, share, previous, restores, evaluation_id, gate, reason, at,
             lead(at) over (order by at) as until, proof
      from release where project_id = ${page.project_id}) r
    where (${page.at}::timestamptz is null or (at <= ${page.at} and (until is null or until > ${page.at})))
      and (${page.after}::uuid is null
           or at < (select at from release where project_id = ${page.project_id} and id = ${page.after}))
    order by at desc limit ${page.limit}`,
  )

export const insertRelease = (db: Db, row: ReleaseRow & { proof: string }) =>
  db.rows(sql`
    with made as (
      insert into release (project_id, id, model, fallback, mode, share, previous, restores, evaluation_id, gate,
                           reason, at, proof)
      values (${row.project_id}, ${row.id}, ${row.model}, ${row.fallback}, ${row.mode}, ${row.share}, ${row.previous},
              ${row.restores}, ${row.evaluation_id}, ${row.gate && JSON.stringify(row.gate)}::json, ${row.reason},
              ${row.at}, ${row.proof})
      returning project_id, id
    )
    insert into pin (project_id, release_id) select project_id, id from made
    on conflict (project_id) do update set release_id = excluded.release_id`)

/** What an item got, with what it was asked. */
export const servedOf = (db: Db, project_id: string, external_id: string) =>
  db.row<Decided & { input: object }>(sql`
    select s.prediction_id, i.external_id, i.input, s.answer, s.held, s.suggestion, t.outcome as route, t.reason,
           t.inclusion_probability, p.model, r.mode, s.release_id, s.proof
    from item i
      join served s on s.project_id = i.project_id and s.item_id = i.id
      join prediction p on p.project_id = i.project_id and p.id = s.prediction_id
      join route t on t.project_id = i.project_id and t.prediction_id = s.prediction_id
      left join release r on r.project_id = i.project_id and r.id = s.release_id
    where i.project_id = ${project_id} and i.external_id = ${external_id}`)

/** The models outside that may have to answer under the release in force. */
export const outsideModels = async (db: Db, project_id: string): Promise<string[]> =>
  (
    await db.rows<{ name: string }>(sql`
      select m.name from pin p
        join release r on r.project_id = p.project_id and r.id = p.release_id
        join model m on m.project_id = p.project_id and m.name in (r.model, r.fallback)
      where p.project_id = ${project_id} and m.command is not null`)
  ).map(row => row.name)

/** The prediction of a model for an item. */
export const predictionId = async (
  db: Db,
  of: { project_id: string; external_id: string; model: string },
): Promise<string | undefined> =>
  (
    await db.row<{ id: string }>(sql`
      select p.id from item i join prediction p on p.project_id = i.project_id and p.item_id = i.id
      where i.project_id = ${of.project_id} and i.external_id = ${of.external_id} and p.model = ${of.model}`)
  )?.id

export const routeOf = (db: Db, project_id: string, prediction_id: string) =>
  db.row<{
    outcome: Decided['route']
    answer: unknown
    reason: string
    inclusion_probability: number
    strategy: string | null
    proof: string
  }>(sql`
    select outcome, answer, reason, inclusion_probability, strategy, proof from route
    where project_id = ${project_id} and prediction_id = ${prediction_id}`)

const json = (value: unknown) => (value === null ? null : JSON.stringify(value))

export const insertServed = (db: Db, row: ServedRow & { proof: string }) =>
  db.row<{ item_id: string }>(sql`
    insert into served (project_id, item_id, prediction_id, release_id, answer, suggestion, held, at, proof)
    values (${row.project_id}, ${row.item_id}, ${row.prediction_id}, ${row.release_id}, ${json(row.answer)}::json,
            ${json(row.suggestion)}::json, ${row.held}, ${row.at}, ${row.proof})
    on conflict do nothing returning item_id`)

/** Rows as the ledger covers them. */
export const covers: Cover[] = [
  {
    table: 'release',
    select: project_id => sql`
      select project_id, id, model, fallback, mode, share, previous, restores, evaluation_id, gate, reason, at, proof
      from release where project_id = ${project_id} order by proof, id`,
    line: row => releaseLine(row as ReleaseRow),
  },
  {
    table: 'served',
    select: project_id => sql`
      select project_id, item_id, prediction_id, release_id, answer, suggestion, held, at, proof
      from served where project_id = ${project_id} order by proof, item_id`,
    line: row => servedLine(row as ServedRow),
  },
]
