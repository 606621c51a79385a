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

export const putPerson = (db: Db, { id, name, email, administrator }: PersonRow) =>
  db.rows(sql`
    update person set name = ${name}, email = ${email}, administrator = ${administrator} where id = ${id}`)

type ListedRow = PersonRow & {
  created_at: Date
  disabled_at: Date | null
  projects: number
  password: boolean
  oidc: boolean
}

export const pageOfPeople = (db: Db, { limit, after }: { limit: number; after: string | null }) =>
  db.rows<ListedRow>(sql`
    select p.id, p.name, p.email, p.administrator, p.created_at, p.disabled_at,
           (select count(*)::int from membership where person_id = p.id) as projects,
           exists (select 1 from password w where w.person_id = p.id) as password,
           exists (select 1 from identity i where i.person_id = p.id) as oidc
    from person p where ${after}::uuid is null or p.id > ${after}::uuid
    order by p.id limit ${limit}`)

/** Whether a person is an administrator now; locked, so that two of them cannot close each other's account. */
export const lockAdministrator = (db: Db, id: string) =>
  db.row<{ id: string }>(sql`
    select id from person where id = ${id} and administrator and disabled_at is null for update`)

export const setDisabled = (db: Db, id: string, at: Date | null) =>
  db.row<{ id: string }>(sql`update person set disabled_at = ${at} where id = ${id} returning id`)

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

export const personOf = (db: Db, id: string) =>
  db.row<PersonRow>(sql`select id, name, email, administrator from person where id = ${id}`)

export const settingsOf = async <Settings>(db: Db, person_id: string): Promise<Settings | undefined> =>
  (await db.row<{ settings: Settings }>(sql`select settings from setting where person_id = ${person_id}`))?.settings

export const putSettings = (db: Db, person_id: string, settings: object) =>
  db.rows(sql`
    insert into setting (person_id, settings) values (${person_id}, ${JSON.stringify(settings)}::json)
    on conflict (person_id) do update set settings = excluded.settings`)
