import { setImmediate as turn } from 'node:timers/promises'
import { seededRandom } from '../../stats/random.ts'
import type { Example, FitOptions } from '../learner.ts'
import type { Descent } from './kernel/plain.ts'
import { type Kernel, moveIn, type Room } from './kernel.ts'
import { GRID, strideOf } from './model.ts'
import { type Reading, type Vocabulary, vectorise } from './vocabulary.ts'

/** Examples laid out for learning, and the weights that learn from them, zero at first. */
export type Lesson = Descent & { room: Room; stride: number }

/** Passes over the examples, and the learning rate at the first and the last step. */
export type Schedule = { epochs: number; first: number; last: number }

/** `tick` hears how many steps were taken since it last heard. */
export type Pace = Pick<FitOptions, 'seed' | 'signal'> & { tick: (steps: number) => void }

/** A few milliseconds of work; then others have their turn. */
const STEPS_PER_TURN = 500

export const prepare = async (
  examples: readonly Example[],
  places: ReadonlyMap<string, number>,
  { vocabulary, reading, kernel }: { vocabulary: Vocabulary; reading: Reading; kernel: Kernel },
): Promise<Lesson> => {
  const matrix = await vectorise(vocabulary, reading)
  const stride = strideOf(places.size)
  const room = kernel(2 * matrix.row.length + 3 * examples.length + 1 + (vocabulary.rows + 1) * stride)
  const gold = room.ints(examples.length)
  gold.set(examples.map(example => places.get(example.label) as number))
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

/** Learns from the given items, in a fresh order every epoch. */
export const descend = async (lesson: Lesson, items: readonly number[], plan: Schedule & Pace): Promise<void> => {
  const random = seededRandom(plan.seed)
  const slope = (plan.first - plan.last) / (items.length * plan.epochs)
  for (let epoch = 0; epoch < plan.epochs; epoch++) {
    lesson.order.set(random.shuffle(items))
    const rate = plan.first - slope * epoch * items.length
    for (let from = 0; from < items.length; from += STEPS_PER_TURN) {
      plan.signal?.throwIfAborted()
      const to = Math.min(items.length, from + STEPS_PER_TURN)
      lesson.room.train(lesson, { from, to, rate, slope })
      plan.tick(to - from)
      await turn()
    }
  }
}

/** The scores of one item by class; overwritten by the next call. */
export const scoresOf = ({ room, start, row, value, weights, scratch }: Lesson, item: number): Float32Array => {
  scratch.fill(0)
  room.score({ row, value }, { from: start[item], to: start[item + 1] }, { weights, out: scratch })
  return scratch
}

/** Puts the weights on the grid. */
export const settle = (weights: Float32Array): void => {
  // Not Math.round: rounding towards +Infinity by floor is nine times as fast.
  for (let i = 0; i < weights.length; i++) weights[i] = GRID * Math.floor(weights[i] / GRID + 0.5)
}
