import type { Kind } from '../../kinds/index.ts'
import { classificationScores, logLoss } from '../../stats/classification.ts'
import { type Interval, twoSidedZ } from '../../stats/interval.ts'
import { mcnemar } from '../../stats/mcnemar.ts'
import { newcombe, type PairedTable } from '../../stats/newcombe.ts'
import { wilson } from '../../stats/proportion.ts'
import { ratio, ratioChange } from '../../stats/ratio.ts'
import type { ComparisonResult, MeasureResult } from './contract.ts'

/** What a model said of an item; scores where it told them. */
export type Said = { answer: unknown; scores: Readonly<Record<string, number>> | null }

/** A held-out item with its right answer and what was said of it. Without a baseline `baseline` is null. */
export type Case = { gold: unknown; candidate: Said; baseline: Said | null }

type Side = 'candidate' | 'baseline'
type Judged = Said & { right: boolean }
type JudgedCase = { gold: unknown; candidate: Judged; baseline: Judged | null }

const judge = ({ gold, candidate, baseline }: Case, kind: Kind): JudgedCase => {
  const judged = (said: Said): Judged => ({ ...said, right: kind.distance(said.answer, gold) === 0 })
  return { gold, candidate: judged(candidate), baseline: baseline && judged(baseline) }
}

const isRight = (each: JudgedCase, side: Side): boolean => each[side]?.right === true

const tableOf = (cases: JudgedCase[]): PairedTable => {
  const table = { both: 0, candidate_only: 0, baseline_only: 0, neither: 0 }
  for (const each of cases) {
    const candidate = isRight(each, 'candidate')
    const baseline = isRight(each, 'baseline')
    table[candidate ? (baseline ? 'both' : 'candidate_only') : baseline ? 'baseline_only' : 'neither'] += 1
  }
  return table
}

const accuracyOf = (cases: JudgedCase[], side: Side): Interval =>
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
const classScoresOf = (own: JudgedCase[], given: number, side: Side) => {
  const hits = own.filter(each => isRight(each, side)).length
  return { accuracy: wilson(hits, own.length), f1: f1Interval(hits, own.length + given - hits) }
}

type ClassOf = (answer: unknown) => string

const givenBy = (cases: JudgedCase[], side: Side, classOf: ClassOf) =>
  Map.groupBy(
    cases.filter(each => each[side]),
    each => classOf(each[side]?.answer),
  )

const classesOf = (cases: JudgedCase[], classOf: ClassOf, beside: boolean) => {
  const candidate = givenBy(cases, 'candidate', classOf)
  const baseline = givenBy(cases, 'baseline', classOf)
  const classes = [...Map.groupBy(cases, each => classOf(each.gold))].map(([label, own]) => ({
    label,
    support: own.length,
    candidate: classScoresOf(own, candidate.get(label)?.length ?? 0, 'candidate'),
    baseline: beside ? classScoresOf(own, baseline.get(label)?.length ?? 0, 'baseline') : null,
    change: beside ? newcombe(tableOf(own)) : null,
  }))
  return classes.sort((one, other) => (one.label < other.label ? -1 : 1))
}

/** The loss of every case, or null where a model told no scores. */
const lossesOf = (cases: JudgedCase[], classOf: ClassOf, side: Side): number[] | null => {
  const losses: number[] = []
  for (const each of cases) {
    const scores = each[side]?.scores
    if (!scores) return null
    losses.push(logLoss([classOf(each.gold)], [scores]) as number)
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

const modelScoresOf = (cases: JudgedCase[], classOf: ClassOf | null, side: Side) => {
  const accuracy = accuracyOf(cases, side)
  if (!classOf) return { accuracy, macro_f1: null, log_loss: null }
  const gold = cases.map(each => classOf(each.gold))
  const said = cases.map(each => classOf(each[side]?.answer))
  const losses = lossesOf(cases, classOf, side)
  const { macro_f1 } = classificationScores(gold, said)
  return { accuracy, macro_f1, log_loss: losses && losses.length > 0 ? mean(losses) : null }
}

const pairedOf = (cases: JudgedCase[], classOf: ClassOf | null) => {
  const table = tableOf(cases)
  const candidate = classOf && lossesOf(cases, classOf, 'candidate')
  const baseline = classOf && lossesOf(cases, classOf, 'baseline')
  return {
    ...table,
    accuracy: newcombe(table),
    mid_p: mcnemar(table.candidate_only, table.baseline_only).mid_p,
    log_loss: candidate && baseline ? meanInterval(candidate.map((loss, i) => loss - (baseline[i] as number))) : null,
  }
}

/** What the kind measures answers by. One item shows no spread: then there is nothing to tell. */
const measuresOf = (cases: Case[], kind: Kind, beside: boolean): MeasureResult[] =>
  (cases.length < 2 ? [] : kind.measures).map(({ name, title, better, share, of }) => {
    const parts = (side: Side) => cases.map(each => of(each[side]?.answer, each.gold))
    const own = parts('candidate')
    const its = beside ? parts('baseline') : null
    const candidate = ratio(own, { share })
    const baseline = its && ratio(its, { share })
    return { name, title, better, share, candidate, baseline, change: its && ratioChange(own, its) }
  })

/**
 * Measures a candidate on held-out cases, beside a baseline where the cases have one: both saw the same items, so what
 * counts is where they differ.
 * @param left_out items that are not among the cases, and why
 */
export const compare = (
  cases: Case[],
  left_out: { leaked: number; unpredicted: number },
  kind: Kind,
): ComparisonResult => {
  const beside = cases.length > 0 && cases.every(each => each.baseline !== null)
  const judged = cases.map(each => judge(each, kind))
  const { classOf } = kind
  return {
    n: cases.length,
    ...left_out,
    candidate: modelScoresOf(judged, classOf, 'candidate'),
    baseline: beside ? modelScoresOf(judged, classOf, 'baseline') : null,
    paired: beside ? pairedOf(judged, classOf) : null,
    measures: measuresOf(cases, kind, beside),
    classes: classOf ? classesOf(judged, classOf, beside) : [],
  }
}
