import * as z from 'zod'
import type { Kind, Label } from '../kind.ts'

const probability = z.number().min(0).max(1)

const namesOf = (labels: Label[]) => new Set(labels.map(label => label.name))

/** One label out of the project's list; on the wire and in tables the answer is the label's name. */
export const choice: Kind<string> = {
  name: 'choice',

  answer(labels) {
    const names = namesOf(labels)
    return z.string().refine(name => names.has(name), 'one of the labels of the project')
  },

  scores(labels) {
    const names = namesOf(labels)
    return z.record(
      z.string().refine(name => names.has(name), 'one of the labels of the project'),
      probability,
    )
  },

  certainty({ answer, scores, confidence }) {
    if (!scores) return { confidence, margin: null }
    const own = Object.hasOwn(scores, answer) ? (scores[answer] as number) : 0
    let next = 0
    for (const [name, score] of Object.entries(scores)) if (name !== answer && score > next) next = score
    // A model whose answer is not its own best score is as unsure as can be.
    return { confidence: confidence ?? own, margin: Math.max(0, own - next) }
  },

  distance: (one, other) => (one === other ? 0 : 1),
  classOf: answer => answer,
  words: answer => answer,
}
