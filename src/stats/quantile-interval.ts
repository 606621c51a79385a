import { binomialCdf } from './binomial.ts'
import { type Interval, tailOf } from './interval.ts'
import { quantile } from './quantile.ts'

/** The least whole number from 0 to `n` for which `holds` is true, where it is true from some number on. */
const least = (n: number, holds: (k: number) => boolean): number => {
  let [from, to] = [0, n]
  while (from < to) {
    const middle = Math.floor((from + to) / 2)
    if (holds(middle)) to = middle
    else from = middle + 1
  }
  return from
}

/**
 * A quantile with an interval that holds whatever the distribution is: between two order statistics, whose ranks come
 * from the binomial distribution of how many values lie below the quantile. Too few values for a bound (below six, for
 * the median) leave it infinite; of none the estimate is null.
 *
 * `low = x_(r)` with the largest `r` for which `P(B < r) <= tail`, `high = x_(s)` with the smallest `s` for which
 * `P(B >= s) <= tail`, `B ~ Binomial(n, q)`. Coverage is at least `confidence`.
 *
 * Conover (1999), Practical Nonparametric Statistics, 3.2.
 *
 * @throws RangeError unless `0 < confidence < 1` and `0 <= q <= 1`
 * @example quantileInterval([1, 2, 3, 4, 5, 6], 0.5) // { estimate: 3.5, low: 1, high: 6 }
 */
export const quantileInterval = (values: readonly number[], q: number, confidence = 0.95): Interval => {
  const tail = tailOf(confidence)
  const n = values.length
  const sorted = Float64Array.from(values).sort()
  // Ranks from 1: the least k with P(B <= k) > tail is the largest r with P(B <= r - 1) <= tail, and so for the other.
  const below = least(n, k => binomialCdf(k, n, q) > tail)
  const above = least(n, k => 1 - binomialCdf(k, n, q) <= tail) + 1
  return {
    estimate: quantile(values, q),
    low: below === 0 ? Number.NEGATIVE_INFINITY : (sorted[below - 1] as number),
    high: above > n ? Number.POSITIVE_INFINITY : (sorted[above - 1] as number),
  }
}
