import { hash } from 'node:crypto'
import type { Example } from '../../learners/learner.ts'
import {
  answer,
  apply,
  type Correction,
  type LinearModel,
  linear,
  plan,
  refine,
  undo,
} from '../../learners/linear/index.ts'
import { dropRows } from '../../learners/linear/vocabulary.ts'
import type { Effect } from './contract.ts'
import { effectOf, type Item, type Labelled, type Scene, sceneOf } from './effect.ts'
import { REFINE_every } from './rules.ts'

/** What a candidate grows from, and what its changes are measured on. */
export type Ground = {
  base: string
  bytes: Uint8Array
  /** SHA-256 of the bytes, base64. */
  digest: string
  train: Example[]
  holdout: Labelled[]
  recent: Item[]
}

/** A correction the model took, and how many n-grams it had weights for before. */
type Made = { correction: Correction; rows: number }

/** A model with what it was taught since the pass that is over the first `since` corrections. */
type Line = { model: LinearModel; since: number; made: Made[] }

/** A pass under way: over how many corrections, how to stop it, and when it is over. */
type Pass = { size: number; stop: AbortController; over: Promise<void> }

/**
 * A model that is taught one correction at a time; after every tenth, one pass over all known answers spreads what was
 * taught. At rest it follows from the base and the list of corrections alone: the same list gives the same bits,
 * whether it was taken at once or over weeks, here or in another process. A pass never keeps a correction waiting: the
 * model teaches on as it is, and when the pass is over the one it made takes what came meanwhile and the other's place.
 */
export type Candidate = Line &
  Scene & {
    ground: Pick<Ground, 'base' | 'train'>
    taught: Example[]
    /** What it is measured on from the next pass on. */
    coming: Item[]
    pass: Pass | undefined
    /** The line before the last pass: who withdraws what was said just before it needs not wait. */
    before: Line | undefined
  }

const digestOf = (bytes: Uint8Array): string => hash('sha256', bytes, 'base64')

const spread = (
  model: LinearModel,
  { base, train }: Candidate['ground'],
  { taught, signal }: { taught: Example[]; signal?: AbortSignal },
): Promise<LinearModel> => refine(model, [...train, ...taught], { seed: `${base} ${taught.length}`, signal })

const take = (model: LinearModel, correction: Correction): Made => {
  const { rows } = model.vocabulary
  apply(model, correction)
  return { correction, rows }
}

/** The base with these corrections. @throws Error where the base's bytes are not those it was fitted as */
export const grow = async (ground: Ground, corrections: Example[]): Promise<Candidate> => {
  if (digestOf(ground.bytes) !== ground.digest) throw new Error(`the stored bytes of "${ground.base}" were changed`)
  const line: Line = { model: linear.load(ground.bytes), since: 0, made: [] }
  for (const [place, example] of corrections.entries()) {
    line.made.push(take(line.model, plan(line.model, example)))
    if ((place + 1) % REFINE_every !== 0) continue
    const taught = corrections.slice(0, place + 1)
    Object.assign(line, { model: await spread(line.model, ground, { taught }), since: place + 1, made: [] })
  }
  const scene = await sceneOf(line.model, ground.holdout, ground.recent)
  const { base, train } = ground
  const rest = { taught: [...corrections], coming: ground.recent, pass: undefined, before: undefined }
  return { ...scene, ...line, ground: { base, train }, ...rest }
}

/** What a correction would teach; nothing changes. */
export const foresee = (candidate: Candidate, item: Labelled): Effect =>
  effectOf(candidate, item, plan(candidate.model, item))

/** The labels an item most likely has, best first. */
export const likeliest = ({ model }: Candidate, text: string, count: number): string[] => {
  const { scores } = answer(model, text)
  const ranked = [...scores.keys()].sort((one, other) => (scores[other] as number) - (scores[one] as number))
  return ranked.slice(0, count).map(place => model.labels[place] as string)
}

/** Teaches a correction, and tells what it changed. With every tenth a pass begins, which runs beside what follows. */
export const teach = (candidate: Candidate, item: Labelled): Effect => {
  const { model, pool, made, taught } = candidate
  const correction = plan(model, item)
  const effect = effectOf(candidate, item, correction)
  made.push(take(model, correction))
  pool.apply(correction)
  taught.push({ text: item.text, label: item.label })
  if (isRipe(candidate) && !candidate.pass) begin(candidate)
  return effect
}

/** Whether what was taught is now to be spread, and recent items to be looked for. */
export const isRipe = ({ taught }: Candidate): boolean => taught.length > 0 && taught.length % REFINE_every === 0

const begin = (candidate: Candidate): void => {
  const pass: Pass = { size: candidate.taught.length, stop: new AbortController(), over: Promise.resolve() }
  candidate.pass = pass
  pass.over = run(candidate, pass).catch(error => {
    if (!pass.stop.signal.aborted) throw error
  })
  // Whoever waits for it hears of a failure.
  pass.over.catch(() => undefined)
}

/** Has a model take what was taught after the first `count` corrections, as far as the next pass. */
const takeNext = (model: LinearModel, { taught }: Candidate, count: number): Made[] =>
  taught.slice(count, (Math.floor(count / REFINE_every) + 1) * REFINE_every).map(e => take(model, plan(model, e)))

/** Passes until the model they make has taken all that was taught meanwhile. */
const run = async (candidate: Candidate, pass: Pass): Promise<void> => {
  const { ground, taught, holdout } = candidate
  const { signal } = pass.stop
  for (let model = candidate.model; ; pass.size += REFINE_every) {
    model = await spread(model, ground, { taught: taught.slice(0, pass.size), signal })
    // With ten more the next pass is due, and nobody needs to know what this model says.
    if (taught.length < pass.size + REFINE_every) {
      const scene = await sceneOf(model, holdout, candidate.coming)
      if (signal.aborted) return
      const made = takeNext(model, candidate, pass.size)
      for (const { correction } of made) scene.pool.apply(correction)
      if (made.length < REFINE_every) {
        const { model: last, since, made: theirs } = candidate
        const before = { model: last, since, made: theirs }
        Object.assign(candidate, scene, { since: pass.size, made, before, pass: undefined })
        return
      }
    } else takeNext(model, candidate, pass.size)
  }
}

/** Resolves when the candidate is at rest: it then follows from base and corrections alone. */
export const rest = async (candidate: Candidate): Promise<void> => {
  while (candidate.pass) await candidate.pass.over
}

/** The name of a candidate's present state. */
export const digest = ({ model }: Candidate): string => digestOf(model.save())

/** Whether a line is, but for its newest corrections, what the first `count` of them make. */
const reaches = ({ since }: Line, count: number): boolean => count >= since && count < since + REFINE_every

/**
 * Takes all but the first `count` corrections back, newest first: the very bits that the others alone would give.
 * @returns false where a pass lies between, and the candidate has to be grown anew; it is of no use then
 */
export const takeBack = (candidate: Candidate, count: number): boolean => {
  const { pass, before } = candidate
  const goesOn = pass !== undefined && count >= pass.size
  if (!goesOn) {
    pass?.stop.abort()
    candidate.pass = undefined
    if (!reaches(candidate, count)) {
      if (!before || !reaches(before, count)) return false
      Object.assign(candidate, before)
      candidate.before = undefined
    }
  }
  const { model, made, since, taught, pool } = candidate
  for (const { correction, rows } of made.splice(count - since).reverse()) {
    undo(model, correction)
    dropRows(model.vocabulary, rows)
  }
  taught.length = count
  pool.rescore(model)
  return true
}
