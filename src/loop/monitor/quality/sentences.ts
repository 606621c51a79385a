/** The figures of quality in plain words. A change that is not clear is said to be none, and no cause is ever named. */
import type { Amount, Share } from '../figures.ts'
import { duration, percent, points, several } from '../words.ts'
import type { Figure } from './contract.ts'

/** A figure before it is put into words. */
export type Measured = Omit<Figure, 'sentence'>

/** How a figure is told: what it is a number of, and how its numbers and the size of a change are written. */
type Telling = {
  /** Nothing was observed. */
  nothing: string
  is: (estimate: string) => string
  value: (estimate: number) => string
  /** Both ends of an interval, with their unit. */
  between: (low: number | null, high: number | null) => string
  /** The size of a change, without its sign. */
  size: (change: number) => string
  /** The words for up and for down. */
  up: string
  down: string
}

const decimals = (value: number) => value.toFixed(2)

const fromTo =
  (write: (bound: number) => string, unit = '') =>
  (low: number | null, high: number | null): string =>
    high === null
      ? `${low === null ? 'any' : `${write(low)}${unit}`} or more`
      : `${write(low ?? 0)} to ${write(high)}${unit}`

const time = { value: duration, between: fromTo(duration), size: duration }

export const TELLING = {
  error_rate: {
    nothing: 'Nothing is known of the error rate yet: people have answered too few of the predictions sent to them.',
    is: estimate => `About ${estimate} of answers are wrong`,
    value: percent,
    between: fromTo(points, '%'),
    size: change => `${points(change)} points`,
    up: 'more',
    down: 'fewer',
  },
  correction_seconds: {
    nothing: 'Nothing was corrected.',
    is: estimate => `Half of the corrections came within ${estimate} of the prediction`,
    ...time,
    up: 'later',
    down: 'sooner',
  },
  agreement: {
    nothing: 'Nothing is known of how far people agree: no two of them gave answers that can be compared.',
    is: estimate => `People agree with alpha ${estimate}`,
    value: decimals,
    between: fromTo(decimals),
    size: decimals,
    up: 'more',
    down: 'less',
  },
  seconds_per_1000: {
    nothing: 'Nothing was predicted.',
    is: estimate => `A thousand predictions took people ${estimate}`,
    ...time,
    up: 'more',
    down: 'less',
  },
} satisfies Record<string, Telling>

const intervalOf = ({ low, high }: Amount, { between }: Telling) => `95% interval ${between(low, high)}`

/** What became of a figure since the window before: the size of a clear change, else that there is none. */
const changeOf = ({ before, change, word }: Measured, telling: Telling, ago: string): string => {
  if (before.estimate === null) return `nothing to compare with from the ${ago} before`
  if (word === 'no clear change' || change.estimate === null) return `no clear change from the ${ago} before`
  const direction = change.estimate < 0 ? telling.down : telling.up
  return `${telling.size(Math.abs(change.estimate))} ${direction} than in the ${ago} before`
}

/** One sentence for a figure; `ago` is how long the window is, in words. */
export const sentenceOf = (figure: Measured, telling: Telling, ago: string): string => {
  const { estimate } = figure.now
  if (estimate === null) return telling.nothing
  const interval = intervalOf(figure.now, telling)
  return `${telling.is(telling.value(estimate))} (${interval}), ${changeOf(figure, telling, ago)}.`
}

/** The finding in one line: of the error rate, and only what its interval bears out. */
export const headlineOf = (figure: Measured, ago: string): string => {
  const { estimate } = figure.now
  const telling = TELLING.error_rate
  if (estimate === null) return 'Nothing is known of the error rate yet'
  const rate = telling.is(percent(estimate))
  return figure.before.estimate === null ? rate : `${rate}: ${changeOf(figure, telling, ago)}`
}

/** Above these, alpha is called reliable or tentative. Krippendorff (2004), Content Analysis, 11.4. */
const RELIABLE = 0.8
const TENTATIVE = 0.667

const judged = (low: number): string => {
  if (low >= RELIABLE) return 'enough to rely on'
  return low >= TENTATIVE ? 'enough for tentative conclusions' : 'not shown to be enough to rely on'
}

export const agreementSentence = (of: { units: number; people: number; alpha: Share }): string => {
  const { units, people, alpha } = of
  if (units === 0) return 'Nothing is known of how far people agree: no prediction was judged by two of them.'
  const rest = `${several(units, 'prediction')} that ${several(people, 'person', 'people')} judged`
  if (alpha.estimate === null) return `Everybody gave the same answer to ${rest}: agreement cannot be told from chance.`
  const interval = `95% interval ${decimals(alpha.low)} to ${decimals(alpha.high)}`
  return `Alpha is ${decimals(alpha.estimate)} (${interval}) over ${rest}: ${judged(alpha.low)}.`
}
