import { newcombeIndependent } from '../../stats/newcombe.ts'
import { wilson } from '../../stats/proportion.ts'
import { STRATEGIES } from '../triage/contract.ts'
import type { Gain } from './contract.ts'
import { percent, points } from './words.ts'

/** Reviews that one thing asked for under one version of the policy. */
export type Asked = { policy_version: number; strategy: string; reviewed: number; resolved: number; errors: number }

const count = (rows: Asked[]) => ({
  reviewed: rows.reduce((sum, each) => sum + each.reviewed, 0),
  resolved: rows.reduce((sum, each) => sum + each.resolved, 0),
  errors: rows.reduce((sum, each) => sum + each.errors, 0),
})

const inWords = ({ strategy, errors_per_review: found, audited, difference }: Omit<Gain, 'sentence'>): string => {
  if (found.estimate === null || audited.errors_per_review.estimate === null || difference.estimate === null) {
    return `Nothing can be said of ${strategy} yet: it takes answers to what it chose and to random audits.`
  }
  const more = difference.estimate >= 0 ? 'more' : 'fewer'
  return (
    `${strategy} finds an error in ${percent(found.estimate)} of its reviews, chance in ` +
    `${percent(audited.errors_per_review.estimate)}: ${points(Math.abs(difference.estimate))} points ${more} ` +
    `(95% interval ${points(difference.low)} to ${points(difference.high)}).`
  )
}

const RANDOM = ['audit', 'random']

/**
 * What each strategy finds per review, beside the random sample drawn under the same versions of the policy.
 *
 * The audits sample what the strategy leaves over, not all traffic. That makes no difference to the sign: what it
 * chooses holds more errors than all traffic exactly where it holds more than the rest.
 */
export const gainsOf = (rows: Asked[]): Gain[] =>
  STRATEGIES.flatMap(strategy => {
    const own = rows.filter(each => each.strategy === strategy)
    if (own.length === 0) return []
    const versions = new Set(own.map(each => each.policy_version))
    const chance = count(rows.filter(each => RANDOM.includes(each.strategy) && versions.has(each.policy_version)))
    const found = count(own)
    const gain = {
      strategy,
      ...found,
      errors_per_review: wilson(found.errors, found.resolved),
      audited: {
        resolved: chance.resolved,
        errors: chance.errors,
        errors_per_review: wilson(chance.errors, chance.resolved),
      },
      difference: newcombeIndependent({ k: found.errors, n: found.resolved }, { k: chance.errors, n: chance.resolved }),
    }
    return [{ ...gain, sentence: inWords(gain) }]
  })

/** Fewer answered audits than this prove nothing against a strategy. */
export const AUDITED_least = 100

/** Whether a strategy clearly finds no more than chance: then its reviews are better drawn at random. */
export const isIdle = ({ audited, difference }: Gain): boolean =>
  audited.resolved >= AUDITED_least && difference.high <= 0
