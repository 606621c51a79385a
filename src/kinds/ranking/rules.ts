import * as z from 'zod'
import type { Input, Kind, Measured } from '../kind.ts'
import { asTold, noScores } from '../usual.ts'

export type Option = { id: string; text: string }
/** The ids of options, best first; those of one inner list are level. */
export type Ranking = string[][]

const id = z.string().min(1).max(100)
const OPTIONS_max = 10

const options = z
  .array(z.looseObject({ id, text: z.string().max(100_000) }))
  .min(2)
  .max(OPTIONS_max)
  .refine(list => new Set(list.map(option => option.id)).size === list.length, 'every id once')

const input: z.ZodType<Input & { options: Option[] }> = z.looseObject({ text: z.string(), options })

const placesOf = (ranking: Ranking): Map<string, number> =>
  new Map(ranking.flatMap((level, place) => level.map(name => [name, place] as const)))

/** Which of two options a ranking prefers: -1, 0 where they are level, 1; undefined where it lacks one. */
const preference = (places: Map<string, number>, [one, other]: [string, string]): number | undefined => {
  const [a, b] = [places.get(one), places.get(other)]
  return a === undefined || b === undefined ? undefined : Math.sign(a - b)
}

/**
 * The pairs of options that two rankings order alike; one that only one of them calls level is half alike. The rest of
 * all pairs is Kendall's distance with p = 1/2 (Fagin et al. 2006, Comparing Partial Rankings).
 */
const pairsAlike = (one: Ranking, other: Ranking): Measured => {
  const [ours, theirs] = [placesOf(one), placesOf(other)]
  const names = [...new Set([...ours.keys(), ...theirs.keys()])]
  const measured = { part: 0, whole: 0 }
  for (const [index, name] of names.entries()) {
    for (const next of names.slice(index + 1)) {
      const [a, b] = [preference(ours, [name, next]), preference(theirs, [name, next])]
      measured.whole += 1
      if (a !== undefined && b !== undefined) measured.part += 1 - Math.abs(a - b) / 2
    }
  }
  return measured
}

const sameNames = (one: string[] = [], other: string[] = []) =>
  one.length === other.length && one.every(name => other.includes(name))

/** The options of an item from best to worst, ties allowed. */
export const ranking: Kind<Ranking> = {
  name: 'ranking',
  labels_min: 0,
  settings: z.strictObject({}),
  settled: [],

  answer: () =>
    z
      .array(z.array(id).min(1).max(OPTIONS_max))
      .min(1)
      .max(OPTIONS_max)
      .refine(levels => new Set(levels.flat()).size === levels.flat().length, 'every option once')
      // Level is level: their order says nothing, and is kept the same for all.
      .transform(levels => levels.map(level => level.toSorted())),

  input: () => input,

  local: true,
  misfit(answer, item) {
    const asked = (item.options as Option[]).map(option => option.id)
    return sameNames(answer.flat(), asked) ? null : `every option of the item once: ${asked.join(', ')}`
  },

  scores: () => noScores,
  certainty: asTold,

  distance(one, other) {
    const { part, whole } = pairsAlike(one, other)
    return whole === 0 ? 0 : 1 - part / whole
  },

  classOf: null,

  measures: [
    { name: 'pairs', title: 'Pairs in the right order', better: 'higher', share: true, of: pairsAlike },
    {
      name: 'top',
      title: 'The best put first',
      better: 'higher',
      share: true,
      of: (answer, right) => ({ part: Number(sameNames(answer[0], right[0])), whole: 1 }),
    },
  ],

  words: answer => answer.map(level => level.join(' = ')).join(' > '),
}
