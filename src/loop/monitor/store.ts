import { type Db, sql } from '../../platform/db.ts'

export type Window = { project_id: string; since: string | null; until: string | null }

/** Predictions routed in a window by inclusion probability: how many, sent to people, answered, and found wrong. */
export const sampleByProbability = (db: Db, window: Window & { model: string | null }) =>
  db.rows<{ probability: number; predictions: number; reviewed: number; resolved: number; errors: number }>(sql`
    select r.inclusion_probability as probability, count(*) as predictions,
           count(*) filter (where r.outcome = 'review') as reviewed,
           count(*) filter (where r.outcome = 'review' and s.answer is not null) as resolved,
           count(*) filter (where r.outcome = 'review' and s.answer is not null
                            and s.answer::text <> p.answer::text) as errors
    from route r
      join prediction p on p.project_id = r.project_id and p.id = r.prediction_id
      left join (
        select st.prediction_id, rs.answer from standing st
          join resolution rs on rs.project_id = st.project_id and rs.id = st.resolution_id
        where st.project_id = ${window.project_id}) s on s.prediction_id = r.prediction_id
    where r.project_id = ${window.project_id}
      and (${window.since}::timestamptz is null or r.at >= ${window.since})
      and (${window.until}::timestamptz is null or r.at < ${window.until})
      and (${window.model}::text is null or p.model = ${window.model})
    group by r.inclusion_probability order by r.inclusion_probability`)

/**
 * Reviews by what asked for them, under each version of the policy: how many, answered, and found wrong. What a rule
 * answered is left out: that error is not the model's.
 */
export const reviewsByStrategy = (db: Db, window: Window & { model: string | null; policy_version: number | null }) =>
  db.rows<{ policy_version: number; strategy: string; reviewed: number; resolved: number; errors: number }>(sql`
    select r.policy_version, r.strategy, count(*) as reviewed, count(rs.answer) as resolved,
           count(*) filter (where rs.answer::text <> p.answer::text) as errors
    from route r
      join prediction p on p.project_id = r.project_id and p.id = r.prediction_id
      left join standing st on st.project_id = r.project_id and st.prediction_id = r.prediction_id
      left join resolution rs on rs.project_id = st.project_id and rs.id = st.resolution_id
    where r.project_id = ${window.project_id} and r.strategy is not null and r.answer is null
      and (${window.policy_version}::int is null or r.policy_version = ${window.policy_version})
      and (${window.since}::timestamptz is null or r.at >= ${window.since})
      and (${window.until}::timestamptz is null or r.at < ${window.until})
      and (${window.model}::text is null or p.model = ${window.model})
    group by r.policy_version, r.strategy order by r.policy_version, r.strategy`)

/** Seconds from each erratum's prediction to its correction. */
export const correctionSeconds = async (db: Db, window: Window): Promise<number[]> =>
  (
    await db.rows<{ seconds: number }>(sql`
      select extract(epoch from rs.at - p.at)::float8 as seconds
      from erratum e
        join resolution rs on rs.project_id = e.project_id and rs.id = e.resolution_id
        join standing st on st.project_id = e.project_id and st.resolution_id = e.resolution_id
        join prediction p on p.project_id = e.project_id and p.id = e.prediction_id
      where e.project_id = ${window.project_id}
        and (${window.since}::timestamptz is null or e.at >= ${window.since})
        and (${window.until}::timestamptz is null or e.at < ${window.until})`)
  ).map(row => row.seconds)

/** Seconds from each erratum to the first release of a model that was fitted on it. */
export const releaseSeconds = async (db: Db, window: Window): Promise<number[]> =>
  (
    await db.rows<{ seconds: number }>(sql`
      select extract(epoch from min(r.at) - e.at)::float8 as seconds
      from erratum e
        join example x on x.project_id = e.project_id and x.resolution_id = e.resolution_id
        join dataset_change c on c.project_id = e.project_id and c.example_id = x.id
        join model m on m.project_id = e.project_id and m.dataset >= c.version
        join release r on r.project_id = e.project_id and r.model = m.name
      where e.project_id = ${window.project_id}
        and (${window.since}::timestamptz is null or e.at >= ${window.since})
        and (${window.until}::timestamptz is null or e.at < ${window.until})
      group by e.id, e.at`)
  ).map(row => row.seconds)

/** Judgements in force in a window: who, how long, and whether the answer given is the one that stands. */
export const judgementEffort = (db: Db, window: Window) =>
  db.rows<{ person_id: string; seconds: number; agrees: boolean | null }>(sql`
    select j.person_id, j.seconds, rs.answer::text = j.answer::text as agrees
    from judgement j
      left join standing st on st.project_id = j.project_id and st.prediction_id = j.prediction_id
      left join resolution rs on rs.project_id = st.project_id and rs.id = st.resolution_id
    where j.project_id = ${window.project_id}
      and not exists (select 1 from withdrawal w where w.project_id = ${window.project_id} and w.judgement_id = j.id)
      and (${window.since}::timestamptz is null or j.at >= ${window.since})
      and (${window.until}::timestamptz is null or j.at < ${window.until})`)

export const countPredictions = async (db: Db, window: Window): Promise<number> =>
  (
    await db.row<{ n: number }>(sql`
    select count(*) as n from prediction
    where project_id = ${window.project_id}
      and (${window.since}::timestamptz is null or at >= ${window.since})
      and (${window.until}::timestamptz is null or at < ${window.until})`)
  )?.n ?? 0
