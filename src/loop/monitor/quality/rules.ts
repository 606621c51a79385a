import type { Interval } from '../../../stats/interval.ts'
import { type Distance, krippendorff, krippendorffAlpha } from '../../../stats/krippendorff.ts'
import { moverDifference } from '../../../stats/mover.ts'
import { median } from '../../../stats/quantile.ts'
import { quantileInterval } from '../../../stats/quantile-interval.ts'
import type { Amount, Word } from '../figures.ts'
import { rateOf, type Spent, type Stratum, secondsPer1000, sum } from '../rules.ts'
import { wordOf } from '../words.ts'
import type { Agreement, Figure } from './contract.ts'
import { agreementSentence, type Measured } from './sentences.ts'

/** How many parts a window has, and so how many points a spark line. */
export const PARTS = 12

/** Something of a part of two windows, counted back from the end: parts below `PARTS` are now, the others before. */
export type Parted = { part: number | null }

export type Halves<Row> = { now: Row[]; before: Row[] }

export const halvesOf = <Row extends Parted>(rows: readonly Row[]): Halves<Row> => ({
  now: rows.filter(row => (row.part as number) < PARTS),
  before: rows.filter(row => (row.part as number) >= PARTS),
})

/** A point for each part of the window, the oldest first; null where there is nothing to tell. */
export const sparkOf = <Row extends Parted>(rows: readonly Row[], of: (rows: Row[]) => number | null) => {
  const parts = Map.groupBy(rows, row => row.part as number)
  return Array.from({ length: PARTS }, (_, index) => of(parts.get(PARTS - 1 - index) ?? []))
}

const open = (bound: number | null, side: number): number => bound ?? side * Number.POSITIVE_INFINITY
const closed = (bound: number): number | null => (Number.isFinite(bound) ? bound : null)

const asInterval = ({ estimate, low, high }: Amount): Interval => ({
  estimate,
  low: open(low, -1),
  high: open(high, 1),
})
const asAmount = ({ estimate, low, high }: Interval): Amount => ({ estimate, low: closed(low), high: closed(high) })

/** A figure of two windows, with what changed between them. */
export const figureOf = (
  { now, before }: { now: Amount; before: Amount },
  better: 'lower' | 'higher' = 'lower',
): Pick<Figure, 'now' | 'before' | 'change' | 'word'> => {
  const change = moverDifference(asInterval(now), asInterval(before))
  // Of what was not observed in one of the two, no change can be clear.
  const word: Word = change.estimate === null ? 'no clear change' : wordOf(change, better)
  return { now, before, change: asAmount(change), word }
}

/** @param made how many predictions there were in each part */
export const errorFigure = (rows: (Stratum & Parted)[], made: ({ n: number } & Parted)[]): Measured => {
  const { now, before } = halvesOf(rows)
  const all = halvesOf(made)
  const rate = rateOf(now, { predictions: sum(all.now, each => each.n) })
  const rateBefore = rateOf(before, { predictions: sum(all.before, each => each.n) })
  return {
    ...figureOf({ now: rate.error_rate, before: rateBefore.error_rate }),
    ...{ n: rate.checked, n_before: rateBefore.checked },
    spark: sparkOf(now, part => rateOf(part).error_rate.estimate),
  }
}

/** The median of times, which cannot be negative. */
const medianOf = (seconds: number[]): Amount => {
  const { estimate, low, high } = quantileInterval(seconds, 0.5)
  return asAmount({ estimate, low: Math.max(0, low), high })
}

export const correctionFigure = (rows: ({ seconds: number } & Parted)[]): Measured => {
  const { now, before } = halvesOf(rows)
  const secondsOf = (some: { seconds: number }[]) => some.map(each => each.seconds)
  return {
    ...figureOf({ now: medianOf(secondsOf(now)), before: medianOf(secondsOf(before)) }),
    ...{ n: now.length, n_before: before.length },
    spark: sparkOf(now, part => median(secondsOf(part))),
  }
}

const add = (rows: Spent[]): Spent => ({
  n: sum(rows, each => each.n),
  seconds: sum(rows, each => each.seconds),
  squares: sum(rows, each => each.squares),
})

/** `spent` and `made` (how many predictions) by part. */
export const effortFigure = (spent: (Spent & Parted)[], made: ({ n: number } & Parted)[]): Measured => {
  const [judged, predicted] = [halvesOf(spent), halvesOf(made)]
  const count = (rows: { n: number }[]) => sum(rows, each => each.n)
  const countOf = new Map(made.map(each => [each.part, each.n]))
  const per1000 = (side: 'now' | 'before') => secondsPer1000(add(judged[side]), count(predicted[side]))
  // A part in which nobody judged took no time, where anything was predicted at all.
  const all = Array.from({ length: PARTS }, (_, part) => ({ part, ...add(spent.filter(each => each.part === part)) }))
  return {
    ...figureOf({ now: per1000('now'), before: per1000('before') }),
    ...{ n: count(judged.now), n_before: count(judged.before) },
    spark: sparkOf(all, ([part]) => (part ? secondsPer1000(part, countOf.get(part.part) ?? 0).estimate : null)),
  }
}

/** Answers to one prediction as JSON text: of two people or more. */
export type Unit = { answers: string[]; people: string[] }

/**
 * The work of alpha grows with the square of the distinct answers and, where answers are free texts, with the square of
 * their length: it takes the first units that stay within both, and their order is chance.
 */
const ANSWERS_most = 200
const CHARACTERS_most = 80_000

const bounded = <Row extends Unit>(units: Row[]): Row[] => {
  const seen = new Set<string>()
  let characters = 0
  const end = units.findIndex(({ answers }) => {
    for (const answer of answers) {
      if (!seen.has(answer)) characters += answer.length
      seen.add(answer)
    }
    return seen.size > ANSWERS_most || characters > CHARACTERS_most
  })
  return end < 0 ? units : units.slice(0, end)
}

/** A kind's distance, between answers as JSON text. */
export const distanceOfTexts =
  (distance: (one: unknown, other: unknown) => number): Distance<string> =>
  (one, other) =>
    distance(JSON.parse(one), JSON.parse(other))

export const agreementOf = (all: Unit[], distance: Distance<string>): Omit<Agreement, 'since' | 'until'> => {
  const units = bounded(all)
  const answers = units.map(each => each.answers)
  const { estimate, low, high } = krippendorff(answers, distance)
  const counted = {
    units: units.length,
    judgements: sum(answers, each => each.length),
    people: new Set(units.flatMap(each => each.people)).size,
  }
  const alpha = { estimate, low, high }
  return { ...counted, alpha, sentence: agreementSentence({ ...counted, alpha }) }
}

export const agreementFigure = (units: (Unit & Parted)[], distance: Distance<string>): Measured => {
  const { now, before } = halvesOf(units)
  const [agreement, agreementBefore] = [agreementOf(now, distance), agreementOf(before, distance)]
  const alphaOf = (part: Unit[]) =>
    krippendorffAlpha(
      part.map(each => each.answers),
      distance,
    )
  return {
    ...figureOf({ now: agreement.alpha, before: agreementBefore.alpha }, 'higher'),
    ...{ n: agreement.units, n_before: agreementBefore.units },
    spark: sparkOf(bounded(now), alphaOf),
  }
}
