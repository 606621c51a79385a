import { type Db, sql } from '../../../platform/db.ts'
import type { Window } from '../window.ts'
import type { ErrorsOverTime } from './contract.ts'

/** Errata in force that were kept in a window, by error category. */
export const errataByCategory = (db: Db, window: Window & { model: string | null }) =>
  db.rows<{ name: string | null; errata: number }>(sql`
    select e.category as name, count(*) as errata
    from erratum e
      join standing st on st.project_id = e.project_id and st.resolution_id = e.resolution_id
    where e.project_id = ${window.project_id}
      and e.at >= ${window.since}::timestamptz and e.at < ${window.until}::timestamptz
      and (${window.model}::text is null or e.model = ${window.model})
    group by e.category order by count(*) desc, e.category`)

type Release = Omit<ErrorsOverTime['releases'][number], 'at'> & { at: Date }

/** Releases that came into force in a window, oldest first. */
export const releasesIn = async (db: Db, window: Window): Promise<ErrorsOverTime['releases']> =>
  (
    await db.rows<Release>(sql`
      select id, at, model, mode, share from release
      where project_id = ${window.project_id}
        and at >= ${window.since}::timestamptz and at < ${window.until}::timestamptz
      order by at`)
  ).map(row => ({ ...row, at: row.at.toISOString() }))
