import { type Interval, twoSidedZ } from '../../stats/interval.ts'
import type { Effect } from './contract.ts'

/** After so many corrections what they taught is spread by one gentle pass over all known answers. */
export const REFINE_every = 10

/** How many names two lists begin with alike. */
export const sharedStart = (one: readonly string[], other: readonly string[]): number => {
  const apart = one.findIndex((name, place) => other[place] !== name)
  return apart < 0 ? one.length : apart
}

const rounded = (value: number) => Math.round(value * 1e6) / 1e6

/** The mean of paired differences with its normal 95% interval; null of fewer than two, which show no spread. */
export const pairedChange = (differences: ArrayLike<number>): Effect['holdout']['log_loss'] => {
  const n = differences.length
  if (n < 2) return null
  const values = Array.from(differences)
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1)
  const half = twoSidedZ(0.95) * Math.sqrt(variance / n)
  return { estimate: rounded(mean), low: rounded(mean - half), high: rounded(mean + half) }
}

const count = (n: number) => n.toLocaleString('en-US')
const size = (value: number) => Math.abs(value).toFixed(3)

/** What is too small for three decimals keeps its side of zero, on which the claim rests. */
const signed = (value: number) => {
  if (value === 0) return '0'
  const [sign, side] = value < 0 ? ['−', 'below 0'] : ['+', 'above 0']
  return Number(size(value)) === 0 ? `just ${side}` : `${sign}${size(value)}`
}

const lossInWords = (change: Interval | Effect['holdout']['log_loss']): string => {
  if (!change) return 'there are too few held-out items to tell whether it is better'
  const interval = `95% interval ${signed(change.low)} to ${signed(change.high)}`
  if (change.low > 0) return `the held-out log-loss is worse by ${size(change.estimate as number)} (${interval})`
  if (change.high < 0) return `the held-out log-loss is better by ${size(change.estimate as number)} (${interval})`
  return `no clear change of the held-out log-loss (${interval})`
}

/** What a correction does, in words. */
export const inWords = ({ before, after, pool, holdout }: Effect): string => {
  const own =
    before.label === after.label
      ? `"${after.label}" was the candidate's answer already.`
      : `"${before.label}" becomes "${after.label}".`
  const others = `${count(pool.count)} of ${count(pool.items)} recent items change their answer;`
  const { items, mended, broken } = holdout
  const held = `of ${count(items)} held-out items ${mended.count} become right, ${broken.count} wrong:`
  return `${own} ${others} ${held} ${lossInWords(holdout.log_loss)}.`
}
