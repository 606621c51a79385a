import { fitTemperature } from '../../stats/calibration.ts'
import { seededRandom } from '../../stats/random.ts'
import { type Example, type FitOptions, indexLabels } from '../learner.ts'
import type { Kernel } from './kernel.ts'
import { descend, type Lesson, type Pace, prepare, type Schedule, scoresOf, settle } from './lesson.ts'
import { type LinearModel, logitsOf, openModel, rootOfSpread } from './model.ts'
import { readVocabulary } from './vocabulary.ts'

/** Below this many examples every n-gram counts, and learning takes more rounds. */
const FEW = 2000

/** All numbers here were chosen on held-out parts of the training texts of Banking77 and CLINC150. */
const scheduleFor = (examples: number): Schedule => ({ epochs: examples < FEW ? 20 : 8, first: 3, last: 0.15 })

/** The gentle pass of `refine`. */
const WARM: Schedule = { epochs: 1, first: 1.5, last: 0.45 }

/**
 * Items to hold out for the temperature. A fifth of 10,000 held out once gives nearly as small a calibration error as
 * all ten tenths in turn (0.05 points more), at a fraction of the work; one tenth gives 0.1 more.
 */
const ENOUGH_HELD = 1500

type Held = Parameters<typeof fitTemperature>[0][number]

/** Few items, all of them right, would ask for boundless confidence: a fourfold change is the most they may cause. */
const temperatureOf = (held: Held[]): number => Math.min(4, Math.max(0.25, fitTemperature(held)))

const heldOf = (logits: Float32Array, label: number): Held => {
  const root = rootOfSpread(logits)
  return { logits: Array.from(logits, logit => logit / root), label }
}

const fifthsHeld = (examples: number): number => Math.min(5, Math.ceil((5 * ENOUGH_HELD) / examples))

/**
 * Holds out fifths in turn until enough items were held out, fits on the rest, and finds the temperature that suits
 * what was held out. Leaves the weights at zero.
 */
const heldTemperature = async (lesson: Lesson, plan: Schedule & Pace): Promise<number> => {
  const items = seededRandom(`${plan.seed} held`).shuffle([...lesson.gold.keys()])
  const held: Held[] = []
  for (let fifth = 0; fifth < fifthsHeld(items.length); fifth++) {
    const kept = items.filter((_, place) => place % 5 !== fifth)
    await descend(lesson, kept, plan)
    for (let place = fifth; place < items.length; place += 5) {
      const logits = scoresOf(lesson, items[place]).subarray(0, lesson.classes)
      held.push(heldOf(logits, lesson.gold[items[place]]))
    }
    lesson.weights.fill(0)
  }
  return temperatureOf(held)
}

/** Fits a model from scratch. */
export const fit = async (examples: readonly Example[], options: FitOptions, kernel: Kernel): Promise<LinearModel> => {
  const { labels, seed, signal, on_progress } = options
  const places = indexLabels(labels, examples)
  const texts = examples.map(example => example.text)
  const vocabulary = await readVocabulary(texts, examples.length < FEW ? 1 : 2)
  const lesson = await prepare(examples, places, { vocabulary, kernel })
  const schedule = scheduleFor(examples.length)
  const total = Math.round(schedule.epochs * examples.length * (1 + 0.8 * fifthsHeld(examples.length)))
  const plan = { ...schedule, seed, signal, tick: counter(total, on_progress) }
  const temperature = examples.length > 0 ? await heldTemperature(lesson, plan) : 1
  await descend(lesson, [...lesson.gold.keys()], plan)
  settle(lesson.weights)
  return openModel({ labels: [...labels], vocabulary, weights: lesson.weights, temperature }, kernel)
}

/** Adds up the steps taken and passes the sum on. */
const counter = (total: number, heard: FitOptions['on_progress']): Pace['tick'] => {
  let done = 0
  return steps => {
    done = Math.min(total, done + steps)
    heard?.(done, total)
  }
}

/**
 * One gentle pass over all labelled examples from where the model stands: what corrections taught spreads to their
 * like, with 40 % fewer harmful flips than a fit from scratch. The given model is left as it is; a correction it takes
 * meanwhile is not in the answer, and may be applied to that as well.
 */
export const refine = async (
  model: LinearModel,
  examples: readonly Example[],
  { seed, signal, on_progress }: Omit<FitOptions, 'labels'>,
): Promise<LinearModel> => {
  const { labels, temperature, kernel } = model
  const vocabulary = structuredClone(model.vocabulary)
  const lesson = await prepare(examples, indexLabels(labels, examples), { vocabulary, kernel })
  lesson.weights.set(model.weights.subarray(0, lesson.weights.length))
  await descend(lesson, [...lesson.gold.keys()], { ...WARM, seed, signal, tick: counter(examples.length, on_progress) })
  settle(lesson.weights)
  return openModel({ labels, vocabulary, weights: lesson.weights, temperature }, kernel)
}

/** Sets the temperature from labelled examples the model has not learnt from: at least 300, drawn at random. */
export const calibrate = (model: LinearModel, examples: readonly Example[]): void => {
  const places = indexLabels(model.labels, examples)
  const held = examples.map(({ text, label }) =>
    heldOf(logitsOf(model, text).subarray(0, model.labels.length), places.get(label) as number),
  )
  model.temperature = temperatureOf(held)
}
