import { hajek } from '../../stats/hajek.ts'
import { twoSidedZ } from '../../stats/interval.ts'
import { wilson } from '../../stats/proportion.ts'
import { median, quantile } from '../../stats/quantile.ts'
import type { ErrorRate } from './contract.ts'
import type { Amount, Share } from './figures.ts'
import { percent } from './words.ts'

/** Reviewed predictions with one inclusion probability: how many, how many of them answered by people, and wrong. */
export type Stratum = { probability: number; reviewed: number; resolved: number; errors: number }

export const sum = <Row>(rows: readonly Row[], of: (row: Row) => number): number =>
  rows.reduce((all, row) => all + of(row), 0)

/**
 * Each answered prediction stands for 1/pi others (Hájek). People may be behind: within a stratum the answered ones
 * are taken as a random part of those sent, so pi is multiplied by the share answered. Without that the hard cases,
 * sent with certainty but waiting, would be missing from the estimate and make it too good.
 */
const unitsOf = (strata: readonly Stratum[]) =>
  strata.flatMap(({ probability, reviewed, resolved, errors }) => {
    const pi = (probability * resolved) / reviewed
    return Array.from({ length: resolved }, (_, n) => ({ y: n < errors ? 1 : 0, pi }))
  })

/** Strata of one probability as one. */
export const merge = (strata: readonly Stratum[]): Stratum[] =>
  [...Map.groupBy(strata, each => each.probability)].map(([probability, alike]) => ({
    probability,
    reviewed: sum(alike, each => each.reviewed),
    resolved: sum(alike, each => each.resolved),
    errors: sum(alike, each => each.errors),
  }))

/**
 * The share of predictions of which nobody can tell anything: those like the ones that were sent to people and wait, as
 * audits do while the uncertain ones are answered, and all the rest where chance has drawn none of it yet.
 */
const unheardShare = (strata: readonly Stratum[], predictions = 0): number => {
  const standsFor = ({ reviewed, probability }: Stratum) => reviewed / probability
  const sent = sum(strata, standsFor)
  const waiting = sum(strata, each => (each.resolved === 0 ? standsFor(each) : 0))
  const undrawn = strata.every(each => each.probability === 1) ? Math.max(0, predictions - sent) : 0
  return sent + undrawn === 0 ? 1 : (waiting + undrawn) / (sent + undrawn)
}

/** Where more than this is unheard of, what is known of the others is no estimate of all. */
const UNHEARD_max = 0.1

export type Rate = { checked: number; errors: number; error_rate: Share }

/**
 * The error rate of all predictions from those that people answered, with its interval. What is unheard of could be all
 * right or all wrong, and widens the interval by as much.
 * @param given the confidence of the interval, and how many predictions there are in all, where that is known
 */
export const rateOf = (strata: readonly Stratum[], given: { confidence?: number; predictions?: number } = {}): Rate => {
  const alike = merge(strata)
  const { estimate, low, high } = hajek(unitsOf(alike), given.confidence)
  const unheard = unheardShare(alike, given.predictions)
  return {
    checked: sum(strata, each => each.resolved),
    errors: sum(strata, each => each.errors),
    error_rate: {
      estimate: unheard > UNHEARD_max ? null : estimate,
      low: low * (1 - unheard),
      high: high * (1 - unheard) + unheard,
    },
  }
}

/** A rate in words, and what it rests on. */
export const rateInWords = ({ checked, error_rate: { estimate, low, high } }: Rate, of: string): string => {
  if (checked === 0) return `Nothing is known yet: none of ${of} has an answer from people.`
  const interval = `95% interval ${percent(low)} to ${percent(high)}`
  const people = `${checked} that people answered`
  if (estimate !== null) return `About ${percent(estimate)} of ${of} are wrong (${interval}), from ${people}.`
  return `How many of ${of} are wrong is not known yet (${interval}): too many are like none of the ${people}.`
}

/** The error rate of a number of predictions, beside what the review queue alone would say. */
export const errorRateOf = (strata: readonly Stratum[], predictions: number): ErrorRate => {
  const rate = rateOf(strata, { predictions })
  const reviewed = sum(strata, each => each.reviewed)
  return {
    predictions,
    reviewed,
    resolved: rate.checked,
    pending: reviewed - rate.checked,
    errors: rate.errors,
    error_rate: rate.error_rate,
    among_reviewed: wilson(rate.errors, rate.checked),
    n_effective: hajek(unitsOf(strata)).n_effective,
    sentence: rateInWords(rate, `${predictions} predictions`),
  }
}

export const spreadOf = (seconds: number[]) => ({
  n: seconds.length,
  median_seconds: median(seconds),
  p90_seconds: quantile(seconds, 0.9),
})

const BINS = [
  { label: '<1m', from_seconds: 0, to_seconds: 60 },
  { label: '1-5m', from_seconds: 60, to_seconds: 300 },
  { label: '5-15m', from_seconds: 300, to_seconds: 900 },
  { label: '15-60m', from_seconds: 900, to_seconds: 3600 },
  { label: '1-4h', from_seconds: 3600, to_seconds: 14_400 },
  { label: '4-24h', from_seconds: 14_400, to_seconds: 86_400 },
  { label: '>1d', from_seconds: 86_400, to_seconds: null },
]

/** How many took how long; a time on a border belongs to the longer. */
export const histogramOf = (seconds: number[]) =>
  BINS.map(bin => ({
    ...bin,
    n: seconds.filter(each => each >= bin.from_seconds && (bin.to_seconds === null || each < bin.to_seconds)).length,
  }))

/** Judgements: how many, their seconds, and the squares of these. */
export type Spent = { n: number; seconds: number; squares: number }

/**
 * Seconds of reviewing for a thousand predictions. The interval is that of a compound Poisson process: judgements come
 * by chance, and each takes as long as it takes, so the variance of the sum is the sum of the squares. Where nobody
 * judged, nothing bounds it from above.
 */
export const secondsPer1000 = ({ n, seconds, squares }: Spent, predictions: number): Amount => {
  if (predictions === 0) return { estimate: null, low: 0, high: null }
  const scale = 1000 / predictions
  const half = twoSidedZ(0.95) * Math.sqrt(squares)
  const low = Math.max(0, seconds - half) * scale
  return { estimate: seconds * scale, low, high: n === 0 ? null : (seconds + half) * scale }
}

/** One judgement: whose, how long it took, and whether its answer stands; null where nothing else tells. */
export type Effort = { person_id: string; name: string; seconds: number; agrees: boolean | null }

const total = (efforts: Effort[]) => sum(efforts, each => each.seconds)

const personOf = (person_id: string, efforts: Effort[]) => {
  const compared = efforts.filter(each => each.agrees !== null)
  const agreed = compared.filter(each => each.agrees).length
  return {
    person_id,
    name: efforts[0]?.name as string,
    judgements: efforts.length,
    seconds: total(efforts),
    median_seconds: median(efforts.map(each => each.seconds)),
    agreement: wilson(agreed, compared.length),
    compared: compared.length,
  }
}

export const effortOf = (efforts: Effort[], predictions: number) => {
  const seconds = total(efforts)
  const spent = { n: efforts.length, seconds, squares: sum(efforts, each => each.seconds ** 2) }
  const people = [...Map.groupBy(efforts, each => each.person_id)].map(([id, theirs]) => personOf(id, theirs))
  return {
    judgements: efforts.length,
    seconds,
    median_seconds: median(efforts.map(each => each.seconds)),
    seconds_per_1000_predictions: secondsPer1000(spent, predictions),
    people: people.sort((one, other) => other.judgements - one.judgements || one.name.localeCompare(other.name)),
  }
}
