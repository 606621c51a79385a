import * as z from 'zod'
import { scoreIn } from '../choice/order.ts'
import type { Certainty, Kind, Label } from '../kind.ts'
import { anyInput, labelName, namesOf, probabilities } from '../usual.ts'

const many = z.int().min(0).max(10_000)

const settings = z
  .strictObject({ min: many.default(0), max: many.min(1).optional() })
  .refine(({ min, max }) => max === undefined || min <= max, { path: ['max'], error: 'at least `min`' })

type Settings = z.output<typeof settings>

const sameIn = (one: string[], other: string[]): number => {
  const names = new Set(one)
  return other.reduce((sum, name) => sum + (names.has(name) ? 1 : 0), 0)
}

/** The labels of an answer in the order of the guideline: the same answer is the same text wherever it is kept. */
const inOrder = (labels: Label[]) => {
  const places = new Map(labels.map(({ name }, place) => [name, place]))
  return (answer: string[]) =>
    answer.toSorted((one, other) => (places.get(one) as number) - (places.get(other) as number))
}

/** Each label is a decision of its own; a model is as sure of an answer as of its least sure label. */
const leastSure = (answer: string[], scores: Record<string, number>): Certainty => {
  const given = new Set(answer)
  let confidence = 1
  for (const name of new Set([...given, ...Object.keys(scores)])) {
    const score = scoreIn(scores, name)
    confidence = Math.min(confidence, given.has(name) ? score : 1 - score)
  }
  return { confidence, margin: Math.max(0, 2 * confidence - 1) }
}

/** Any number of labels out of the project's list, none among them unless the guideline asks for some. */
export const choices: Kind<string[], Settings> = {
  name: 'choices',
  labels_min: 1,
  settings,
  settled: [],

  answer({ labels, settings: { min = 0, max } }) {
    const most = Math.min(max ?? labels.length, labels.length)
    return z
      .array(labelName(namesOf(labels)))
      .min(min, `${min} or more labels`)
      .max(most, `${most} labels at most`)
      .refine(answer => new Set(answer).size === answer.length, 'every label once')
      .transform(inOrder(labels))
  },

  input: () => anyInput,
  local: false,
  misfit: () => null,
  scores: ({ labels }) => probabilities(labelName(namesOf(labels))),

  certainty({ answer, scores, confidence }) {
    if (!scores || Object.keys(scores).length === 0) return { confidence, margin: null }
    const sure = leastSure(answer, scores)
    return { ...sure, confidence: confidence ?? sure.confidence }
  },

  /** Jaccard's. */
  distance(one, other) {
    const same = sameIn(one, other)
    const all = one.length + other.length - same
    return all === 0 ? 0 : 1 - same / all
  },

  classOf: null,

  measures: [
    {
      name: 'f1',
      title: 'F1 of the labels',
      better: 'higher',
      share: true,
      // 2 true positives over 2 true positives + false positives + false negatives, summed over items: micro F1.
      of: (answer, right) => ({ part: 2 * sameIn(answer, right), whole: answer.length + right.length }),
    },
  ],

  words: answer => (answer.length === 0 ? 'none' : answer.join(', ')),
}
