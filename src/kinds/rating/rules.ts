import * as z from 'zod'
import type { Kind } from '../kind.ts'
import { againstNext, anyInput, probabilities } from '../usual.ts'

/** One step less than the eleven of the longest scale: from 0 to 10. */
const SPAN_max = 10

const end = z.int().min(-1000).max(1000)
const word = z.string().trim().min(1).max(100)

const settings = z
  .strictObject({ min: end.default(1), max: end.default(5), low: word.optional(), high: word.optional() })
  .refine(({ min, max }) => max > min && max - min <= SPAN_max, { path: ['max'], error: '1 to 10 above `min`' })
type Settings = z.output<typeof settings>

/** A whole number on the guideline's scale. */
export const rating: Kind<number, Settings> = {
  name: 'rating',
  labels_min: 0,
  settings,
  settled: [],
  answer: ({ settings: { min, max } }) => z.int().min(min).max(max),
  input: () => anyInput,
  local: false,
  misfit: () => null,

  scores({ settings: { min, max } }) {
    const steps = new Set(Array.from({ length: max - min + 1 }, (_, step) => String(min + step)))
    return probabilities(z.string().refine(step => steps.has(step), 'a step of the scale'))
  },

  certainty: ({ answer, ...said }) => againstNext(String(answer), said),
  distance: (one, other) => Math.min(1, Math.abs(one - other) / SPAN_max),
  classOf: null,

  measures: [
    {
      name: 'error',
      title: 'Mean error in steps',
      better: 'lower',
      share: false,
      of: (answer, right) => ({ part: Math.abs(answer - right), whole: 1 }),
    },
    {
      name: 'within_one',
      title: 'At most one step off',
      better: 'higher',
      share: true,
      of: (answer, right) => ({ part: Number(Math.abs(answer - right) <= 1), whole: 1 }),
    },
  ],

  words: String,
}
