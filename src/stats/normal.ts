const SQRT_2PI = 2.5066282746310002

/** Beyond this many standard deviations the tail comes from its continued fraction, which keeps relative precision. */
const TAIL_FROM = 3

/** Depth of that fraction; at `TAIL_FROM` it has converged to the last bit. */
const TAIL_DEPTH = 100

/** The density of the standard normal distribution. @example normalPdf(0) // 0.3989422804014327 */
export const normalPdf = (x: number): number => Math.exp((-x * x) / 2) / SQRT_2PI

/** `Φ(-x)` for `x > 0`: `φ(x) / (x + 1/(x + 2/(x + 3/(x + ...))))`. */
const upperTail = (x: number): number => {
  let fraction = x
  for (let k = TAIL_DEPTH; k > 0; k--) fraction = x + k / fraction
  return normalPdf(x) / fraction
}

/**
 * The standard normal distribution function `Φ(x)`.
 *
 * Near the middle `Φ(x) = 1/2 + φ(x) (x + x³/3 + x⁵/(3·5) + ...)`, in the tails Laplace's continued fraction.
 * Absolute error below 1e-15, relative error below 1e-12 in the lower tail down to the smallest normal number.
 *
 * Marsaglia (2004), Evaluating the Normal Distribution; Abramowitz & Stegun (1964), 26.2.11 and 26.2.14.
 *
 * @example normalCdf(1.959963984540054) // 0.975
 */
export const normalCdf = (x: number): number => {
  if (x < -TAIL_FROM) return upperTail(-x)
  if (x > TAIL_FROM) return 1 - upperTail(x)
  let sum = x
  let term = x
  for (let k = 3; sum !== sum + term * x * x; k += 2) {
    term *= (x * x) / k
    sum += term
  }
  return 0.5 + normalPdf(x) * sum
}

/** A first guess for `p < 1/2`, within 4.5e-4: Abramowitz & Stegun (1964), 26.2.23. */
const roughQuantile = (p: number): number => {
  const t = Math.sqrt(-2 * Math.log(p))
  const top = 2.515517 + t * (0.802853 + t * 0.010328)
  const bottom = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
  return top / bottom - t
}

/**
 * The standard normal quantile: the `x` with `Φ(x) = p`. Relative error about 1e-14.
 *
 * A rational guess, polished by Halley's iteration `x - u / (1 + x u / 2)`, `u = (Φ(x) - p) / φ(x)`, whose error is
 * cubed at every step: two steps reach the last bits, the third costs little and covers the far tail.
 *
 * @throws RangeError unless `0 <= p <= 1`; `p` of 0 and 1 give the infinities
 * @example normalQuantile(0.975) // 1.95996398454
 */
export const normalQuantile = (p: number): number => {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`normalQuantile needs 0 <= p <= 1, not ${p}`)
  if (p > 0.5) return -normalQuantile(1 - p)
  if (p === 0.5) return 0
  if (p === 0) return Number.NEGATIVE_INFINITY
  let x = roughQuantile(p)
  for (let step = 0; step < 3; step++) {
    const u = (normalCdf(x) - p) / normalPdf(x)
    x -= u / (1 + (x * u) / 2)
  }
  return x
}
