/** The sorts of answer a person can give, behind one interface. */
import { Refusal } from '../platform/errors.ts'
import { choice } from './choice/rules.ts'
import { choices } from './choices/rules.ts'
import type { Kind } from './kind.ts'
import { ranking } from './ranking/rules.ts'
import { rating } from './rating/rules.ts'
import { record } from './record/rules.ts'
import { spans } from './spans/rules.ts'
import { text } from './text/rules.ts'

export type { Certainty, Form, Input, Kind, Label, Measure, Measured } from './kind.ts'
export type { Option, Ranking } from './ranking/rules.ts'
export type { Span } from './spans/rules.ts'
export { type Places, placesOf, UNITS, type Unit } from './units.ts'

const all = [choice, choices, spans, text, rating, ranking, record] as Kind[]
const kinds = new Map(all.map(kind => [kind.name, kind]))

export const KINDS = [...kinds.keys()] as [string, ...string[]]

/** The kind of that name. @throws Refusal INVALID for a name that is none */
export const kindOf = (name: string): Kind => {
  const kind = kinds.get(name)
  if (!kind) throw new Refusal('INVALID', `there is no kind "${name}"`, { field: 'kind', expected: KINDS.join(', ') })
  return kind
}

/** The class that an answer is. @throws Error of a kind whose answers are none: whoever asks has made sure */
export const classIn = (kind: Kind, answer: unknown): string => {
  if (!kind.classOf) throw new Error(`an answer of the kind "${kind.name}" is no class`)
  return kind.classOf(answer)
}
