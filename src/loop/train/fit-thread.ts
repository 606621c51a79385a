/** A thread of its own for one fit: however long it computes, nobody who waits for an answer waits for it. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Example } from '../../learners/learner.ts'
import { linear } from '../../learners/linear/index.ts'
import { learnerBy, type Registered } from './commands.ts'

/** What a fit needs; with nothing registered it is the built-in learner's. */
export type Fit = { registered: Registered | null; examples: Example[]; labels: string[]; seed: string }

/** What the thread says: how far it is, from 0 to 1, and at last the model's bytes. */
export type Said = { progress: number } | { bytes: Uint8Array }

const port = parentPort as NonNullable<typeof parentPort>
const { registered, examples, labels, seed } = workerData as Fit
const learner = registered ? learnerBy(registered) : linear
const stop = new AbortController()
port.once('message', () => stop.abort())

const say = (said: Said) => port.postMessage(said)
const model = await learner.fit(examples, {
  labels,
  seed,
  signal: stop.signal,
  on_progress: (done, total) => say({ progress: total > 0 ? done / total : 1 }),
})
say({ bytes: model.save() })
port.close()
