import type { Interval } from './interval.ts'
import { scoreInterval } from './proportion.ts'

/** A sampled item: its outcome in `[0, 1]` (1 = error, say) and the probability in `(0, 1]` it was sampled with. */
export type SampledUnit = { y: number; pi: number }

/**
 * `variance` is the design variance: how far the estimate strays from the mean of exactly these items. The bounds
 * speak of the process behind the items, so they also hold the chance that made the items what they are.
 * `n_effective` is the size of the simple random sample with the same spread of weights (Kish).
 */
export type WeightedMean = Interval & { variance: number | null; n: number; n_effective: number }

const NOTHING: WeightedMean = { estimate: null, low: 0, high: 1, variance: null, n: 0, n_effective: 0 }

const sumOver = (units: readonly SampledUnit[], term: (unit: SampledUnit) => number): number => {
  let sum = 0
  for (const unit of units) sum += term(unit)
  return sum
}

const check = (units: readonly SampledUnit[]): void => {
  for (const { y, pi } of units) {
    if (!(pi > 0 && pi <= 1)) throw new RangeError(`an inclusion probability must be in (0, 1], not ${pi}`)
    if (!(y >= 0 && y <= 1)) throw new RangeError(`an outcome must be in [0, 1], not ${y}`)
  }
}

/** Kish's effective sample size: `(Σ 1/pi)² / Σ 1/pi²`. Kish (1965), Survey Sampling, 11.7. */
const effectiveSize = (units: readonly SampledUnit[]): number =>
  sumOver(units, ({ pi }) => 1 / pi) ** 2 / sumOver(units, ({ pi }) => 1 / pi ** 2)

/** `variance` is that over items and sampling together, `design_variance` that over sampling alone. */
type Variances = { variance: number; design_variance: number }

const weightedMean = (
  units: readonly SampledUnit[],
  { estimate, variance, design_variance }: Variances & { estimate: number },
  confidence?: number,
): WeightedMean => {
  const n = effectiveSize(units)
  // A few graded outcomes can be alike by chance; 0/1 outcomes of the same mean are the most they can vary.
  const graded = units.some(({ y }) => y > 0 && y < 1)
  const honest = graded ? Math.max(variance, (estimate * (1 - estimate)) / n) : variance
  const bounds = scoreInterval({ estimate, variance: honest, n }, confidence)
  return { ...bounds, variance: design_variance, n: units.length, n_effective: n }
}

/**
 * The mean over all items, of which some were sampled with known, unequal probabilities: Hájek's ratio estimator.
 * `units` are the sampled items only. Use it for an error rate from reviewed items, where doubtful ones are always
 * reviewed and the rest by random audit.
 *
 * `estimate = Σ y/pi / Σ 1/pi`; design variance (linearised, Poisson sampling)
 * `Σ (1-pi)/pi² (y - estimate)² / (Σ 1/pi)²`.
 *
 * The interval is `scoreInterval` with Kish's effective size and the variance `Σ (y - estimate)²/pi² / (Σ 1/pi)²`,
 * which adds to the design variance that of the items themselves. So it is Wilson's interval where all `pi` are equal,
 * also where all are 1, and keeps its width where no error was seen. No unit sampled: `estimate: null` in `[0, 1]`.
 *
 * Measured: from some 50 audited items on it covers in 93 to 97% of simulations; the plain normal interval falls to
 * 63% where errors are rare. With 27 audits and one error in a hundred it covers in 86%, and misses on one side: the
 * rate looks too high. There `postStratified` does better (92%).
 *
 * Hájek (1971), in Foundations of Statistical Inference, 236; Särndal, Swensson & Wretman (1992), Model Assisted Survey
 * Sampling, 5.7; Wilson intervals on effective sizes: Franco et al. (2019), J. Surv. Stat. Methodol. 7, 334-364.
 *
 * @throws RangeError for a `pi` outside `(0, 1]` or a `y` outside `[0, 1]`
 * @example hajek([{ y: 1, pi: 1 }, { y: 0, pi: 1 }, { y: 1, pi: 0.1 }, { y: 0, pi: 0.1 }]).estimate // 0.5
 */
export const hajek = (units: readonly SampledUnit[], confidence?: number): WeightedMean => {
  check(units)
  if (units.length === 0) return NOTHING
  const total = sumOver(units, ({ pi }) => 1 / pi)
  const estimate = sumOver(units, ({ y, pi }) => y / pi) / total
  const variance = sumOver(units, ({ y, pi }) => ((y - estimate) / pi) ** 2) / total ** 2
  const design_variance = sumOver(units, ({ y, pi }) => (1 - pi) * ((y - estimate) / pi) ** 2) / total ** 2
  return weightedMean(units, { estimate, variance, design_variance }, confidence)
}

/**
 * The mean over `population` items from the sampled ones: Horvitz and Thompson's estimator. Unbiased, yet noisier than
 * `hajek` unless outcomes are rare, and it can exceed 1 (the bounds cannot).
 *
 * `estimate = (1/N) Σ y/pi`, design variance (Poisson sampling) `(1/N²) Σ (1-pi)/pi² y²`. The interval is made as that
 * of `hajek`, with the variance `(1/N²) Σ y²/pi² - estimate²/N` over sampling and items. No unit sampled:
 * `estimate: null` in `[0, 1]`.
 *
 * Horvitz & Thompson (1952), JASA 47, 663-685.
 *
 * @throws RangeError for a `pi` outside `(0, 1]`, a `y` outside `[0, 1]`, or fewer items than units
 * @example horvitzThompson([{ y: 1, pi: 1 }, { y: 0, pi: 1 }, { y: 1, pi: 0.1 }], 30).estimate // 0.3667
 */
export const horvitzThompson = (
  units: readonly SampledUnit[],
  population: number,
  confidence?: number,
): WeightedMean => {
  check(units)
  if (!(population >= units.length)) throw new RangeError(`${units.length} units cannot be sampled of ${population}`)
  if (units.length === 0) return NOTHING
  const estimate = sumOver(units, ({ y, pi }) => y / pi) / population
  const squares = sumOver(units, ({ y, pi }) => (y / pi) ** 2) / population ** 2
  const variance = Math.max(0, squares - estimate ** 2 / population)
  const design_variance = sumOver(units, ({ y, pi }) => (1 - pi) * (y / pi) ** 2) / population ** 2
  return weightedMean(units, { estimate, variance, design_variance }, confidence)
}
