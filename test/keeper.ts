/** For tests of the embedded database: servers here, and in processes that can be killed; all gone after each test. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { type Postgres, type PostgresOptions, startPostgres } from '../src/platform/postgres.ts'

const folders: string[] = []
const servers: Postgres[] = []
const keepers: ChildProcess[] = []

afterEach(async () => {
  for (const keeper of keepers.splice(0)) await kill(keeper)
  for (const server of servers.splice(0)) await server.stop()
  for (const folder of folders.splice(0)) {
    await untilGone(folder)
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  }
})

/** Starts a server kept by this process. */
export const start = async (options: PostgresOptions): Promise<Postgres> => {
  const server = await startPostgres(options)
  servers.push(server)
  return server
}

/** An empty folder, by its real path: processes are found by the paths they were started with. */
export const newFolder = (): string => {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), `errata-test-${process.pid}-`))
  folders.push(folder)
  return folder
}

/** A process that keeps a server, prints what `startPostgres` gave, then the number of each row it had acknowledged. */
const KEEPER = `
  import { startPostgres } from ${JSON.stringify(import.meta.resolve('../src/platform/postgres.ts'))}
  import pg from ${JSON.stringify(import.meta.resolve('pg'))}
  const [folder, writes] = process.argv.slice(1)
  process.stdin.resume().on('end', () => process.exit())
  const { url, owned } = await startPostgres({ folder, on_message: console.error })
  console.log(JSON.stringify({ url, owned }))
  if (writes) {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query('create table written (n int)')
    for (let n = 1; ; n += 1) {
      await client.query('insert into written values ($1)', [n])
      console.log(n)
    }
  }
`

export type Keeper = { child: ChildProcess; url: string; owned: boolean; lines: AsyncIterator<string> }

type KeeperOptions = { writes?: boolean; uid?: number }

/** Starts a process that keeps a server and, with `writes`, adds rows without end. */
export const startKeeper = async (folder: string, { writes, uid }: KeeperOptions = {}): Promise<Keeper> => {
  const args = ['--input-type=module', '-e', KEEPER, folder, ...(writes ? ['writes'] : [])]
  const child = spawn(process.execPath, args, {
    ...(uid !== undefined && { uid, gid: uid }),
    cwd: '/',
    // No LANG and no LC_*: that is how a database once became SQL_ASCII.
    env: { PATH: process.env.PATH },
    // Its end is the sign that the test is gone.
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  keepers.push(child)
  const lines = createInterface(child.stdout!)[Symbol.asyncIterator]()
  const { value } = await lines.next()
  assert.ok(value, 'the keeper started')
  return { child, lines, ...(JSON.parse(value) as { url: string; owned: boolean }) }
}

/** Kills with -9 and waits until it is dead. */
export const kill = async (child: ChildProcess) => {
  child.kill('SIGKILL')
  if (child.signalCode === null && child.exitCode === null) await once(child, 'exit')
}

/** Process ids whose command line holds `text`; zombies have none. */
export const processesWith = (text: string): number[] => {
  const ids = readdirSync('/proc').filter(name => /^\d+$/.test(name))
  return ids.map(Number).filter(pid => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text)
    } catch {
      return false
    }
  })
}

/** Servers that run on the data in `folder`. */
export const postmasters = (folder: string) => processesWith(`postgres\0-D\0${folder}/data\0`)

/** The server that the lock file names. */
export const postmasterOf = (folder: string) =>
  Number(readFileSync(join(folder, 'data/postmaster.pid'), 'utf8').split('\n')[0])

export const onlyLinux = process.platform === 'linux' ? {} : { skip: 'looks into /proc' }

/** Waits until no process is at work on anything in `folder`. */
export const untilGone = async (folder: string) => {
  if (process.platform !== 'linux') return
  while (processesWith(folder).length > 0) await setTimeout(10)
}

/** The rows of one statement, over a connection of its own. */
export const query = async <Row = Record<string, unknown>>(url: string, text: string): Promise<Row[]> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows as Row[]
  } finally {
    await client.end()
  }
}
