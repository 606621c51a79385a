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
import { type Command, startTied } from './postgres-process.ts'

const USER = 'errata'

export const dataIn = (folder: string) => join(folder, 'data')

/** The connection string for the server on `folder`. */
export const urlIn = (folder: string, port: number): string =>
  `postgres://${USER}:${readFileSync(join(folder, 'password'), 'utf8')}@127.0.0.1:${port}/postgres`

/** Makes `log/` and the password, once: whoever comes second keeps the first one. */
export const prepareFolder = (folder: string) => {
  mkdirSync(join(folder, 'log'), { recursive: true })
  const path = join(folder, 'password')
  if (existsSync(path)) return
  if (existsSync(dataIn(folder))) throw new Refusal('UNAVAILABLE', `The database's password is missing: ${path}`)
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, randomBytes(24).toString('base64url'), { mode: 0o600 })
  try {
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft)
  }
}

/** The port this folder's server had last, so that addresses stay what they were; a free one the first time. */
export const portIn = async (folder: string): Promise<number> => {
  const path = join(folder, 'port')
  return (existsSync(path) && Number(readFileSync(path, 'utf8'))) || newPortIn(folder)
}

/** Another port, that is free just now. */
export const newPortIn = async (folder: string): Promise<number> => {
  const port = await listenOn(0)
  writeFileSync(join(folder, 'port'), String(port))
  return port
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
  const child = startTied({
    ...how,
    words: [
      ...[initdb, '-D', draft, '-U', USER, `--pwfile=${join(folder, 'password')}`, '--auth=scram-sha-256'],
      ...['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
      ...['--data-checksums', '--no-instructions'],
    ],
  })
  // Unlike the server, this is worth waiting for.
  child.ref()
  const code = await new Promise(resolve => child.once('exit', resolve))
  if (code === 0 && !existsSync(data)) moveDurably(draft, data, folder)
  if (!existsSync(data)) throw new Refusal('UNAVAILABLE', `PostgreSQL's initdb failed:\n${tailOf(folder)}`)
  // This one if another process was faster, and what kills have left.
  for (const name of readdirSync(folder).filter(name => name.startsWith('new-'))) {
    rmSync(join(folder, name), { recursive: true, force: true })
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

/** Opens the file for what the programs say until PostgreSQL's own log takes over. The caller closes it. */
export const openOutput = (folder: string): number => openSync(join(folder, 'log', OUTPUT), 'w')

const OUTPUT = 'start.log'

/** Whether the last start found the data in use. Those messages come before PostgreSQL's own log. */
export const isHeldByAnother = (folder: string): boolean =>
  /lock file .* already exists|pre-existing shared memory/.test(readFileSync(join(folder, 'log', OUTPUT), 'utf8'))

/** The last lines of the newest log. */
export const tailOf = (folder: string): string => {
  const logs = readdirSync(join(folder, 'log')).map(name => join(folder, 'log', name))
  const [newest] = logs.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
  return newest === undefined ? '' : readFileSync(newest, 'utf8').trim().split('\n').slice(-12).join('\n')
}
