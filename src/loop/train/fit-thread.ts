/** A thread of its own for one fit: however long it computes, nobody who waits for an answer waits for it. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Example, Form } from '../../learners/learner.ts'
import { linear } from '../../learners/linear/index.ts'
import { learnerBy, type Registered } from './commands.ts'

/** What there is to learn: labels, or answers of a kind that are none. */
export type Lesson =
  | { examples: Example[]; labels: string[] }
  | { open: { input: object; answer: unknown }[]; form: Form }

/** What a fit needs; with nothing registered it is the built-in learner's. */
export type Fit = { registered: Registered | null; lesson: Lesson; seed: string }

/** What the thread says: how far it is, from 0 to 1, and at last the model's bytes. */
export type Said = { progress: number } | { bytes: Uint8Array }

const port = parentPort as NonNullable<typeof parentPort>
const { registered, lesson, seed } = workerData as Fit
const stop = new AbortController()
port.once('message', () => stop.abort())

const say = (said: Said) => port.postMessage(said)
const options = {
  seed,
  signal: stop.signal,
  on_progress: (done: number, total: number) => say({ progress: total > 0 ? done / total : 1 }),
}
const fit = async () => {
  if (!('open' in lesson)) {
    const learner = registered ? learnerBy(registered) : linear
    return learner.fit(lesson.examples, { ...options, labels: lesson.labels })
  }
  if (registered) return learnerBy(registered).open.fit(lesson.open, { ...options, form: lesson.form })
  throw new Error('the built-in learner answers with one label')
}
const model = await fit()
say({ bytes: model.save() })
port.close()
