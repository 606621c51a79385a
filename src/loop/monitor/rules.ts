import { hajek } from '../../stats/hajek.ts'
import { wilson } from '../../stats/proportion.ts'
import { median, quantile } from '../../stats/quantile.ts'
import type { ErrorRate } from './contract.ts'

/** Predictions with one inclusion probability: how many, sent to people, answered by them, and wrong. */
export type Stratum = { probability: number; predictions: number; reviewed: number; resolved: number; errors: number }

const percent = (value: number) => `${(value * 100).toFixed(1)} %`

const sum = (strata: Stratum[], of: (stratum: Stratum) => number) => strata.reduce((all, each) => all + of(each), 0)

/**
 * The error rate of all predictions from those that people answered.
 *
 * Each answered prediction stands for 1/pi others (Hájek). People may be behind: within a stratum the answered ones
 * are taken as a random part of those sent, so pi is multiplied by the share answered. Without that the hard cases,
 * sent with certainty but waiting, would be missing from the estimate and make it too good.
 */
export const errorRateOf = (strata: Stratum[]): ErrorRate => {
  const units = strata.flatMap(({ probability, reviewed, resolved, errors }) => {
    const pi = (probability * resolved) / reviewed
    return Array.from({ length: resolved }, (_, n) => ({ y: n < errors ? 1 : 0, pi }))
  })
  const predictions = sum(strata, each => each.predictions)
  const reviewed = sum(strata, each => each.reviewed)
  const resolved = sum(strata, each => each.resolved)
  const errors = sum(strata, each => each.errors)
  const { estimate, low, high, n_effective } = hajek(units)
  const sentence =
    estimate === null
      ? `Nothing is known yet: none of ${predictions} predictions has an answer from people.`
      : `About ${percent(estimate)} of ${predictions} predictions are wrong ` +
        `(95 % interval ${percent(low)} to ${percent(high)}), from ${resolved} that people answered.`
  return {
    predictions,
    reviewed,
    resolved,
    pending: reviewed - resolved,
    errors,
    error_rate: { estimate, low, high },
    among_reviewed: wilson(errors, resolved),
    n_effective,
    sentence,
  }
}

export const spreadOf = (seconds: number[]) => ({
  n: seconds.length,
  median_seconds: median(seconds),
  p90_seconds: quantile(seconds, 0.9),
})

/** One judgement: whose, how long it took, and whether its answer stands (null while nothing stands). */
export type Effort = { person_id: string; seconds: number; agrees: boolean | null }

const total = (efforts: Effort[]) => efforts.reduce((all, each) => all + each.seconds, 0)

const personOf = (person_id: string, efforts: Effort[]) => {
  const settled = efforts.filter(each => each.agrees !== null)
  const agreed = settled.filter(each => each.agrees).length
  return {
    person_id,
    judgements: efforts.length,
    seconds: total(efforts),
    median_seconds: median(efforts.map(each => each.seconds)),
    agreement: wilson(agreed, settled.length),
  }
}

export const effortOf = (efforts: Effort[], predictions: number) => {
  const people = Map.groupBy(efforts, each => each.person_id)
  const seconds = total(efforts)
  return {
    judgements: efforts.length,
    seconds,
    median_seconds: median(efforts.map(each => each.seconds)),
    seconds_per_1000_predictions: predictions > 0 ? (seconds / predictions) * 1000 : null,
    people: [...people].map(([person_id, theirs]) => personOf(person_id, theirs)),
  }
}
