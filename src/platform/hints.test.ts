import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { type FreshDatabase, freshDatabase } from '../../test/database.ts'
import { withDatabase } from '../../test/server.ts'
import { type Database, openDatabase } from './db.ts'
import { listenHints, sendHint } from './hints.ts'

let fresh: FreshDatabase
let database: Database
before(async () => {
  fresh = await freshDatabase()
  database = openDatabase(fresh.url)
})
after(async () => {
  await database.close()
  await fresh.drop()
})

/** Says the topic until it is heard: a single hint may get lost. */
const untilHeard = async (heard: string[], topic: string) => {
  while (!heard.includes(topic)) {
    sendHint(database, topic)
    await setTimeout(20)
  }
}

/** Runs statements from beside the database, as its operator would. */
const operate = async (...statements: string[]) => {
  const client = new pg.Client({ connectionString: withDatabase(fresh.url, 'postgres') })
  await client.connect()
  for (const statement of statements) await client.query(statement)
  await client.end()
}

test('hints of one moment arrive once a topic', async () => {
  const heard: string[] = []
  const hints = await listenHints(fresh.url, topic => heard.push(topic))
  for (let n = 0; n < 100; n += 1) sendHint(database, n % 2 ? 'odd' : 'even')
  while (heard.length < 2) await setTimeout(5)
  await untilHeard(heard, 'last')
  assert.deepEqual(heard.slice(0, 2).sort(), ['even', 'odd'])
  assert.equal(heard.filter(topic => topic === 'odd').length, 1)
  await hints.close()
})

test('a listener comes back, also where the first try fails', { timeout: 30_000 }, async () => {
  const heard: string[] = []
  const hints = await listenHints(fresh.url, topic => heard.push(topic))
  await untilHeard(heard, 'before')
  const name = new URL(fresh.url).pathname.slice(1)
  await operate(
    `alter database ${name} allow_connections false`,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and query like 'listen %'`,
  )
  // Longer than the listener's pause: its first try meets a closed door.
  await setTimeout(1300)
  await operate(`alter database ${name} allow_connections true`)
  await untilHeard(heard, 'after')
  await hints.close()
})
