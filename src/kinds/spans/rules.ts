import * as z from 'zod'
import type { Kind, Measured } from '../kind.ts'
import { placesOf, UNITS } from '../units.ts'
import { anyInput, asTold, labelName, namesOf, noScores } from '../usual.ts'

export type Span = { start: number; end: number; label: string }

const settings = z.strictObject({ unit: z.enum(UNITS).default('codepoint') })
type Settings = z.output<typeof settings>

const UNIT_words = { utf16: 'UTF-16 units', codepoint: 'code points', byte: 'bytes' }

const SPANS_max = 10_000
const place = z.int().min(0).max(4_000_000)

const inOrder = (one: Span, other: Span): number =>
  one.start - other.start || one.end - other.end || (one.label < other.label ? -1 : Number(one.label > other.label))

const keyOf = ({ start, end, label }: Span) => `${start} ${end} ${label}`

const sameIn = (one: Span[], other: Span[]): number => {
  const keys = new Set(one.map(keyOf))
  return other.reduce((sum, span) => sum + (keys.has(keyOf(span)) ? 1 : 0), 0)
}

/** The stretches that spans cover, in order, each once. */
const stretchesOf = (spans: Span[]): [start: number, end: number][] => {
  const stretches: [number, number][] = []
  for (const { start, end } of spans.toSorted(inOrder)) {
    const last = stretches.at(-1)
    if (last && start <= last[1]) last[1] = Math.max(last[1], end)
    else stretches.push([start, end])
  }
  return stretches
}

const lengthOf = (stretches: [number, number][]) => stretches.reduce((sum, [start, end]) => sum + end - start, 0)

const sharedBy = (one: [number, number][], other: [number, number][]): number => {
  let shared = 0
  for (let m = 0, n = 0; m < one.length && n < other.length; ) {
    const [a, b] = [one[m], other[n]] as [[number, number], [number, number]]
    shared += Math.max(0, Math.min(a[1], b[1]) - Math.max(a[0], b[0]))
    if (a[1] < b[1]) m += 1
    else n += 1
  }
  return shared
}

/** Length for length under one label: what both cover, twice, over what each covers. */
const covered = (answer: Span[], right: Span[]): Measured => {
  const [ours, theirs] = [answer, right].map(spans => Map.groupBy(spans, span => span.label)) as [
    Map<string, Span[]>,
    Map<string, Span[]>,
  ]
  const measured = { part: 0, whole: 0 }
  for (const label of new Set([...ours.keys(), ...theirs.keys()])) {
    const [one, other] = [ours, theirs].map(each => stretchesOf(each.get(label) ?? [])) as [
      [number, number][],
      [number, number][],
    ]
    measured.part += 2 * sharedBy(one, other)
    measured.whole += lengthOf(one) + lengthOf(other)
  }
  return measured
}

/** Labelled stretches of the text; `start` and `end` (exclusive) count in the unit of the guideline. */
export const spans: Kind<Span[], Settings> = {
  name: 'spans',
  labels_min: 1,
  settings,
  settled: ['unit'],

  answer({ labels }) {
    const span = z
      .strictObject({ start: place, end: place, label: labelName(namesOf(labels)) })
      .refine(({ start, end }) => start < end, { path: ['end'], error: 'beyond `start`' })
    return z
      .array(span)
      .max(SPANS_max)
      .refine(list => new Set(list.map(keyOf)).size === list.length, 'every span once')
      .transform(list => list.toSorted(inOrder))
  },

  input: () => anyInput,

  local: true,
  misfit(answer, { text }, { settings: { unit } }) {
    if (answer.length === 0) return null
    const places = placesOf(text, unit)
    for (const [index, span] of answer.entries()) {
      if (span.end > places.length) {
        return `span ${index}: \`end\` within the text, which is ${places.length} ${UNIT_words[unit]} long`
      }
      const split = (['start', 'end'] as const).find(side => places.indexOf(span[side]) === undefined)
      if (split) return `span ${index}: \`${split}\` between two characters, not within one`
    }
    return null
  },

  scores: () => noScores,
  certainty: asTold,

  /** 1 - F1 of spans that are the same to the letter. */
  distance(one, other) {
    const all = one.length + other.length
    return all === 0 ? 0 : 1 - (2 * sameIn(one, other)) / all
  },

  classOf: null,

  measures: [
    {
      name: 'f1',
      title: 'F1 of exact spans',
      better: 'higher',
      share: true,
      // As in CoNLL-2003: a span is found where both its ends and its label are right.
      of: (answer, right) => ({ part: 2 * sameIn(answer, right), whole: answer.length + right.length }),
    },
    { name: 'f1_partial', title: 'F1 of what spans cover', better: 'higher', share: true, of: covered },
  ],

  words: answer =>
    answer.length === 0
      ? 'none'
      : answer
          .slice(0, 8)
          .map(({ start, end, label }) => `${label} ${start}–${end}`)
          .join(', ') + (answer.length > 8 ? ' …' : ''),
}
