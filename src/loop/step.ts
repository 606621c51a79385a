/** What a step may be beside doors and listeners: work that takes longer than a transaction may last. */
import type { Ctx, Event } from '../ledger/context.ts'
import type { Database } from '../platform/db.ts'

/** What a process lends to long work. */
export type Host = {
  database: Database
  /** The data folder. */
  home: string
  /** Runs an action in one transaction, as somebody. */
  act<T>(who: { actor: string }, run: (ctx: Ctx) => Promise<T> | T): Promise<T>
}

/**
 * Hears facts as a listener does, one at a time, and opens its own transactions. It may hear the same fact again when a
 * process was killed, even while a first run goes on: what it keeps in the end, a unique key must settle.
 */
export type LongListener = {
  /** `step.verb`, unique: also the name of its job queue. */
  name: string
  hears: readonly string[]
  /** How many facts a process works on at once. */
  parallel: number
  /** `signal` says that the process stops or that another one has taken over: throw, and the fact is heard again. */
  work(host: Host, event: Event, signal: AbortSignal): Promise<void>
}

const NOTE_pause_ms = 500

/**
 * Follows a run while it goes on: notes how far it is, from 0 to 1, and aborts it once it was cancelled.
 * @param note gives nothing where the run goes on no more
 */
export const follow = (note: (progress: number) => Promise<object | undefined>) => {
  const cancelled = new AbortController()
  let progress = 0
  let noted = Promise.resolve()
  const timer = setInterval(() => {
    noted = note(progress)
      .then(running => running ?? cancelled.abort())
      // The database is away for a moment: the next note tells.
      .then(
        () => undefined,
        () => undefined,
      )
  }, NOTE_pause_ms)
  return {
    cancelled: cancelled.signal,
    heard: (now: number) => {
      progress = now
    },
    end: () => {
      clearInterval(timer)
      return noted
    },
  }
}
