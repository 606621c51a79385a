import { betaKernel, incompleteBeta } from './beta.ts'

/**
 * The probability of exactly `k` successes in `n` trials, `C(n, k) p^k (1-p)^(n-k)`.
 *
 * By Loader's saddle-point form: relative error about 1e-13 for `n` up to a million and beyond.
 *
 * Loader (2000), Fast and Accurate Computation of Binomial Probabilities.
 *
 * @example binomialPmf(2, 12, 0.5) // 0.01611328125 = 66 / 4096
 */
export const binomialPmf = (k: number, n: number, p: number): number => {
  if (k < 0 || k > n) return 0
  if (p === 0 || p === 1) return k === n * p ? 1 : 0
  if (k === 0) return Math.exp(n * Math.log1p(-p))
  if (k === n) return p ** n
  return (betaKernel(p, k, n - k) * n) / (k * (n - k))
}

/**
 * The probability of at most `k` successes in `n` trials, `I_{1-p}(n-k, k+1)`.
 *
 * Abramowitz & Stegun (1964), 26.5.24. Relative error about 1e-13 in the lower tail.
 *
 * @example binomialCdf(2, 100, 0.05) // 0.118263
 */
export const binomialCdf = (k: number, n: number, p: number): number => {
  if (k < 0) return 0
  if (k >= n) return 1
  return incompleteBeta(1 - p, n - k, k + 1)
}
