/** A whole installation for a test: server, project, people. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  addPerson,
  makeLink,
  PERMISSIONS,
  type Permission,
  putMember,
  type Role,
  SESSION_COOKIE,
  signIn,
} from '../src/people/index.ts'
import { makeToken } from '../src/people/secret.ts'
import { insertToken } from '../src/people/store.ts'
import type { Clock } from '../src/platform/clock.ts'
import type { Provider } from '../src/platform/oidc.ts'
import { createProject } from '../src/projects/index.ts'
import { type App, openApp } from '../src/server/app.ts'
import { openServer } from '../src/server/server.ts'
import { freshDatabase } from './database.ts'

export type Answer = {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: of every shape; the server under test checks each against its contract
  body: any
  text: string
  headers: Record<string, unknown>
}

/** Sends one request as a holder of a token. */
export type Send = (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>

export type Team = {
  app: App
  home: string
  url: string
  server: ReturnType<typeof openServer>
  /** A person of the project and their way to send requests. */
  person(role: Role, project_id?: string): Promise<{ id: string; token: string; send: Send }>
  /** A machine of the project. */
  machine(permissions: Permission[], project_id?: string): Promise<{ id: string; token: string; send: Send }>
  /** The installation's administrator, signed in: a member of no project. */
  administrator(): Promise<{ id: string; cookie: string; send: Send }>
  as(token: string | undefined): Send
  /** Waits until nothing is left to be heard and everything is sealed. */
  settled(): Promise<void>
  close(): Promise<void>
}

export const PROJECT = 'post'
export const LABELS = ['refund', 'billing', 'other'].map(name => ({ name }))
export const CATEGORIES = [{ name: 'wrong intent' }, { name: 'missed context' }]

const makeProject = (app: App, project_id: string) =>
  app.act({ actor: 'system:test' }, ctx =>
    createProject(ctx, {
      project_id,
      title: project_id,
      kind: 'choice',
      guideline: { question: 'What does it say?', labels: LABELS, categories: CATEGORIES, text: '' },
    }),
  )

const bearer = (token: string | undefined): Record<string, string> =>
  token ? { authorization: `Bearer ${token}` } : {}

const sender =
  (server: Team['server'], credentials: Record<string, string>): Send =>
  async (method, url, body, headers = {}) => {
    const answer = await server.inject({
      method,
      url,
      headers: {
        ...credentials,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && {
        payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
      }),
    })
    const json = /^application\/(problem\+)?json/.test(String(answer.headers['content-type']))
    return {
      status: answer.statusCode,
      body: json && answer.body ? JSON.parse(answer.body) : undefined,
      text: answer.body,
      headers: answer.headers,
    }
  }

const SETTLE_max_ms = 60_000

/**
 * Nothing queued, nothing running, nothing unsealed. What does not settle is said, rather than waited for in silence.
 */
const settle = async (app: App) => {
  const late = performance.now() + SETTLE_max_ms
  for (;;) {
    const { rows } = await app.database.pool.query(
      `select name, state::text, count(*)::int as n, min(output::text) as output from job.job
       where name <> 'dead' and state < 'completed' group by name, state
       union all select 'sealing', 'created', count(*)::int, null from unsealed having count(*) > 0`,
    )
    if (rows.length === 0) return
    if (performance.now() > late) throw new Error(`does not settle: ${JSON.stringify(rows)}`)
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

type Opening = { works?: boolean; provider?: Provider | undefined; clock?: Clock | undefined }

/** Opens an installation on a database of its own; `works` starts listeners and sealing too. */
export const openTeam = async ({ works = true, provider, clock }: Opening = {}): Promise<Team> => {
  const { url, drop } = await freshDatabase()
  const home = await mkdtemp(join(tmpdir(), 'errata-home-'))
  const app = await openApp({ url, home, provider, clock })
  const server = openServer(app, { strict: true })
  await server.ready()
  if (works) await app.work()
  await makeProject(app, PROJECT)
  const give = async (row: { project_id: string; permissions: Permission[]; person_id: string | null }) => {
    const { id, text, hash } = makeToken(row.project_id)
    const now = new Date()
    const rest = { name: 'test', created_by: 'system:test', created_at: now, expires_at: null }
    await insertToken(app.database, { ...row, id, hash, ...rest })
    return { id, token: text, send: sender(server, bearer(text)) }
  }
  return {
    app,
    home,
    url,
    server,
    async person(role, project_id = PROJECT) {
      const id = await app.act({ actor: 'system:test' }, async ctx => {
        const made = await addPerson(ctx, { name: role, email: null, administrator: false })
        await putMember(ctx.db, { project_id, person_id: made, role })
        return made
      })
      return { ...(await give({ project_id, permissions: [...PERMISSIONS], person_id: id })), id }
    },
    machine: (permissions, project_id = PROJECT) => give({ project_id, permissions, person_id: null }),
    async administrator() {
      const { id, secret } = await app.act({ actor: 'system:test' }, async ctx => {
        const made = await addPerson(ctx, { name: 'administrator', email: null, administrator: true })
        const { code } = await makeLink(ctx, made)
        return { id: made, secret: (await signIn(ctx, code, { address: '127.0.0.1', agent: 'test' })).secret }
      })
      const cookie = `${SESSION_COOKIE}=${secret}`
      return { id, cookie, send: sender(server, { cookie }) }
    },
    as: token => sender(server, bearer(token)),
    settled: () => settle(app),
    async close() {
      await server.close()
      await app.close()
      await drop()
      await rm(home, { recursive: true, force: true })
    },
  }
}
