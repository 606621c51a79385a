import { canonical } from '../../ledger/canonical.ts'
import { hajek } from '../../stats/hajek.ts'
import type { Interval } from '../../stats/interval.ts'
import { wilson } from '../../stats/proportion.ts'
import type { Decision } from '../triage/index.ts'
import type { Changes, Errors, Rehearsal, Tally } from './contract.ts'

/** One prediction under both policies. */
export type Rehearsed = {
  prediction_id: string
  external_id: string
  text: string
  draft: Decision
  present: Decision | undefined
  /** The chance by which people were sent this prediction, where they found it wrong. */
  found_with: number | null
}

/** Traffic a day, and how long a judgement takes. */
export type Pace = { predictions_per_day: number; seconds_per_judgement: number | null }

const scaled = ({ estimate, low, high }: Interval, by: number): Interval => ({
  estimate: estimate === null ? null : estimate * by,
  low: low * by,
  high: high * by,
})

/** Numbers in a reason are a prediction's own: only rules are told apart by their words. */
const sortOf = ({ strategy, reason }: Decision): string =>
  strategy === null || strategy === 'rule' ? reason : strategy

const countBy = <T>(all: T[], key: (each: T) => string): T[][] =>
  [...Map.groupBy(all, key).values()].sort((one, other) => other.length - one.length)

export const tallyOf = (decisions: Decision[], { predictions_per_day, seconds_per_judgement }: Pace): Tally => {
  const count = (outcome: Decision['outcome']) => decisions.filter(each => each.outcome === outcome).length
  const assignments = decisions.flatMap(each => each.assignment ?? [])
  const judgements = assignments.reduce((sum, each) => sum + each.wanted, 0)
  const review_share = wilson(assignments.length, decisions.length)
  const reviews_per_day = scaled(review_share, predictions_per_day)
  const minutes_each = ((judgements / Math.max(1, assignments.length)) * (seconds_per_judgement ?? 0)) / 60
  return {
    pass: count('pass'),
    rule: count('rule'),
    review: count('review'),
    review_share,
    reasons: countBy(decisions, each => `${each.outcome} ${sortOf(each)}`).map(alike => {
      const first = alike[0] as Decision
      return { outcome: first.outcome, reason: sortOf(first), count: alike.length }
    }),
    queues: countBy(assignments, each => each.queue).map(alike => ({
      queue: alike[0]?.queue as string,
      reviews: alike.length,
      judgements: alike.reduce((sum, each) => sum + each.wanted, 0),
    })),
    reviews_per_day,
    minutes_per_day: seconds_per_judgement === null ? null : scaled(reviews_per_day, minutes_each),
  }
}

type Change = 'same' | 'added' | 'dropped' | 'moved' | 'answered'

export const changeOf = (present: Decision, draft: Decision): Change => {
  const [before, after] = [present.outcome === 'review', draft.outcome === 'review']
  if (before !== after) return after ? 'added' : 'dropped'
  if (canonical(present.answer) !== canonical(draft.answer) || present.outcome !== draft.outcome) return 'answered'
  const place = ({ assignment, blind }: Decision) => canonical({ assignment, blind })
  return place(present) === place(draft) ? 'same' : 'moved'
}

const EXAMPLES_shown = 20

/** What differs, of predictions that are given oldest first. */
export const changesOf = (rows: (Rehearsed & { present: Decision })[]): Changes => {
  const counts: Record<Change, number> = { same: 0, added: 0, dropped: 0, moved: 0, answered: 0 }
  const examples: Changes['examples'] = []
  for (const { prediction_id, external_id, text, draft, present } of rows.toReversed()) {
    const change = changeOf(present, draft)
    counts[change] += 1
    if (change === 'same' || examples.length === EXAMPLES_shown) continue
    const told = ({ outcome, reason }: Decision) => ({ outcome, reason })
    examples.push({ prediction_id, external_id, text, present: told(present), draft: told(draft) })
  }
  return { ...counts, examples }
}

const bounds = ({ estimate, low, high }: Interval): Interval => ({ estimate, low, high })

/**
 * How many errors people would see. The shares are Hájek's: each known error stands for 1/pi others, and counts by the
 * chance that a policy sends it to people, which is less noisy than one draw of it.
 */
export const errorsOf = (rows: (Rehearsed & { present: Decision })[]): Errors => {
  const known = rows.flatMap(({ found_with: pi, draft, present }) => (pi === null ? [] : [{ pi, draft, present }]))
  const seen = (side: 'draft' | 'present') => known.filter(each => each[side].outcome === 'review').length
  const chance = ({ inclusion_probability }: Decision) => inclusion_probability
  // A difference lies between -1 and 1, and the estimator's outcomes between 0 and 1.
  const halved = hajek(known.map(({ pi, draft, present }) => ({ y: (1 + chance(draft) - chance(present)) / 2, pi })))
  const doubled = (value: number) => 2 * value - 1
  return {
    known: known.length,
    draft: seen('draft'),
    present: seen('present'),
    draft_share: bounds(hajek(known.map(({ pi, draft }) => ({ y: chance(draft), pi })))),
    present_share: bounds(hajek(known.map(({ pi, present }) => ({ y: chance(present), pi })))),
    difference: {
      estimate: halved.estimate === null ? null : doubled(halved.estimate),
      low: doubled(halved.low),
      high: doubled(halved.high),
    },
  }
}

const percent = (share: number) => `${(share * 100).toFixed(1)}%`

const errorsInWords = (errors: Errors | null): string => {
  if (!errors || errors.difference.estimate === null) return 'Nothing is known of the errors it would find.'
  const { draft, present, known, difference } = errors
  const found = `Of ${known} known errors people would see ${draft}, against ${present} now`
  if (difference.low <= 0 && difference.high >= 0) return `${found}: no clear change.`
  const more = difference.low > 0 ? 'more' : 'fewer'
  const [low, high] = [difference.low, difference.high].map(Math.abs).sort((one, other) => one - other)
  return `${found}: ${percent(low as number)} to ${percent(high as number)} of all errors ${more}.`
}

/** The finding in two sentences. */
export const inWords = ({ predictions, draft, present, errors }: Omit<Rehearsal, 'sentence'>): string => {
  if (predictions === 0) return 'There is no traffic to try it on yet.'
  const share = percent(draft.review / predictions)
  const before = present ? `, against ${percent(present.review / predictions)} now` : ''
  const asked = `People would see ${draft.review} of ${predictions} predictions (${share}${before}).`
  return `${asked} ${errorsInWords(errors)}`
}
