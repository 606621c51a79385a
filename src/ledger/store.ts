import { type Db, sql } from '../platform/db.ts'

/** An entry as it is stored; `payload` is its canonical text. */
export type Entry = {
  project_id: string
  id: string
  at: string
  actor: string
  action: string
  because: string[]
  payload: string
}

type EntryRow = Omit<Entry, 'at'> & { at: Date }

const asEntry = (row: EntryRow): Entry => ({ ...row, at: row.at.toISOString() })

/** Writes entries, and leaves each in the waiting room of the sealing job. */
export const insertEntries = (db: Db, entries: Entry[]) =>
  db.rows(sql`
    with written as (
      insert into entry (project_id, id, at, actor, action, because, payload)
      select project_id, id, at, actor, action, because, payload::json
      from json_to_recordset(${JSON.stringify(entries)}::json) as e (
        project_id text, id uuid, at timestamptz, actor text, action text, because uuid[], payload text)
      returning project_id, id
    )
    insert into unsealed (project_id, entry_id) select project_id, id from written`)

export const entriesOf = async (db: Db, project_id: string, ids: string[]): Promise<Entry[]> =>
  (
    await db.rows<EntryRow>(sql`
      select project_id, id, at, actor, action, because, payload::text as payload
      from entry where project_id = ${project_id} and id = any(${ids}::uuid[])
      order by id`)
  ).map(asEntry)

/** What rests directly on these entries. */
export const effectsOf = async (db: Db, project_id: string, ids: string[]): Promise<Entry[]> =>
  (
    await db.rows<EntryRow>(sql`
      select project_id, id, at, actor, action, because, payload::text as payload
      from entry where project_id = ${project_id} and because && ${ids}::uuid[]
      order by id limit 10000`)
  ).map(asEntry)

/** A page of the ledger, newest first. */
export const pageOfEntries = async (
  db: Db,
  page: { project_id: string; action: string | null; after: string | null; limit: number },
): Promise<Entry[]> =>
  (
    await db.rows<EntryRow>(sql`
      select project_id, id, at, actor, action, because, payload::text as payload
      from entry
      where project_id = ${page.project_id}
        and (${page.action}::text is null or action = ${page.action})
        and (${page.after}::uuid is null or id < ${page.after}::uuid)
      order by id desc limit ${page.limit}`)
  ).map(asEntry)

/** Projects with entries that are not sealed yet. */
export const unsealedProjects = async (db: Db): Promise<string[]> =>
  (
    await db.rows<{ project_id: string }>(sql`
      select distinct project_id from unsealed order by project_id`)
  ).map(row => row.project_id)

export const countUnsealed = async (db: Db, project_id: string): Promise<number> =>
  (await db.row<{ n: number }>(sql`select count(*) as n from unsealed where project_id = ${project_id}`))?.n ?? 0

/** Whether an entry is there and has its place beyond the first `size`, or none yet. */
export const isYounger = async (db: Db, entry: { project_id: string; entry_id: string; size: number }) =>
  (await db.row(sql`
    select 1 from entry e
      left join seal s on s.project_id = e.project_id and s.entry_id = e.id
      left join unsealed u on u.project_id = e.project_id and u.entry_id = e.id
    where e.project_id = ${entry.project_id} and e.id = ${entry.entry_id}
      and (s.seq >= ${entry.size} or u.entry_id is not null)`)) !== undefined

/** Takes entries out of the waiting room, oldest first. Only the holder of the project's seal lock may. */
export const takeUnsealed = async (db: Db, project_id: string, limit: number): Promise<Entry[]> =>
  (
    await db.rows<EntryRow>(sql`
      with taken as (
        delete from unsealed
        where project_id = ${project_id} and entry_id in (
          select entry_id from unsealed where project_id = ${project_id} order by entry_id limit ${limit})
        returning project_id, entry_id
      )
      select e.project_id, e.id, e.at, e.actor, e.action, e.because, e.payload::text as payload
      from taken t join entry e on e.project_id = t.project_id and e.id = t.entry_id
      where e.project_id = ${project_id}
      order by e.id`)
  ).map(asEntry)

/** One sealer a project at a time; the lock ends with the transaction and no writer ever waits on it. */
export const lockSealing = async (db: Db, project_id: string): Promise<boolean> =>
  (
    await db.row<{ held: boolean }>(
      sql`select pg_try_advisory_xact_lock(hashtextextended('seal:' || ${project_id}, 0)) as held`,
    )
  )?.held === true

export type Head = { size: number; frontier: Buffer; note: string; at: Date }

export const headOf = (db: Db, project_id: string): Promise<Head | undefined> =>
  db.row<Head>(sql`
    select size, frontier, note, at from checkpoint where project_id = ${project_id} order by size desc limit 1`)

export const insertSeals = (db: Db, seals: { project_id: string; from: number; ids: string[]; leaves: Buffer[] }) =>
  db.rows(sql`
    insert into seal (project_id, seq, entry_id, leaf)
    select ${seals.project_id}, ${seals.from}::bigint + n - 1, id, leaf
    from unnest(${seals.ids}::uuid[], ${seals.leaves}::bytea[]) with ordinality as s (id, leaf, n)`)

export const insertCheckpoint = (db: Db, head: { project_id: string } & Head) =>
  db.rows(sql`
    insert into checkpoint (project_id, size, frontier, note, at)
    values (${head.project_id}, ${head.size}, ${head.frontier}, ${head.note}, ${head.at.toISOString()})`)

/** Every leaf in the order of the tree with its entry; of an entry that is gone only `leaf` and `entry_id` are left. */
export const sealedEntries = (project_id: string) => sql`
  select s.seq, s.leaf, s.entry_id, e.project_id, e.id, e.at, e.actor, e.action, e.because, e.payload::text as payload
  from seal s left join entry e on e.project_id = s.project_id and e.id = s.entry_id
  where s.project_id = ${project_id} order by s.seq`

/** The first entry that is neither sealed nor waiting to be: somebody put it in by hand. */
export const strayEntry = (db: Db, project_id: string) =>
  db.row<{ id: string }>(sql`
    select e.id from entry e
    where e.project_id = ${project_id}
      and not exists (select 1 from seal s where s.project_id = ${project_id} and s.entry_id = e.id)
      and not exists (select 1 from unsealed u where u.project_id = ${project_id} and u.entry_id = e.id)
    order by e.id limit 1`)

/** The first leaf beyond every checkpoint: sealing writes both at once, so that somebody put this one in by hand. */
export const strayLeaf = (db: Db, project_id: string) =>
  db.row<{ seq: number; entry_id: string }>(sql`
    select s.seq, s.entry_id from seal s
    where s.project_id = ${project_id}
      and s.seq >= (select coalesce(max(c.size), 0) from checkpoint c where c.project_id = ${project_id})
    order by s.seq limit 1`)

export const checkpointsOf = (db: Db, project_id: string) =>
  db.rows<{ note: string }>(sql`
    select note from checkpoint where project_id = ${project_id} order by size`)

/** An entry with its place in the tree, or null while it waits for one. */
export type Placed = Entry & { seq: number | null }

/**
 * What was recorded since the tree had `size` leaves: sealed entries in their order, then those that wait. Entries may
 * commit in another order than that of their ids; by this cursor none is missed, as every one waits until it is sealed.
 */
export const entriesSince = async (
  db: Db,
  { project_id, size, limit }: { project_id: string; size: number; limit: number },
): Promise<Placed[]> =>
  (
    await db.rows<EntryRow & { seq: number | null }>(sql`
      select e.project_id, e.id, e.at, e.actor, e.action, e.because, e.payload::text as payload, p.seq
      from (
        (select entry_id, seq from seal
         where project_id = ${project_id} and seq >= ${size} order by seq limit ${limit})
        union all
        select entry_id, null::bigint from unsealed where project_id = ${project_id}
      ) p join entry e on e.project_id = ${project_id} and e.id = p.entry_id
      order by p.seq nulls last, e.id`)
  ).map(({ seq, ...row }) => ({ ...asEntry(row), seq }))

/**
 * The size of the tree before which everything had been given when this entry was: its own batch is given again, and
 * full batches before it, as a full one may have left it behind. Undefined where there is no such entry.
 */
export const sizeBefore = async (db: Db, project_id: string, { entry_id, full }: { entry_id: string; full: number }) =>
  (
    await db.row<{ size: number }>(sql`
      select coalesce((
        select max(c.size) from (
          select size, size - lag(size, 1, 0::bigint) over (order by size) as batch from checkpoint
          where project_id = ${project_id}) c
        where c.size <= coalesce(s.seq, 9007199254740991) and c.batch < ${full}), 0) as size
      from entry e left join seal s on s.project_id = ${project_id} and s.entry_id = e.id
      where e.project_id = ${project_id} and e.id = ${entry_id}`)
  )?.size
