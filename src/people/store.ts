import { type Db, sql } from '../platform/db.ts'
import type { Permission, Role } from './roles.ts'

export type PersonRow = { id: string; name: string; email: string | null; administrator: boolean }

export type TokenRow = {
  project_id: string
  id: string
  name: string
  permissions: Permission[]
  person_id: string | null
  created_by: string
  created_at: Date
  expires_at: Date | null
  revoked_at: Date | null
}

export const insertPerson = (db: Db, person: PersonRow & { created_at: Date }) =>
  db.rows(sql`
    insert into person (id, name, email, administrator, created_at)
    values (${person.id}, ${person.name}, ${person.email}, ${person.administrator}, ${person.created_at})`)

export const firstAdministrator = (db: Db) =>
  db.row<PersonRow>(sql`
    select id, name, email, administrator from person
    where administrator and disabled_at is null order by created_at limit 1`)

export const personByEmail = (db: Db, email: string) =>
  db.row<PersonRow>(sql`select id, name, email, administrator from person where email = ${email}`)

export const rolesOf = (db: Db, person_id: string) =>
  db.rows<{ project_id: string; role: Role }>(sql`
    select project_id, role from membership where person_id = ${person_id}`)

export const membersOf = (db: Db, project_id: string) =>
  db.rows<PersonRow & { role: Role }>(sql`
    select p.id, p.name, p.email, p.administrator, m.role
    from membership m join person p on p.id = m.person_id
    where m.project_id = ${project_id} order by p.name, p.id`)

export const putMember = (db: Db, member: { project_id: string; person_id: string; role: Role }) =>
  db.rows(sql`
    insert into membership (project_id, person_id, role)
    values (${member.project_id}, ${member.person_id}, ${member.role})
    on conflict (project_id, person_id) do update set role = excluded.role`)

/** How many admins a project has beside this person; locked, so that two removals cannot both be the first. */
export const otherAdmins = async (db: Db, project_id: string, person_id: string): Promise<number> =>
  (
    await db.rows(sql`
      select person_id from membership
      where project_id = ${project_id} and role = 'admin' and person_id <> ${person_id} for update`)
  ).length

export const deleteMember = (db: Db, project_id: string, person_id: string) =>
  db.row<{ role: Role }>(sql`
    delete from membership where project_id = ${project_id} and person_id = ${person_id} returning role`)

export const insertToken = (db: Db, token: Omit<TokenRow, 'revoked_at'> & { hash: Buffer }) =>
  db.rows(sql`
    insert into token (project_id, id, name, hash, permissions, person_id, created_by, created_at, expires_at)
    values (${token.project_id}, ${token.id}, ${token.name}, ${token.hash}, ${token.permissions}, ${token.person_id},
            ${token.created_by}, ${token.created_at}, ${token.expires_at})`)

export const tokenOf = (db: Db, project_id: string, id: string) =>
  db.row<TokenRow & { hash: Buffer; person_disabled: boolean; role: Role | null }>(sql`
    select t.project_id, t.id, t.name, t.hash, t.permissions, t.person_id, t.created_by, t.created_at, t.expires_at,
           t.revoked_at, p.disabled_at is not null as person_disabled, m.role
    from token t
      left join person p on p.id = t.person_id
      left join membership m on m.project_id = t.project_id and m.person_id = t.person_id
    where t.project_id = ${project_id} and t.id = ${id}`)

export const tokensOf = (db: Db, project_id: string) =>
  db.rows<TokenRow>(sql`
    select project_id, id, name, permissions, person_id, created_by, created_at, expires_at, revoked_at
    from token where project_id = ${project_id} order by created_at, id`)

export const revokeToken = (db: Db, token: { project_id: string; id: string; at: Date }) =>
  db.row<{ id: string }>(sql`
    update token set revoked_at = ${token.at}
    where project_id = ${token.project_id} and id = ${token.id} and revoked_at is null returning id`)

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

export const insertSession = (db: Db, session: { hash: Buffer; person_id: string; now: Date; expires_at: Date }) =>
  db.rows(sql`
    insert into session (hash, person_id, created_at, seen_at, expires_at)
    values (${session.hash}, ${session.person_id}, ${session.now}, ${session.now}, ${session.expires_at})`)

export const sessionOf = (db: Db, hash: Buffer, now: Date, idle_since: Date) =>
  db.row<{ person_id: string; administrator: boolean; seen_at: Date }>(sql`
    select s.person_id, p.administrator, s.seen_at
    from session s join person p on p.id = s.person_id
    where s.hash = ${hash} and s.revoked_at is null and s.expires_at > ${now} and s.seen_at > ${idle_since}
      and p.disabled_at is null`)

export const touchSession = (db: Db, hash: Buffer, now: Date) =>
  db.rows(sql`update session set seen_at = ${now} where hash = ${hash}`)

export const revokeSession = (db: Db, hash: Buffer, now: Date) =>
  db.rows(sql`update session set revoked_at = ${now} where hash = ${hash} and revoked_at is null`)
