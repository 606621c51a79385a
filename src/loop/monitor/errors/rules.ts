import type { Interval } from '../../../stats/interval.ts'
import { moverDifference } from '../../../stats/mover.ts'
import type { Word } from '../figures.ts'
import { type Rate, rateInWords, rateOf, type Stratum } from '../rules.ts'
import { percent, points, several, wordOf } from '../words.ts'
import type { ClassRate, ErrorsByCategory } from './contract.ts'

/** Strata of one class of answers, or of one source. */
export type Named = Stratum & { name: string | null }

const CONFIDENCE = 0.95

type Compared = { against: Rate | null; difference: Interval | null; word: Word | null }

/**
 * A rate beside that of another model. `together` is how many such comparisons are read at once: each is made that
 * much surer (Bonferroni), else one class in twenty would seem to have changed by chance alone.
 */
const compare = (own: Stratum[], other: Stratum[] | null, together: number): Rate & Compared => {
  const rate = rateOf(own)
  if (other === null) return { ...rate, against: null, difference: null, word: null }
  const confidence = 1 - (1 - CONFIDENCE) / together
  const difference = moverDifference(rateOf(own, { confidence }).error_rate, rateOf(other, { confidence }).error_rate)
  return { ...rate, against: rateOf(other), difference, word: wordOf(difference) }
}

const countChecked = (strata: Stratum[]) => strata.reduce((all, each) => all + each.resolved, 0)

type Group = { name: string | null; own: Stratum[]; other: Stratum[] }

/** What is known of each name, the most often checked first, whichever model it was. */
const groupsOf = (own: Named[], other: Named[]): Group[] => {
  const names = [...new Set([...own, ...other].map(each => each.name))]
  const [mine, theirs] = [own, other].map(rows => Map.groupBy(rows, each => each.name))
  return names
    .map(name => ({ name, own: mine?.get(name) ?? [], other: theirs?.get(name) ?? [] }))
    .sort((one, two) => {
      const [more, less] = [two, one].map(each => countChecked(each.own) + countChecked(each.other))
      return (more as number) - (less as number) || String(one.name).localeCompare(String(two.name))
    })
}

type Asked = { model: string | null; against: string | null; limit: number; by: 'class' | 'source' }

/**
 * Error rates by class (or source) of a model, beside those of another one where `other` is given: the first `limit`
 * rows, what is left of them together, and all of them.
 */
export const byCategory = (
  own: Named[],
  other: Named[] | null,
  { model, against, limit, by }: Asked,
): Pick<ErrorsByCategory, 'all' | 'rows' | 'remainder' | 'sentence'> => {
  const groups = groupsOf(own, other ?? [])
  const [shown, left] = [groups.slice(0, limit), groups.slice(limit)]
  const together = Math.max(1, shown.length + Math.min(1, left.length))
  const compared = (some: Group[]) =>
    compare(
      some.flatMap(each => each.own),
      other && some.flatMap(each => each.other),
      together,
    )
  const all = compare(own, other, 1)
  const rows = shown.map(group => ({ name: group.name, ...compared([group]) }))
  const remainder = left.length > 0 ? { rows: left.length, ...compared(left) } : null
  return { all, rows, remainder, sentence: sentenceOf(all, rows, { model, against, by }) }
}

const NAMES_most = 3

const namesOf = (rows: ClassRate[], by: 'class' | 'source'): string => {
  const names = rows.slice(0, NAMES_most).map(each => each.name ?? 'none given')
  const more = rows.length > names.length ? [`${rows.length - names.length} more`] : []
  return `${several(rows.length, by, by === 'class' ? 'classes' : 'sources')} (${[...names, ...more].join(', ')})`
}

const sentenceOf = (
  all: Rate & Compared,
  rows: ClassRate[],
  { model, against, by }: Pick<Asked, 'model' | 'against' | 'by'>,
): string => {
  const { against: other, difference, word } = all
  if (!other || !difference) return rateInWords(all, model === null ? 'the predictions' : `the predictions of ${model}`)
  const [own, theirs] = [all.error_rate.estimate, other.error_rate.estimate]
  if (own === null || theirs === null || difference.estimate === null) {
    const unknown = own === null ? model : against
    return `${model} and ${against} cannot be compared yet: people have answered nothing of ${unknown}.`
  }
  const beside = `${model} is wrong in ${percent(own)}, ${against} in ${percent(theirs)}`
  const interval = `95% interval of the difference ${points(difference.low)} to ${points(difference.high)} points`
  const much = `${points(Math.abs(difference.estimate))} points ${difference.estimate < 0 ? 'fewer' : 'more'}`
  const change = word === 'no clear change' ? 'no clear change' : much
  const parts = (['better', 'worse'] as const).flatMap(each => {
    const those = rows.filter(row => row.word === each)
    return those.length > 0 ? [`${namesOf(those, by)} got ${each}`] : []
  })
  const classes = parts.length > 0 ? `${parts.join(', ')}.` : `No ${by} changed clearly.`
  return `${beside}: ${change} (${interval}). ${classes}`
}
