import { classificationScores, logLoss } from '../../stats/classification.ts'
import { type Interval, twoSidedZ } from '../../stats/interval.ts'
import { mcnemar } from '../../stats/mcnemar.ts'
import { newcombe, type PairedTable } from '../../stats/newcombe.ts'
import { wilson } from '../../stats/proportion.ts'
import type { ComparisonResult } from './contract.ts'

/** What a model said of an item, as a class; scores where it told them. */
export type Said = { label: string; scores: Readonly<Record<string, number>> | null }

/** A held-out item with its right class and what was said of it. Without a baseline `baseline` is null. */
export type Case = { gold: string; candidate: Said; baseline: Said | null }

type Side = 'candidate' | 'baseline'

const isRight = (each: Case, side: Side): boolean => each[side]?.label === each.gold

const tableOf = (cases: Case[]): PairedTable => {
  const table = { both: 0, candidate_only: 0, baseline_only: 0, neither: 0 }
  for (const each of cases) {
    const candidate = isRight(each, 'candidate')
    const baseline = isRight(each, 'baseline')
    table[candidate ? (baseline ? 'both' : 'candidate_only') : baseline ? 'baseline_only' : 'neither'] += 1
  }
  return table
}

const accuracyOf = (cases: Case[], side: Side): Interval =>
  wilson(cases.filter(each => isRight(each, side)).length, cases.length)

/**
 * F1 of a class with an interval. F1 = 2J / (1 + J), where J = TP / (TP + FP + FN) is the share of hits among the items
 * that have or were given the class; J is a proportion and gets Wilson's interval, and F1 grows with it (Hand, Christen
 * and Kirielle 2021, Machine Learning 110, 451-456, for J as a form of F1).
 */
export const f1Interval = (hits: number, either: number): Interval => {
  const { estimate, low, high } = wilson(hits, either)
  const f1 = (j: number) => (2 * j) / (1 + j)
  return { estimate: estimate === null ? null : f1(estimate), low: f1(low), high: f1(high) }
}

/** Scores of one class by model: `own` are the cases of the class, `given` how many the model put into it. */
const classScoresOf = (own: Case[], given: number, side: Side) => {
  const hits = own.filter(each => isRight(each, side)).length
  return { accuracy: wilson(hits, own.length), f1: f1Interval(hits, own.length + given - hits) }
}

const givenBy = (cases: Case[], side: Side) => Map.groupBy(cases, each => each[side]?.label)

const classesOf = (cases: Case[], beside: boolean) => {
  const candidate = givenBy(cases, 'candidate')
  const baseline = givenBy(cases, 'baseline')
  const classes = [...Map.groupBy(cases, each => each.gold)].map(([label, own]) => ({
    label,
    support: own.length,
    candidate: classScoresOf(own, candidate.get(label)?.length ?? 0, 'candidate'),
    baseline: beside ? classScoresOf(own, baseline.get(label)?.length ?? 0, 'baseline') : null,
    change: beside ? newcombe(tableOf(own)) : null,
  }))
  return classes.sort((one, other) => (one.label < other.label ? -1 : 1))
}

/** The loss of every case, or null where a model told no scores. */
const lossesOf = (cases: Case[], side: Side): number[] | null => {
  const losses: number[] = []
  for (const each of cases) {
    const scores = each[side]?.scores
    if (!scores) return null
    losses.push(logLoss([each.gold], [scores]) as number)
  }
  return losses
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

/** The mean of paired differences with its normal interval; null of fewer than two, which show no spread. */
export const meanInterval = (differences: number[]): Interval | null => {
  const n = differences.length
  if (n < 2) return null
  const estimate = mean(differences)
  const variance = differences.reduce((sum, value) => sum + (value - estimate) ** 2, 0) / (n - 1)
  const half = twoSidedZ(0.95) * Math.sqrt(variance / n)
  return { estimate, low: estimate - half, high: estimate + half }
}

const modelScoresOf = (cases: Case[], side: Side) => {
  const gold = cases.map(each => each.gold)
  const said = cases.map(each => each[side]?.label as string)
  const losses = lossesOf(cases, side)
  return {
    accuracy: accuracyOf(cases, side),
    macro_f1: classificationScores(gold, said).macro_f1,
    log_loss: losses && losses.length > 0 ? mean(losses) : null,
  }
}

const pairedOf = (cases: Case[]) => {
  const table = tableOf(cases)
  const candidate = lossesOf(cases, 'candidate')
  const baseline = lossesOf(cases, 'baseline')
  return {
    ...table,
    accuracy: newcombe(table),
    mid_p: mcnemar(table.candidate_only, table.baseline_only).mid_p,
    log_loss: candidate && baseline ? meanInterval(candidate.map((loss, i) => loss - (baseline[i] as number))) : null,
  }
}

/**
 * Measures a candidate on held-out cases, beside a baseline where the cases have one: both saw the same items, so what
 * counts is where they differ.
 * @param left_out items that are not among the cases, and why
 */
export const compare = (cases: Case[], left_out: { leaked: number; unpredicted: number }): ComparisonResult => {
  const beside = cases.length > 0 && cases.every(each => each.baseline !== null)
  return {
    n: cases.length,
    ...left_out,
    candidate: modelScoresOf(cases, 'candidate'),
    baseline: beside ? modelScoresOf(cases, 'baseline') : null,
    paired: beside ? pairedOf(cases) : null,
    classes: classesOf(cases, beside),
  }
}

const percent = (share: number | null) => `${((share ?? 0) * 100).toFixed(1)} %`
const count = (n: number) => n.toLocaleString('en-US')
const points = (share: number) => (Math.abs(share) * 100).toFixed(1)
const signed = (share: number) => `${share < 0 ? '-' : '+'}${points(share)}`

/** What a difference with its interval amounts to, candidate minus baseline. */
export const differenceInWords = ({ estimate, low, high }: Interval): string => {
  if (low > 0) return `${points(estimate ?? 0)} points better (95 % interval ${points(low)} to ${points(high)})`
  if (high < 0) return `${points(estimate ?? 0)} points worse (95 % interval ${points(high)} to ${points(low)})`
  return `no clear change (the 95 % interval from ${signed(low)} to ${signed(high)} points includes zero)`
}

const leftOutInWords = ({ leaked, unpredicted }: ComparisonResult, baseline: string | null): string[] => [
  ...(leaked > 0 ? [`${count(leaked)} items that one of them had learned from were left out.`] : []),
  ...(unpredicted > 0 ? [`${count(unpredicted)} items without a prediction of ${baseline} were left out.`] : []),
]

/** What an evaluation found, in one or two sentences. */
export const inWords = (result: ComparisonResult, names: { candidate: string; baseline: string | null }): string => {
  const { n, candidate, baseline, paired } = result
  const { estimate, low, high } = candidate.accuracy
  const right = `${names.candidate} is right on ${percent(estimate)} of ${count(n)} held-out items`
  const first =
    baseline && paired
      ? `${right}, ${names.baseline} on ${percent(baseline.accuracy.estimate)}: ${differenceInWords(paired.accuracy)}.`
      : `${right} (95 % interval ${percent(low)} to ${percent(high)}).`
  return [first, ...leftOutInWords(result, names.baseline)].join(' ')
}
