/** The thread in which candidates live: whatever it computes, no request waits for it. */
import { parentPort } from 'node:worker_threads'
import type { Example } from '../../learners/learner.ts'
import {
  type Candidate,
  digest,
  foresee,
  type Ground,
  grow,
  isRipe,
  likeliest,
  rest,
  takeBack,
  teach,
} from './candidate.ts'
import type { Effect } from './contract.ts'
import type { Item, Labelled } from './effect.ts'

/** What the thread is asked, of one project. */
export type Wanted =
  | { act: 'grow'; ground: Ground; corrections: Example[] }
  | { act: 'teach'; item: Labelled }
  | { act: 'take back'; count: number }
  | { act: 'renew'; recent: Item[] }
  | { act: 'foresee'; item: Labelled }
  | { act: 'likeliest'; text: string; count: number }
  | { act: 'digest' }
  | { act: 'forget' }

export type Request = { id: number; project_id: string; wanted: Wanted }

/** What it answers. */
export type Found = {
  effect?: Effect
  /** It is time to look for recent items. */
  ripe?: boolean
  /** Whether corrections could be taken back. */
  done?: boolean
  labels?: string[]
  /** The name of the state at rest, and after how many corrections that is. */
  digest?: string
  seq?: number
}
export type Response = { id: number; found: Found } | { id: number; failure: string }

const port = parentPort as NonNullable<typeof parentPort>
const candidates = new Map<string, Candidate>()

const atRest = async (candidate: Candidate): Promise<Found> => {
  await rest(candidate)
  return { digest: digest(candidate), seq: candidate.taught.length }
}

const find = async ({ project_id, wanted }: Request): Promise<Found> => {
  if (wanted.act === 'grow') {
    candidates.set(project_id, await grow(wanted.ground, wanted.corrections))
    return {}
  }
  const candidate = candidates.get(project_id)
  if (!candidate) throw new Error('this candidate has not been grown')
  if (wanted.act === 'teach') return { effect: teach(candidate, wanted.item), ripe: isRipe(candidate) }
  if (wanted.act === 'take back') return { done: takeBack(candidate, wanted.count) }
  if (wanted.act === 'foresee') return { effect: foresee(candidate, wanted.item) }
  if (wanted.act === 'likeliest') return { labels: likeliest(candidate, wanted.text, wanted.count) }
  if (wanted.act === 'digest') return atRest(candidate)
  if (wanted.act === 'renew') candidate.coming = wanted.recent
  else candidates.delete(project_id)
  return {}
}

// One is not kept waiting by another: what takes long pauses every few milliseconds.
port.on('message', async (request: Request) => {
  const said = await find(request).then(
    found => ({ id: request.id, found }),
    (error: Error) => ({ id: request.id, failure: error.message }),
  )
  port.postMessage(said satisfies Response)
})
