import { type Db, sql } from '../../platform/db.ts'

/** The newest predictions, oldest of them first; with the chance by which a known error was found. */
export const recent = (db: Db, project_id: string, limit: number) =>
  db.rows<{ id: string; at: Date; model: string; found_with: number | null }>(sql`
    select p.id, p.at, p.model, case when e.id is not null then r.inclusion_probability end as found_with
    from (select id, at, model from prediction where project_id = ${project_id} order by id desc limit ${limit}) p
      left join route r on r.project_id = ${project_id} and r.prediction_id = p.id and r.strategy is not null
      left join standing s on s.project_id = ${project_id} and s.prediction_id = p.id
      left join resolution o on o.project_id = ${project_id} and o.id = s.resolution_id and o.how <> 'bulk'
      left join erratum e on e.project_id = ${project_id} and e.resolution_id = o.id
    order by p.id`)

const PACE_days = 7

/** How many predictions come a day, over the last week or as long as there are any. */
export const predictionsPerDay = async (db: Db, project_id: string, now: string): Promise<number> =>
  (
    await db.row<{ pace: number }>(sql`
      select count(*) / greatest(1, extract(epoch from ${now}::timestamptz - min(at))::float8 / 86400) as pace
      from prediction
      where project_id = ${project_id} and at > ${now}::timestamptz - make_interval(days => ${PACE_days})`)
  )?.pace ?? 0

const JUDGEMENTS_read = 1000

/** How long a reviewer took lately, on average; null while nobody has judged. */
export const secondsPerJudgement = async (db: Db, project_id: string): Promise<number | null> =>
  (
    await db.row<{ seconds: number | null }>(sql`
      select avg(seconds) as seconds from (
        select j.seconds from judgement j
          join task t on t.project_id = ${project_id} and t.id = j.task_id and t.stage = 'review'
        where j.project_id = ${project_id}
          and not exists (select 1 from withdrawal w where w.project_id = ${project_id} and w.judgement_id = j.id)
        order by j.id desc limit ${JUDGEMENTS_read}) lately`)
  )?.seconds ?? null
