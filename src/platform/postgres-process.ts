/**
 * PostgreSQL's server as a process: started so that it ends when this process does, found again by its lock file, and
 * stopped in order.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { RunAs } from './postgres-user.ts'

/** A server that runs on a data folder. */
export type Server = {
  pid: number
  port: number
  /** Whether this process keeps it: it ends when this process ends. */
  owned: boolean
  /** Settles when the server is gone, for whatever reason, or left by `stop`. */
  gone: Promise<void>
  /** Shuts an owned server down and waits for it; leaves another process's server alone. */
  stop(): Promise<void>
}

/** What to run, as whom, and what to add to the little environment it gets. */
export type Command = { words: string[]; run_as: RunAs; env: Record<string, string>; cwd: string }

/** A program that was started, and what it said so far; for the server that is until its own log takes over. */
export type Tied = { child: ChildProcess; said(): string }

/**
 * Kills the server (SIGINT: fast, orderly shutdown) when standard input ends without a line. That is what happens when
 * this process dies, even by `kill -9`. A line means that the server need not be watched any more: its process id may
 * be anyone's by now.
 * Forked twice, because PostgreSQL counts the death of a child it does not know as a crash.
 */
const LIFELINE = 'read -r _ || kill -INT'
const WITH_LIFELINE = `exec 3<&0 </dev/null; ( { ${LIFELINE} $$; } <&3 >/dev/null 2>&1 & ); exec 3<&-; exec "$@"`

/** Starts a program in a session of its own, out of reach of the terminal's Ctrl-C, and tied to this process. */
export const startTied = ({ words, run_as, env, cwd }: Command): Tied => {
  const [command, ...args] = [...run_as.prefix, 'sh', '-c', WITH_LIFELINE, 'sh', ...words]
  const child = spawn(command!, args, {
    ...run_as.ids,
    cwd,
    detached: true,
    // Nothing of ours: PGDATA and the like would be taken as settings, and LC_ALL decides the language of messages.
    env: { PATH: process.env.PATH, LC_ALL: 'C', ...env },
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  holdLifeline(child)
  let said = ''
  const messages = child.stderr as Socket
  messages
    .unref()
    .setEncoding('utf8')
    .on('data', part => {
      said += part
    })
  return { child, said: () => said.trim() }
}

/** Keeps a child's standard input open without keeping this process running. @returns what tells it that all is done */
const holdLifeline = (child: ChildProcess) => {
  const lifeline = child.stdin as Socket
  child.unref()
  lifeline.unref()
  // The reader may be gone already, and that is all this pipe is about.
  lifeline.on('error', () => {})
  return () => {
    lifeline.end('\n')
  }
}

/** Makes this process run until the child has ended and all it said is known. @returns the exit code */
export const awaitEnd = (child: ChildProcess): Promise<number | null> => {
  child.ref()
  ;(child.stderr as Socket).ref()
  return new Promise(resolve => child.once('close', resolve))
}

/** The server that runs as `child`. */
export const startedServer = (data: string, child: ChildProcess, port: number): Server => {
  // Not `exit`: by then it may have said more than is known here.
  const gone = new Promise<void>(resolve => {
    child.once('close', () => resolve())
  })
  const pid = child.pid!
  const stop = async () => {
    awaitEnd(child)
    await shutDown(data, pid)
    await gone
  }
  return { pid, port, owned: true, gone, stop }
}

/** Joins a server that runs already. If the process that kept it is dead, this one keeps it from now on. */
export const joinedServer = (data: string, { pid, port, owner }: Running): Server => {
  const owned = owner === process.pid || !isAlive(owner)
  const release = owned ? adopt(pid) : () => {}
  const { promise: gone, resolve } = Promise.withResolvers<void>()
  const leave = () => {
    clearInterval(timer)
    release()
    resolve()
  }
  const timer = setInterval(() => runningServer(data)?.pid !== pid && leave(), LOOK_EVERY_MS).unref()
  return { pid, port, owned, gone, stop: () => (owned ? shutDown(data, pid) : Promise.resolve()).then(leave) }
}

const LOOK_EVERY_MS = 250

const adopt = (pid: number) =>
  holdLifeline(
    spawn('sh', ['-c', `${LIFELINE} "$1"`, 'sh', String(pid)], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    }),
  )

const shutDown = async (data: string, pid: number) => {
  if (runningServer(data)?.pid === pid) process.kill(pid, 'SIGINT')
  // The lock file goes last, after everything is on disk. This timer does keep the process running.
  while (runningServer(data)?.pid === pid) await setTimeout(20)
}

/** What the lock file of a data folder says, where the server it names is really running. */
export type Running = { pid: number; port: number; owner: number }

/**
 * The server that runs on `data`. A lock file can outlive its server, and its process id can be somebody else's by now
 * (a container that starts again gives out the same ones); PostgreSQL would then refuse to start until that process is
 * gone, so such a lock file is removed.
 */
export const runningServer = (data: string): Running | undefined => {
  const lock_file = join(data, 'postmaster.pid')
  const [pid, , , port] = readLines(lock_file).map(Number)
  if (!pid || !port) return undefined
  const command = commandOf(pid)
  if (command.includes(`postgres -D ${data} `)) {
    return { pid, port, owner: Number(/ -c errata\.owner=(\d+)/.exec(command)?.[1] ?? 0) }
  }
  if (isAlive(pid)) rmSync(lock_file, { force: true })
  return undefined
}

const readLines = (path: string): string[] => {
  try {
    return readFileSync(path, 'utf8').split('\n')
  } catch {
    return []
  }
}

/** The command line of a process, empty when it is gone. */
const commandOf = (pid: number): string => {
  if (process.platform !== 'linux') {
    return spawnSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? ''
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

/** Whether there is such a process, be it a dead one that nobody has asked after. */
export const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
