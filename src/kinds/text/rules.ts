import * as z from 'zod'
import { edits } from '../../stats/edits.ts'
import type { Kind, Measured } from '../kind.ts'
import { anyInput, asTold, inOneLine, noScores } from '../usual.ts'

const TEXT_max = 100_000

const settings = z.strictObject({ max_length: z.int().min(1).max(TEXT_max).default(TEXT_max) })
type Settings = z.output<typeof settings>

/**
 * The words of a text. Each keeps the white space before it, unless that is the one blank that separates words: a new
 * paragraph is an edit, and texts have the same words only where they are the same.
 */
export const wordsOf = (text: string): string[] =>
  text === ''
    ? []
    : (text.match(/\s*\S+|\s+$/gu) ?? []).map((word, place) => (place > 0 ? word.replace(/^ (?!\s)/u, '') : word))

const edited = (answer: string, right: string): Measured => {
  const [one, other] = [wordsOf(answer), wordsOf(right)]
  return { part: edits(one, other), whole: Math.max(one.length, other.length) }
}

/** A text, such as an answer that a model wrote and a person edits. */
export const text: Kind<string, Settings> = {
  name: 'text',
  labels_min: 0,
  settings,
  settled: [],
  answer: ({ settings: { max_length } }) => z.string().max(max_length),
  input: () => anyInput,
  local: false,
  misfit: () => null,
  scores: () => noScores,
  certainty: asTold,

  /** Words to edit, of those in the longer text. */
  distance(one, other) {
    const { part, whole } = edited(one, other)
    return whole === 0 ? 0 : part / whole
  },

  classOf: null,

  measures: [
    { name: 'edit_distance', title: 'Words to edit', better: 'lower', share: true, of: edited },
    {
      name: 'acceptance',
      title: 'Accepted as they are',
      better: 'higher',
      share: true,
      of: (answer, right) => ({ part: Number(answer === right), whole: 1 }),
    },
  ],

  words: inOneLine,
}
