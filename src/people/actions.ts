import type { Ctx, View } from '../ledger/context.ts'
import { record } from '../ledger/record.ts'
import { Refusal } from '../platform/errors.ts'
import { uuidv7 } from '../platform/uuid.ts'
import type { Permission, Role } from './roles.ts'
import { makeToken } from './secret.ts'
import { makeLink } from './sign-in/sessions.ts'
import * as store from './store.ts'

/** The person who acts. Judgements are people's: a token that acts as nobody has none. */
export const actingPerson = (view: View): string => {
  if (view.actor.startsWith('person:')) return view.actor.slice('person:'.length)
  throw new Refusal('FORBIDDEN', 'only a person may do this: sign in, or use a token that acts as yourself')
}

/** Makes a person; on a fresh installation the first one is its administrator. */
export const addPerson = async (
  ctx: Ctx,
  person: { name: string; email: string | null; administrator: boolean },
): Promise<string> => {
  const id = uuidv7(ctx.now.getTime())
  await store.insertPerson(ctx.db, { id, ...person, created_at: ctx.now })
  return id
}

/**
 * A sign-in link for whoever has an e-mail address, by the operator's hand: a person who is not known yet is made. The
 * administrator of a fresh installation has no address: the first who is to be one takes that place.
 */
export const inviteByEmail = async (ctx: Ctx, asked: { email: string; name: string; administrator: boolean }) => {
  const { email, name, administrator } = asked
  const known = await store.personByEmail(ctx.db, email)
  const first = administrator && !known ? await store.firstAdministrator(ctx.db) : undefined
  const place = known ?? (first?.email === null ? first : undefined)
  const id = place?.id ?? (await addPerson(ctx, asked))
  if (place) {
    await store.putPerson(ctx.db, {
      id,
      email,
      name: known?.name ?? name,
      administrator: place.administrator || administrator,
    })
  }
  return makeLink(ctx, id)
}

/** Adds a person to a project, or changes their role. Nobody changes their own role. */
export const addMember = async (
  ctx: Ctx,
  { project_id, name, email, role }: { project_id: string; name: string; email: string; role: Role },
) => {
  const known = await store.personByEmail(ctx.db, email)
  const id = known?.id ?? (await addPerson(ctx, { name, email, administrator: false }))
  if (ctx.actor === `person:${id}`) throw new Refusal('FORBIDDEN', 'nobody may change their own role')
  await keepAnAdmin(ctx, project_id, { id, role })
  await store.putMember(ctx.db, { project_id, person_id: id, role })
  record(ctx, { project_id, action: 'member.added', payload: { person_id: id, role } })
  return { id, name: known?.name ?? name, email, role }
}

const keepAnAdmin = async (ctx: Ctx, project_id: string, changed: { id: string; role: Role | undefined }) => {
  if (changed.role === 'admin') return
  const members = await store.membersOf(ctx.db, project_id)
  const wasAdmin = members.some(each => each.id === changed.id && each.role === 'admin')
  if (wasAdmin && (await store.otherAdmins(ctx.db, project_id, changed.id)) === 0) {
    throw new Refusal('CONFLICT', 'a project keeps at least one admin')
  }
}

export const removeMember = async (ctx: Ctx, input: { project_id: string; person_id: string }) => {
  const { project_id, person_id } = input
  await keepAnAdmin(ctx, project_id, { id: person_id, role: undefined })
  const gone = await store.deleteMember(ctx.db, project_id, person_id)
  if (!gone) throw new Refusal('NOT_FOUND', 'no such member')
  record(ctx, { project_id, action: 'member.removed', payload: { person_id, role: gone.role } })
  return {}
}

/**
 * A sign-in link for a member. It opens everything its person may do, so that an admin gets one only for people of this
 * project alone: else whoever is admin of one project could add the installation's administrator and become them.
 */
export const inviteMember = async (ctx: Ctx, { project_id, person_id }: { project_id: string; person_id: string }) => {
  const member = (await store.membersOf(ctx.db, project_id)).find(each => each.id === person_id)
  if (!member) throw new Refusal('NOT_FOUND', 'no such member')
  const elsewhere = (await store.rolesOf(ctx.db, person_id)).some(each => each.project_id !== project_id)
  if (member.administrator || elsewhere) {
    throw new Refusal('FORBIDDEN', 'this person may do more than this project knows of: the operator makes their links')
  }
  record(ctx, { project_id, action: 'member.invited', payload: { person_id } })
  return makeLink(ctx, person_id)
}

const shown = ({ project_id: _, ...row }: store.TokenRow) => ({
  ...row,
  created_at: row.created_at.toISOString(),
  expires_at: row.expires_at?.toISOString() ?? null,
  revoked_at: row.revoked_at?.toISOString() ?? null,
})

export const tokensOf = async (view: View, project_id: string) => ({
  tokens: (await store.tokensOf(view.db, project_id)).map(shown),
})

type NewToken = {
  project_id: string
  name: string
  permissions: Permission[]
  as_me: boolean
  expires_at?: string | undefined
}

/**
 * Makes a token. It can never do more than who makes it, and it acts as a machine or as its maker:
 * never as somebody else, whose name would then stand under what they did not do.
 */
export const createToken = async (ctx: Ctx, input: NewToken) => {
  const wider = input.permissions.find(each => !ctx.permissions.includes(each))
  if (wider) throw new Refusal('FORBIDDEN', `you may not give away "${wider}"`, { field: 'permissions' })
  const { id, text, hash } = makeToken(input.project_id)
  const row = {
    project_id: input.project_id,
    id,
    name: input.name,
    permissions: [...new Set(input.permissions)],
    person_id: input.as_me ? actingPerson(ctx) : null,
    created_by: ctx.actor,
    created_at: ctx.now,
    expires_at: input.expires_at ? new Date(input.expires_at) : null,
  }
  await store.insertToken(ctx.db, { ...row, hash })
  const { name, permissions, person_id } = row
  record(ctx, {
    project_id: input.project_id,
    action: 'token.created',
    payload: { id, name, permissions, person_id },
  })
  return { ...shown({ ...row, revoked_at: null }), text }
}

export const revokeToken = async (ctx: Ctx, input: { project_id: string; id: string }) => {
  const gone = await store.revokeToken(ctx.db, { ...input, at: ctx.now })
  if (!gone) throw new Refusal('NOT_FOUND', 'no such token in force')
  record(ctx, { project_id: input.project_id, action: 'token.revoked', payload: { id: input.id } })
  return {}
}
