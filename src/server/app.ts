import type { Ctx, Event } from '../ledger/context.ts'
import { type Entry, insertEntries, openVault, sealAll, type Vault } from '../ledger/index.ts'
import type { Listener } from '../ledger/listener.ts'
import { heardBy, listeners, queues, startLearning, workersOf } from '../loop.ts'
import { forgetOldSessions, PERMISSIONS } from '../people/index.ts'
import { type Clock, systemClock } from '../platform/clock.ts'
import { type Database, openDatabase, type Tx } from '../platform/db.ts'
import { sendHint } from '../platform/hints.ts'
import { forgetOldAnswers } from '../platform/idempotency.ts'
import { type Jobs, openJobs, type Worker } from '../platform/jobs.ts'
import { log } from '../platform/log.ts'
import type { Provider } from '../platform/oidc.ts'

/** Everything a process of ours holds open. */
export type App = {
  database: Database
  jobs: Jobs
  vault: Vault
  clock: Clock
  /** The data folder. */
  home: string
  /** Where people sign in, where they do so elsewhere. */
  provider: Provider | undefined
  /** Runs an action in one transaction, as somebody. */
  act<T>(who: { actor: string; permissions?: readonly string[] }, run: (ctx: Ctx) => Promise<T> | T): Promise<T>
  /** Seals what waits to be sealed, now. */
  seal(): Promise<void>
  /** Starts hearing events and sealing the ledger. */
  work(): Promise<void>
  /** Starts teaching corrections at once, in a thread of its own. */
  learn(): Promise<void>
  close(): Promise<void>
}

const SEAL_pause_ms = 1000
const HOUSEKEEPING_pause_ms = 3_600_000

type Who = { actor: string; permissions?: readonly string[] }

/** Runs an action in one transaction; what it recorded is written and told to listeners at its end, together. */
const actIn = async <T>(
  app: Pick<App, 'clock' | 'database' | 'jobs' | 'home'>,
  tx: Tx,
  { who, run }: { who: Who; run: (ctx: Ctx) => Promise<T> | T },
) => {
  const entries: Entry[] = []
  const permissions = who.permissions ?? PERMISSIONS
  const keep = (entry: Entry) => void entries.push(entry)
  const result = await run({ db: tx, now: app.clock(), home: app.home, actor: who.actor, permissions, keep })
  if (entries.length === 0) return result
  const told = entries.map(({ project_id, id, action }): Event => ({ project_id, entry_id: id, action }))
  const heard = new Map<string, Event[]>()
  for (const event of told) {
    for (const queue of heardBy(event.action)) {
      const before = heard.get(queue)
      if (before) before.push(event)
      else heard.set(queue, [event])
    }
  }
  const enqueued = [...heard].map(([queue, events]) => app.jobs.enqueue(tx, queue, events))
  await Promise.all([insertEntries(tx, entries), ...enqueued])
  tx.afterCommit(() => {
    for (const { action, project_id } of told) sendHint(app.database, `fact ${action} ${project_id}`)
  })
  return result
}

/** A listener as a job worker: facts of one project together, in one transaction, as the step itself. */
const workerOf = (app: App, { name, batch_max, hear }: Listener): Worker => ({
  queue: name,
  batch_max,
  parallel: 2,
  async work(jobs) {
    const events = jobs as Event[]
    for (const project_id of new Set(events.map(event => event.project_id))) {
      const theirs = events.filter(event => event.project_id === project_id)
      await app.act({ actor: `system:${name.split('.')[0]}` }, ctx => hear(ctx, theirs))
    }
  },
})

/** Repeats `act` until stopped: never twice at once, and a failure is told, not fatal. */
const repeat = (pause_ms: number, act: () => Promise<unknown>) => {
  let stopped = false
  let wake = () => {}
  const loop = async () => {
    while (!stopped) {
      await act().catch(error => log.error({ reason: (error as Error).message }, 'work in the background failed'))
      await new Promise<void>(resolve => {
        wake = resolve
        setTimeout(resolve, pause_ms).unref()
      })
    }
  }
  const ended = loop()
  return async () => {
    stopped = true
    wake()
    await ended
  }
}

const seal = async ({ database, vault, clock }: App): Promise<void> => {
  for (const error of await sealAll(database, vault, clock())) {
    log.error({ reason: (error as Error).message }, 'a ledger could not be sealed')
  }
}

const tidyUp = ({ database, clock }: App) =>
  database.transaction(async tx => {
    await forgetOldAnswers(tx, clock())
    await forgetOldSessions(tx, clock())
  })

type Options = { url: string; home: string; clock?: Clock; provider?: Provider | undefined }

/** Opens database, job queue and vault for a process. */
export const openApp = async (options: Options): Promise<App> => {
  const database = openDatabase(options.url)
  const jobs = await openJobs(database, queues)
  const vault = openVault(options.home)
  const clock = options.clock ?? systemClock
  const stops: (() => Promise<void>)[] = []
  const learning: (() => Promise<void>)[] = []
  const app: App = {
    database,
    jobs,
    vault,
    clock,
    home: options.home,
    provider: options.provider,
    act: (who, run) => database.transaction(tx => actIn(app, tx, { who, run })),
    seal: () => seal(app),
    async work() {
      await jobs.start([...listeners.map(listener => workerOf(app, listener)), ...workersOf(app)])
      stops.push(repeat(SEAL_pause_ms, app.seal))
      stops.push(repeat(HOUSEKEEPING_pause_ms, () => tidyUp(app)))
    },
    async learn() {
      const { stop } = await startLearning(app)
      learning.push(stop)
    },
    async close() {
      for (const stop of learning) await stop()
      for (const stop of stops) await stop()
      await jobs.stop()
      if (stops.length > 0) await app.seal()
      await database.close()
    },
  }
  return app
}
