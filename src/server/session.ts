import { streamEvents, verifyLedger } from '../ledger/contract.ts'
import { previewJudgement } from '../loop/teach/contract.ts'
import * as people from '../people/contract.ts'
import {
  actorOf,
  endOtherSessions,
  endSession,
  endSessionOf,
  type From,
  type Opened,
  openProven,
  type Principal,
  permissionsIn,
  personOf,
  proveByPassword,
  readyPassword,
  SESSION_COOKIE,
  SESSION_seconds,
  sessionSecretOf,
  sessionsOf,
  setPassword,
  signIn,
} from '../people/index.ts'
import type { Endpoint } from '../platform/endpoint.ts'
import { Refusal } from '../platform/errors.ts'
import type { Call, Knock, Reply } from '../platform/http.ts'
import { log } from '../platform/log.ts'
import { listProjects } from '../projects/contract.ts'
import { projectsAmong } from '../projects/index.ts'
import type { App } from './app.ts'
import type { Direct } from './direct.ts'
import { events, preview } from './live.ts'
import { verify } from './verify.ts'

const json = (body: unknown, headers: Record<string, string> = {}): Reply => ({
  status: 200,
  body: JSON.stringify(body),
  headers,
})

/** Who opens sessions on behalf of somebody who has no session yet. */
export const DOOR = { actor: 'system:door', permissions: [] }

/** A cookie that only this host gets back, only over TLS (or this machine), and that no script reads. */
export const cookie = (name: string, value: string, seconds: number): string =>
  `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; Secure; SameSite=Lax`

export const sessionCookie = (secret: string): string => cookie(SESSION_COOKIE, secret, SESSION_seconds)

/** Where a request comes from, for the list of sessions. */
export const fromOf = ({ address, headers }: Pick<Knock, 'address' | 'headers'>): From => ({
  address,
  agent: String(headers['user-agent'] ?? ''),
})

/** Signing in ends the session that the browser had, whoever's it was, and is written down. */
export const welcome = async (app: App, call: Pick<Call, 'address' | 'headers'>, { opened, way }: Welcome) => {
  await endSessionOf(app.database, sessionSecretOf(call.headers), app.clock())
  log.info({ event: 'session.opened', way, person_id: opened.person_id, address: call.address }, 'somebody signed in')
}
type Welcome = { opened: Opened; way: string }

const notSignedIn = (error: unknown, call: Call, way: string): unknown => {
  const { code } = error as { code?: string }
  log.warn({ event: 'session.refused', way, code, address: call.address }, 'somebody could not sign in')
  return error
}

const projectIdsOf = (principal: Principal): string[] => {
  if (principal.sort === 'token') return [principal.project_id]
  return principal.sort === 'person' ? [...principal.roles.keys()].sort() : []
}

const whoami: Direct = async (app, { principal }) => {
  const person_id = principal.sort === 'nobody' ? null : principal.person_id
  const person = person_id ? await personOf(app.database, person_id) : undefined
  const among = await projectsAmong(app.database, projectIdsOf(principal))
  return json({
    actor: actorOf(principal),
    person: person ? { id: person.id, name: person.name, email: person.email } : null,
    administrator: principal.sort === 'person' && principal.administrator,
    projects: among.map(({ project_id, title, kind }) => ({
      project_id,
      title,
      kind,
      permissions: permissionsIn(principal, project_id),
    })),
  })
}

const ways: Direct = async app => {
  const oidc = app.provider ? { name: app.provider.name } : null
  return json({ password: true, oidc, link: true })
}

const byLink: Direct = async (app, { call, input }) => {
  const opened = await app
    .act(DOOR, ctx => signIn(ctx, input.code as string, fromOf(call)))
    .catch(error => Promise.reject(notSignedIn(error, call, 'link')))
  await welcome(app, call, { opened, way: 'link' })
  return json({ person_id: opened.person_id }, { 'set-cookie': sessionCookie(opened.secret) })
}

const byPassword: Direct = async (app, { call, input }) => {
  const { email, password } = input as { email: string; password: string }
  const { address } = call
  const opened = await proveByPassword(app.database, { email, password, address }, app.clock())
    .then(proven => app.act(DOOR, ctx => openProven(ctx, proven, fromOf(call))))
    .catch(error => Promise.reject(notSignedIn(error, call, 'password')))
  await welcome(app, call, { opened, way: 'password' })
  return json({ person_id: opened.person_id }, { 'set-cookie': sessionCookie(opened.secret) })
}

const close: Direct = async (app, { call }) => {
  const person_id = await endSessionOf(app.database, sessionSecretOf(call.headers), app.clock())
  if (person_id) log.info({ event: 'session.closed', person_id }, 'somebody signed out')
  return json({}, { 'set-cookie': cookie(SESSION_COOKIE, '', 0) })
}

/** Sessions and passwords are for people who are signed in: a token that leaked must not become an account. */
const mineOf = (principal: Principal) => {
  if (principal.sort !== 'person') throw new Refusal('FORBIDDEN', 'sign in to do this: a token is not enough')
  return { person_id: principal.person_id, session_id: principal.session.id }
}

const newPassword: Direct = async (app, { call, input, principal }) => {
  const mine = mineOf(principal)
  const { way, created_at } = (principal as Principal & { sort: 'person' }).session
  const asking = { ...mine, way, created_at, address: call.address }
  const change = input as { password: string; current?: string }
  const ready = await readyPassword(app.database, asking, { ...change, now: app.clock() })
  const opened = await app.act({ actor: actorOf(principal) }, ctx => setPassword(ctx, ready, fromOf(call)))
  log.info({ event: 'password.set', person_id: mine.person_id, address: call.address }, 'a password was set')
  return json({ person_id: opened.person_id }, { 'set-cookie': sessionCookie(opened.secret) })
}

const sessions: Direct = async (app, { principal }) =>
  json(await sessionsOf(app.database, mineOf(principal), app.clock()))

const revoke: Direct = async (app, { input, principal }) => {
  const { person_id } = mineOf(principal)
  await endSession(app.database, { person_id, id: input.id as string }, app.clock())
  log.info({ event: 'session.revoked', person_id, session_id: input.id }, 'somebody ended a session of theirs')
  return json({})
}

const revokeOthers: Direct = async (app, { principal }) => {
  const mine = mineOf(principal)
  const revoked = await endOtherSessions(app.database, mine, app.clock())
  log.info({ event: 'session.revoked', person_id: mine.person_id, revoked }, 'somebody ended their other sessions')
  return json({ revoked })
}

const projects: Direct = async (app, { principal }) =>
  json({ projects: await projectsAmong(app.database, projectIdsOf(principal)) })

/** Endpoints that are more than one look or one transaction: about the caller, or about what happens now. */
export const directs = new Map<Endpoint, Direct>([
  [people.whoami as Endpoint, whoami],
  [people.getSignInWays as Endpoint, ways],
  [people.signIn as Endpoint, byLink],
  [people.signInWithPassword as Endpoint, byPassword],
  [people.signOut as Endpoint, close],
  [people.setPassword as Endpoint, newPassword],
  [people.listSessions as Endpoint, sessions],
  [people.revokeSession as Endpoint, revoke],
  [people.revokeOtherSessions as Endpoint, revokeOthers],
  [listProjects as Endpoint, projects],
  [streamEvents as Endpoint, events],
  [previewJudgement as Endpoint, preview],
  [verifyLedger as Endpoint, verify],
])
