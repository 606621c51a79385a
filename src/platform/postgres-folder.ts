/**
 * What the embedded database keeps in its folder: `data` (PostgreSQL's own), `password`, `port`, `log/`, and `lib/` for
 * the links that could be made nowhere else. Each is made so that two processes may start on an empty folder at once,
 * and a kill at any moment leaves nothing half made.
 */
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { Refusal } from './errors.ts'
import { awaitEnd, type Command, isAlive, startTied } from './postgres-process.ts'

const USER = 'errata'

export const dataIn = (folder: string) => join(folder, 'data')

/** The connection string for the server on `folder`. */
export const urlIn = (folder: string, port: number): string =>
  `postgres://${USER}:${readFileSync(join(folder, 'password'), 'utf8')}@127.0.0.1:${port}/postgres`

/** Makes `log/` and the password. */
export const prepareFolder = (folder: string) => {
  mkdirSync(join(folder, 'log'), { recursive: true })
  const path = join(folder, 'password')
  if (existsSync(path)) return
  if (existsSync(dataIn(folder))) throw new Refusal('UNAVAILABLE', `The database's password is missing: ${path}`)
  writeOnce(path, randomBytes(24).toString('base64url'))
}

/** The port this folder's server had last, so that addresses stay what they were; a free one the first time. */
export const portIn = async (folder: string): Promise<number> => {
  const path = join(folder, 'port')
  if (!existsSync(path)) writeOnce(path, String(await listenOn(0)))
  return Number(readFileSync(path, 'utf8'))
}

/** Forgets the port, which somebody else has taken. */
export const forgetPort = (folder: string) => rmSync(join(folder, 'port'), { force: true })

/** Writes a file all at once, for this user alone. Whoever comes second keeps what the first one wrote. */
const writeOnce = (path: string, content: string) => {
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, content, { mode: 0o600 })
  try {
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft)
  }
}

/** Whether a server could listen on `port`. */
export const isFree = (port: number): Promise<boolean> =>
  listenOn(port).then(
    () => true,
    () => false,
  )

/** Listens for a moment. @returns the port, chosen by the system for 0 */
const listenOn = (port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address() as AddressInfo
      server.close(() => resolve(address.port))
    })
  })

/**
 * Makes the database cluster: UTF-8 with PostgreSQL's own collation, whatever the machine's locale says, so that order
 * and case never depend on the operating system; checksums on every page.
 */
export const initialise = async (folder: string, initdb: string, how: Omit<Command, 'words'>) => {
  const data = dataIn(folder)
  const draft = join(folder, `new-${process.pid}`)
  const { child, said } = startTied({
    ...how,
    words: [
      ...[initdb, '-D', draft, '-U', USER, `--pwfile=${join(folder, 'password')}`, '--auth=scram-sha-256'],
      ...['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
      ...['--data-checksums', '--no-instructions'],
    ],
  })
  const code = await awaitEnd(child)
  if (code === 0 && !existsSync(data)) moveDurably(draft, data, folder)
  if (!existsSync(data)) throw new Refusal('UNAVAILABLE', `PostgreSQL's initdb failed:\n${said()}`)
  for (const name of readdirSync(folder)) {
    const pid = Number(/^new-(\d+)$/.exec(name)?.[1])
    // Our own if another process was faster, and what killed ones have left.
    if (pid === process.pid || (pid > 0 && !isAlive(pid))) rmSync(join(folder, name), { recursive: true, force: true })
  }
}

const moveDurably = (from: string, to: string, folder: string) => {
  try {
    renameSync(from, to)
  } catch (error) {
    if (existsSync(to)) return
    throw error
  }
  const descriptor = openSync(folder, 'r')
  fsyncSync(descriptor)
  closeSync(descriptor)
}

/** The last lines of PostgreSQL's newest log. */
export const tailOfLog = (folder: string): string => {
  const logs = readdirSync(join(folder, 'log')).map(name => join(folder, 'log', name))
  const [newest] = logs.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
  return newest === undefined ? '' : readFileSync(newest, 'utf8').trim().split('\n').slice(-12).join('\n')
}
