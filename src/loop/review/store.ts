import { canonical } from '../../ledger/canonical.ts'
import type { Cover } from '../../ledger/cover.ts'
import { type Db, sql } from '../../platform/db.ts'
import type { Judgement } from './contract.ts'
import {
  type JudgementRow,
  judgementLine,
  type SkipRow,
  skipLine,
  type TaskRow,
  taskLine,
  type WithdrawalRow,
  withdrawalLine,
} from './lines.ts'

/** What triage asked for, for predictions that have no review task yet. */
export const asked = (db: Db, project_id: string, prediction_ids: string[]) =>
  db.rows<{
    prediction_id: string
    reason: string
    blind: boolean
    assignment: { queue: string; wanted: number; priority: number; due_minutes: number }
  }>(sql`
    select r.prediction_id, r.reason, r.blind, r.assignment from route r
    where r.project_id = ${project_id} and r.prediction_id = any(${prediction_ids}::uuid[]) and r.outcome = 'review'
      and not exists (select 1 from task t where t.project_id = ${project_id}
                      and t.prediction_id = r.prediction_id and t.stage = 'review')
    order by r.prediction_id`)

/** Inserts tasks with all their seats; a prediction has one task a stage. */
export const insertTasks = (db: Db, rows: { project_id: string; lines: string[]; proof: string }) =>
  db.rows<{ id: string }>(sql`
    with new as (
      select * from json_to_recordset(${`[${rows.lines.join(',')}]`}::json) as r (
        id uuid, prediction_id uuid, stage text, queue text, wanted int, priority int, due_at timestamptz,
        blind boolean, reason text, at timestamptz)
    ), made as (
      insert into task (project_id, id, prediction_id, stage, queue, wanted, priority, due_at, blind, reason, at, proof)
      select ${rows.project_id}, id, prediction_id, stage, queue, wanted, priority, due_at, blind, reason, at,
             ${rows.proof}
      from new
      on conflict (project_id, prediction_id, stage) do nothing
      returning id, prediction_id, stage, queue, wanted, priority, due_at
    ), seats as (
      insert into seat (project_id, task_id, slot, prediction_id, queue, stage, priority, due_at, state)
      select ${rows.project_id}, id, slot, prediction_id, queue, stage, priority, due_at, 'free'
      from made cross join lateral generate_series(1, wanted) slot
    )
    select id from made`)

export const adjudicationOf = (db: Db, project_id: string, prediction_id: string) =>
  db.row<{ id: string }>(sql`
    select id from task
    where project_id = ${project_id} and prediction_id = ${prediction_id} and stage = 'adjudicate'`)

export const insertJudgement = (db: Db, row: JudgementRow & { proof: string }) =>
  db.rows(sql`
    insert into judgement (project_id, id, task_id, prediction_id, person_id, fence, answer, category, rationale,
                           seconds, exposure, guideline_version, at, proof)
    values (${row.project_id}, ${row.id}, ${row.task_id}, ${row.prediction_id}, ${row.person_id}, ${row.fence},
            ${canonical(row.answer)}::json, ${row.category}, ${row.rationale}, ${row.seconds}, ${row.exposure},
            ${row.guideline_version}, ${row.at}, ${row.proof})`)

export const judgementOf = async (db: Db, project_id: string, id: string) => {
  const row = await db.row<Omit<JudgementRow, 'at'> & { at: Date; proof: string; withdrawn: boolean }>(sql`
    select j.*, exists (select 1 from withdrawal w
                        where w.project_id = ${project_id} and w.judgement_id = j.id) as withdrawn
    from judgement j where j.project_id = ${project_id} and j.id = ${id}`)
  return row && { ...row, at: row.at.toISOString() }
}

/** Judgements in force on these predictions, oldest first, with the stage and wish of their task. */
export const judgementsInForce = async (db: Db, project_id: string, prediction_ids: string[]) =>
  (
    await db.rows<Omit<Judgement, 'at'> & { at: Date; stage: 'review' | 'adjudicate'; wanted: number }>(sql`
      select j.id, j.task_id, j.prediction_id, j.person_id, j.answer, j.category, j.rationale, j.seconds, j.exposure,
             j.guideline_version, j.at, j.proof, t.stage, t.wanted
      from judgement j join task t on t.project_id = j.project_id and t.id = j.task_id
      where j.project_id = ${project_id} and j.prediction_id = any(${prediction_ids}::uuid[])
        and not exists (select 1 from withdrawal w
                        where w.project_id = ${project_id} and w.judgement_id = j.id)
      order by j.id`)
  ).map(row => ({ ...row, at: row.at.toISOString() }))

export const insertWithdrawal = (db: Db, row: WithdrawalRow & { proof: string }) =>
  db.row<{ judgement_id: string }>(sql`
    insert into withdrawal (project_id, judgement_id, reason, at, proof)
    values (${row.project_id}, ${row.judgement_id}, ${row.reason}, ${row.at}, ${row.proof})
    on conflict do nothing returning judgement_id`)

export const insertSkip = (db: Db, row: SkipRow & { proof: string }) =>
  db.rows(sql`
    insert into skip (project_id, task_id, person_id, reason, at, proof)
    values (${row.project_id}, ${row.task_id}, ${row.person_id}, ${row.reason}, ${row.at}, ${row.proof})`)

/** Queues with a free or claimed seat that this person may work, the most urgent first; and whether others are shut. */
export const queuesFor = (db: Db, project_id: string, person_id: string) =>
  db.rows<{ queue: string; mine: boolean }>(sql`
    with recursive names as (
      (select queue from seat where project_id = ${project_id} and state <> 'judged' order by queue limit 1)
      union all
      select (select s.queue from seat s where s.project_id = ${project_id} and s.state <> 'judged'
              and s.queue > n.queue order by s.queue limit 1)
      from names n where n.queue is not null
    )
    select n.queue,
           not exists (select 1 from queue_member m where m.project_id = ${project_id} and m.queue = n.queue)
           or exists (select 1 from queue_member m where m.project_id = ${project_id} and m.queue = n.queue
                      and m.person_id = ${person_id}) as mine
    from names n where n.queue is not null`)

export const queueStates = (db: Db, project_id: string) =>
  db.rows<{
    queue: string
    free: number
    claimed: number
    judged: number
    oldest_due_at: Date | null
    members: string[]
  }>(
    sql`
    select q.queue, q.free, q.claimed, q.judged, q.oldest_due_at,
           array(select m.person_id from queue_member m
                 where m.project_id = ${project_id} and m.queue = q.queue order by 1) as members
    from (select queue, count(*) filter (where state = 'free') as free,
                 count(*) filter (where state = 'claimed') as claimed,
                 count(*) filter (where state = 'judged') as judged,
                 min(due_at) filter (where state <> 'judged') as oldest_due_at
          from seat where project_id = ${project_id} group by queue) q
    order by q.queue`,
  )

export const replaceMembers = (db: Db, row: { project_id: string; queue: string; members: string[] }) =>
  db.rows(sql`
    with gone as (
      delete from queue_member where project_id = ${row.project_id} and queue = ${row.queue}
        and person_id <> all(${row.members}::uuid[])
    )
    insert into queue_member (project_id, queue, person_id)
    select ${row.project_id}, ${row.queue}, id from unnest(${row.members}::uuid[]) id
    on conflict do nothing`)

export const pageOfTasks = (
  db: Db,
  page: { project_id: string; queue: string | null; state: string | null; after: string | null; limit: number },
) =>
  db.rows<Omit<TaskRow, 'due_at' | 'at' | 'project_id'> & { due_at: Date; at: Date; judged: number }>(sql`
    select t.id, t.prediction_id, t.stage, t.queue, t.wanted, t.priority, t.due_at, t.blind, t.reason, t.at, s.judged
    from task t cross join lateral (
      select count(*) filter (where state = 'judged') as judged from seat
      where project_id = ${page.project_id} and task_id = t.id) s
    where t.project_id = ${page.project_id}
      and (${page.queue}::text is null or t.queue = ${page.queue})
      and (${page.after}::uuid is null or t.id < ${page.after}::uuid)
      and (${page.state}::text is null or (${page.state} = 'done') = (s.judged = t.wanted))
    order by t.id desc limit ${page.limit}`)

/** Rows as the ledger covers them. */
export const covers: Cover[] = [
  {
    table: 'task',
    select: project_id => sql`select * from task where project_id = ${project_id} order by proof, id`,
    line: row => taskLine(row as TaskRow),
  },
  {
    table: 'judgement',
    select: project_id => sql`select * from judgement where project_id = ${project_id} order by proof, id`,
    line: row => judgementLine(row as JudgementRow),
  },
  {
    table: 'withdrawal',
    select: project_id => sql`select * from withdrawal where project_id = ${project_id} order by proof`,
    line: row => withdrawalLine(row as WithdrawalRow),
  },
  {
    table: 'skip',
    select: project_id => sql`select * from skip where project_id = ${project_id} order by proof`,
    line: row => skipLine(row as SkipRow),
  },
]
