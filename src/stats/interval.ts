import { normalQuantile } from './normal.ts'

/**
 * An estimate between two bounds. With nothing observed the estimate is `null`, never a made-up number, and the
 * bounds are the whole range of the quantity: `[0, 1]` for a proportion, `[-1, 1]` for a difference of two.
 */
export type Interval = { estimate: number | null; low: number; high: number }

/**
 * The probability a two-sided interval leaves in each tail, `(1 - confidence) / 2`.
 *
 * @throws RangeError unless `0 < confidence < 1`
 * @example tailOf(0.9) // 0.05
 */
export const tailOf = (confidence: number): number => {
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`confidence must be in (0, 1), not ${confidence}`)
  return (1 - confidence) / 2
}

/**
 * The normal quantile that leaves `tailOf(confidence)` above it.
 *
 * @throws RangeError unless `0 < confidence < 1`
 * @example twoSidedZ(0.95) // 1.95996398454
 */
export const twoSidedZ = (confidence: number): number => -normalQuantile(tailOf(confidence))
