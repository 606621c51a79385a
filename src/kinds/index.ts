/** The sorts of answer a person can give, behind one interface. */
import { Refusal } from '../platform/errors.ts'
import { choice } from './choice/rules.ts'
import type { Kind } from './kind.ts'

export type { Certainty, Kind, Label } from './kind.ts'

const kinds = new Map<string, Kind>([[choice.name, choice as Kind]])

export const KINDS = [...kinds.keys()] as [string, ...string[]]

/** The kind of that name. @throws Refusal INVALID for a name that is none */
export const kindOf = (name: string): Kind => {
  const kind = kinds.get(name)
  if (!kind) throw new Refusal('INVALID', `there is no kind "${name}"`, { field: 'kind', expected: KINDS.join(', ') })
  return kind
}
