import type { Ctx, Event } from './context.ts'

/**
 * A step that hears of facts. It runs later, in a transaction of its own, and may hear the same fact twice:
 * a unique key must settle that.
 */
export type Listener = {
  /** `step.verb`, unique: also the name of its job queue. */
  name: string
  /** The actions it hears. */
  hears: readonly string[]
  /** How many facts are handed over together, at most. */
  batch_max: number
  /** Facts of one project, in the order in which they were recorded; the actor is the step itself. */
  hear(ctx: Ctx, events: Event[]): Promise<void>
}
