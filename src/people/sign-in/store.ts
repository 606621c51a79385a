import { type Db, sql } from '../../platform/db.ts'
import type { PersonRow } from '../store.ts'

export type Way = 'link' | 'password' | 'oidc'

export type SessionRow = {
  id: string
  person_id: string
  way: Way
  address: string
  agent: string
  created_at: Date
  seen_at: Date
  expires_at: Date
}

export const insertLink = (db: Db, link: { hash: Buffer; person_id: string; expires_at: Date }) =>
  db.rows(sql`
    insert into sign_in_link (hash, person_id, expires_at)
    values (${link.hash}, ${link.person_id}, ${link.expires_at})`)

/** Uses a link up; undefined where it is unknown, used, too old or its person disabled. */
export const takeLink = (db: Db, hash: Buffer, now: Date) =>
  db.row<{ person_id: string }>(sql`
    update sign_in_link l set used_at = ${now}
    from person p
    where l.hash = ${hash} and l.used_at is null and l.expires_at > ${now}
      and p.id = l.person_id and p.disabled_at is null
    returning l.person_id`)

/** Opens a session; undefined where its person is disabled, or there is none. */
export const insertSession = (db: Db, row: SessionRow & { hash: Buffer }) =>
  db.row<{ id: string }>(sql`
    insert into session (hash, id, person_id, way, address, agent, created_at, seen_at, expires_at)
    select ${row.hash}::bytea, ${row.id}::uuid, p.id, ${row.way}, ${row.address}, ${row.agent},
           ${row.created_at}::timestamptz, ${row.seen_at}::timestamptz, ${row.expires_at}::timestamptz
    from person p where p.id = ${row.person_id} and p.disabled_at is null
    returning id`)

export const sessionOf = (db: Db, hash: Buffer, now: Date, idle_since: Date) =>
  db.row<SessionRow & { administrator: boolean }>(sql`
    select s.id, s.person_id, s.way, s.address, s.agent, s.created_at, s.seen_at, s.expires_at, p.administrator
    from session s join person p on p.id = s.person_id
    where s.hash = ${hash} and s.revoked_at is null and s.expires_at > ${now} and s.seen_at > ${idle_since}
      and p.disabled_at is null`)

export const touchSession = (db: Db, hash: Buffer, now: Date) =>
  db.rows(sql`update session set seen_at = ${now} where hash = ${hash}`)

/** The sessions of a person that are in force. */
export const sessionsOf = (db: Db, person_id: string, now: Date, idle_since: Date) =>
  db.rows<SessionRow>(sql`
    select id, person_id, way, address, agent, created_at, seen_at, expires_at from session
    where person_id = ${person_id} and revoked_at is null and expires_at > ${now} and seen_at > ${idle_since}
    order by seen_at desc, id`)

export const revokeSession = (db: Db, hash: Buffer, now: Date) =>
  db.row<{ person_id: string }>(sql`
    update session set revoked_at = ${now} where hash = ${hash} and revoked_at is null returning person_id`)

export const revokeSessionOf = (db: Db, session: { person_id: string; id: string }, now: Date) =>
  db.row<{ id: string }>(sql`
    update session set revoked_at = ${now}
    where person_id = ${session.person_id} and id = ${session.id} and revoked_at is null and expires_at > ${now}
    returning id`)

/** Ends every session of a person but the one that is kept, where one is. */
export const revokeSessionsOf = (db: Db, person_id: string, now: Date, kept: string | null = null) =>
  db.rows<{ id: string }>(sql`
    update session set revoked_at = ${now}
    where person_id = ${person_id} and id is distinct from ${kept}::uuid and revoked_at is null and expires_at > ${now}
    returning id`)

/** The person of an e-mail address, with the hash of their password where they have one. */
export const passwordByEmail = (db: Db, email: string) =>
  db.row<{ person_id: string; hash: string | null }>(sql`
    select p.id as person_id, w.hash from person p left join password w on w.person_id = p.id
    where p.email = ${email} and p.disabled_at is null`)

export const passwordOf = (db: Db, person_id: string) =>
  db.row<PersonRow & { hash: string | null }>(sql`
    select p.id, p.name, p.email, p.administrator, w.hash
    from person p left join password w on w.person_id = p.id where p.id = ${person_id}`)

export const putPassword = (db: Db, row: { person_id: string; hash: string; now: Date }) =>
  db.rows(sql`
    insert into password (person_id, hash, set_at) values (${row.person_id}, ${row.hash}, ${row.now})
    on conflict (person_id) do update set hash = excluded.hash, set_at = excluded.set_at`)

/** Counts one attempt more for each key, in their order; a count that ran out starts again. */
export const countAttempt = (db: Db, attempt: { keys: Buffer[]; now: Date; until: Date }) =>
  db.rows<{ key: Buffer; failures: number; until: Date }>(sql`
    insert into sign_in_attempt as known (key, failures, until)
    select key, 1, ${attempt.until}::timestamptz from unnest(${attempt.keys}::bytea[]) as key
    on conflict (key) do update set
      failures = case when known.until <= ${attempt.now} then 1 else known.failures + 1 end,
      until = case when known.until <= ${attempt.now} then excluded.until else known.until end
    returning key, failures, until`)

export const forgetAttempts = (db: Db, key: Buffer) => db.rows(sql`delete from sign_in_attempt where key = ${key}`)

export const takeBackAttempt = (db: Db, key: Buffer) =>
  db.rows(sql`update sign_in_attempt set failures = failures - 1 where key = ${key} and failures > 0`)

export const personOfIdentity = (db: Db, { issuer, subject }: { issuer: string; subject: string }) =>
  db.row<{ person_id: string }>(sql`
    select person_id from identity where issuer = ${issuer} and subject = ${subject}`)

export const insertIdentity = (db: Db, row: { issuer: string; subject: string; person_id: string; linked_at: Date }) =>
  db.rows(sql`
    insert into identity (issuer, subject, person_id, linked_at)
    values (${row.issuer}, ${row.subject}, ${row.person_id}, ${row.linked_at})
    on conflict do nothing`)

/** Forgets what can open nothing any more. */
export const forgetOld = async (db: Db, now: Date, ended_before: Date) => {
  await db.rows(sql`delete from sign_in_attempt where until < ${now}`)
  await db.rows(sql`delete from sign_in_link where expires_at < ${ended_before}`)
  await db.rows(sql`delete from session where expires_at < ${ended_before}`)
}
