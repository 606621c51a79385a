/** The thread in which candidates live: whatever it computes, no request waits for it. */
import { parentPort } from 'node:worker_threads'
import type { Example } from '../../learners/learner.ts'
import {
  type Candidate,
  digest,
  foresee,
  type Ground,
  grow,
  type Item,
  isRipe,
  type Labelled,
  ripen,
  teach,
} from './candidate.ts'
import type { Effect } from './contract.ts'

/** What the thread is asked, of one project. */
export type Wanted =
  | { act: 'grow'; ground: Ground; corrections: Example[] }
  | { act: 'teach'; item: Labelled }
  | { act: 'ripen'; recent: Item[] }
  | { act: 'foresee'; item: Labelled }
  | { act: 'digest' }

export type Request = { id: number; project_id: string; wanted: Wanted }

/** What it answers; `ripe` asks to be given recent items and spread what was taught. */
export type Found = { effect?: Effect; ripe?: boolean; digest?: string }
export type Response = { id: number; found: Found } | { id: number; failure: string }

const port = parentPort as NonNullable<typeof parentPort>
const candidates = new Map<string, Candidate>()

const find = async ({ project_id, wanted }: Request): Promise<Found> => {
  if (wanted.act === 'grow') {
    candidates.set(project_id, await grow(wanted.ground, wanted.corrections))
    return {}
  }
  const candidate = candidates.get(project_id)
  if (!candidate) throw new Error('this candidate has not been grown')
  if (wanted.act === 'teach') return { effect: teach(candidate, wanted.item), ripe: isRipe(candidate) }
  if (wanted.act === 'foresee') return { effect: foresee(candidate, wanted.item) }
  if (wanted.act === 'digest') return { digest: digest(candidate) }
  await ripen(candidate, wanted.recent)
  return {}
}

let turn = Promise.resolve()
port.on('message', (request: Request) => {
  turn = turn.then(async () => {
    const said = await find(request).then(
      found => ({ id: request.id, found }),
      (error: Error) => ({ id: request.id, failure: error.message }),
    )
    port.postMessage(said satisfies Response)
  })
})
