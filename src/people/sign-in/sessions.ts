import type { Ctx } from '../../ledger/context.ts'
import type { Db } from '../../platform/db.ts'
import { Refusal } from '../../platform/errors.ts'
import { uuidv7 } from '../../platform/uuid.ts'
import { makeSecret, sha256 } from '../secret.ts'
import { agentOf } from './rules.ts'
import * as store from './store.ts'

export const SESSION_seconds = 12 * 3600
export const SESSION_IDLE_seconds = 2 * 3600
const LINK_seconds = 86_400
const KEPT_seconds = 30 * 86_400

/** Where a request comes from, as far as the request tells. */
export type From = { address: string; agent: string }

/** A session that was just opened; its secret is in the cookie and nowhere else. */
export type Opened = { person_id: string; secret: string }

export const idleSince = (now: Date): Date => new Date(now.getTime() - SESSION_IDLE_seconds * 1000)

/** Opens a session under a new secret, so that none can be planted beforehand. */
export const openSession = async (
  ctx: Ctx,
  person_id: string,
  { way, from }: { way: store.Way; from: From },
): Promise<Opened> => {
  const secret = makeSecret()
  const opened = await store.insertSession(ctx.db, {
    hash: sha256(secret),
    id: uuidv7(ctx.now.getTime()),
    person_id,
    way,
    address: from.address,
    agent: agentOf(from.agent),
    created_at: ctx.now,
    seen_at: ctx.now,
    expires_at: new Date(ctx.now.getTime() + SESSION_seconds * 1000),
  })
  if (!opened) throw new Refusal('UNAUTHENTICATED', 'this account is closed')
  return { person_id, secret }
}

/** A one-time link for a person; only its hash is kept. */
export const makeLink = async (ctx: Ctx, person_id: string, seconds = LINK_seconds) => {
  const code = makeSecret()
  const expires_at = new Date(ctx.now.getTime() + seconds * 1000)
  await store.insertLink(ctx.db, { hash: sha256(code), person_id, expires_at })
  return { code, expires_at: expires_at.toISOString() }
}

/** Uses a one-time link up and opens a session. */
export const signIn = async (ctx: Ctx, code: string, from: From): Promise<Opened> => {
  const link = await store.takeLink(ctx.db, sha256(code), ctx.now)
  if (!link) throw new Refusal('UNAUTHENTICATED', 'this link was used already, or is too old: ask for a new one')
  return openSession(ctx, link.person_id, { way: 'link', from })
}

/** The sessions of a person that are in force, the one that asks marked. */
export const sessionsOf = async (db: Db, { person_id, session_id }: Mine, now: Date) => ({
  sessions: (await store.sessionsOf(db, person_id, now, idleSince(now))).map(row => ({
    id: row.id,
    way: row.way,
    address: row.address,
    agent: row.agent,
    created_at: row.created_at.toISOString(),
    seen_at: row.seen_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    current: row.id === session_id,
  })),
})

/** Whose sessions, and which of them is asking. */
export type Mine = { person_id: string; session_id: string }

/** Ends one session of a person. */
export const endSession = async (db: Db, session: { person_id: string; id: string }, now: Date): Promise<void> => {
  if (!(await store.revokeSessionOf(db, session, now))) throw new Refusal('NOT_FOUND', 'no such session in force')
}

/** Ends every session of a person but the one that asks. */
export const endOtherSessions = async (db: Db, { person_id, session_id }: Mine, now: Date): Promise<number> =>
  (await store.revokeSessionsOf(db, person_id, now, session_id)).length

/** Ends the session of a cookie, where there is one: its person, or undefined. */
export const endSessionOf = async (db: Db, secret: string | undefined, now: Date): Promise<string | undefined> =>
  secret === undefined ? undefined : (await store.revokeSession(db, sha256(secret), now))?.person_id

/** Forgets what can open nothing any more, a month after it ended. */
export const forgetOldSessions = (db: Db, now: Date): Promise<void> =>
  store.forgetOld(db, now, new Date(now.getTime() - KEPT_seconds * 1000))
