import { type Db, sql } from '../../../platform/db.ts'
import type { Window } from '../window.ts'

/** A prediction that several people judged by themselves: their answers as JSON text, and when the last one came. */
export type JudgedUnit = { answers: string[]; people: string[]; at: Date }

/**
 * Predictions whose last review came in a window and that two people or more reviewed: all of them, or `limit` drawn at
 * random, always the same. Adjudicators do not count: they know what was said before.
 */
export const unitsJudged = (db: Db, window: Window, limit: number) =>
  db.rows<JudgedUnit>(sql`
    select array_agg(j.answer::text order by j.id) as answers, array_agg(j.person_id::text) as people, max(j.at) as at
    from judgement j
      join task t on t.project_id = j.project_id and t.id = j.task_id and t.stage = 'review' and t.wanted > 1
    where j.project_id = ${window.project_id}
      and not exists (select 1 from withdrawal w where w.project_id = ${window.project_id} and w.judgement_id = j.id)
    group by j.prediction_id
    having count(distinct j.person_id) > 1
      and max(j.at) >= ${window.since}::timestamptz and max(j.at) < ${window.until}::timestamptz
    order by hashtextextended(j.prediction_id::text, 0), j.prediction_id limit ${limit}`)
