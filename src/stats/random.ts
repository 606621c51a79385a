import { murmur3 } from './murmur3.ts'
import { normalQuantile } from './normal.ts'

const TWO_32 = 2 ** 32

/** Rounds that sfc32 needs to mix its seed into all of its state. */
const WARM_UP = 15

/** A stream of random draws that depends on nothing but its seed. */
export type Random = {
  /** A number in `[0, 1)`, a multiple of 2^-32. */
  uniform: () => number
  /** A draw from the standard normal distribution. */
  normal: () => number
  /** The same items in random order (Fisher-Yates), as a new array. */
  shuffle: <T>(items: readonly T[]) => T[]
}

/**
 * A stable draw in `[0, 1)` from a key: the same on every machine and day, as good as random from key to key. With 2^32
 * values it can split off a share as small as 0.001 without a trace, and raising a share never drops a member.
 *
 * @example hashUnit('gr1:123') < 0.2 // is this user among the first fifth?
 */
export const hashUnit = (key: string): number => murmur3(key) / TWO_32

/** sfc32 by Chris Doty-Humphrey (PractRand): a small, fast generator with 128 bits of state and no known weakness. */
const sfc32 = (seed: string): (() => number) => {
  let a = murmur3(seed, 1)
  let b = murmur3(seed, 2)
  let c = murmur3(seed, 3)
  let counter = 1
  const next = () => {
    const result = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + result) | 0
    return result >>> 0
  }
  for (let round = 0; round < WARM_UP; round++) next()
  return next
}

/**
 * A seeded source of random draws, for simulations and for choices that must be repeatable.
 *
 * @example seededRandom('audit 2026-07').shuffle(['a', 'b', 'c']) // the same order every time
 */
export const seededRandom = (seed: string): Random => {
  const next = sfc32(seed)
  const uniform = () => next() / TWO_32
  return {
    uniform,
    // half a step up, so that the quantile is never asked for 0
    normal: () => normalQuantile((next() + 0.5) / TWO_32),
    shuffle: items => {
      const order = [...items]
      for (let last = order.length - 1; last > 0; last--) {
        const other = Math.floor(uniform() * (last + 1))
        const moved = order[last]
        order[last] = order[other]
        order[other] = moved
      }
      return order
    },
  }
}
