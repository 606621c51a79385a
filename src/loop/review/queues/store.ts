import { type Db, sql } from '../../../platform/db.ts'
import type { Stage } from '../claims.ts'
import { WAITING_max } from '../contract.ts'
import type { TaskRow } from '../lines.ts'

/**
 * Queues with a free or claimed seat; whether this person works them. It hops from name to name along the two indexes
 * of seats: written as `state <> 'judged'` it read them all, 60 ms at 200,000.
 */
export const queuesFor = (db: Db, project_id: string, person_id: string) =>
  db.rows<{ queue: string; mine: boolean }>(sql`
    with recursive names as (
      select '' as queue
      union all
      select least(
        (select s.queue from seat s where s.project_id = ${project_id} and s.state = 'free'
         and s.queue > n.queue order by s.queue limit 1),
        (select s.queue from seat s where s.project_id = ${project_id} and s.state = 'claimed'
         and s.queue > n.queue order by s.queue limit 1))
      from names n where n.queue is not null
    )
    select n.queue,
           not exists (select 1 from queue_member m where m.project_id = ${project_id} and m.queue = n.queue)
           or exists (select 1 from queue_member m where m.project_id = ${project_id} and m.queue = n.queue
                      and m.person_id = ${person_id}) as mine
    from names n where n.queue <> ''`)

export const queueStates = (db: Db, project_id: string) =>
  db.rows<{
    queue: string
    free: number
    claimed: number
    judged: number
    overdue: number
    oldest_due_at: Date | null
    oldest_at: Date | null
    members: string[]
  }>(sql`
    select q.queue, q.free, q.claimed, q.judged, q.overdue, q.oldest_due_at,
           (select min(t.at) from seat o join task t on t.project_id = ${project_id} and t.id = o.task_id
            where o.project_id = ${project_id} and o.queue = q.queue and o.state <> 'judged') as oldest_at,
           array(select m.person_id from queue_member m
                 where m.project_id = ${project_id} and m.queue = q.queue order by 1) as members
    from (select queue,
                 count(*) filter (where state = 'free' or (state = 'claimed' and lease_until <= now())) as free,
                 count(*) filter (where state = 'claimed' and lease_until > now()) as claimed,
                 count(*) filter (where state = 'judged') as judged,
                 count(*) filter (where state <> 'judged' and due_at < now()) as overdue,
                 min(due_at) filter (where state <> 'judged') as oldest_due_at
          from seat where project_id = ${project_id} group by queue) q
    order by q.queue`)

export const replaceMembers = (db: Db, row: { project_id: string; queue: string; members: string[] }) =>
  db.rows(sql`
    with gone as (
      delete from queue_member where project_id = ${row.project_id} and queue = ${row.queue}
        and person_id <> all(${row.members}::uuid[])
    )
    insert into queue_member (project_id, queue, person_id)
    select ${row.project_id}, ${row.queue}, id from unnest(${row.members}::uuid[]) id
    on conflict do nothing`)

/** How many tasks of a stage wait for a person, as far as is counted: those they hold, and those they may take. */
export const countWaiting = async (
  db: Db,
  of: { project_id: string; person_id: string; queues: string[]; stage: Stage },
): Promise<number> =>
  (
    await db.row<{ n: number }>(sql`
      select count(*) as n from (
        select s.slot from (
          select * from seat where project_id = ${of.project_id} and queue = any(${of.queues}) and state = 'free'
          union all
          select * from seat where project_id = ${of.project_id} and queue = any(${of.queues}) and state = 'claimed'
                             and (lease_until <= now() or person_id = ${of.person_id})) s
        where s.stage = ${of.stage}
          and (select o.slot from seat o where o.project_id = ${of.project_id} and o.task_id = s.task_id
               and o.person_id = ${of.person_id} and (o.slot <> s.slot or o.state = 'judged') limit 1) is null
          -- A task waits once, however many of its seats are free.
          and (s.slot = 1 or s.person_id = ${of.person_id} or (
            select l.slot from seat l where l.project_id = ${of.project_id} and l.task_id = s.task_id
              and l.slot < s.slot and (l.state = 'free' or (l.state = 'claimed' and l.lease_until <= now()))
              limit 1) is null)
          and (select k.task_id from skip k where k.project_id = ${of.project_id} and k.task_id = s.task_id
               and k.person_id = ${of.person_id} limit 1) is null
          and (s.stage = 'review' or (
            select j.id from judgement j where j.project_id = ${of.project_id} and j.prediction_id = s.prediction_id
              and j.person_id = ${of.person_id} limit 1) is null)
        limit ${WAITING_max}) w`)
  )?.n ?? 0

/** How many judgements of a person since a moment are in force. */
export const countJudged = async (
  db: Db,
  { project_id, person_id, since }: { project_id: string; person_id: string; since: string },
): Promise<number> =>
  (
    await db.row<{ n: number }>(sql`
      select count(*) as n from judgement j
      where j.project_id = ${project_id} and j.person_id = ${person_id} and j.at >= ${since}
        and not exists (select 1 from withdrawal w where w.project_id = ${project_id} and w.judgement_id = j.id)`)
  )?.n ?? 0

export type TaskPage = {
  project_id: string
  queue: string | null
  stage: Stage | null
  state: string | null
  contains: string | null
  after: string | null
  limit: number
}

type TaskListed = Omit<TaskRow, 'due_at' | 'at' | 'project_id' | 'round'> & {
  due_at: Date
  at: Date
  judged: number
  state: 'open' | 'done' | 'closed'
  external_id: string
  text: string
  claimed_by: { person_id: string; name: string; lease_until: string }[]
}

/** A page of tasks, newest first: which ones is settled before anything is counted of them. */
export const pageOfTasks = (db: Db, page: TaskPage) =>
  db.rows<TaskListed>(sql`
    with page as (
      select t.* from task t
      where t.project_id = ${page.project_id}
        and (${page.queue}::text is null or t.queue = ${page.queue})
        and (${page.stage}::text is null or t.stage = ${page.stage})
        and (${page.after}::uuid is null or t.id < ${page.after}::uuid)
        and (${page.state}::text is null or ${page.state} = case
          when exists (select 1 from seat o where o.project_id = ${page.project_id} and o.task_id = t.id
                       and o.state <> 'judged') then 'open'
          when exists (select 1 from closing c
                       where c.project_id = ${page.project_id} and c.task_id = t.id) then 'closed'
          else 'done' end)
        and (${page.contains}::text is null or exists (
          select 1 from prediction p join item i on i.project_id = ${page.project_id} and i.id = p.item_id
          where p.project_id = ${page.project_id} and p.id = t.prediction_id
            and (strpos(i.input->>'text', ${page.contains}) > 0 or strpos(i.external_id, ${page.contains}) > 0)))
      order by t.id desc limit ${page.limit}
    )
    select t.id, t.prediction_id, t.stage, t.queue, t.wanted, t.priority, t.due_at, t.blind, t.reason, t.at, s.judged,
           case when s.open then 'open'
                when exists (select 1 from closing c where c.project_id = ${page.project_id} and c.task_id = t.id)
                then 'closed' else 'done' end as state,
           i.external_id, left(i.input->>'text', 200) as text, s.claimed_by
    from page t
      join prediction p on p.project_id = ${page.project_id} and p.id = t.prediction_id
      join item i on i.project_id = ${page.project_id} and i.id = p.item_id
      cross join lateral (
        select count(*) filter (where o.state = 'judged') as judged,
               coalesce(bool_or(o.state <> 'judged'), false) as open,
               coalesce(json_agg(json_build_object('person_id', o.person_id, 'name', w.name,
                                                   'lease_until', o.lease_until) order by o.slot)
                        filter (where o.state = 'claimed'), '[]') as claimed_by
        from seat o left join person w on w.id = o.person_id
        where o.project_id = ${page.project_id} and o.task_id = t.id) s
    order by t.id desc`)
