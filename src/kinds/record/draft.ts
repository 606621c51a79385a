/** A record while it is edited. */
import { changesOf, type Document, isObject, isSame, keyOf, type Path, valueInWords } from './document.ts'

/**
 * What is typed but is no JSON yet, where, and the record without it. It is no object: no server takes it for a record,
 * and nothing that was typed is lost when another item comes between.
 */
export type Unread = [whole: Document, path: Path, text: string]

export type Draft = Document | Unread

const isUnread = (answer: Draft | null): answer is Unread => Array.isArray(answer)

/** The record as far as it can be read; null where nothing was edited. */
export const recordIn = (answer: Draft | null): Document | null => (isUnread(answer) ? answer[0] : answer)

/** What is typed at a path and is no JSON yet. */
export const unreadAt = (answer: Draft | null, path: Path): string | undefined =>
  isUnread(answer) && keyOf(answer[1]) === keyOf(path) ? answer[2] : undefined

/** The draft with the record changed; what was typed elsewhere and is no JSON yet stays. */
export const withRecord = (answer: Draft | null, record: unknown): Draft =>
  isUnread(answer) ? [record as Document, answer[1], answer[2]] : (record as Document)

/** What the primary button does. */
export const saves = (said: Document | null, answer: Draft | null): string => {
  if (isUnread(answer)) return 'Finish the JSON first'
  if (!said) return 'Save record'
  const changes = answer ? changesOf(said, answer).length : 0
  if (changes === 0) return 'Confirm record'
  return changes === 1 ? 'Save 1 change' : `Save ${changes} changes`
}

/** Whether two records say the same; a draft that is no record yet is the same as nothing. */
export const isSameRecord = (one: Draft, other: Draft): boolean =>
  isObject(one) && isObject(other) && isSame(one, other)

/** A value as a field shows it for editing. */
export const typedOf = (value: unknown): string =>
  value === undefined || value === null ? '' : typeof value === 'string' ? value : valueInWords(value)
