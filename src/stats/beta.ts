import { logGamma, stirlingError } from './gamma.ts'

/** Continued fractions take about `√max(a, b)` terms: this is enough for counts far beyond 1e6. */
const MAX_TERMS = 100_000

const MAX_STEPS = 300

/** `ln B(a, b)`, the logarithm of the beta function. @example logBeta(2, 3) // -2.484906649788 = ln 1/12 */
export const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b)

/** `x ln(x/m) + m - x`, by Loader's series where `x` is near `m` and the terms would cancel. */
const deviance = (x: number, m: number): number => {
  if (Math.abs(x - m) >= 0.1 * (x + m)) return x * Math.log(x / m) + m - x
  const v = (x - m) / (x + m)
  let sum = (x - m) * v
  let power = 2 * x * v
  for (let j = 3; ; j += 2) {
    power *= v * v
    const next = sum + power / j
    if (next === sum) return sum
    sum = next
  }
}

/**
 * `x^a (1-x)^b / B(a, b)`, the kernel of the beta and the binomial distribution, for `0 < x < 1`.
 *
 * Written with Stirling errors and deviances instead of log-gammas, it loses no digits when `a` and `b` are large.
 *
 * Loader (2000), Fast and Accurate Computation of Binomial Probabilities.
 *
 * @example betaKernel(0.5, 2, 2) // 0.375 = 0.5⁴ / (1/6)
 */
export const betaKernel = (x: number, a: number, b: number): number => {
  const n = a + b
  const exponent =
    stirlingError(n) - stirlingError(a) - stirlingError(b) - deviance(a, n * x) - deviance(b, n * (1 - x))
  return Math.sqrt((a * b) / (2 * Math.PI * n)) * Math.exp(exponent)
}

/** The continued fraction of `I_x(a, b)` by the modified Lentz method; it converges fast for `x < (a+1)/(a+b+2)`. */
const fraction = (x: number, a: number, b: number): number => {
  const safe = (value: number) => (Math.abs(value) < 1e-300 ? 1e-300 : value)
  let c = 1
  let d = 1 / safe(1 - ((a + b) * x) / (a + 1))
  let product = d
  for (let m = 1; m < MAX_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / safe(1 + even * d)
    c = safe(1 + even / c)
    product *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / safe(1 + odd * d)
    c = safe(1 + odd / c)
    product *= d * c
    if (Math.abs(d * c - 1) < 4 * Number.EPSILON) return product
  }
  throw new RangeError(`the incomplete beta fraction did not converge for x = ${x}, a = ${a}, b = ${b}`)
}

/**
 * The regularised incomplete beta function `I_x(a, b)`: the distribution function of Beta(a, b) at `x`.
 *
 * `I_x(a, b) = x^a (1-x)^b / (a B(a, b)) · 1/(1 + d1/(1 + d2/(1 + ...)))`, or `1 - I_{1-x}(b, a)`, whichever fraction
 * converges fast. Relative error about 1e-13, also for `a + b` of a million.
 *
 * Abramowitz & Stegun (1964), 26.5.8; Press et al. (2007), Numerical Recipes, 6.4.
 *
 * @throws RangeError unless `a > 0`, `b > 0` and `0 <= x <= 1`
 * @example incompleteBeta(0.5, 2, 3) // 0.6875
 */
export const incompleteBeta = (x: number, a: number, b: number): number => {
  if (!(x >= 0 && x <= 1 && a > 0 && b > 0)) throw new RangeError(`no incomplete beta for x = ${x}, ${a}, ${b}`)
  if (x === 0 || x === 1) return x
  if (x <= (a + 1) / (a + b + 2)) return (betaKernel(x, a, b) * fraction(x, a, b)) / a
  return 1 - (betaKernel(x, a, b) * fraction(1 - x, b, a)) / b
}

/**
 * The quantile of Beta(a, b): the `x` with `I_x(a, b) = p`.
 *
 * Newton's iteration kept inside a shrinking bracket, with a bisection wherever a step would leave it.
 *
 * @throws RangeError unless `a > 0`, `b > 0` and `0 <= p <= 1`
 * @example betaQuantile(0.975, 1, 10) // 0.30849710781876083, the Clopper-Pearson bound of 0 out of 10
 */
export const betaQuantile = (p: number, a: number, b: number): number => {
  if (!(p >= 0 && p <= 1 && a > 0 && b > 0)) throw new RangeError(`no beta quantile for p = ${p}, ${a}, ${b}`)
  if (p === 0 || p === 1) return p
  let low = 0
  let high = 1
  let x = a / (a + b)
  for (let step = 0; step < MAX_STEPS; step++) {
    const excess = incompleteBeta(x, a, b) - p
    if (excess > 0) high = x
    else low = x
    const newton = x - (excess * x * (1 - x)) / betaKernel(x, a, b)
    const next = newton > low && newton < high ? newton : (low + high) / 2
    if (Math.abs(next - x) <= 2 * Number.EPSILON * x) return next
    x = next
  }
  return x
}
