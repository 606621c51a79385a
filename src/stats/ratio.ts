import { type Interval, tailOf } from './interval.ts'
import { scoreInterval } from './proportion.ts'
import { studentUpper } from './student.ts'

/** What one item adds above and below the line: hits and answers, edits and words. */
export type Parts = { part: number; whole: number }

const sum = <T>(items: readonly T[], term: (item: T) => number): number => {
  let total = 0
  for (const item of items) total += term(item)
  return total
}

const wholeOf = (units: readonly Parts[]) => sum(units, unit => unit.whole)

/** What each item pulls the ratio by, to first order: its residual over the sum of wholes. */
const pullsOf = (units: readonly Parts[], estimate: number): number[] => {
  const total = wholeOf(units)
  return units.map(({ part, whole }) => (part - estimate * whole) / total)
}

/** The variance of a sum of pulls, which are 0 on average. */
const varianceOf = (pulls: readonly number[]) => (pulls.length / (pulls.length - 1)) * sum(pulls, pull => pull ** 2)

const around = (estimate: number, { variance, n }: { variance: number; n: number }, confidence: number): Interval => {
  const half = n < 2 ? Number.POSITIVE_INFINITY : studentUpper(tailOf(confidence), n - 1) * Math.sqrt(variance)
  return { estimate, low: estimate - half, high: estimate + half }
}

/**
 * The ratio of two sums over items drawn at random, with its interval: micro-averaged F1, a mean error, a share of
 * words. Items are the sample, not what is counted within them: spans of one text are right or wrong together.
 *
 * `R = Σ part / Σ whole`; by linearisation `var R = n/(n-1) Σ (part - R whole)² / (Σ whole)²`, and the interval is
 * Student's with `n - 1` degrees of freedom. A `share` (`part <= whole` in every item) gets `scoreInterval` with that
 * variance and Kish's size `(Σ whole)² / Σ whole²`: it stays in `[0, 1]` and keeps its width where all was right. With
 * `whole` 1 and `part` 0 or 1 in every item that is nearly Wilson's.
 *
 * A share of nothing is `{ estimate: null, low: 0, high: 1 }`; of one item a ratio that is no share has endless bounds.
 * The estimate's bias is of order 1/n (a ratio is no mean of ratios): below some 20 items intervals are too narrow.
 *
 * Cochran (1977), Sampling Techniques, 3rd ed., 2.11 and 6.3 to 6.5.
 *
 * @throws RangeError where there is nothing below the line of what is no share
 * @example ratio([{ part: 2, whole: 4 }, { part: 4, whole: 6 }], { share: true }).estimate // 0.6
 */
export const ratio = (units: readonly Parts[], { share }: { share: boolean }, confidence = 0.95): Interval => {
  const whole = wholeOf(units)
  if (whole === 0 && share) return { estimate: null, low: 0, high: 1 }
  if (whole === 0) throw new RangeError('a ratio needs something below its line')
  const estimate = sum(units, unit => unit.part) / whole
  const n = units.length
  const variance = n < 2 ? 0 : varianceOf(pullsOf(units, estimate))
  if (!share) return around(estimate, { variance, n }, confidence)
  const worth = whole ** 2 / sum(units, unit => unit.whole ** 2)
  // One item shows no spread: the variance of a single draw is the most there can be.
  return scoreInterval(
    { estimate, variance: n < 2 ? (estimate * (1 - estimate)) / worth : variance, n: worth },
    confidence,
  )
}

/**
 * The difference of two ratios over the same items, first minus second: what an item pulls one up by and the other too
 * counts once. Student's interval on `var = n/(n-1) Σ (pull of the first - pull of the second)²`, pulls as in `ratio`.
 * Where one has nothing below its line there is no difference: null. Of one item the bounds are endless.
 *
 * Cochran (1977), 6.18, comparison of two ratios.
 *
 * @throws RangeError unless both are of the same items
 */
export const ratioChange = (
  first: readonly Parts[],
  second: readonly Parts[],
  confidence = 0.95,
): (Interval & { estimate: number }) | null => {
  if (first.length !== second.length) throw new RangeError(`${first.length} items beside ${second.length}`)
  if (wholeOf(first) === 0 || wholeOf(second) === 0) return null
  const [one, other] = [first, second].map(units => sum(units, unit => unit.part) / wholeOf(units)) as [number, number]
  const [own, its] = [pullsOf(first, one), pullsOf(second, other)]
  const variance = varianceOf(own.map((pull, index) => pull - (its[index] as number)))
  const found = around(one - other, { variance, n: first.length }, confidence)
  return { ...found, estimate: one - other }
}
