import { betaQuantile } from './beta.ts'

/**
 * The `t` that Student's distribution with `df` degrees of freedom leaves `tail` above: `√(df (1/x - 1))`, where `x` is
 * the `2 tail` quantile of Beta(df/2, 1/2). Abramowitz & Stegun (1964), 26.7.1 and 26.5.27.
 *
 * @throws RangeError unless `0 < tail <= 1/2` and `df > 0`
 * @example studentUpper(0.025, 10) // 2.2281
 */
export const studentUpper = (tail: number, df: number): number => {
  if (!(tail > 0 && tail <= 0.5 && df > 0)) throw new RangeError(`no Student quantile for tail ${tail}, df ${df}`)
  if (tail === 0.5) return 0
  return Math.sqrt(df * (1 / betaQuantile(2 * tail, df / 2, 0.5) - 1))
}
