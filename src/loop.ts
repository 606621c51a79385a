/**
 * The loop in order: the only file that knows all its steps. A fact goes forward by event (`listeners`), a request comes
 * in by a door, and every table that the ledger covers is named once (`covers`).
 */

import type { Cover } from './ledger/cover.ts'
import type { Door } from './ledger/door.ts'
import { doors as ledgerDoors } from './ledger/index.ts'
import type { Listener } from './ledger/listener.ts'
import * as ingest from './loop/ingest/index.ts'
import * as review from './loop/review/index.ts'
import * as triage from './loop/triage/index.ts'
import * as people from './people/index.ts'
import * as projects from './projects/index.ts'

export const doors: Door[] = [
  ...people.doors,
  ...projects.doors,
  ...ingest.doors,
  ...triage.doors,
  ...review.doors,
  ...ledgerDoors,
]

export const listeners: Listener[] = [...triage.listeners, ...review.listeners]

export const covers: Cover[] = [...projects.covers, ...ingest.covers, ...triage.covers, ...review.covers]

/** Who hears an action. */
export const heardBy = (action: string): string[] =>
  listeners.filter(listener => listener.hears.includes(action)).map(listener => listener.name)
