/** Several labels as the desk sees them. */
import type { Form, Label } from '../kind.ts'

export type Settings = { min?: number; max?: number | undefined }

/** The answer with a label put in or taken out, in the order of the guideline. */
export const toggled = (answer: string[], name: string, labels: Label[]): string[] => {
  const given = new Set(answer)
  if (!given.delete(name)) given.add(name)
  return labels.map(label => label.name).filter(each => given.has(each))
}

/** Which labels came and which went. */
export const changesOf = (from: string[], to: string[]): { added: string[]; removed: string[] } => ({
  added: to.filter(name => !from.includes(name)),
  removed: from.filter(name => !to.includes(name)),
})

const labelsOf = (count: number) => (count === 1 ? '1 label' : `${count} labels`)

/** How many labels the guideline asks for, in words. */
export const asked = ({ settings: { min = 0, max }, labels }: Form<Settings>): string => {
  if (max !== undefined && max === min) return `Choose ${labelsOf(min)}`
  if (max !== undefined && max < labels.length) return min > 0 ? `Choose ${min} to ${max}` : `Choose up to ${max}`
  return min > 0 ? `Choose ${min} or more` : 'Choose all that apply'
}

/** What an answer lacks to be one under this form, or null. */
export const lackIn = (answer: string[], { settings: { min = 0, max } }: Form<Settings>): string | null => {
  if (answer.length < min) return `Choose ${min - answer.length} more`
  if (max !== undefined && answer.length > max) return `${answer.length - max} too many: ${labelsOf(max)} at most`
  return null
}

/** As much as a button holds on a small screen. */
const CHARS_max = 32

/** The answer in as many words as a button holds. */
export const inShort = (answer: string[]): string => {
  if (answer.length === 0) return 'no labels'
  const names = answer.join(', ')
  return answer.length > 1 && names.length > CHARS_max ? labelsOf(answer.length) : names
}

/** What the primary button does. */
export const saves = (said: string[] | null, answer: string[] | null): string => {
  if (said && (answer === null || isSame(said, answer))) return `Confirm ${inShort(said)}`
  const count = answer?.length ?? 0
  return count === 0 ? (answer ? 'Save no labels' : 'Save answer') : `Save ${labelsOf(count)}`
}

/** Order says nothing: it is the guideline's. */
export const isSame = (one: string[], other: string[]): boolean =>
  one.length === other.length && one.every(name => other.includes(name))
