import pg from 'pg'
import type { Database } from './db.ts'
import { log } from './log.ts'

/** Hints say "look now" to other processes. They may get lost: nothing may depend on one. */
const CHANNEL = 'errata_hint'
const PAUSE_ms = 5
const GOODBYE_ms = 1000
const RECONNECT_pause_ms = 1000

const pending = new WeakMap<Database, Set<string>>()

/** Tells every listening process about `topic`, soon; many hints of one moment become one message a topic. */
export const sendHint = (database: Database, topic: string): void => {
  const topics = pending.get(database)
  if (topics) {
    topics.add(topic)
    return
  }
  const fresh = new Set([topic])
  pending.set(database, fresh)
  setTimeout(() => {
    pending.delete(database)
    database.pool
      .query('select pg_notify($1, topic) from unnest($2::text[]) topic', [CHANNEL, [...fresh]])
      .catch(error => log.debug({ reason: error.message }, 'a hint was lost'))
  }, PAUSE_ms)
}

/** Hears hints on a connection of its own, and comes back by itself when that is lost. */
export const listenHints = async (url: string, hear: (topic: string) => void): Promise<{ close(): Promise<void> }> => {
  let closed = false
  let client: pg.Client | undefined
  const again = () => {
    if (!closed) setTimeout(() => connect().catch(again), RECONNECT_pause_ms).unref()
  }
  const connect = async (): Promise<void> => {
    if (closed) return
    const fresh = new pg.Client({ connectionString: url, keepAlive: true })
    fresh.on('notification', message => hear(message.payload ?? ''))
    fresh.once('error', again).on('error', () => undefined)
    await fresh.connect()
    await fresh.query(`listen ${CHANNEL}`)
    client = fresh
  }
  await connect()
  return {
    close: async () => {
      closed = true
      // A server that is gone never says goodbye: waiting for it would keep the process.
      const patience = new Promise(resolve => setTimeout(resolve, GOODBYE_ms).unref())
      await Promise.race([client?.end(), patience])
    },
  }
}
