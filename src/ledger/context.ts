import type { Db, Tx } from '../platform/db.ts'

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
}

/** What every action gets first: it runs in one transaction, and what it records later steps will hear. */
export type Ctx = View & {
  db: Tx
  /** Makes listeners hear of a fact: they are enqueued in the same transaction, at its end. */
  tell(event: Event): void
}
