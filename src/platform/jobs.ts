import { PgBoss } from 'pg-boss'
import type { Database, Tx } from './db.ts'
import { listenHints, sendHint } from './hints.ts'
import { log } from './log.ts'

/** The queue's tables live in a schema of their own, made and upgraded by its library. */
const SCHEMA = 'job'

/** What one kind of job needs to be worked: its queue, how many at once, and the work. */
export type Worker<Data extends object = object> = {
  queue: string
  /** Jobs handed over together; the handler must be able to hear the same one twice. */
  batch_max: number
  /** How many batches of this process may be worked at once (default 1). */
  parallel?: number
  work(jobs: Data[], signal: AbortSignal): Promise<void>
}

/** Work that outlives the request: enqueued in the transaction of the fact that caused it. */
export type Jobs = {
  /** Adds jobs inside `tx`: they exist exactly when the transaction commits. */
  enqueue(tx: Tx, queue: string, data: object[]): Promise<void>
  /** Starts working; call once a process that has the work. */
  start(workers: Worker[]): Promise<void>
  /** How many jobs wait or run; those that are dead are not among them. */
  waiting(): Promise<number>
  /** Lets running batches end (at most `grace_seconds`) and stops. */
  stop(grace_seconds?: number): Promise<void>
}

const bossOf = (options: { url: string; supervise: boolean; migrate: boolean }) =>
  new PgBoss({
    connectionString: options.url,
    schema: SCHEMA,
    max: 6,
    supervise: options.supervise,
    superviseIntervalSeconds: SUPERVISE_seconds,
    monitorIntervalSeconds: SUPERVISE_seconds,
    schedule: false,
    migrate: options.migrate,
    registerInstance: false,
    openTelemetry: { enabled: false },
    options: '-c timezone=UTC',
  })

/** Makes or upgrades the queue's own tables. */
export const installJobs = async (url: string): Promise<void> => {
  const boss = bossOf({ url, supervise: false, migrate: true })
  await boss.start()
  await boss.stop({ graceful: false })
}

/** A failed batch is tried again after a growing pause; after that it waits, visible, in its dead-letter queue. */
const RETRY = { retryLimit: 5, retryDelay: 1, retryBackoff: true, retryDelayMax: 60 }

/** Work may last a day; work of a process that gives no sign of life for half a minute is given to another. */
const LIFE = { expireInSeconds: 86_400, heartbeatSeconds: 30 }
const SUPERVISE_seconds = 30
const DEAD = 'dead'

/** A transaction as the queue's library writes through it. */
const through = (tx: Tx) => ({
  executeSql: async (text: string, values: unknown[] = []) => ({
    rows: await tx.rows<object>({ name: '', text, values }),
  }),
})

/**
 * Opens the job queue.
 * @param queues every queue there is: one that is not named here cannot be written to
 */
export const openJobs = async (database: Database, queues: string[]): Promise<Jobs> => {
  const boss = bossOf({ url: database.url, supervise: true, migrate: false })
  boss.on('error', error => log.error({ reason: error.message }, 'the job queue reports an error'))
  await boss.start()
  await boss.createQueue(DEAD, { retentionSeconds: 90 * 86400 })
  for (const queue of queues) {
    await boss.createQueue(queue, { ...RETRY, ...LIFE, deadLetter: DEAD, deleteAfterSeconds: 3600 })
  }
  const workers = new Map<string, string[]>()
  let hints: { close(): Promise<void> } | undefined

  const wake = (queue: string) => {
    for (const id of workers.get(queue) ?? []) boss.notifyWorker(id)
  }

  const enqueue = async (tx: Tx, queue: string, data: object[]) => {
    const rows = data.map(each => ({ data: each }))
    await boss.insert(queue, rows, { db: through(tx) })
    // After the commit and outside it: a NOTIFY inside would make all commits queue behind one lock.
    tx.afterCommit(() => {
      wake(queue)
      sendHint(database, queue)
    })
  }

  const start = async (list: Worker[]) => {
    for (const worker of list) workers.set(worker.queue, await startWorker(boss, worker))
    hints = await listenHints(database.url, wake)
  }

  const stop = async (grace_seconds = 20) => {
    await hints?.close()
    await boss.stop({ graceful: true, timeout: grace_seconds * 1000 })
  }
  const waiting = async () => {
    const { rows } = await database.pool.query<{ n: number }>(
      `select count(*) as n from ${SCHEMA}.job where name <> $1 and state < 'completed'`,
      [DEAD],
    )
    return (rows[0] as { n: number }).n
  }
  return { enqueue, start, waiting, stop }
}

type Job = { id: string; data: unknown; signal: AbortSignal }
type Outcome = { id: string; status: 'completed' | 'failed'; output?: object }

/** Works a batch; where that fails, each job alone, so that one poisoned job takes no other down with it. */
const workBatch = async (worker: Worker, jobs: Job[]): Promise<Outcome[]> => {
  if (jobs.length === 0) return []
  const [first] = jobs as [Job]
  try {
    await worker.work(jobs.map(job => job.data) as object[], first.signal)
    return jobs.map(({ id }) => ({ id, status: 'completed' as const }))
  } catch (error) {
    if (jobs.length > 1) {
      const outcomes: Outcome[] = []
      for (const job of jobs) outcomes.push(...(await workBatch(worker, [job])))
      return outcomes
    }
    const { message, stack } = error as Error
    log.error({ queue: worker.queue, job: first.id, reason: message, stack }, 'a job failed and will be tried again')
    return [{ id: first.id, status: 'failed', output: { message } }]
  }
}

const startWorker = async (boss: PgBoss, worker: Worker): Promise<string[]> => {
  const options = {
    batchSize: worker.batch_max,
    // Hints wake a worker at once; polling is what makes it certain.
    pollingIntervalSeconds: 0.5,
    burstWhenBatchFull: true,
    orderByCreatedOn: true,
    perJobResults: true as const,
  }
  const ids: string[] = []
  for (let each = 0; each < (worker.parallel ?? 1); each += 1) {
    ids.push(await boss.work(worker.queue, options, jobs => workBatch(worker, jobs as Job[])))
  }
  return ids
}
