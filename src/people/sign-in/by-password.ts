import type { Ctx } from '../../ledger/context.ts'
import type { Database } from '../../platform/db.ts'
import { Refusal } from '../../platform/errors.ts'
import { type Attempt, countAttempt, forgiveAttempt } from './attempts.ts'
import { hashOf, passwordMatches } from './password.ts'
import { weaknessOf } from './rules.ts'
import { type From, type Mine, type Opened, openSession } from './sessions.ts'
import * as store from './store.ts'

/** A session that a one-time link opened so lately may replace a password that was forgotten. */
const FRESH_seconds = 15 * 60

/** Somebody who has proven who they are; the session is still to be opened. */
export type Proven = { person_id: string; attempt: Attempt }

/**
 * Who signs in with an e-mail address and a password. Who is unknown, disabled or has no password gets the same answer
 * after the same work as who mistypes. It takes a tenth of a second, and so it runs in no transaction.
 * @throws Refusal UNAUTHENTICATED, or TOO_MANY after too many wrong ones
 */
export const proveByPassword = async (
  database: Database,
  { email, password, address }: { email: string; password: string; address: string },
  now: Date,
): Promise<Proven> => {
  const attempt = await countAttempt(database, { email, address }, now)
  const known = await store.passwordByEmail(database, email)
  const right = await passwordMatches(password, known?.hash ?? undefined)
  if (!known || !right) throw new Refusal('UNAUTHENTICATED', 'the e-mail address or the password is wrong')
  return { person_id: known.person_id, attempt }
}

export const openProven = async (ctx: Ctx, { person_id, attempt }: Proven, from: From): Promise<Opened> => {
  await forgiveAttempt(ctx.db, attempt)
  return openSession(ctx, person_id, { way: 'password', from })
}

type Change = { password: string; current?: string | undefined }
type Asking = Mine & { way: store.Way; created_at: Date; address: string }

/** A password that may be set, hashed. */
export type NewPassword = Mine & { hash: string; attempt: Attempt | undefined }

const proveCurrent = async (database: Database, known: { email: string; hash: string }, rest: Proof) => {
  if (rest.current === undefined) {
    throw new Refusal('INVALID', 'give your current password too', { field: 'current', expected: 'your password' })
  }
  const attempt = await countAttempt(database, { email: known.email, address: rest.address }, rest.now)
  if (await passwordMatches(rest.current, known.hash)) return attempt
  throw new Refusal('FORBIDDEN', 'this is not your current password', { field: 'current' })
}
type Proof = { current: string | undefined; address: string; now: Date }

/**
 * Readies a new password. Where there is one already it has to be given too, since a session alone may be a browser
 * left open; except just after a one-time link, which is how a password that was forgotten is replaced.
 * @throws Refusal INVALID for a weak one, FORBIDDEN where the current one is wrong, CONFLICT without an e-mail address
 */
export const readyPassword = async (
  database: Database,
  asking: Asking,
  { password, current, now }: Change & { now: Date },
): Promise<NewPassword> => {
  const { person_id, session_id, address } = asking
  const person = await store.passwordOf(database, person_id)
  if (!person?.email) throw new Refusal('CONFLICT', 'you have no e-mail address to sign in with: ask your operator')
  const { email, hash: before } = person
  const expected = weaknessOf(password, person)
  if (expected) throw new Refusal('INVALID', 'this password is too easily guessed', { field: 'password', expected })
  const fresh = asking.way === 'link' && now.getTime() - asking.created_at.getTime() < FRESH_seconds * 1000
  const asks = before !== null && !fresh
  const attempt = asks ? await proveCurrent(database, { email, hash: before }, { current, address, now }) : undefined
  return { person_id, session_id, hash: await hashOf(password), attempt }
}

/** Sets the password, ends every session of its person, and opens a new one for who set it. */
export const setPassword = async (ctx: Ctx, ready: NewPassword, from: From): Promise<Opened> => {
  const { person_id, session_id, hash, attempt } = ready
  const ended = await store.revokeSessionsOf(ctx.db, person_id, ctx.now)
  // Who was signed out while they changed it changes nothing; so does the second of two who change it at once.
  if (!ended.some(({ id }) => id === session_id)) throw new Refusal('UNAUTHENTICATED', 'this session has ended')
  if (attempt) await forgiveAttempt(ctx.db, attempt)
  await store.putPassword(ctx.db, { person_id, hash, now: ctx.now })
  return openSession(ctx, person_id, { way: 'password', from })
}
