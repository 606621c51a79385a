import type { Interval } from './interval.ts'
import { wilson } from './proportion.ts'

/** A stratum of `size` items, and the outcomes in `[0, 1]` of those that were sampled, each equally likely. */
export type Stratum = { size: number; outcomes: readonly number[] }

/** `variance` is the design variance: how far the estimate strays from the mean of exactly these items. */
export type StratifiedMean = Interval & { variance: number | null }

type Part = { weight: number; mean: number; variance: number; down: number; up: number }

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** Of a single outcome the spread is unknown: it is then taken at its largest, 1/4. */
const spread = (outcomes: readonly number[], mean: number): number => {
  const n = outcomes.length
  return n === 1 ? 1 / 4 : sum(outcomes.map(y => (y - mean) ** 2)) / (n - 1)
}

const partOf = ({ size, outcomes }: Stratum, total: number, confidence?: number): Part => {
  const n = outcomes.length
  const mean = sum(outcomes) / n
  const { low, high } = wilson(sum(outcomes), n, confidence)
  const variance = n === size ? 0 : ((1 - n / size) * spread(outcomes, mean)) / n
  return { weight: size / total, mean, variance, down: mean - low, up: high - mean }
}

/**
 * The mean over strata of known size, each sampled at random: `Σ W p`, `W = size / total`, with the design variance
 * `Σ W² (1 - n/size) s²/n`.
 *
 * The bounds are put together from Wilson's interval of each stratum (MOVER): `low = Σ W p - √(Σ W² (p - low)²)` and
 * alike above, so a stratum without an error seen still adds its doubt. Like Wilson's, they speak of the process behind
 * the items. A stratum without outcomes leaves the estimate `null` and widens the bounds by its whole weight.
 *
 * Holt & Smith (1979), JRSS A 142, 33-46; Zou & Donner (2008), Statistics in Medicine 27, 1693-1702.
 *
 * @throws RangeError for an outcome outside `[0, 1]` or a stratum smaller than its sample
 * @example postStratified([{ size: 90, outcomes: [0, 0, 1] }, { size: 10, outcomes: [1, 1] }]).estimate // 0.4
 */
export const postStratified = (strata: readonly Stratum[], confidence?: number): StratifiedMean => {
  for (const { size, outcomes } of strata) {
    if (!(size >= outcomes.length)) throw new RangeError(`${outcomes.length} cannot be sampled of ${size}`)
    if (!outcomes.every(y => y >= 0 && y <= 1)) throw new RangeError('an outcome must be in [0, 1]')
  }
  const total = sum(strata.map(({ size }) => size))
  const seen = strata.filter(({ outcomes }) => outcomes.length > 0)
  if (seen.length === 0) return { estimate: null, low: 0, high: 1, variance: null }
  const parts = seen.map(stratum => partOf(stratum, total, confidence))
  const unseen = 1 - sum(seen.map(({ size }) => size)) / total
  const mean = sum(parts.map(({ weight, mean }) => weight * mean))
  const reach = (side: 'down' | 'up') => Math.sqrt(sum(parts.map(part => (part.weight * part[side]) ** 2)))
  return {
    estimate: unseen > 0 ? null : mean,
    low: Math.max(0, mean - reach('down')),
    high: Math.min(1, mean + reach('up') + unseen),
    variance: unseen > 0 ? null : sum(parts.map(({ weight, variance }) => weight ** 2 * variance)),
  }
}
