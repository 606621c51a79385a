import { canonical } from '../../ledger/canonical.ts'
import type { Cover } from '../../ledger/cover.ts'
import { type Db, sql } from '../../platform/db.ts'
import type { Judgement } from './contract.ts'
import {
  type ClosingRow,
  closingLine,
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

/** Inserts tasks with all their seats; a prediction has one task a stage and round. */
export const insertTasks = (db: Db, rows: { project_id: string; lines: string[]; proof: string }) =>
  db.rows<{ id: string }>(sql`
    with new as (
      select * from json_to_recordset(${`[${rows.lines.join(',')}]`}::json) as r (
        id uuid, prediction_id uuid, stage text, round int, queue text, wanted int, priority int,
        due_at timestamptz, blind boolean, reason text, at timestamptz)
    ), made as (
      insert into task (project_id, id, prediction_id, stage, round, queue, wanted, priority, due_at, blind, reason,
                        at, proof)
      select ${rows.project_id}, id, prediction_id, stage, round, queue, wanted, priority, due_at, blind, reason, at,
             ${rows.proof}
      from new
      on conflict (project_id, prediction_id, stage, round) do nothing
      returning id, prediction_id, stage, queue, wanted, priority, due_at
    ), seats as (
      insert into seat (project_id, task_id, slot, prediction_id, queue, stage, priority, due_at, state)
      select ${rows.project_id}, id, slot, prediction_id, queue, stage, priority, due_at, 'free'
      from made cross join lateral generate_series(1, wanted) slot
    )
    select id from made`)

/** What a claimed task shows its reviewer. */
export type TaskShown = {
  task_id: string
  prediction_id: string
  queue: string
  stage: 'review' | 'adjudicate'
  reason: string
  priority: number
  due_at: Date
  blind: boolean
  external_id: string
  input: { text: string }
  metadata: Record<string, unknown>
  occurred_at: Date | null
  model: string
  answer: unknown
  scores: Record<string, number> | null
  confidence: number | null
  proof: string
}

export const tasksShown = (db: Db, project_id: string, task_ids: string[]): Promise<TaskShown[]> =>
  db.rows<TaskShown>(sql`
    select t.id as task_id, t.prediction_id, t.queue, t.stage, t.reason, t.priority, t.due_at, t.blind,
           i.external_id, i.input, i.metadata, i.occurred_at, p.model, p.answer, p.scores, p.confidence, t.proof
    from task t
      join prediction p on p.project_id = ${project_id} and p.id = t.prediction_id
      join item i on i.project_id = ${project_id} and i.id = p.item_id
    where t.project_id = ${project_id} and t.id = any(${task_ids}::uuid[])`)

/** The newest adjudication of a prediction, and whether it is over without one. */
export const adjudicationOf = (db: Db, project_id: string, prediction_id: string) =>
  db.row<{ id: string; round: number; closed: boolean }>(sql`
    select t.id, t.round, exists (select 1 from closing c
                                  where c.project_id = ${project_id} and c.task_id = t.id) as closed
    from task t
    where t.project_id = ${project_id} and t.prediction_id = ${prediction_id} and t.stage = 'adjudicate'
    order by t.round desc limit 1`)

/** Adjudications that nobody has given yet, of predictions that came there by a tie alone. */
export const openTies = (db: Db, project_id: string, prediction_ids: string[]) =>
  db.rows<{ id: string; prediction_id: string; proof: string }>(sql`
    select t.id, t.prediction_id, t.proof from task t
    where t.project_id = ${project_id} and t.prediction_id = any(${prediction_ids}::uuid[]) and t.stage = 'adjudicate'
      and exists (select 1 from seat s
                  where s.project_id = ${project_id} and s.task_id = t.id and s.state <> 'judged')
      and not exists (
        select 1 from task r join closing c on c.project_id = ${project_id} and c.task_id = r.id
        where r.project_id = ${project_id} and r.prediction_id = t.prediction_id and c.why = 'escalated')`)

/** Takes away the seats of a task that nobody has judged: all of them, or those that nobody has claimed. */
export const removeSeats = (db: Db, project_id: string, task_id: string, states: ('free' | 'claimed')[]) =>
  db.rows<{ slot: number }>(sql`
    delete from seat where project_id = ${project_id} and task_id = ${task_id} and state = any(${states})
    returning slot`)

/** Closes a task, unless it is closed already. */
export const insertClosing = (db: Db, row: ClosingRow & { proof: string }) =>
  db.row<{ task_id: string }>(sql`
    insert into closing (project_id, task_id, why, at, proof)
    values (${row.project_id}, ${row.task_id}, ${row.why}, ${row.at}, ${row.proof})
    on conflict do nothing returning task_id`)

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
  {
    table: 'closing',
    select: project_id => sql`select * from closing where project_id = ${project_id} order by proof`,
    line: row => closingLine(row as ClosingRow),
  },
]
