import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addPerson, PERMISSIONS, type Permission, putMember } from '../../src/people/index.ts'
import { makeToken } from '../../src/people/secret.ts'
import { insertToken } from '../../src/people/store.ts'
import { migrate } from '../../src/platform/migrate.ts'
import { startPostgres } from '../../src/platform/postgres.ts'
import { createProject } from '../../src/projects/index.ts'
import { type App, openApp } from '../../src/server/app.ts'

export const PROJECT = 'bench'
export const LABELS = Array.from({ length: 20 }, (_, n) => ({ name: `label ${n}` }))

/** A server process as in production, on an embedded database with its durable settings. */
export type Installation = {
  url: string
  database_url: string
  app: App
  token(permissions: Permission[], person_id?: string): Promise<string>
  person(): Promise<string>
  close(): Promise<void>
}

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts')

type Served = { url: string; stop(): Promise<void> }

/** Starts a process of ours and waits for the line that says it is ready. */
const start = (args: string[], { database_url, home }: { database_url: string; home: string }) =>
  new Promise<Served>((resolve, reject) => {
    const env = { ...process.env, DATABASE_URL: database_url, ERRATA_HOME: home, PORT: '0' }
    const child = spawn(process.execPath, [MAIN, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = new Promise<void>(done => child.once('exit', () => done()))
    child.once('exit', code => reject(new Error(`${args.join(' ')} ended with ${code}`)))
    const stop = async () => {
      child.kill('SIGTERM')
      await ended
    }
    let output = ''
    child.stdout.on('data', part => {
      output += part
      const url = /at +(http:\S+)/.exec(output)?.[1]
      if (url || output.includes('is working')) resolve({ url: url ?? '', stop })
    })
  })

/** As a team would run it: one process answers, another one works. */
const serve = async (database_url: string, home: string): Promise<Served> => {
  const place = { database_url, home }
  const api = await start(['serve', '--roles', 'api'], place)
  const work = await start(['work'], place)
  return {
    url: api.url,
    stop: async () => {
      await api.stop()
      await work.stop()
    },
  }
}

/** Opens an installation in a temporary folder. */
export const install = async (): Promise<Installation> => {
  const home = await mkdtemp(join(tmpdir(), 'errata-bench-'))
  const postgres = await startPostgres({ folder: join(home, 'postgres') })
  await migrate(postgres.url)
  const server = await serve(postgres.url, join(home, 'server'))
  const app = await openApp({ url: postgres.url, home: join(home, 'setup') })
  const guideline = { question: 'Which?', labels: LABELS, categories: [], text: '' }
  await app.act({ actor: 'system:bench' }, ctx =>
    createProject(ctx, { project_id: PROJECT, title: 'Bench', kind: 'choice', guideline }),
  )
  const token = async (permissions: Permission[], person_id: string | null = null) => {
    const { id, text, hash } = makeToken(PROJECT)
    const rest = { name: 'bench', created_by: 'system:bench', created_at: new Date(), expires_at: null }
    await insertToken(app.database, { project_id: PROJECT, id, hash, permissions, person_id, ...rest })
    return text
  }
  return {
    url: server.url,
    database_url: postgres.url,
    app,
    token,
    person: () =>
      app.act({ actor: 'system:bench' }, async ctx => {
        const id = await addPerson(ctx, { name: 'reviewer', email: null, administrator: false })
        await putMember(ctx.db, { project_id: PROJECT, person_id: id, role: 'reviewer' })
        return id
      }),
    async close() {
      await server.stop()
      await app.close()
      await postgres.stop()
      await rm(home, { recursive: true, force: true })
    },
  }
}

export const EVERYTHING = [...PERMISSIONS]
