import { setImmediate as turn } from 'node:timers/promises'
import { seededRandom } from '../../stats/random.ts'
import { type Example, type FitOptions, indexLabels } from '../learner.ts'
import { createScanner } from './features.ts'
import type { Descent } from './kernel/plain.ts'
import { type Kernel, moveIn, type Room } from './kernel.ts'
import { type LinearModel, logitsOf, openModel, strideOf } from './model.ts'
import { temperatureOf } from './temperature.ts'
import { readVocabulary, type Vocabulary, vectorise } from './vocabulary.ts'

type Schedule = { epochs: number; first: number; last: number }

/** Learning rate 3 falling to 0.15. Chosen on a development part of Banking77's training texts, like all numbers here. */
const scheduleFor = (examples: number): Schedule => ({ epochs: examples < few ? 20 : 8, first: 3, last: 0.15 })
const warm: Schedule = { epochs: 1, first: 1.5, last: 0.45 }
/** Below this many examples every n-gram counts and learning takes more rounds. */
const few = 2000
const steps_per_turn = 1000
const enough_held = 500

/** Weights lie on this grid, where adding and subtracting is exact below 32: see `correct.ts`. */
export const grid = 2 ** -19

type Lesson = Descent & { room: Room; stride: number }

const prepare = (
  examples: readonly Example[],
  places: Map<string, number>,
  { vocabulary, kernel }: { vocabulary: Vocabulary; kernel: Kernel },
): Lesson => {
  const matrix = vectorise(
    createScanner(),
    vocabulary,
    examples.map(example => example.text),
  )
  const stride = strideOf([...places.keys()])
  const room = kernel(2 * matrix.row.length + 4 * examples.length + (vocabulary.rows + 1) * stride)
  const gold = room.ints(examples.length)
  gold.set(examples.map(example => places.get(example.label)!))
  return {
    ...moveIn(room, matrix),
    room,
    gold,
    order: room.ints(examples.length),
    weights: room.floats(vocabulary.rows * stride),
    scratch: room.floats(stride),
    classes: places.size,
    stride,
  }
}

type Progress = Pick<FitOptions, 'seed' | 'signal'> & { tick: (steps: number) => void }

/** Learns from the given items, a fresh order every epoch; lets others have their turn as it goes. */
const descend = async (lesson: Lesson, items: number[], schedule: Schedule, progress: Progress): Promise<void> => {
  const random = seededRandom(progress.seed)
  const total = items.length * schedule.epochs
  const slope = (schedule.first - schedule.last) / total
  for (let epoch = 0; epoch < schedule.epochs; epoch++) {
    lesson.order.set(random.shuffle(items))
    const rate = schedule.first - slope * epoch * items.length
    for (let from = 0; from < items.length; from += steps_per_turn) {
      progress.signal?.throwIfAborted()
      const to = Math.min(items.length, from + steps_per_turn)
      lesson.room.train(lesson, { from, to, rate, slope })
      progress.tick(to - from)
      await turn()
    }
  }
}

const settle = (weights: Float32Array): void => {
  for (let i = 0; i < weights.length; i++) weights[i] = Math.round(weights[i] / grid) * grid
}

const range = (length: number): number[] => Array.from({ length }, (_, i) => i)

/** How many tenths must be held out in turn to see `enough_held` items. */
const tenthsHeld = (examples: number): number => Math.min(10, Math.ceil((10 * enough_held) / Math.max(examples, 1)))

/**
 * Holds out tenths in turn, fits on the rest, and finds the temperature that suits what was held out. Leaves the
 * weights at zero.
 */
const heldTemperature = async (lesson: Lesson, schedule: Schedule, progress: Progress): Promise<number> => {
  const { stride, weights, classes, gold } = lesson
  const items = seededRandom(`${progress.seed} held`).shuffle(range(lesson.items))
  const held = items.filter((_, place) => place % 10 < tenthsHeld(items.length))
  const logits = new Float32Array(held.length * stride)
  let seen = 0
  for (let tenth = 0; tenth < tenthsHeld(items.length); tenth++) {
    await descend(
      lesson,
      items.filter((_, place) => place % 10 !== tenth),
      schedule,
      progress,
    )
    for (let place = tenth; place < items.length; place += 10) {
      held[seen] = items[place]
      logits.set(scoresOf(lesson, items[place]), seen++ * stride)
    }
    weights.fill(0)
  }
  return temperatureOf(
    logits,
    Int32Array.from(held, item => gold[item]),
    { classes, stride },
  )
}

const scoresOf = ({ room, start, row, value, weights, scratch }: Lesson, item: number): Float32Array => {
  scratch.fill(0)
  room.score({ row, value }, { from: start[item], to: start[item + 1] }, { weights, out: scratch })
  return scratch
}

/** Fits a model from scratch. */
export const fit = async (examples: readonly Example[], options: FitOptions, kernel: Kernel): Promise<LinearModel> => {
  const places = indexLabels(options.labels, examples)
  const texts = examples.map(example => example.text)
  const vocabulary = readVocabulary(createScanner(), texts, examples.length < few ? 1 : 2)
  const lesson = prepare(examples, places, { vocabulary, kernel })
  const schedule = scheduleFor(examples.length)
  const total = schedule.epochs * Math.round(examples.length * (1 + 0.9 * tenthsHeld(examples.length)))
  let done = 0
  const tick = (steps: number) => options.on_progress?.((done += steps), total)
  const progress = { seed: options.seed, signal: options.signal, tick }
  const temperature = await heldTemperature(lesson, schedule, progress)
  await descend(lesson, range(lesson.items), schedule, progress)
  settle(lesson.weights)
  return openModel({ labels: [...options.labels], vocabulary, weights: lesson.weights, temperature }, kernel)
}

/**
 * One gentle pass over all labelled examples from where the model stands: what corrections taught is spread to their
 * like, with 40 % fewer harmful flips than a fit from scratch. The given model is left as it is.
 */
export const refine = async (
  model: LinearModel,
  examples: readonly Example[],
  options: Pick<FitOptions, 'seed' | 'on_progress' | 'signal'>,
): Promise<LinearModel> => {
  const places = indexLabels(model.labels, examples)
  const vocabulary = structuredClone(model.vocabulary)
  const lesson = prepare(examples, places, { vocabulary, kernel: model.kernel })
  lesson.weights.set(model.weights.subarray(0, lesson.weights.length))
  let done = 0
  const tick = (steps: number) => options.on_progress?.((done += steps), examples.length)
  await descend(lesson, range(lesson.items), warm, { seed: options.seed, signal: options.signal, tick })
  settle(lesson.weights)
  return openModel({ ...model, vocabulary, weights: lesson.weights }, model.kernel)
}

/** Sets the temperature from labelled examples the model has not learnt from; at least 300, chosen at random. */
export const calibrate = (model: LinearModel, examples: readonly Example[]): void => {
  const places = indexLabels(model.labels, examples)
  const logits = new Float32Array(examples.length * model.stride)
  examples.forEach((example, item) => logits.set(logitsOf(model, example.text), item * model.stride))
  const gold = Int32Array.from(examples, example => places.get(example.label)!)
  model.temperature = temperatureOf(logits, gold, { classes: places.size, stride: model.stride })
}
