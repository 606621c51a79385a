/** What was found, told to people. */
import type { Interval } from '../../stats/interval.ts'
import type { ComparisonResult, MeasureResult } from './contract.ts'

const percent = (share: number | null) => `${((share ?? 0) * 100).toFixed(1)}%`
const count = (n: number) => n.toLocaleString('en-US')

/** Points of a percentage for a share, else the number itself. */
const POINTS = { of: (value: number) => (Math.abs(value) * 100).toFixed(1), unit: ' points' }
const NUMBER = { of: (value: number) => Math.abs(value).toFixed(2), unit: '' }

/** What a difference with its interval amounts to, candidate minus baseline: above zero is better. */
export const differenceInWords = ({ estimate, low, high }: Interval, { of, unit } = POINTS): string => {
  const signed = (value: number) => `${value < 0 ? '-' : '+'}${of(value)}`
  if (low > 0) return `${of(estimate ?? 0)}${unit} better (95% interval ${of(low)} to ${of(high)})`
  if (high < 0) return `${of(estimate ?? 0)}${unit} worse (95% interval ${of(high)} to ${of(low)})`
  return `no clear change (the 95% interval from ${signed(low)} to ${signed(high)}${unit} includes zero)`
}

const turned = ({ estimate, low, high }: Interval): Interval => ({
  estimate: estimate === null ? null : -estimate,
  low: -high,
  high: -low,
})

/** The main thing beside right or wrong: "F1 of exact spans: 81.2% against 78.0%, 3.2 points better (...)." */
const measureInWords = ({ title, better, share, candidate, baseline, change }: MeasureResult): string[] => {
  if (candidate.estimate === null) return []
  const told = (value: number | null) => (share ? percent(value) : (value ?? 0).toFixed(2))
  if (!baseline || !change) {
    return [`${title}: ${told(candidate.estimate)} (95% interval ${told(candidate.low)} to ${told(candidate.high)}).`]
  }
  const difference = differenceInWords(better === 'higher' ? change : turned(change), share ? POINTS : NUMBER)
  return [`${title}: ${told(candidate.estimate)} against ${told(baseline.estimate)}, ${difference}.`]
}

const leftOutInWords = ({ leaked, unpredicted }: ComparisonResult): string[] => [
  ...(leaked > 0 ? [`${count(leaked)} items that one of them had learned from were left out.`] : []),
  ...(unpredicted > 0 ? [`${count(unpredicted)} items without a prediction were left out.`] : []),
]

/** What an evaluation found, in a few sentences. */
export const inWords = (result: ComparisonResult, names: { candidate: string; baseline: string | null }): string => {
  const { n, candidate, baseline, paired, measures } = result
  const { estimate, low, high } = candidate.accuracy
  const right = `${names.candidate} is right on ${percent(estimate)} of ${count(n)} held-out items`
  const first =
    baseline && paired
      ? `${right}, ${names.baseline} on ${percent(baseline.accuracy.estimate)}: ${differenceInWords(paired.accuracy)}.`
      : `${right} (95% interval ${percent(low)} to ${percent(high)}).`
  return [first, ...measures.slice(0, 1).flatMap(measureInWords), ...leftOutInWords(result)].join(' ')
}
