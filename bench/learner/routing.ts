import type { Example } from '../../src/learners/learner.ts'
import { answer, correct, type LinearModel, linear, refine } from '../../src/learners/linear/index.ts'
import { seededRandom } from '../../src/stats/random.ts'
import type { Corpus } from './corpus.ts'

/** How a run of the loop ended. */
type Outcome = { accuracy: number; stuck_at_once: number; stuck_at_end: number; corrections: number }

type Run = { model: LinearModel; known: Example[]; corrections: Example[]; stuck_at_once: number }

const SEEDS = Array.from({ length: 8 }, (_, i) => `seed ${i}`)
const FIRST_SHARE = 0.1
const WINDOW = 100
const WRONG_ANSWERS = 0.05
const REVIEWED_SHARE = 0.1
/** Shares a random review is tried at, to find how many labels it needs. */
const RANDOM_SHARES = [0.1, 0.2, 0.3, 0.4]

/**
 * How many times the labels a random review needs to make the model as accurate as a review of the closest tenth does;
 * the accuracy both reach with that tenth; the share of corrections that stick at once and to the end. Means of 8
 * seeds.
 */
export const labelsSaved = async (corpus: Corpus, log: (line: string) => void) => {
  const margin = await average(corpus, 'margin', REVIEWED_SHARE)
  log(`review by margin done: ${margin.accuracy}`)
  const curve: number[] = []
  for (const share of RANDOM_SHARES) {
    curve.push((await average(corpus, 'random', share)).accuracy)
    log(`random review of ${share} done: ${curve.at(-1)}`)
  }
  return {
    times: shareNeeded(curve, margin.accuracy) / REVIEWED_SHARE,
    margin: margin.accuracy,
    random: curve[0],
    at_once: margin.stuck_at_once / margin.corrections,
    at_end: margin.stuck_at_end / margin.corrections,
  }
}

/** Where the curve reaches the accuracy, on straight lines between its points; its last share where it never does. */
const shareNeeded = (curve: number[], accuracy: number): number => {
  const above = curve.findIndex(reached => reached >= accuracy)
  if (above <= 0) return RANDOM_SHARES[above < 0 ? curve.length - 1 : 0]
  const part = (accuracy - curve[above - 1]) / (curve[above] - curve[above - 1])
  return RANDOM_SHARES[above - 1] + part * (RANDOM_SHARES[above] - RANDOM_SHARES[above - 1])
}

const average = async (corpus: Corpus, policy: 'margin' | 'random', share: number): Promise<Outcome> => {
  const outcomes: Outcome[] = []
  for (const seed of SEEDS) outcomes.push(await review(corpus, policy, { share, seed }))
  const mean = (of: keyof Outcome) => outcomes.reduce((sum, outcome) => sum + outcome[of], 0) / outcomes.length
  return {
    accuracy: mean('accuracy'),
    stuck_at_once: mean('stuck_at_once'),
    stuck_at_end: mean('stuck_at_end'),
    corrections: mean('corrections'),
  }
}

/**
 * A stream of predictions under review: a model that knows a tenth of the labels sees the rest in windows of 100, and a
 * share of each window is reviewed by people of whom one answer in twenty is wrong. Every review corrects the model at
 * once; one gentle pass follows each window. `margin` reviews the closest calls, `random` any.
 */
const review = async (
  { train, test, labels }: Corpus,
  policy: 'margin' | 'random',
  { share, seed }: { share: number; seed: string },
): Promise<Outcome> => {
  const random = seededRandom(`review ${seed}`)
  const stream = random.shuffle(train)
  const known = stream.splice(0, Math.floor(FIRST_SHARE * stream.length))
  const run: Run = { model: await linear.fit(known, { seed, labels }), known, corrections: [], stuck_at_once: 0 }
  for (let from = 0; from < stream.length; from += WINDOW) {
    const ranked = stream
      .slice(from, from + WINDOW)
      .map(example => ({ example, rank: policy === 'margin' ? marginOf(run.model, example.text) : random.uniform() }))
      .sort((a, b) => a.rank - b.rank)
    for (const { example } of ranked.slice(0, Math.round(share * ranked.length))) {
      const slip = random.uniform() < WRONG_ANSWERS
      const label = slip ? labels[Math.floor(random.uniform() * labels.length)] : example.label
      take(run, { text: example.text, label })
    }
    run.model = await refine(run.model, known, { seed: `${seed} ${from}` })
  }
  return {
    accuracy: accuracyOf(run.model, test),
    stuck_at_once: run.stuck_at_once,
    stuck_at_end: run.corrections.length * accuracyOf(run.model, run.corrections),
    corrections: run.corrections.length,
  }
}

/** Takes one answer of a person: what the model got wrong corrects it. */
const take = (run: Run, given: Example): void => {
  run.known.push(given)
  if (answer(run.model, given.text).label === given.label) return
  correct(run.model, given)
  run.corrections.push(given)
  if (answer(run.model, given.text).label === given.label) run.stuck_at_once++
}

/** How far the best label is ahead of the second. */
const marginOf = (model: LinearModel, text: string): number => {
  const [first, second] = answer(model, text).scores.toSorted().reverse()
  return first - second
}

export const accuracyOf = (model: LinearModel, examples: readonly Example[]): number =>
  examples.filter(({ text, label }) => answer(model, text).label === label).length / examples.length
