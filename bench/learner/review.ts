import type { Example } from '../../src/learners/learner.ts'
import {
  answer,
  correct,
  type LinearModel,
  linear,
  type Move,
  type Pool,
  poolOf,
  refine,
} from '../../src/learners/linear/index.ts'
import { type Random, seededRandom } from '../../src/stats/random.ts'
import type { Corpus } from './corpus.ts'

/** One run of the loop: whom to ask (`margin`: the closest calls, `random`: any), and which share of the stream. */
export type Job = { policy: 'margin' | 'random'; share: number; seed: string }

/** How a run ended. Flips are those of test items: `harmed` from right to wrong, `mended` from wrong to right. */
export type Outcome = {
  accuracy: number
  corrections: number
  stuck_at_once: number
  stuck_at_end: number
  /** By corrections alone. */
  harmed_at_once: number
  mended_at_once: number
  /** By corrections and the passes after them. */
  harmed: number
  mended: number
}

type Run = { corpus: Corpus; model: LinearModel; pool: Pool; known: Example[]; corrections: Example[]; counts: Counts }

type Counts = Omit<Outcome, 'accuracy' | 'corrections' | 'stuck_at_end'>

/** Of all labels, those known before the stream begins. */
export const FIRST_SHARE = 0.1
const WINDOW = 100
const WRONG_ANSWERS = 0.05

/**
 * A stream of predictions under review: a model that knows a tenth of the labels sees the rest in windows of 100, and a
 * share of each window is reviewed by people of whom one answer in twenty is wrong. Every review corrects the model at
 * once; one gentle pass follows each window. The same seed gives both policies the same start and the same stream.
 */
export const review = async (corpus: Corpus, { policy, share, seed }: Job): Promise<Outcome> => {
  const random = seededRandom(`review ${seed}`)
  const stream = random.shuffle(corpus.train)
  const run = await begin(corpus, stream.splice(0, Math.floor(FIRST_SHARE * stream.length)), seed)
  for (let from = 0; from < stream.length; from += WINDOW) {
    const ranked = stream
      .slice(from, from + WINDOW)
      .map(example => ({ example, rank: policy === 'margin' ? marginOf(run.model, example.text) : random.uniform() }))
      .sort((a, b) => a.rank - b.rank)
    for (const { example } of ranked.slice(0, Math.round(share * ranked.length)))
      take(run, { text: example.text, label: givenFor(example, corpus.labels, random) })
    run.model = await refine(run.model, run.known, { seed: `${seed} ${from}` })
    count(run, run.pool.rescore(run.model), ['harmed', 'mended'])
  }
  const { model, corrections, counts } = run
  return {
    ...counts,
    accuracy: accuracyOf(model, corpus.test),
    corrections: corrections.length,
    stuck_at_end: corrections.length * accuracyOf(model, corrections),
  }
}

const begin = async (corpus: Corpus, known: Example[], seed: string): Promise<Run> => {
  const model: LinearModel = await linear.fit(known, { seed, labels: corpus.labels })
  const texts = corpus.test.map(({ text }) => text)
  const counts: Counts = { stuck_at_once: 0, harmed_at_once: 0, mended_at_once: 0, harmed: 0, mended: 0 }
  return { corpus, model, pool: await poolOf(model, texts), known, corrections: [], counts }
}

/** The label a person gives: the true one, or at times any. */
const givenFor = ({ label }: Example, labels: string[], { uniform }: Random): string =>
  uniform() < WRONG_ANSWERS ? labels[Math.floor(uniform() * labels.length)] : label

/** Takes one answer of a person: what the model got wrong corrects it. */
const take = (run: Run, given: Example): void => {
  run.known.push(given)
  if (answer(run.model, given.text).label === given.label) return
  const moves = run.pool.apply(correct(run.model, given))
  count(run, moves, ['harmed', 'mended'])
  count(run, moves, ['harmed_at_once', 'mended_at_once'])
  run.corrections.push(given)
  if (answer(run.model, given.text).label === given.label) run.counts.stuck_at_once++
}

const count = ({ corpus, counts }: Run, moves: Move[], [harmed, mended]: [keyof Counts, keyof Counts]): void => {
  for (const { item, label_before, label } of moves) {
    if (label_before === corpus.test[item].label) counts[harmed]++
    if (label === corpus.test[item].label) counts[mended]++
  }
}

/** How far the best label is ahead of the second. */
const marginOf = (model: LinearModel, text: string): number => {
  const [first, second] = answer(model, text).scores.toSorted().reverse()
  return first - second
}

export const accuracyOf = (model: LinearModel, examples: readonly Example[]): number =>
  examples.filter(({ text, label }) => answer(model, text).label === label).length / examples.length
