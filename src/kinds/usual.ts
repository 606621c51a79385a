/** What most kinds have alike. */
import * as z from 'zod'
import { scoreIn } from './choice/order.ts'
import type { Certainty, Input, Label } from './kind.ts'

const probability = z.number().min(0).max(1)

/** The names of labels, told by membership alone. */
export const namesOf = (labels: Label[]): Set<string> => new Set(labels.map(label => label.name))

/** One of the labels, by its name. */
export const labelName = (names: Set<string>) =>
  z.string().refine(name => names.has(name), 'one of the labels of the project')

/** A probability for each of some names. */
export const probabilities = (name: z.ZodType<string>): z.ZodType<Record<string, number>> =>
  z.record(name as z.ZodType<string, string>, probability)

/** An item with nothing but a text that must be there. */
export const anyInput: z.ZodType<Input> = z.looseObject({ text: z.string() })

/** For answers that are no choice out of a list: their models say how sure they are in one number. */
export const noScores: z.ZodType<Record<string, number>> = z
  .record(z.string(), z.number())
  .refine(scores => Object.keys(scores).length === 0, 'no scores for answers of this kind: `confidence` tells how sure')

/** As sure as the model said, where it has no runner-up to be compared with. */
export const asTold = ({ confidence }: { confidence: number | null }): Certainty => ({ confidence, margin: null })

/** The answer that a model put first among those it scored, against the runner-up. */
export const againstNext = (
  own_name: string,
  { scores, confidence }: { scores: Record<string, number> | null; confidence: number | null },
): Certainty => {
  if (!scores) return { confidence, margin: null }
  const own = scoreIn(scores, own_name)
  let next = 0
  for (const [name, score] of Object.entries(scores)) if (name !== own_name && score > next) next = score
  // A model whose answer is not its own best score is as unsure as can be.
  return { confidence: confidence ?? own, margin: Math.max(0, own - next) }
}

const GLANCE_chars = 120

/** A text in one line, as much of it as is read at a glance. */
export const inOneLine = (text: string): string => {
  const line = text
    .slice(0, 2 * GLANCE_chars)
    .replace(/\s+/gu, ' ')
    .trim()
  const shown = [...line].slice(0, GLANCE_chars).join('').trimEnd()
  return shown.length < line.length || text.length > 2 * GLANCE_chars ? `${shown} …` : shown
}
