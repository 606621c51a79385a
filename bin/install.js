// Installs what package-lock.json asks for where node_modules does not have it. Plain JavaScript without dependencies:
// this is the code that runs before anything is installed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

/**
 * Runs `npm ci` in the checkout `root` unless everything is there. `development: false` is content without the
 * development dependencies, as `npm ci --omit=dev` leaves them.
 */
export const installMissing = (root, { development = true } = {}) => {
  if (isInstalled(root, development)) return
  const unlock = lock(root)
  try {
    // Whoever held the lock may just have installed everything.
    if (!isInstalled(root, development)) install(root)
  } finally {
    unlock()
  }
}

/**
 * Whether every package of package-lock.json is recorded as installed in the same version. npm writes its record,
 * node_modules/.package-lock.json, last, so an installation that was cut short does not count.
 */
export const isInstalled = (root, development = true) => {
  const wanted = packagesOf(join(root, 'package-lock.json'))
  const installed = packagesOf(join(root, 'node_modules/.package-lock.json'))
  if (wanted === undefined) throw new Error(`${join(root, 'package-lock.json')} is missing or unreadable`)
  if (installed === undefined) return false
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || (entry.dev && !development)) return true
    const found = installed[path]
    if (found === undefined) return entry.optional === true && !isForThisMachine(entry)
    return found.version === entry.version && found.integrity === entry.integrity
  })
}

const packagesOf = path => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages
  } catch {
    return undefined
  }
}

// An optional package that names no platform, or a C library, is npm's to judge: absent is as good as present.
const isForThisMachine = ({ os, cpu, libc }) =>
  libc === undefined &&
  os !== undefined &&
  [os].flat().includes(process.platform) &&
  (cpu === undefined || [cpu].flat().includes(process.arch))

const install = root => {
  console.error('Installing what is missing (npm ci) ...')
  // Within `npm run` this is the npm that runs us, which need not be on the PATH. Other package managers set it too.
  const npm = process.env.npm_execpath ?? ''
  const [command, ...first] = basename(npm).startsWith('npm') ? [process.execPath, npm] : ['npm']
  const args = [...first, 'ci', '--ignore-scripts', '--include=dev', '--include=optional', '--loglevel=error']
  const done = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] })
  if (done.error?.code === 'ENOENT') throw new Error('npm was not found. It comes with Node: https://nodejs.org')
  if (done.error !== undefined) throw done.error
  if (done.status === 0) return
  const end = done.signal === null ? `with code ${done.status}` : `by ${done.signal}`
  throw new Error(
    `npm ci ended ${end}; its messages are above. Try again with a network, or run npm ci by hand in ${root}`,
  )
}

// Two installations at once would delete each other's files. The lock lives outside of node_modules, which npm empties.
const lock = root => {
  const path = join(tmpdir(), `errata-install-${createHash('sha256').update(root).digest('hex').slice(0, 16)}.lock`)
  for (let waited = false; ; waited = true) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' })
      return () => rmSync(path, { force: true })
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (isHeld(path)) {
      if (!waited) console.error(`Waiting for another installation to finish (${path}) ...`)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
    } else {
      rmSync(path, { force: true })
    }
  }
}

const isHeld = path => {
  try {
    const pid = Number(readFileSync(path, 'utf8'))
    // An empty file is one that its holder is about to write.
    return pid === 0 || process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}
