/** What may be said of an estimate: a difference is one only where its interval leaves zero out. */
import type { Estimate } from '../say.ts'

/** Bounds that may be missing: null where nothing bounds a quantity. */
export type Bounded = { estimate: number | null; low: number | null; high: number | null }

/** Whether every value of the interval lies on one side of zero. */
export const isClear = ({ estimate, low, high }: Bounded): boolean =>
  estimate !== null && low !== null && high !== null && (low > 0 || high < 0)

/** `0.84, 95% interval 0.80 to 0.87`, in the words that `say` has for a value. */
export const estimateInWords = ({ estimate, low, high }: Estimate, say: (value: number) => string): string =>
  estimate === null ? 'nothing observed yet' : `${say(estimate)}, 95% interval ${say(low)} to ${say(high)}`
