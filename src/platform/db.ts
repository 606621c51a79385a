import pg from 'pg'
import { log } from './log.ts'

/** One statement with its values; `name` makes PostgreSQL prepare it once a connection. */
export type Sql = { readonly name: string; readonly text: string; readonly values: readonly unknown[] }

/** What a store needs: statements in, rows out. */
export type Db = {
  /** All rows of a statement. */
  rows<Row>(statement: Sql): Promise<Row[]>
  /** The first row, or undefined. */
  row<Row>(statement: Sql): Promise<Row | undefined>
}

/** A transaction: statements, and what to do once it is durable. */
export type Tx = Db & { afterCommit(act: () => void): void }

/** A pool of connections. */
export type Database = Db & {
  url: string
  pool: pg.Pool
  /** The rows of a statement as one consistent snapshot, however many there are: a page of them in memory at a time. */
  scan<Row>(statement: Sql): AsyncGenerator<Row>
  /** Runs `act` in one transaction, again from the start when PostgreSQL asks for a retry (40001, 40P01). */
  transaction<T>(act: (tx: Tx) => Promise<T>): Promise<T>
  close(): Promise<void>
}

// bigint arrives as text by default; our counters stay far below 2^53.
pg.types.setTypeParser(20, Number)

const names = new WeakMap<TemplateStringsArray, { name: string; text: string }>()
let statements = 0

/**
 * A statement written as SQL: values go in as parameters, never as text.
 * The text of a template is one object per place in the source, so each place is prepared once a connection.
 * @example db.rows(sql`select id from item where project_id = ${project_id}`)
 */
export const sql = (strings: TemplateStringsArray, ...values: unknown[]): Sql => {
  let known = names.get(strings)
  if (!known) {
    const text = strings.reduce((before, part, index) => `${before}$${index}${part}`)
    known = { name: `s${++statements}`, text }
    names.set(strings, known)
  }
  return { ...known, values }
}

const RETRIES_MAX = 5

/** Thrown inside a transaction to start it again: another process did the same meanwhile, and the next try finds it. */
export const startAgain = (reason: string): Error => Object.assign(new Error(reason), { code: '40001' })

const over = (client: { query(config: pg.QueryConfig): Promise<pg.QueryResult> }): Db => {
  const rows = async <Row>(statement: Sql) => (await client.query(statement as pg.QueryConfig)).rows as Row[]
  return { rows, row: async <Row>(statement: Sql) => (await rows<Row>(statement))[0] }
}

const once = async <T>(pool: pg.Pool, act: (tx: Tx) => Promise<T>): Promise<T> => {
  const client = await pool.connect()
  const committed: (() => void)[] = []
  let broken: Error | undefined
  try {
    // Not waited for: it travels with the first statement. Where it fails, so does that one.
    client.query('begin').catch(() => undefined)
    const result = await act({ ...over(client), afterCommit: then => committed.push(then) })
    await client.query('commit')
    for (const then of committed) then()
    return result
  } catch (error) {
    await client.query('rollback').catch((lost: Error) => {
      broken = lost
    })
    throw error
  } finally {
    // A connection that could not even roll back is thrown away, not handed to the next caller.
    client.release(broken)
  }
}

const SCAN_rows = 2000

async function* scan<Row>(pool: pg.Pool, { text, values }: Sql): AsyncGenerator<Row> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin isolation level repeatable read read only')
    await client.query(`declare scan no scroll cursor for ${text}`, [...values])
    for (;;) {
      const { rows } = await client.query(`fetch ${SCAN_rows} from scan`)
      yield* rows as Row[]
      if (rows.length < SCAN_rows) break
    }
  } finally {
    await client.query('rollback').catch((lost: Error) => {
      broken = lost
    })
    client.release(broken)
  }
}

/** Connects to a PostgreSQL server; connections open when first used. */
export const openDatabase = (url: string, connections_max = 16): Database => {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections_max,
    // Statements that are started together travel together: `Promise.all` of three writes is one round trip.
    pipeline: true,
    options: '-c timezone=UTC -c statement_timeout=120000 -c idle_in_transaction_session_timeout=120000',
  })
  let closing = false
  pool.on('error', error => {
    // A pool that ends does not wait for the goodbye of its connections: what they say then is no loss.
    if (!closing) log.warn({ reason: error.message }, 'an idle database connection was lost')
  })
  const close = async () => {
    closing = true
    await pool.end()
  }
  const transaction = async <T>(act: (tx: Tx) => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await once(pool, act)
      } catch (error) {
        const code = (error as { code?: string }).code
        if ((code !== '40001' && code !== '40P01') || attempt === RETRIES_MAX) throw error
      }
    }
  }
  return { url, pool, ...over(pool), scan: statement => scan(pool, statement), transaction, close }
}
