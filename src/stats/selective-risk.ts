import { betaQuantile } from './beta.ts'
import { binomialCdf } from './binomial.ts'

/** An audited prediction: the model's confidence and whether it proved right. Audits must be a random sample. */
export type Audit = { score: number; correct: boolean }

/**
 * What was certified: of predictions scored at least `threshold`, the share of errors is at most `alpha`. It rests on
 * `k` errors among the `n` audits accepted, `p_value <= level`. `threshold: null` when nothing could be certified.
 */
export type Certificate = { threshold: number | null; n: number; k: number; p_value: number; level: number }

/**
 * The p-value of "errors are more frequent than `alpha`" after `k` errors in `n`: `P(Binomial(n, alpha) <= k)`.
 *
 * @example riskPValue(2, 100, 0.05) // 0.118263
 */
export const riskPValue = (k: number, n: number, alpha: number): number => binomialCdf(k, n, alpha)

const checkLevels = (alpha: number, delta: number): void => {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`alpha must be in (0, 1), not ${alpha}`)
  if (!(delta > 0 && delta < 1)) throw new RangeError(`delta must be in (0, 1), not ${delta}`)
}

/**
 * The fewest audits, all of them right, that can certify a risk of at most `alpha` with error probability `delta`:
 * `⌈ln delta / ln(1 - alpha)⌉`.
 *
 * @throws RangeError unless `alpha` and `delta` are in (0, 1)
 * @example firstCertificateSize(0.01, 0.05) // 299
 */
export const firstCertificateSize = (alpha: number, delta: number): number => {
  checkLevels(alpha, delta)
  return Math.ceil(Math.log(delta) / Math.log1p(-alpha))
}

/** Audits from the most to the least confident, with the number of errors among the first `n`. */
const ranked = (audits: readonly Audit[]): { scores: number[]; errors: number[] } => {
  const sorted = audits.toSorted((one, other) => other.score - one.score)
  const errors = [0]
  for (const { correct } of sorted) errors.push(errors[errors.length - 1] + (correct ? 0 : 1))
  return { scores: sorted.map(({ score }) => score), errors }
}

/**
 * `grid`: thresholds to try, chosen without a look at the audits; quantiles of recent unlabelled traffic are best.
 * `starts`: over how many places of the grid `delta` is split.
 */
export type FixedSequence = { grid: readonly number[]; alpha: number; delta: number; starts?: number }

/**
 * The loosest threshold whose share of errors is certified to be at most `alpha`: the certificate is wrong with
 * probability at most `delta`, for any model and any number of audits, as long as audits resemble the traffic.
 *
 * Learn then Test with a fixed sequence: try the thresholds from strict to loose, each by `riskPValue`, and stop at the
 * first that fails. Bad luck among the first few audits would end it, so `delta` is split over several `starts`, evenly
 * spaced over the grid. A chain of successes that reaches the next start adds that share to its own (the fallback
 * procedure), which keeps the guarantee. `starts: 1` is the plain fixed sequence.
 *
 * A share is first spent where enough audits are accepted for a certificate to be possible at all. That looks at
 * scores, never at labels; it is exact where the risk, once above `alpha`, stays above it as the threshold loosens.
 *
 * Angelopoulos, Bates, Candès, Jordan & Lei (2021), Learn then Test, arXiv:2110.01052; Wiens & Dmitrienko (2005),
 * J. Biopharm. Stat. 15, 929-942.
 *
 * @throws RangeError unless `alpha` and `delta` are in (0, 1) and `starts` is at least 1
 * @example
 * const audits = Array.from({ length: 59 }, () => ({ score: 0.9, correct: true }))
 * certifyThreshold(audits, { grid: [0.5], alpha: 0.05, delta: 0.05 })
 * // { threshold: 0.5, n: 59, k: 0, p_value: 0.0485, level: 0.05 }
 */
export const certifyThreshold = (
  audits: readonly Audit[],
  { grid, alpha, delta, starts = 2 }: FixedSequence,
): Certificate => {
  checkLevels(alpha, delta)
  if (!(starts >= 1)) throw new RangeError(`starts must be at least 1, not ${starts}`)
  const { scores, errors } = ranked(audits)
  const thresholds = [...new Set(grid)].sort((one, other) => other - one)
  const shares = Math.min(starts, thresholds.length)
  const startsAt = new Set(Array.from({ length: shares }, (_, i) => Math.floor((i * thresholds.length) / shares)))
  let certificate: Certificate = { threshold: null, n: 0, k: 0, p_value: 1, level: 0 }
  let waiting = 0
  let level = 0
  let n = 0
  thresholds.forEach((threshold, i) => {
    while (n < scores.length && scores[n] >= threshold) n++
    if (startsAt.has(i)) waiting += delta / shares
    if (waiting > 0 && n >= firstCertificateSize(alpha, waiting)) {
      level += waiting
      waiting = 0
    }
    const p_value = riskPValue(errors[n], n, alpha)
    if (p_value <= level) certificate = { threshold, n, k: errors[n], p_value, level }
    else level = 0
  })
  return certificate
}

/** `bound`: the share of errors above `threshold` is at most this, with probability `1 - delta`. */
export type SelectiveGuarantee = { threshold: number | null; n: number; k: number; bound: number }

/**
 * The upper confidence bound `1 - delta` of a risk after `k` errors in `n`: `Beta(k+1, n-k)`'s `1 - delta` quantile.
 *
 * @example riskUpperBound(8, 1000, 0.001) // 0.02439
 */
export const riskUpperBound = (k: number, n: number, delta: number): number =>
  k >= n ? 1 : betaQuantile(1 - delta, k + 1, n - k)

/**
 * Selection with guaranteed risk: looks for the loosest audited score whose bound meets `alpha` by `⌈log2 m⌉` steps of
 * binary search, each at `delta / ⌈log2 m⌉`. Needs no grid, and certifies less than `certifyThreshold`: for comparison.
 *
 * Geifman & El-Yaniv (2017), Selective Classification for Deep Neural Networks, NeurIPS 30, algorithm 1.
 *
 * @throws RangeError unless `alpha` and `delta` are in (0, 1)
 * @example sgr([], { alpha: 0.05, delta: 0.1 }) // { threshold: null, n: 0, k: 0, bound: 1 }
 */
export const sgr = (
  audits: readonly Audit[],
  { alpha, delta }: { alpha: number; delta: number },
): SelectiveGuarantee => {
  checkLevels(alpha, delta)
  const { scores, errors } = ranked(audits)
  const steps = Math.max(1, Math.ceil(Math.log2(scores.length)))
  let best: SelectiveGuarantee = { threshold: null, n: 0, k: 0, bound: 1 }
  let accepted = 0
  let refused = scores.length + 1
  for (let step = 0; step < steps && refused - accepted > 1; step++) {
    const tried = Math.floor((accepted + refused) / 2)
    const threshold = scores[tried - 1]
    const n = scores.lastIndexOf(threshold) + 1
    const bound = riskUpperBound(errors[n], n, delta / steps)
    if (bound <= alpha) {
      best = { threshold, n, k: errors[n], bound }
      accepted = n
    } else refused = tried
  }
  return best
}
