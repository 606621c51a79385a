/**
 * The loop in order: the only file that knows all its steps. A fact goes forward by event (`listeners`, and those that
 * work long), a request comes in by a door, and every table that the ledger covers is named once (`covers`).
 */

import type { Event } from './ledger/context.ts'
import type { Cover } from './ledger/cover.ts'
import type { Door } from './ledger/door.ts'
import { doors as ledgerDoors } from './ledger/index.ts'
import type { Listener } from './ledger/listener.ts'
import * as advise from './loop/advise/index.ts'
import * as curate from './loop/curate/index.ts'
import * as evaluate from './loop/evaluate/index.ts'
import * as ingest from './loop/ingest/index.ts'
import * as monitor from './loop/monitor/index.ts'
import * as rehearse from './loop/rehearse/index.ts'
import * as release from './loop/release/index.ts'
import * as resolve from './loop/resolve/index.ts'
import * as review from './loop/review/index.ts'
import type { Host, LongListener } from './loop/step.ts'
import * as teach from './loop/teach/index.ts'
import * as train from './loop/train/index.ts'
import * as triage from './loop/triage/index.ts'
import * as people from './people/index.ts'
import type { Worker } from './platform/jobs.ts'
import * as projects from './projects/index.ts'

export const doors: Door[] = [
  ...people.doors,
  ...projects.doors,
  ...ingest.doorsWith(review.veiled),
  ...triage.doorsWith(review.veiled),
  ...review.doors,
  ...resolve.doorsWith(curate.heldOut),
  ...curate.doors,
  ...train.doors,
  ...teach.doors,
  ...advise.doors,
  ...evaluate.doors,
  ...release.doors,
  ...monitor.doors,
  ...rehearse.doors,
  ...ledgerDoors,
]

export const listeners: Listener[] = [
  ...triage.listeners,
  ...review.listeners,
  ...resolve.listeners,
  ...curate.listeners,
  ...release.listeners,
  ...monitor.listeners,
]

export const covers: Cover[] = [
  ...projects.covers,
  ...ingest.covers,
  ...triage.covers,
  ...review.covers,
  ...resolve.covers,
  ...curate.covers,
  ...train.covers,
  ...teach.covers,
  ...evaluate.covers,
  ...release.covers,
]

export const longListeners: LongListener[] = [...train.longListeners, ...evaluate.longListeners]

const hearers = [...listeners, ...longListeners]

/** Teaching at once: it hears through the database alone, and has no queue. */
export { startLearning } from './loop/teach/index.ts'

/** A queue for each that hears. */
export const queues: string[] = hearers.map(each => each.name)

/** Who hears an action. */
export const heardBy = (action: string): string[] =>
  hearers.filter(each => each.hears.includes(action)).map(each => each.name)

/** The long listeners as job workers: one fact at a time. */
export const workersOf = (host: Host): Worker[] =>
  longListeners.map(({ name, parallel, work }) => ({
    queue: name,
    batch_max: 1,
    parallel,
    work: ([event], signal) => work(host, event as Event, signal),
  }))
