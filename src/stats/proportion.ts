import { betaQuantile } from './beta.ts'
import { type Interval, tailOf, twoSidedZ } from './interval.ts'

const checkCounts = (k: number, n: number): void => {
  if (!(k >= 0 && k <= n)) throw new RangeError(`a proportion needs 0 <= k <= n, not ${k} of ${n}`)
}

/** An estimated proportion, the variance of the estimate, and the size of the simple random sample it is worth. */
export type Measured = { estimate: number; variance: number; n: number }

/**
 * Wilson's score interval for a proportion measured with any variance: all `θ` with
 * `(θ - p)² <= z² (variance + (θ(1-θ) - p(1-p)) / n)`, that is, with `t = z²/n`,
 * `(p + t/2 ± √(t² (1/2 - p)² + z² variance (1 + t))) / (1 + t)`, cut to `[0, 1]`.
 *
 * With `variance = p(1-p)/n` it is Wilson's interval. Elsewhere the variance is the measured one at the estimate
 * and grows away from it as in a random sample of size `n`; so the interval keeps its width when no error was seen.
 *
 * Wilson (1927), JASA 22, 209-212.
 *
 * @example scoreInterval({ estimate: 0, variance: 0, n: 10 }) // { estimate: 0, low: 0, high: 0.2775 }
 */
export const scoreInterval = ({ estimate, variance, n }: Measured, confidence = 0.95): Interval => {
  const z = twoSidedZ(confidence)
  const t = (z * z) / n
  const centre = (estimate + t / 2) / (1 + t)
  const half = Math.sqrt((t * (0.5 - estimate)) ** 2 + z * z * variance * (1 + t)) / (1 + t)
  const inside = (bound: number) => Math.min(1, Math.max(0, bound))
  return {
    estimate,
    low: estimate === 0 ? 0 : inside(centre - half),
    high: estimate === 1 ? 1 : inside(centre + half),
  }
}

/**
 * Wilson's score interval for `k` successes of `n`: close to its nominal coverage on average, also for small `n` and
 * proportions near 0 or 1. Of nothing observed (`n = 0`) it says `{ estimate: null, low: 0, high: 1 }`.
 *
 * `(p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)`. Wilson (1927), JASA 22, 209-212.
 *
 * @throws RangeError unless `0 <= k <= n`
 * @example wilson(8, 10) // { estimate: 0.8, low: 0.4902, high: 0.9433 }
 */
export const wilson = (k: number, n: number, confidence = 0.95): Interval => {
  checkCounts(k, n)
  if (n === 0) return { estimate: null, low: 0, high: 1 }
  const p = k / n
  return scoreInterval({ estimate: p, variance: (p * (1 - p)) / n, n }, confidence)
}

/**
 * The exact interval for `k` successes of `n`: never below its nominal coverage, and wider than Wilson's for it.
 * Of nothing observed (`n = 0`) it says `{ estimate: null, low: 0, high: 1 }`.
 *
 * `low` is the `α/2` quantile of Beta(k, n-k+1), `high` the `1 - α/2` quantile of Beta(k+1, n-k).
 * Clopper & Pearson (1934), Biometrika 26, 404-413.
 *
 * @throws RangeError unless `0 <= k <= n`
 * @example clopperPearson(8, 10) // { estimate: 0.8, low: 0.4439, high: 0.9748 }
 */
export const clopperPearson = (k: number, n: number, confidence = 0.95): Interval => {
  checkCounts(k, n)
  if (n === 0) return { estimate: null, low: 0, high: 1 }
  const tail = tailOf(confidence)
  return {
    estimate: k / n,
    low: k === 0 ? 0 : betaQuantile(tail, k, n - k + 1),
    high: k === n ? 1 : betaQuantile(1 - tail, k + 1, n - k),
  }
}
