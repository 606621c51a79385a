import type { Cover } from '../../../ledger/cover.ts'
import { type Db, sql } from '../../../platform/db.ts'
import type { Comment } from '../contract.ts'
import { type CommentRow, commentLine } from '../lines.ts'

/** The entry that a prediction rests on; undefined where there is none. */
export const proofOf = async (db: Db, project_id: string, prediction_id: string): Promise<string | undefined> =>
  (
    await db.row<{ proof: string }>(sql`
      select proof from prediction where project_id = ${project_id} and id = ${prediction_id}`)
  )?.proof

/**
 * What still lies before a person (or before anybody, where it is none) of some predictions: a review that they have
 * neither given nor passed on, whether it is on their desk, and the decision of a dispute.
 */
export const aheadOf = (db: Db, of: { project_id: string; prediction_ids: string[]; person_id: string | null }) =>
  db.rows<{ prediction_id: string; stage: 'review' | 'adjudicate'; held: boolean }>(sql`
    select t.prediction_id, t.stage, coalesce(bool_or(s.person_id = ${of.person_id}), false) as held
    from task t join seat s on s.project_id = ${of.project_id} and s.task_id = t.id
    where t.project_id = ${of.project_id} and t.prediction_id = any(${of.prediction_ids}::uuid[])
      and s.state <> 'judged'
      and not exists (select 1 from seat o where o.project_id = ${of.project_id} and o.task_id = t.id
                      and o.person_id = ${of.person_id} and o.state = 'judged')
      and not exists (select 1 from skip k where k.project_id = ${of.project_id} and k.task_id = t.id
                      and k.person_id = ${of.person_id})
      -- A review that was handed on is before nobody but who is still at it.
      and (not exists (select 1 from closing c where c.project_id = ${of.project_id} and c.task_id = t.id)
           or s.person_id = ${of.person_id})
    group by t.prediction_id, t.stage`)

/** Which of these items people must still judge without sight of any model's answer. */
export const blindItems = async (db: Db, project_id: string, item_ids: string[]): Promise<Set<string>> =>
  new Set(
    (
      await db.rows<{ item_id: string }>(sql`
        select distinct p.item_id from prediction p
          join task t on t.project_id = ${project_id} and t.prediction_id = p.id and t.blind
          join seat s on s.project_id = ${project_id} and s.task_id = t.id and s.state <> 'judged'
        where p.project_id = ${project_id} and p.item_id = any(${item_ids}::uuid[])`)
    ).map(row => row.item_id),
  )

/** Of these predictions, those of such items: the blind task may be on another model's answer. */
export const predictionsOfBlindItems = (db: Db, project_id: string, prediction_ids: string[]) =>
  db.rows<{ prediction_id: string }>(sql`
    select distinct o.id as prediction_id from prediction o
      join prediction p on p.project_id = ${project_id} and p.item_id = o.item_id
      join task t on t.project_id = ${project_id} and t.prediction_id = p.id and t.blind
      join seat s on s.project_id = ${project_id} and s.task_id = t.id and s.state <> 'judged'
    where o.project_id = ${project_id} and o.id = any(${prediction_ids}::uuid[])`)

/** Comments with the names of who made them, oldest first. */
export const commentsOn = async (db: Db, project_id: string, prediction_id: string): Promise<Comment[]> =>
  (
    await db.rows<Omit<Comment, 'at'> & { at: Date }>(sql`
      select c.id, c.prediction_id, c.person_id, w.name, c.text, c.at, c.proof
      from comment c join person w on w.id = c.person_id
      where c.project_id = ${project_id} and c.prediction_id = ${prediction_id} order by c.id limit 1000`)
  ).map(row => ({ ...row, at: row.at.toISOString() }))

/** Inserts a comment. @returns the name of who made it */
export const insertComment = async (db: Db, row: CommentRow & { proof: string }): Promise<string> => {
  const made = await db.row<{ name: string }>(sql`
    insert into comment (project_id, id, prediction_id, person_id, text, at, proof)
    values (${row.project_id}, ${row.id}, ${row.prediction_id}, ${row.person_id}, ${row.text}, ${row.at}, ${row.proof})
    returning (select w.name from person w where w.id = person_id) as name`)
  return made?.name as string
}

/** Rows as the ledger covers them. */
export const covers: Cover[] = [
  {
    table: 'comment',
    select: project_id => sql`
      select project_id, id, prediction_id, person_id, text, at, proof
      from comment where project_id = ${project_id} order by proof`,
    line: row => commentLine(row as CommentRow),
  },
]
