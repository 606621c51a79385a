import * as z from 'zod'
import type { Kind } from '../kind.ts'
import { againstNext, anyInput, labelName, namesOf, probabilities } from '../usual.ts'

/** One label out of the project's list; on the wire and in tables the answer is the label's name. */
export const choice: Kind<string, Record<string, never>> = {
  name: 'choice',
  labels_min: 2,
  settings: z.strictObject({}),
  settled: [],
  answer: ({ labels }) => labelName(namesOf(labels)),
  input: () => anyInput,
  local: false,
  misfit: () => null,
  scores: ({ labels }) => probabilities(labelName(namesOf(labels))),
  certainty: ({ answer, ...said }) => againstNext(answer, said),
  distance: (one, other) => (one === other ? 0 : 1),
  classOf: answer => answer,
  measures: [],
  words: answer => answer,
}
