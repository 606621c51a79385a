import { canonical } from '../../ledger/canonical.ts'
import type { Cover } from '../../ledger/cover.ts'
import { type Db, sql } from '../../platform/db.ts'
import type { Resolution } from './contract.ts'
import { type ResolutionRow, resolutionLine } from './lines.ts'

type Dated = Omit<Resolution, 'at'> & { at: Date }

const asResolution = (row: Dated): Resolution => ({ ...row, at: row.at.toISOString() })

/** One settles a project's predictions at a time, until the transaction ends: what it reads stays in force. */
export const lockSettling = (db: Db, project_id: string) =>
  db.rows(sql`select pg_advisory_xact_lock(hashtextextended('settle:' || ${project_id}, 0))`)

/** The resolutions in force of these predictions. */
export const standingOf = async (db: Db, project_id: string, prediction_ids: string[]): Promise<Resolution[]> =>
  (
    await db.rows<Dated>(sql`
      select r.id, r.prediction_id, r.answer, r.how, r.judgements, r.dissent, r.decided_by, r.reason, r.supersedes,
             true as stands, r.at, r.proof
      from standing s join resolution r on r.project_id = s.project_id and r.id = s.resolution_id
      where s.project_id = ${project_id} and s.prediction_id = any(${prediction_ids}::uuid[])`)
  ).map(asResolution)

/** Resolutions by id, in force or not. */
export const resolutionsOf = async (db: Db, project_id: string, ids: string[]): Promise<Resolution[]> =>
  (
    await db.rows<Dated>(sql`
      select r.id, r.prediction_id, r.answer, r.how, r.judgements, r.dissent, r.decided_by, r.reason, r.supersedes,
             s.resolution_id is not null as stands, r.at, r.proof
      from resolution r left join standing s on s.project_id = r.project_id and s.resolution_id = r.id
      where r.project_id = ${project_id} and r.id = any(${ids}::uuid[])
      order by r.id`)
  ).map(asResolution)

/** A page, newest first. */
export const pageOfResolutions = async (
  db: Db,
  page: { project_id: string; how: string | null; all: boolean; after: string | null; limit: number },
): Promise<Resolution[]> =>
  (
    await db.rows<Dated>(sql`
      select r.id, r.prediction_id, r.answer, r.how, r.judgements, r.dissent, r.decided_by, r.reason, r.supersedes,
             s.resolution_id is not null as stands, r.at, r.proof
      from resolution r left join standing s on s.project_id = r.project_id and s.resolution_id = r.id
      where r.project_id = ${page.project_id}
        and (${page.after}::uuid is null or r.id < ${page.after}::uuid)
        and (${page.how}::text is null or r.how = ${page.how})
        and (${page.all} or s.resolution_id is not null)
      order by r.id desc limit ${page.limit}`)
  ).map(asResolution)

/** Inserts resolutions, and moves the heads of their predictions to them. */
export const insertResolutions = (db: Db, project_id: string, rows: (ResolutionRow & { proof: string })[]) =>
  db.rows(sql`
    with made as (
      insert into resolution (project_id, id, prediction_id, answer, how, judgements, dissent, decided_by, reason,
                              supersedes, at, proof)
      select ${project_id}, id, prediction_id, answer, how, judgements, dissent, decided_by, reason, supersedes, at,
             proof
      from json_to_recordset(${canonical(rows)}::json) as r (
        id uuid, prediction_id uuid, answer json, how text, judgements uuid[], dissent json, decided_by uuid,
        reason text, supersedes uuid, at timestamptz, proof uuid)
      returning id, prediction_id
    )
    insert into standing (project_id, prediction_id, resolution_id)
    select ${project_id}, prediction_id, id from made
    on conflict (project_id, prediction_id) do update set resolution_id = excluded.resolution_id`)

/** Rows as the ledger covers them. */
export const covers: Cover[] = [
  {
    table: 'resolution',
    select: project_id => sql`
      select project_id, id, prediction_id, answer, how, judgements, dissent, decided_by, reason, supersedes, at, proof
      from resolution where project_id = ${project_id} order by proof, id`,
    line: row => resolutionLine(row as ResolutionRow),
  },
]
