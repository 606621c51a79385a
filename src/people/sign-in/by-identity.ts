import type { Ctx } from '../../ledger/context.ts'
import { Refusal } from '../../platform/errors.ts'
import type { Identity } from '../../platform/oidc.ts'
import { personByEmail } from '../store.ts'
import { emailText } from './contract.ts'
import { type From, type Opened, openSession } from './sessions.ts'
import * as store from './store.ts'

/**
 * The person of an identity. Once linked it is issuer and subject alone that count. The first time the e-mail address
 * decides, where the provider has verified it and a person is known by it: nobody is made here, and who is linked to
 * another subject already stays so, since an address may be given to somebody else.
 */
const personOf = async (ctx: Ctx, identity: Identity): Promise<string | undefined> => {
  const linked = await store.personOfIdentity(ctx.db, identity)
  if (linked || !identity.email_verified) return linked?.person_id
  const email = emailText.safeParse(identity.email)
  const person = email.success ? await personByEmail(ctx.db, email.data) : undefined
  if (!person) return undefined
  const { issuer, subject } = identity
  await store.insertIdentity(ctx.db, { issuer, subject, person_id: person.id, linked_at: ctx.now })
  return (await store.personOfIdentity(ctx.db, identity))?.person_id
}

/** Opens a session for who an identity provider says is there. @throws Refusal FORBIDDEN where it is nobody we know */
export const signInByIdentity = async (ctx: Ctx, identity: Identity, from: From): Promise<Opened> => {
  const person_id = await personOf(ctx, identity)
  if (!person_id) throw new Refusal('FORBIDDEN', 'nobody here is known by this account: ask to be invited')
  return openSession(ctx, person_id, { way: 'oidc', from })
}
