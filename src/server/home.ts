import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import type { Config } from '../platform/config.ts'
import { migrate } from '../platform/migrate.ts'
import { startPostgres } from '../platform/postgres.ts'

/** A migrated database to work on, and how to let it go. */
export type Home = { url: string; embedded: boolean; stop(): Promise<void> }

/** Settings without which an acknowledged correction can be lost in a crash. */
const DURABLE = ['fsync', 'synchronous_commit', 'full_page_writes']

const weakSettings = async (url: string): Promise<string[]> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string }>(
      `select name from pg_settings where name = any($1) and setting = 'off'`,
      [DURABLE],
    )
    return rows.map(row => row.name)
  } finally {
    await client.end()
  }
}

/**
 * Opens the database of a configuration: the server of `DATABASE_URL`, or the embedded one in `ERRATA_HOME`.
 * @param tell hears what takes its time, and warnings
 */
export const openHome = async (config: Config, tell: (message: string) => void): Promise<Home> => {
  mkdirSync(config.home, { recursive: true })
  const server = config.database_url
    ? { url: config.database_url, stop: async () => {} }
    : await startPostgres({ folder: join(config.home, 'postgres'), on_message: tell })
  try {
    const done = await migrate(server.url)
    if (done.length > 0) tell(`the database is at its newest schema (${done.length} steps applied)`)
    const weak = await weakSettings(server.url)
    if (weak.length > 0) tell(`WARNING: ${weak.join(', ')} off: an acknowledged correction may be lost in a crash`)
  } catch (error) {
    await server.stop()
    throw error
  }
  return { url: server.url, embedded: config.database_url === undefined, stop: () => server.stop() }
}
