const HALF_LN_2PI = 0.9189385332046728

/** `B_2j / (2j (2j - 1))`, j = 1...8: the coefficients of Stirling's series. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400]

/** From here on eight terms of the series are exact to the last bit: the ninth is below 2e-18. */
const SERIES_FROM = 10

const stirlingSeries = (x: number): number => {
  let sum = 0
  for (let j = STIRLING.length - 1; j >= 0; j--) sum = sum / (x * x) + STIRLING[j]
  return sum / x
}

/**
 * The natural logarithm of the gamma function, `ln Γ(x)`, for `x > 0`.
 *
 * `ln Γ(x) = (x - 1/2) ln x - x + ln(2π)/2 + Σ B_2j / (2j (2j-1) x^(2j-1))`; a small `x` is first moved up by
 * `Γ(x) = Γ(x + m) / (x (x+1) ... (x+m-1))`. Absolute error about 1e-14 for `x < 10`, relative 1e-15 above.
 *
 * Abramowitz & Stegun (1964), Handbook of Mathematical Functions, 6.1.15 and 6.1.40.
 *
 * @throws RangeError unless `x > 0`
 * @example logGamma(5) // 3.17805383034795 = ln 24
 */
export const logGamma = (x: number): number => {
  if (!(x > 0)) throw new RangeError(`logGamma needs x > 0, not ${x}`)
  let product = 1
  while (x < SERIES_FROM) product *= x++
  return (x - 0.5) * Math.log(x) - x + HALF_LN_2PI + stirlingSeries(x) - Math.log(product)
}

/**
 * What Stirling's formula misses: `ln Γ(x + 1) - (x + 1/2) ln x + x - ln(2π)/2`, for `x > 0`. Densities built from it
 * keep full precision where differences of huge log-gammas would cancel.
 *
 * Loader (2000), Fast and Accurate Computation of Binomial Probabilities.
 *
 * @example stirlingError(1) // 0.0810614667953273 = 1 - ln(2π)/2
 */
export const stirlingError = (x: number): number =>
  x >= SERIES_FROM ? stirlingSeries(x) : logGamma(x + 1) - (x + 0.5) * Math.log(x) + x - HALF_LN_2PI
