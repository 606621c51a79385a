import { type Db, sql } from '../../../platform/db.ts'
import type { Window } from '../window.ts'

/** What happened in a window, along the loop. */
export const countsIn = (db: Db, { project_id, since, until }: Window) =>
  db.row<{ predictions: number; sent_to_people: number; judgements: number; resolutions: number; errata: number }>(sql`
    select (select count(*) from prediction where project_id = ${project_id}
            and at >= ${since}::timestamptz and at < ${until}::timestamptz) as predictions,
           (select count(*) from route where project_id = ${project_id} and strategy is not null
            and at >= ${since}::timestamptz and at < ${until}::timestamptz) as sent_to_people,
           (select count(*) from judgement where project_id = ${project_id}
            and at >= ${since}::timestamptz and at < ${until}::timestamptz) as judgements,
           (select count(*) from resolution where project_id = ${project_id} and answer is not null
            and at >= ${since}::timestamptz and at < ${until}::timestamptz) as resolutions,
           (select count(*) from erratum where project_id = ${project_id}
            and at >= ${since}::timestamptz and at < ${until}::timestamptz) as errata`)

export type Waiting = { queue: string; stage: string; tasks: number; overdue: number; oldest_at: Date }

/** Tasks that still want a judgement, by queue and stage. Two conditions on seats, because each has its own index. */
export const waitingTasks = (db: Db, project_id: string, now: Date) =>
  db.rows<Waiting>(sql`
    select t.queue, t.stage, count(*) as tasks, count(*) filter (where t.due_at < ${now}) as overdue,
           min(t.at) as oldest_at
    from (select task_id from seat where project_id = ${project_id} and state = 'free'
          union select task_id from seat where project_id = ${project_id} and state = 'claimed') s
      join task t on t.project_id = ${project_id} and t.id = s.task_id
    group by t.queue, t.stage order by t.queue, t.stage`)

/** The newest dataset version. */
export const newestDataset = (db: Db, project_id: string) =>
  db.row<{ version: number; train: number; holdout: number; at: Date }>(sql`
    select version, train, holdout, at from dataset where project_id = ${project_id} order by version desc limit 1`)

export type Found = { id: string; sentence: string; at: string }

/** The newest model, with what its newest evaluation found. */
export const newestModel = (db: Db, project_id: string) =>
  db.row<{ name: string; dataset: number; at: Date; evaluation: Found | null }>(sql`
    select m.name, m.dataset, m.at,
           (select json_build_object('id', v.id, 'sentence', c.sentence, 'at', c.at)
            from evaluation v join comparison c on c.project_id = v.project_id and c.evaluation_id = v.id
            where v.project_id = ${project_id} and v.candidate = m.name order by v.id desc limit 1) as evaluation
    from model m where m.project_id = ${project_id} order by m.at desc, m.training_id desc limit 1`)

/** The candidate that is taught at once, and how many corrections it took. */
export const candidateOf = (db: Db, project_id: string) =>
  db.row<{ base: string; lessons: number }>(sql`
    select base, seq as lessons from candidate where project_id = ${project_id}`)

export type CertificateState = {
  id: string
  model: string
  threshold: number
  expires_at: Date | null
  why: string | null
}

/** The newest certificate that was issued, of a model where one is named; `why` is null while it holds. */
export const newestCertificate = (db: Db, of: { project_id: string; model: string | null; now: Date }) =>
  db.row<CertificateState>(sql`
    select c.id, c.model, c.threshold, c.expires_at,
           coalesce(e.why, case when c.expires_at <= ${of.now} then 'its time is over' end) as why
    from certificate c left join expiry e on e.project_id = c.project_id and e.certificate_id = c.id
    where c.project_id = ${of.project_id} and c.threshold is not null
      and (${of.model}::text is null or c.model = ${of.model})
    order by c.id desc limit 1`)

/** Trainings and evaluations that failed since the last one that did not. */
export const failures = (db: Db, project_id: string) =>
  db.row<{
    trainings: number
    training_message: string | null
    evaluations: number
    evaluation_message: string | null
  }>(
    sql`
    select t.n as trainings, t.message as training_message, v.n as evaluations, v.message as evaluation_message
    from (select count(*) as n, (array_agg(message order by id desc))[1] as message from training
          where project_id = ${project_id} and state = 'failed'
            and at > coalesce((select max(at) from training
                               where project_id = ${project_id} and state = 'done'), '-infinity')) t
      cross join
         (select count(*) as n, (array_agg(message order by id desc))[1] as message from evaluation
          where project_id = ${project_id} and state = 'failed'
            and at > coalesce((select max(at) from evaluation
                               where project_id = ${project_id} and state = 'done'), '-infinity')) v`,
  )
