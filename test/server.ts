/** The PostgreSQL server that tests run on, with a migrated template to clone: once a run of the test runner. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate } from '../src/platform/migrate.ts'
import { startPostgres } from '../src/platform/postgres.ts'
import { isAlive } from '../src/platform/postgres-process.ts'

export type TestServer = {
  /** A database on the server from which others can be made and dropped. */
  url: string
  /** The name of the migrated database. Clones have names that begin with it. */
  template: string
  stop(): Promise<void>
}

/** `DATABASE_URL` if set, else an embedded server in a temporary folder; with a fresh template. */
export const startTestServer = async (): Promise<TestServer> => {
  const server = process.env.DATABASE_URL ? { url: process.env.DATABASE_URL, stop: async () => {} } : await embedded()
  const template = `errata_test_${randomBytes(4).toString('hex')}`
  // While this connection lives, so does the run: its name is how other runs on this server tell.
  const client = new pg.Client({ connectionString: server.url, application_name: template }) as Client
  try {
    await client.connect()
    await dropLeftovers(client)
    await client.query(`create database ${template}`)
    await migrate(withDatabase(server.url, template))
  } catch (error) {
    await client.end()
    await server.stop()
    throw error
  }
  // Not reason enough to keep a process running that has nothing else to do.
  client.unref()
  const stop = async () => {
    client.ref()
    await client.query(`drop database if exists ${template} with (force)`)
    await client.end()
    await server.stop()
  }
  return { url: server.url, template, stop }
}

/** What the types of `pg` leave out: whether a connection keeps the process running. */
type Client = pg.Client & { ref(): void; unref(): void }

/** The same server, another database. */
export const withDatabase = (url: string, name: string): string => {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}

/** The product's settings except for durability: what a test server holds is not worth a wait for the disk. */
const TEST_SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '400',
}

const FOLDER = /^errata-test-(\d+)-/

const embedded = async () => {
  for (const name of await readdir(tmpdir())) {
    const pid = FOLDER.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(tmpdir(), name), { recursive: true, force: true })
  }
  const folder = await mkdtemp(join(tmpdir(), `errata-test-${process.pid}-`))
  const server = await startPostgres({ folder, on_message: console.error, settings: TEST_SETTINGS })
  const stop = async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  return { url: server.url, stop }
}

/** Drops what runs that were killed left on a server that outlived them. */
const dropLeftovers = async (client: pg.Client) => {
  const { rows } = await client.query<{ name: string }>(`
    select datname as name from pg_database
    where datname ~ '^errata_test_[0-9a-f]{8}'
      and left(datname, 20) not in (select application_name from pg_stat_activity)`)
  for (const { name } of rows) await client.query(`drop database if exists ${name} with (force)`)
}
