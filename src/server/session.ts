import { streamEvents } from '../ledger/contract.ts'
import { previewJudgement } from '../loop/teach/contract.ts'
import * as people from '../people/contract.ts'
import {
  actorOf,
  type Principal,
  permissionsIn,
  revokeSession,
  SESSION_COOKIE,
  SESSION_seconds,
  sessionSecretOf,
  sha256,
  signIn,
} from '../people/index.ts'
import type { Endpoint } from '../platform/endpoint.ts'
import type { Reply } from '../platform/http.ts'
import { listProjects } from '../projects/contract.ts'
import { projectsAmong } from '../projects/index.ts'
import type { Direct } from './direct.ts'
import { events, preview } from './live.ts'

const json = (body: unknown, headers: Record<string, string> = {}): Reply => ({
  status: 200,
  body: JSON.stringify(body),
  headers,
})

const cookie = (value: string, seconds: number) => ({
  'set-cookie': `${SESSION_COOKIE}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; Secure; SameSite=Lax`,
})

const projectIdsOf = (principal: Principal): string[] => {
  if (principal.sort === 'token') return [principal.project_id]
  return principal.sort === 'person' ? [...principal.roles.keys()].sort() : []
}

const whoami: Direct = async (_app, { principal }) =>
  json({
    actor: actorOf(principal),
    administrator: principal.sort === 'person' && principal.administrator,
    projects: projectIdsOf(principal).map(project_id => ({
      project_id,
      permissions: permissionsIn(principal, project_id),
    })),
  })

const open: Direct = async (app, { input }) => {
  const session = await app.act({ actor: 'system:door', permissions: [] }, ctx => signIn(ctx, input.code as string))
  return json({ person_id: session.person_id }, cookie(session.secret, SESSION_seconds))
}

const close: Direct = async (app, { call }) => {
  const secret = sessionSecretOf(call.headers)
  if (secret) await revokeSession(app.database, sha256(secret), app.clock())
  return json({}, cookie('', 0))
}

const projects: Direct = async (app, { principal }) =>
  json({ projects: await projectsAmong(app.database, projectIdsOf(principal)) })

/** Endpoints that are more than one look or one transaction: about the caller, or about what happens now. */
export const directs = new Map<Endpoint, Direct>([
  [people.whoami as Endpoint, whoami],
  [people.signIn as Endpoint, open],
  [people.signOut as Endpoint, close],
  [listProjects as Endpoint, projects],
  [streamEvents as Endpoint, events],
  [previewJudgement as Endpoint, preview],
])
