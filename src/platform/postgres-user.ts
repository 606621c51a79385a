/**
 * PostgreSQL refuses to run as root. An ordinary user runs it as himself; root has it run by someone else, in the first
 * of several ways that works on this machine.
 */
import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, lchownSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Refusal } from './errors.ts'

/** How to start PostgreSQL's programs: what to write before the command, and the user to start it as. */
export type RunAs = { prefix: string[]; ids: { uid?: number; gid?: number } }

type Owner = { uid: number; gid: number }
type Way = RunAs & { name: string; owner: Owner }

/**
 * Makes `folder` and what lacks above it. What root makes in someone's folder (sudo in a checkout) belongs to them.
 * Refuses a folder that only another user can work on.
 */
export const makeFolder = (folder: string) => {
  const first = mkdirSync(folder, { recursive: true })
  const user = process.getuid?.()
  if (user === 0 && first !== undefined) {
    const { uid, gid } = statSync(dirname(first))
    for (let made = folder; made.length >= first.length; made = dirname(made)) chownSync(made, uid, gid)
  }
  const { uid } = statSync(folder)
  if (user === 0 || user === uid) return
  throw new Refusal(
    'UNAVAILABLE',
    `${folder} belongs to another user (uid ${uid}). ` +
      'Run Errata as that user, or set ERRATA_HOME to a folder of your own.',
  )
}

/**
 * Chooses how to run `postgres` on the data in `folder`, and gives `folder` with all it holds to the user it will run
 * as. Nothing outside of `folder` changes hands. Refuses, saying what to do, where root has no way.
 */
export const chooseUser = (folder: string, postgres: string): RunAs => {
  if (process.getuid?.() !== 0) return { prefix: [], ids: {} }
  const failures: string[] = []
  for (const way of waysOfRoot(folder)) {
    const failure = failureOf(way, dirname(folder), postgres)
    if (failure === undefined) {
      giveAll(folder, way.owner)
      return way
    }
    failures.push(`  ${way.name}: ${failure}`)
  }
  throw new Refusal(
    'UNAVAILABLE',
    `PostgreSQL does not run as root, and no other user could run it here:\n${failures.join('\n')}\n` +
      'Do one of these:\n' +
      '  - run Errata as an ordinary user;\n' +
      '  - keep Errata and its data (ERRATA_HOME) in folders that every user may pass through, not below /root;\n' +
      '  - set DATABASE_URL to a PostgreSQL server.',
  )
}

const waysOfRoot = (folder: string): Way[] => {
  const owner = statSync(folder)
  const nobody = nobodyHere()
  const { uid, gid } = nobody
  return [
    ...(owner.uid === 0 ? [] : [asUser("as the folder's owner", owner)]),
    asUser('as nobody', nobody),
    // Inside a user namespace root may call itself nobody and still pass through folders that are root's alone.
    {
      name: 'as nobody in a user namespace (unshare)',
      prefix: ['unshare', '--user', `--map-user=${uid}`, `--map-group=${gid}`],
      ids: {},
      owner: { uid: 0, gid: 0 },
    },
    // The same where containers forbid namespaces: they do leave root the capability to pass through folders. The
    // secure bit makes access(2), with which initdb looks for its programs, count capabilities as every other call
    // does.
    {
      name: 'as nobody with the right to pass through folders (setpriv)',
      prefix: [
        ...['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'],
        ...['--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--securebits=+no_setuid_fixup'],
      ],
      ids: {},
      owner: nobody,
    },
  ]
}

// Node takes the ids of a new process as signed numbers: macOS's nobody is -2.
const asUser = (name: string, owner: Owner): Way => ({
  name: `${name} (uid ${owner.uid})`,
  prefix: [],
  ids: { uid: owner.uid | 0, gid: owner.gid | 0 },
  owner,
})

const nobodyHere = (): Owner => {
  const users = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8') : ''
  const [, uid = '65534', gid = '65534'] = /^nobody:[^:]*:(-?\d+):(-?\d+):/m.exec(users) ?? []
  return { uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }
}

/**
 * Why a way does not work, or undefined: whoever can enter the parent of a folder can work in it once it is his.
 * Changes nothing, so that others may try at the same time. initdb wants a user with a name, hence `id -un`.
 */
const failureOf = ({ prefix, ids }: RunAs, parent: string, postgres: string): string | undefined => {
  const attempt = 'id -un >/dev/null && cd "$1" && test -x "$2" && exec "$2" --version'
  const [command, ...args] = [...prefix, 'sh', '-c', `${attempt} || exit 1`, 'sh', parent, postgres]
  const { error, status, stderr } = spawnSync(command!, args, { ...ids, cwd: '/', encoding: 'utf8' })
  if (error !== undefined) return error.message
  if (status === 0) return undefined
  return stderr.trim() || `may not run ${postgres}`
}

const giveAll = (path: string, owner: Owner) => {
  try {
    const found = lstatSync(path)
    if (found.uid !== owner.uid) lchownSync(path, owner.uid, owner.gid)
    if (found.isDirectory()) for (const name of readdirSync(path)) giveAll(join(path, name), owner)
  } catch (error) {
    // Another process that starts at the same time tidies up as well.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
