/**
 * The `q` quantile of some values, linear between the order statistics (type 7, the default of R and NumPy), or `null`
 * of no values.
 *
 * With `h = (n - 1) q` and the values sorted from 0: `x_⌊h⌋ + (h - ⌊h⌋) (x_⌊h⌋+1 - x_⌊h⌋)`.
 *
 * Hyndman & Fan (1996), The American Statistician 50, 361-365.
 *
 * @throws RangeError unless `0 <= q <= 1`
 * @example quantile([1, 2, 3, 4], 0.9) // 3.7
 */
export const quantile = (values: readonly number[], q: number): number | null => {
  if (!(q >= 0 && q <= 1)) throw new RangeError(`a quantile needs 0 <= q <= 1, not ${q}`)
  if (values.length === 0) return null
  const sorted = Float64Array.from(values).sort()
  const h = (sorted.length - 1) * q
  const below = sorted[Math.floor(h)]
  const above = sorted[Math.ceil(h)]
  return below + (h - Math.floor(h)) * (above - below)
}

/** The middle value, or the mean of the middle two; `null` of no values. @example median([3, 1, 2, 10]) // 2.5 */
export const median = (values: readonly number[]): number | null => quantile(values, 0.5)
