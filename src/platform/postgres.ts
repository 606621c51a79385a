/**
 * The embedded database: a real PostgreSQL server on a folder of ours, as durable as PostgreSQL is. It ends when the
 * process that keeps it ends, and comes back when it ends by itself.
 */
import { existsSync, realpathSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { Refusal } from './errors.ts'
import { dataIn, forgetPort, initialise, isFree, portIn, prepareFolder, tailOfLog, urlIn } from './postgres-folder.ts'
import {
  joinedServer,
  type Running,
  runningServer,
  type Server,
  startedServer,
  startTied,
  type Tied,
} from './postgres-process.ts'
import { linkLibraries, programsFolder, programsIn } from './postgres-programs.ts'
import { chooseUser, makeFolder } from './postgres-user.ts'

export type Postgres = {
  /** The database to connect to. It stays the same when the server comes back, and as long as the port is free. */
  url: string
  /** Whether this process keeps the server. If not, another one does, and ends it when it ends. */
  readonly owned: boolean
  /** Shuts the server down if this process keeps it. */
  stop(): Promise<void>
}

export type PostgresOptions = {
  /** Where the data is; made when missing. */
  folder: string
  /** Hears what takes its time or went wrong, in words for a person. */
  on_message?: (message: string) => void
  /** Settings over ours, for tests that need no durability. */
  settings?: Record<string, string>
}

/** What makes PostgreSQL durable (fsync, synchronous_commit, full_page_writes) stays as it comes: on. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  // A socket file would be one more door, and its path may not be longer than about 100 bytes.
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  wal_compression: 'on',
  // Queues leave dead rows at their head, and claims slow down until those are gone.
  autovacuum_naptime: '15s',
  autovacuum_vacuum_scale_factor: '0.05',
  autovacuum_analyze_scale_factor: '0.05',
  autovacuum_vacuum_cost_limit: '1000',
  timezone: 'UTC',
  log_timezone: 'UTC',
  logging_collector: 'on',
  log_directory: '../log',
  // Seven files, one a weekday, each overwritten when its day comes again.
  log_filename: 'postgresql-%a.log',
  log_truncate_on_rotation: 'on',
  log_rotation_size: '0',
  // What people sent us is not for the log: no statements, no details with their values.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
}

/** A server that was killed together with its keeper refused the next start for 4 to 6 seconds when measured. */
const PATIENCE_MS = 60_000
const REMIND_AFTER_MS = 2_000
const REMIND_EVERY_MS = 5_000

/**
 * Starts the server on `folder`, or joins the one that runs there already. Waits while a server that was killed leaves
 * things behind that forbid the next start, and for as long as recovery after a crash takes.
 */
export const startPostgres = async ({ folder, on_message, settings }: PostgresOptions): Promise<Postgres> => {
  makeFolder(resolve(folder))
  const place = { folder: realpathSync(folder), say: on_message ?? (() => {}), settings: { ...SETTINGS, ...settings } }
  let server = await bringUp(place)
  let stopping = false
  const keepUp = async () => {
    await server.gone
    while (!stopping) {
      place.say('The database server is gone. Starting it again.')
      server = await bringUp(place, server.port).catch((error: Error) => {
        place.say(error.message)
        return setTimeout(REMIND_EVERY_MS, server)
      })
      if (stopping) await server.stop()
      await server.gone
    }
  }
  const kept = keepUp()
  return {
    url: urlIn(place.folder, server.port),
    get owned() {
      return server.owned
    },
    stop: async () => {
      stopping = true
      await server.stop()
      await kept
    },
  }
}

type Place = { folder: string; say: (message: string) => void; settings: Record<string, string> }

/** Why there is no server yet; `passes` is false where nothing but patience says that it will get better. */
type NotYet = { reason: string; passes: boolean }

/** Joins or starts a server, on `fixed_port` if given, and waits until it takes connections. */
const bringUp = async (place: Place, fixed_port?: number): Promise<Server> => {
  const remind = reminder(place.say)
  let deadline = Date.now() + PATIENCE_MS
  for (;;) {
    const running = runningServer(dataIn(place.folder))
    const outcome = running === undefined ? await start(place, remind, fixed_port) : await joinRunning(place, running)
    if ('port' in outcome) return outcome
    if (outcome.passes) deadline = Date.now() + PATIENCE_MS
    if (Date.now() > deadline) throw new Refusal('UNAVAILABLE', outcome.reason)
    remind(outcome.reason)
    await setTimeout(100)
  }
}

/** Says why it takes so long, not at once and not all the time. */
const reminder = (say: (message: string) => void): Remind => {
  let next = Date.now() + REMIND_AFTER_MS
  return reason => {
    if (Date.now() < next) return
    next = Date.now() + REMIND_EVERY_MS
    say(`${reason} Waiting for it ...`)
  }
}

const joinRunning = async ({ folder }: Place, running: Running): Promise<Server | NotYet> => {
  const state = await stateOf(folder, running.port)
  if (state === 'ready') return joinedServer(dataIn(folder), running)
  return { reason: `The database server (process ${running.pid}) is ${state}.`, passes: state !== 'not answering' }
}

type Remind = (reason: string) => void

const start = async (place: Place, remind: Remind, fixed_port?: number): Promise<Server | NotYet> => {
  const { folder } = place
  const data = dataIn(folder)
  const port = fixed_port ?? (await portIn(folder))
  if (!(await isFree(port))) {
    // Unless it is our server, which another process has started in the meantime.
    if (fixed_port === undefined && runningServer(data) === undefined) forgetPort(folder)
    return { reason: `Port ${port} is taken.`, passes: false }
  }
  const { child, said } = await spawnServer(place, port)
  const server = startedServer(data, child, port)
  let exited = false
  server.gone.then(() => {
    exited = true
  })
  while (!exited) {
    const state = await stateOf(folder, port)
    // What answers may be the server of another process that was faster.
    if (state === 'ready' && runningServer(data)?.pid === server.pid) return server
    if (state === 'starting or stopping') remind('The database server is recovering what was under way.')
    await setTimeout(20)
  }
  return whyNot(folder, said())
}

/** Why the server did not start. Its log knows, unless it ended before that was opened. */
const whyNot = (folder: string, said: string): NotYet => {
  if (/lock file .* already exists|pre-existing shared memory/.test(said)) {
    return { reason: 'A database server that was killed is not all gone.', passes: false }
  }
  const reason = said.includes('redirecting log output') ? tailOfLog(folder) : said
  throw new Refusal('UNAVAILABLE', `PostgreSQL did not start:\n${reason}`)
}

/** Makes what the folder lacks and starts the server, which may still refuse to run. */
const spawnServer = async ({ folder, settings }: Place, port: number): Promise<Tied> => {
  prepareFolder(folder)
  const native = programsFolder()
  const { initdb, postgres } = programsIn(native)
  const env = linkLibraries(native, join(folder, 'lib'))
  const how = { run_as: chooseUser(folder, postgres), env, cwd: folder }
  const data = dataIn(folder)
  if (!existsSync(data)) await initialise(folder, initdb, how)
  const all = { 'errata.owner': String(process.pid), port: String(port), ...settings }
  const options = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return startTied({ ...how, words: [postgres, '-D', data, ...options] })
}

/** Whether the server takes connections. */
const stateOf = async (folder: string, port: number): Promise<'ready' | 'starting or stopping' | 'not answering'> => {
  const client = new pg.Client({ connectionString: urlIn(folder, port), connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return 'ready'
  } catch (error) {
    const { code } = error as { code?: string }
    // All connections taken: a busy server is a server.
    if (code === '53300') return 'ready'
    if (code === '57P03') return 'starting or stopping'
    if (code !== '28P01') return 'not answering'
    throw new Refusal('UNAVAILABLE', `The database server on port ${port} refuses the password in ${folder}/password.`)
  } finally {
    await client.end().catch(() => {})
  }
}
