import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { installJobs } from './jobs.ts'

const folder = join(import.meta.dirname, '../../db/migrations')

/** The numbered SQL files, in order. They only ever move forward; a merged one is never edited. */
export const migrations = async (): Promise<{ name: string; text: string }[]> => {
  const files = (await readdir(folder)).filter(file => file.endsWith('.sql')).sort()
  return Promise.all(files.map(async name => ({ name, text: await readFile(join(folder, name), 'utf8') })))
}

const bring = async (client: pg.Client, applied: Set<string>): Promise<string[]> => {
  const done: string[] = []
  for (const { name, text } of await migrations()) {
    if (applied.has(name)) continue
    await client.query(text)
    await client.query('insert into migration (name) values ($1)', [name])
    done.push(name)
  }
  return done
}

/**
 * Brings a database to the present schema, in one transaction: a kill in the middle leaves it as it was.
 * Several processes may start at once: the lock makes the later ones wait, and then find nothing to do.
 * @returns the names of the migrations applied now
 */
export const migrate = async (url: string): Promise<string[]> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('begin')
    // Held by the transaction, not the session: connection poolers hand sessions round.
    await client.query('select pg_advisory_xact_lock($1)', [0x45_72_72_61])
    await client.query(
      'create table if not exists migration (name text primary key, at timestamptz not null default now())',
    )
    const { rows } = await client.query<{ name: string }>('select name from migration')
    const done = await bring(client, new Set(rows.map(row => row.name)))
    await client.query('commit')
    await installJobs(url)
    return done
  } finally {
    await client.end()
  }
}
