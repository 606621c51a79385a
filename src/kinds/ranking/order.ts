/** An order in the making: options are put one after the other, best first, and whoever is level stands in one list. */
import type { Input } from '../kind.ts'
import type { Option, Ranking } from './rules.ts'

/** The options of an item, in the order in which it lists them. */
export const optionsOf = (input: Input): Option[] => input.options as Option[]

/** How many options of the item have no place yet. */
export const leftOf = (ranking: Ranking, options: Option[]): number => {
  const placed = new Set(ranking.flat())
  return options.filter(({ id }) => !placed.has(id)).length
}

/** The order with an option put next; the one that is then left alone is the worst, and needs no key of its own. */
export const put = (ranking: Ranking, id: string, options: Option[]): Ranking => {
  if (ranking.flat().includes(id)) return ranking
  const next = [...ranking, [id]]
  const left = options.filter(option => !next.flat().includes(option.id))
  return left.length === 1 ? [...next, left.map(option => option.id)] : next
}

/** The last two places made one. */
export const tied = (ranking: Ranking): Ranking =>
  ranking.length < 2 ? ranking : [...ranking.slice(0, -2), ranking.slice(-2).flat()]

/** Without the option that was put last. */
export const takenBack = (ranking: Ranking): Ranking => {
  const last = ranking.at(-1)?.slice(0, -1) ?? []
  return last.length > 0 ? [...ranking.slice(0, -1), last] : ranking.slice(0, -1)
}

/** An option one place better (-1) or worse (1): out of those it is level with, else past those next to it. */
export const moved = (ranking: Ranking, id: string, by: -1 | 1): Ranking => {
  const at = ranking.findIndex(level => level.includes(id))
  const level = ranking[at]
  if (!level) return ranking
  if (level.length > 1) {
    const rest = level.filter(each => each !== id)
    return [...ranking.slice(0, at), ...(by < 0 ? [[id], rest] : [rest, [id]]), ...ranking.slice(at + 1)]
  }
  const next = ranking[at + by]
  return next ? ranking.with(at, next).with(at + by, level) : ranking
}

/** The place of an option, counted as in sports: two first ones and then the third. */
export const placeOf = (ranking: Ranking | null | undefined, id: string): number | undefined => {
  const at = ranking?.findIndex(level => level.includes(id)) ?? -1
  return at < 0 ? undefined : 1 + (ranking as Ranking).slice(0, at).flat().length
}

/** `1st`, `2nd`, `3rd`, `4th`; there are never more than ten. */
export const ordinal = (place: number): string => `${place}${['st', 'nd', 'rd'][place - 1] ?? 'th'}`

/** An option as people call it: its number on the screen, or its name where the item is not at hand. */
export const callOf = (id: string, options: Option[] | undefined): string => {
  const at = options?.findIndex(option => option.id === id) ?? -1
  return at < 0 ? id : String(at + 1)
}

/** `2 > 1 = 3` */
export const inSigns = (ranking: Ranking, options: Option[] | undefined): string =>
  ranking.map(level => level.map(id => callOf(id, options)).join(' = ')).join(' > ')

/** `2, then 1 and 3 level` */
export const inWords = (ranking: Ranking, options: Option[] | undefined): string =>
  ranking
    .map(level => level.map(id => callOf(id, options)).join(' and ') + (level.length > 1 ? ' level' : ''))
    .join(', then ')

/** Whoever is level is level in any order. */
export const isSame = (one: Ranking, other: Ranking): boolean =>
  one.length === other.length &&
  one.every((level, at) => level.length === other[at]?.length && level.every(id => other[at]?.includes(id)))
