import { type Db, sql } from '../../platform/db.ts'

export type Stage = 'review' | 'adjudicate'

/** Where disputes wait. Whoever looks for them alone need not search the other queues. */
export const DISPUTES_queue = 'adjudication'

/** A seat just claimed. */
export type Claim = { task_id: string; fence: string; lease_until: Date }

export type Claimant = {
  project_id: string
  person_id: string
  /** Which of their screens asks: claims of their other ones are left alone. */
  desk: string | null
  queue: string
  /** What may be given to this person. */
  stages: Stage[]
  holding: string[]
  lease_seconds: number
}

/**
 * Claims one seat of a queue in one statement: a claim this desk holds but does not know of, else one whose lease
 * ran out, else the most urgent free one. All times are the database's: a wrong clock elsewhere cannot steal a claim.
 * Nobody gets two seats of a task, a task they skipped, or the adjudication of their own judgement.
 *
 * What bars a person is asked seat by seat (`(select ... limit 1) is null`): written as `not exists` it became a join
 * that read the whole table of seats for one claim, 12 ms at 100,000.
 * @returns undefined where nothing can be locked; `waiting` tells why
 */
export const claimSeat = (db: Db, by: Claimant): Promise<Claim | undefined> =>
  db.row<Claim>(sql`
    with worked as (
      select not exists (select 1 from queue_member m where m.project_id = ${by.project_id} and m.queue = ${by.queue})
             or exists (select 1 from queue_member m where m.project_id = ${by.project_id} and m.queue = ${by.queue}
                        and m.person_id = ${by.person_id}) as mine
    ), own as (
      select task_id, slot, fence from seat
      where project_id = ${by.project_id} and person_id = ${by.person_id} and state = 'claimed'
        and desk is not distinct from ${by.desk}::uuid and stage = any(${by.stages})
        and queue = ${by.queue} and task_id <> all(${by.holding}::uuid[])
      order by fence limit 1
    ), lapsed as (
      select s.task_id, s.slot from seat s
      where (select mine from worked) and not exists (select 1 from own)
        and s.project_id = ${by.project_id} and s.queue = ${by.queue} and s.state = 'claimed' and s.lease_until <= now()
        and (s.person_id <> ${by.person_id} or s.desk is distinct from ${by.desk}::uuid)
        and s.stage = any(${by.stages})
        and (select o.slot from seat o where o.project_id = ${by.project_id} and o.task_id = s.task_id
             and o.person_id = ${by.person_id} and o.slot <> s.slot limit 1) is null
        and (select k.task_id from skip k where k.project_id = ${by.project_id} and k.task_id = s.task_id
             and k.person_id = ${by.person_id} limit 1) is null
        and (s.stage = 'review' or (
          select j.id from judgement j where j.project_id = ${by.project_id} and j.prediction_id = s.prediction_id
            and j.person_id = ${by.person_id} limit 1) is null)
      order by s.lease_until limit 1 for update of s skip locked
    ), free as (
      select s.task_id, s.slot from seat s
      where (select mine from worked) and not exists (select 1 from own) and not exists (select 1 from lapsed)
        and s.project_id = ${by.project_id} and s.queue = ${by.queue} and s.state = 'free'
        and s.stage = any(${by.stages})
        and (select o.slot from seat o where o.project_id = ${by.project_id} and o.task_id = s.task_id
             and o.person_id = ${by.person_id} limit 1) is null
        and (select k.task_id from skip k where k.project_id = ${by.project_id} and k.task_id = s.task_id
             and k.person_id = ${by.person_id} limit 1) is null
        and (s.stage = 'review' or (
          select j.id from judgement j where j.project_id = ${by.project_id} and j.prediction_id = s.prediction_id
            and j.person_id = ${by.person_id} limit 1) is null)
      order by s.priority desc, s.due_at, s.task_id, s.slot limit 1 for update of s skip locked
    ), chosen as (
      select task_id, slot, fence from own
      union all select task_id, slot, null from lapsed
      union all select task_id, slot, null from free
    )
    update seat s
    set state = 'claimed', person_id = ${by.person_id}, desk = ${by.desk},
        fence = coalesce(c.fence, nextval('fence')),
        lease_until = now() + make_interval(secs => ${by.lease_seconds})
    from chosen c
    where s.project_id = ${by.project_id} and s.task_id = c.task_id and s.slot = c.slot
      -- Read again once the row is ours: its person may have judged it, or given it back, since it was chosen.
      and (c.fence is null or (s.fence = c.fence and s.state = 'claimed' and s.person_id = ${by.person_id}))
    returning s.task_id, s.fence::text as fence, s.lease_until`)

/**
 * Claims a seat of a certain task: the one this person has there already, at whichever desk (the other one loses it),
 * else a free one, else one whose lease ran out. It waits for whoever is at the task this moment.
 * @returns undefined where there is none; `standingAt` tells why
 */
export const claimCertain = (
  db: Db,
  by: { project_id: string; task_id: string; person_id: string; desk: string | null; lease_seconds: number },
): Promise<Claim | undefined> =>
  db.row<Claim>(sql`
    with chosen as (
      select s.slot, case when s.person_id = ${by.person_id} and s.desk is not distinct from ${by.desk}::uuid
                          then s.fence end as fence
      from seat s
      where s.project_id = ${by.project_id} and s.task_id = ${by.task_id}
        and (s.state = 'free' or (s.state = 'claimed' and (s.person_id = ${by.person_id} or s.lease_until <= now())))
        and (s.person_id is not distinct from ${by.person_id} or not exists (
          select 1 from seat o where o.project_id = ${by.project_id} and o.task_id = ${by.task_id}
            and o.person_id = ${by.person_id}))
      order by (s.person_id is not distinct from ${by.person_id}) desc, s.state = 'free' desc, s.slot limit 1
      for update of s
    )
    update seat s
    set state = 'claimed', person_id = ${by.person_id}, desk = ${by.desk},
        fence = coalesce(c.fence, nextval('fence')), lease_until = now() + make_interval(secs => ${by.lease_seconds})
    from chosen c
    where s.project_id = ${by.project_id} and s.task_id = ${by.task_id} and s.slot = c.slot
    returning s.task_id, s.fence::text as fence, s.lease_until`)

/** What a person must know of a certain task before they may claim it; undefined where there is none. */
export const standingAt = (db: Db, at: { project_id: string; task_id: string; person_id: string }) =>
  db.row<{
    stage: Stage
    queue: string
    restricted: boolean
    judged: boolean
    skipped: boolean
    over: boolean
    /** Whether a seat is nobody's just now. */
    vacant: boolean
    retry_at: Date | null
  }>(sql`
    select t.stage, t.queue,
           exists (select 1 from queue_member m where m.project_id = ${at.project_id} and m.queue = t.queue)
           and not exists (select 1 from queue_member m where m.project_id = ${at.project_id} and m.queue = t.queue
                           and m.person_id = ${at.person_id}) as restricted,
           exists (select 1 from seat s where s.project_id = ${at.project_id} and s.task_id = t.id
                   and s.person_id = ${at.person_id} and s.state = 'judged')
           or (t.stage = 'adjudicate' and exists (
             select 1 from judgement j where j.project_id = ${at.project_id} and j.prediction_id = t.prediction_id
               and j.person_id = ${at.person_id})) as judged,
           exists (select 1 from skip k where k.project_id = ${at.project_id} and k.task_id = t.id
                   and k.person_id = ${at.person_id}) as skipped,
           not exists (select 1 from seat s where s.project_id = ${at.project_id} and s.task_id = t.id
                       and s.state <> 'judged') as over,
           exists (select 1 from seat s where s.project_id = ${at.project_id} and s.task_id = t.id
                   and (s.state = 'free' or (s.state = 'claimed' and s.lease_until <= now()))) as vacant,
           (select min(s.lease_until) from seat s
            where s.project_id = ${at.project_id} and s.task_id = t.id and s.state = 'claimed') as retry_at
    from task t where t.project_id = ${at.project_id} and t.id = ${at.task_id}`)

/** What waits in a queue, as this person sees it: whether one of the free seats could be theirs. */
export const waiting = (db: Db, by: Claimant) =>
  db.row<{
    restricted: boolean
    eligible: boolean
    any_open: boolean
    any_claimed: boolean
    retry_at: Date | null
  }>(sql`
    with worked as (
      select not exists (select 1 from queue_member m where m.project_id = ${by.project_id} and m.queue = ${by.queue})
             or exists (select 1 from queue_member m where m.project_id = ${by.project_id} and m.queue = ${by.queue}
                        and m.person_id = ${by.person_id}) as mine
    ), open as (
      select s.task_id, s.slot, s.prediction_id, s.stage, s.state, s.lease_until from seat s
      where (select mine from worked) and s.project_id = ${by.project_id} and s.queue = ${by.queue}
        and s.state <> 'judged' and s.stage = any(${by.stages})
    ), seen as (
      select o.*,
        -- What another desk of this person holds is claimed, as by somebody else.
        exists (select 1 from seat x where x.project_id = ${by.project_id} and x.task_id = o.task_id
                and x.person_id = ${by.person_id}
                and (x.slot <> o.slot or x.desk is not distinct from ${by.desk}::uuid))
        or exists (select 1 from skip k where k.project_id = ${by.project_id} and k.task_id = o.task_id
                   and k.person_id = ${by.person_id})
        or (o.stage = 'adjudicate' and exists (
          select 1 from judgement j where j.project_id = ${by.project_id} and j.prediction_id = o.prediction_id
            and j.person_id = ${by.person_id})) as barred
      from open o
    )
    select not (select mine from worked) as restricted,
           coalesce(bool_or(not barred and (state = 'free' or lease_until <= now())), false) as eligible,
           count(*) > 0 as any_open,
           coalesce(bool_or(not barred and state = 'claimed'), false) as any_claimed,
           min(lease_until) filter (where not barred and state = 'claimed') as retry_at
    from seen`)

/** Keeps a live claim longer. */
export const renew = (
  db: Db,
  claim: { project_id: string; task_id: string; person_id: string; fence: string; lease_seconds: number },
) =>
  db.row<{ lease_until: Date }>(sql`
    update seat set lease_until = now() + make_interval(secs => ${claim.lease_seconds})
    where project_id = ${claim.project_id} and task_id = ${claim.task_id} and person_id = ${claim.person_id}
      and fence = ${claim.fence}::bigint and state = 'claimed' and lease_until > now()
    returning lease_until`)

/** Gives a live claim back. */
export const free = (db: Db, claim: { project_id: string; task_id: string; person_id: string; fence: string }) =>
  db.row<{ task_id: string }>(sql`
    update seat set state = 'free', person_id = null, desk = null, lease_until = null
    where project_id = ${claim.project_id} and task_id = ${claim.task_id} and person_id = ${claim.person_id}
      and fence = ${claim.fence}::bigint and state = 'claimed'
    returning task_id`)

/** Turns a live claim into a judged seat; undefined where the claim is lost. The row stays locked to the end. */
export const settleSeat = (db: Db, claim: { project_id: string; task_id: string; person_id: string; fence: string }) =>
  db.row<{ prediction_id: string; stage: Stage; blind: boolean; proof: string }>(sql`
    update seat s set state = 'judged', lease_until = null
    from task t
    where s.project_id = ${claim.project_id} and s.task_id = ${claim.task_id} and s.person_id = ${claim.person_id}
      and s.fence = ${claim.fence}::bigint and s.state = 'claimed' and s.lease_until > now()
      and t.project_id = s.project_id and t.id = s.task_id
    returning s.prediction_id, s.stage, t.blind, t.proof`)

/** Gives a judged seat back to its person, under a new fence. */
export const reopenSeat = (
  db: Db,
  seat: {
    project_id: string
    task_id: string
    person_id: string
    fence: string
    desk: string | null
    lease_seconds: number
  },
) =>
  db.row<{ fence: string; lease_until: Date }>(sql`
    update seat
    set state = 'claimed', desk = ${seat.desk}, fence = nextval('fence'),
        lease_until = now() + make_interval(secs => ${seat.lease_seconds})
    where project_id = ${seat.project_id} and task_id = ${seat.task_id} and person_id = ${seat.person_id}
      and fence = ${seat.fence}::bigint and state = 'judged'
    returning fence::text as fence, lease_until`)
