import { type Db, sql } from '../../../platform/db.ts'

/** Whether an adjudication was given, or is needed no more. */
export const isOver = async (db: Db, project_id: string, task_id: string): Promise<boolean> =>
  (
    await db.row<{ over: boolean }>(sql`
      select not exists (select 1 from seat where project_id = ${project_id} and task_id = ${task_id}
                         and state <> 'judged') as over`)
  )?.over === true

export const namesOf = async (db: Db, person_ids: string[]): Promise<Map<string, string>> =>
  new Map(
    (
      await db.rows<{ id: string; name: string }>(
        sql`select id, name from person where id = any(${person_ids}::uuid[])`,
      )
    ).map(row => [row.id, row.name]),
  )

export type EarlierRow = {
  prediction_id: string
  external_id: string
  text: string
  answer: unknown
  how: 'adjudicated' | 'undecidable'
  at: Date
}

const EARLIER_max = 1000

/** Of the newest disputes that were decided, those between exactly these answers (canonical JSON), newest first. */
export const earlierBetween = (
  db: Db,
  of: { project_id: string; prediction_id: string; answers: string[] },
): Promise<EarlierRow[]> =>
  db.rows<EarlierRow>(sql`
    with recent as (
      select r.id, r.prediction_id, r.answer, r.how, r.at
      from resolution r join standing s on s.project_id = ${of.project_id} and s.resolution_id = r.id
      where r.project_id = ${of.project_id} and r.how in ('adjudicated', 'undecidable')
        and r.prediction_id <> ${of.prediction_id}
      order by r.id desc limit ${EARLIER_max}
    )
    select r.prediction_id, i.external_id, left(i.input->>'text', 200) as text, r.answer, r.how, r.at
    from recent r
      join prediction p on p.project_id = ${of.project_id} and p.id = r.prediction_id
      join item i on i.project_id = ${of.project_id} and i.id = p.item_id
      cross join lateral (
        select array_agg(j.answer::text) as answers
        from judgement j join task t on t.project_id = ${of.project_id} and t.id = j.task_id and t.stage = 'review'
        where j.project_id = ${of.project_id} and j.prediction_id = r.prediction_id
          and not exists (select 1 from withdrawal w
                          where w.project_id = ${of.project_id} and w.judgement_id = j.id)) a
    where a.answers @> ${of.answers} and a.answers <@ ${of.answers}
    order by r.id desc`)
