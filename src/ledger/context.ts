import type { Db, Tx } from '../platform/db.ts'
import type { Entry } from './store.ts'

/** What listeners hear: which entry, in which project. Everything else they read. */
export type Event = { project_id: string; entry_id: string; action: string }

/** What a read gets first. */
export type View = {
  db: Db
  now: Date
  /** `person:ID`, `token:ID` or `system:STEP`. */
  actor: string
  /** What the actor may do in the project of the request. */
  permissions: readonly string[]
  /** The data folder of this process: there the operator names the learners outside. */
  home: string
}

/** What every action gets first: it runs in one transaction, and what it records later steps will hear. */
export type Ctx = View & {
  db: Tx
  /** Keeps an entry: at the end of the transaction all are written, and told to their listeners, together. */
  keep(entry: Entry): void
}
