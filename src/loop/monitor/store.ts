import { type Db, sql } from '../../platform/db.ts'
import type { Effort, Spent, Stratum } from './rules.ts'
import type { Window } from './window.ts'

/** What to tell apart: the answers as predicted or the sources, and parts of the window, counted back from its end. */
type Sorting = { model: string | null; by: 'answer' | 'source' | null; part_seconds: number | null }

export type Sampled = Stratum & {
  /** The answer as JSON text, or the source. */
  name: string | null
  /** 0 is the newest. */
  part: number | null
}

/**
 * Predictions routed to people in a window by inclusion probability: how many, answered, and found wrong, which is told
 * by the erratum kept a moment after its resolution. An answer that was given to many at once is no review: such a
 * prediction counts as one that still waits for its own.
 */
export const sample = (db: Db, { project_id, since, until, model, by, part_seconds }: Window & Sorting) =>
  db.rows<Sampled>(sql`
    select case ${by}::text
             when 'answer' then p.answer::text
             when 'source' then (select i.source from item i where i.project_id = ${project_id} and i.id = p.item_id)
           end as name,
           case when ${part_seconds}::float8 is not null
             then ceil(extract(epoch from ${until}::timestamptz - r.at)::float8 / ${part_seconds}::float8)::int - 1
           end as part,
           r.inclusion_probability as probability, count(*) as reviewed, count(rs.id) as resolved,
           count(e.id) as errors
    from route r
      join prediction p on p.project_id = r.project_id and p.id = r.prediction_id
      left join standing st on st.project_id = r.project_id and st.prediction_id = r.prediction_id
      left join resolution rs on rs.project_id = st.project_id and rs.id = st.resolution_id
        and rs.answer is not null and rs.how <> 'bulk'
      left join erratum e on e.project_id = rs.project_id and e.resolution_id = rs.id
    where r.project_id = ${project_id} and r.strategy is not null
      and r.at >= ${since}::timestamptz and r.at < ${until}::timestamptz
      and (${model}::text is null or p.model = ${model})
    group by 1, 2, 3 order by 1, 2, 3`)

/**
 * Reviews by what asked for them, under each version of the policy: how many, answered, and found wrong. What a rule
 * answered is left out: that error is not the model's.
 */
export const reviewsByStrategy = (db: Db, window: Window & { model: string | null; policy_version: number | null }) =>
  db.rows<{ policy_version: number; strategy: string; reviewed: number; resolved: number; errors: number }>(sql`
    select r.policy_version, r.strategy, count(*) as reviewed, count(rs.id) as resolved, count(e.id) as errors
    from route r
      join prediction p on p.project_id = r.project_id and p.id = r.prediction_id
      left join standing st on st.project_id = r.project_id and st.prediction_id = r.prediction_id
      left join resolution rs on rs.project_id = st.project_id and rs.id = st.resolution_id
        and rs.answer is not null and rs.how <> 'bulk'
      left join erratum e on e.project_id = rs.project_id and e.resolution_id = rs.id
    where r.project_id = ${window.project_id} and r.strategy is not null and r.answer is null
      and (${window.policy_version}::int is null or r.policy_version = ${window.policy_version})
      and r.at >= ${window.since}::timestamptz and r.at < ${window.until}::timestamptz
      and (${window.model}::text is null or p.model = ${window.model})
    group by r.policy_version, r.strategy order by r.policy_version, r.strategy`)

/** Seconds from each erratum's prediction to its correction, and the part of the window it was kept in. */
export const corrections = (db: Db, window: Window, part_seconds: number | null = null) =>
  db.rows<{ seconds: number; part: number | null }>(sql`
    select extract(epoch from rs.at - p.at)::float8 as seconds,
           case when ${part_seconds}::float8 is not null
             then ceil(extract(epoch from ${window.until}::timestamptz - e.at)::float8
                       / ${part_seconds}::float8)::int - 1
           end as part
    from erratum e
      join resolution rs on rs.project_id = e.project_id and rs.id = e.resolution_id
      join standing st on st.project_id = e.project_id and st.resolution_id = e.resolution_id
      join prediction p on p.project_id = e.project_id and p.id = e.prediction_id
    where e.project_id = ${window.project_id}
      and e.at >= ${window.since}::timestamptz and e.at < ${window.until}::timestamptz`)

/** Seconds from each erratum to the first release of a model that was fitted on it. */
export const releaseSeconds = async (db: Db, window: Window): Promise<number[]> =>
  (
    await db.rows<{ seconds: number }>(sql`
      select extract(epoch from min(f.at) - e.at)::float8 as seconds
      from erratum e
        join example x on x.project_id = e.project_id and x.resolution_id = e.resolution_id
        join dataset_change c on c.project_id = e.project_id and c.item_id = x.item_id and c.example_id = x.id
        join (select d.version, min(r.at) as at
              from dataset d
                join model m on m.project_id = d.project_id and m.dataset >= d.version
                join release r on r.project_id = d.project_id and r.model = m.name
              where d.project_id = ${window.project_id} group by d.version) f on f.version = c.version
      where e.project_id = ${window.project_id}
        and e.at >= ${window.since}::timestamptz and e.at < ${window.until}::timestamptz
      group by e.id, e.at`)
  ).map(row => row.seconds)

/**
 * Judgements in force in a window: whose, how long, and whether the answer given is the one that stands. Where it
 * stands by this very judgement alone, that says nothing.
 */
export const judgementEffort = (db: Db, window: Window) =>
  db.rows<Effort>(sql`
    select j.person_id, n.name, j.seconds,
           case when rs.decided_by is distinct from j.person_id and rs.answer is not null
             then j.id = any(rs.judgements) or rs.answer::text = j.answer::text
           end as agrees
    from judgement j
      join person n on n.id = j.person_id
      left join standing st on st.project_id = j.project_id and st.prediction_id = j.prediction_id
      left join resolution rs on rs.project_id = st.project_id and rs.id = st.resolution_id
    where j.project_id = ${window.project_id}
      and not exists (select 1 from withdrawal w where w.project_id = ${window.project_id} and w.judgement_id = j.id)
      and j.at >= ${window.since}::timestamptz and j.at < ${window.until}::timestamptz`)

/** The time that judgements in force took, in all and by part of a window. */
export const spentByPart = (db: Db, window: Window, part_seconds: number) =>
  db.rows<Spent & { part: number }>(sql`
    select ceil(extract(epoch from ${window.until}::timestamptz - j.at)::float8
                / ${part_seconds}::float8)::int - 1 as part,
           count(*) as n, sum(j.seconds) as seconds, sum(j.seconds * j.seconds) as squares
    from judgement j
    where j.project_id = ${window.project_id}
      and not exists (select 1 from withdrawal w where w.project_id = ${window.project_id} and w.judgement_id = j.id)
      and j.at >= ${window.since}::timestamptz and j.at < ${window.until}::timestamptz
    group by 1`)

/**
 * How many predictions were made, by part of a window. A part at a time: the index over time finds each, while to work
 * out the part of every row takes twice as long.
 */
export const predictionsByPart = (db: Db, { project_id, until }: Window, of: { parts: number; part_seconds: number }) =>
  db.rows<{ part: number; n: number }>(sql`
    select g.part, p.n
    from generate_series(0, ${of.parts}::int - 1) g (part)
      cross join lateral (
        select count(*) as n from prediction
        where project_id = ${project_id}
          and at >= ${until}::timestamptz - make_interval(secs => ${of.part_seconds}::float8 * (g.part + 1))
          and at < ${until}::timestamptz - make_interval(secs => ${of.part_seconds}::float8 * g.part)) p`)

export const countPredictions = async (db: Db, window: Window & { model: string | null }): Promise<number> =>
  (
    await db.row<{ n: number }>(sql`
      select count(*) as n from prediction
      where project_id = ${window.project_id}
        and at >= ${window.since}::timestamptz and at < ${window.until}::timestamptz
        and (${window.model}::text is null or model = ${window.model})`)
  )?.n ?? 0
