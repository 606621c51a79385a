/** What a reviewer does to the spans of an answer. Every function gives a new answer; places count in its unit. */
import type { Places } from '../units.ts'
import { keyOf, type Mark } from './marks.ts'
import type { Span } from './rules.ts'
import type { Stretch } from './words.ts'

const inOrder = (one: Span, other: Span): number =>
  one.start - other.start || one.end - other.end || (one.label < other.label ? -1 : Number(one.label > other.label))

const without = (answer: Span[], ...gone: Span[]): Span[] => {
  const keys = new Set(gone.map(keyOf))
  return answer.filter(span => !keys.has(keyOf(span)))
}

/** The answer with more spans, in order, each once. */
export const withSpans = (answer: Span[], more: Span[]): Span[] => [...without(answer, ...more), ...more].sort(inOrder)

/** The spans that stand exactly at a stretch. */
export const spansAt = (answer: Span[], { start, end }: Stretch): Span[] =>
  answer.filter(span => span.start === start && span.end === end)

/**
 * Labels a stretch. What stands there is relabelled; the same label again takes it away; a span that was taken hold of
 * moves to where the stretch now is.
 */
export const labelled = (answer: Span[], { start, end }: Stretch, label: string, held: Span | null): Span[] => {
  const there = spansAt(answer, { start, end })
  if (there.some(span => span.label === label)) return without(answer, { start, end, label })
  return withSpans(without(answer, ...there, ...(held ? [held] : [])), [{ start, end, label }])
}

/** Gives a stretch one label more, or takes that one away; other labels there stay. */
export const labelledToo = (answer: Span[], { start, end }: Stretch, label: string): Span[] => {
  const span = { start, end, label }
  const less = without(answer, span)
  return less.length < answer.length ? less : withSpans(answer, [span])
}

/** The answer without the span held, else without those at the stretch, else without the shortest around it. */
export const removed = (answer: Span[], at: Stretch, held: Span | null): Span[] => {
  if (held) return without(answer, held)
  const there = spansAt(answer, at)
  if (there.length > 0) return without(answer, ...there)
  const around = answer.filter(({ start, end }) => start <= at.start && at.end <= end)
  const [shortest] = around.sort((one, other) => one.end - one.start - (other.end - other.start))
  return shortest ? without(answer, shortest) : answer
}

/** Whether two answers hold the same spans. */
export const sameSpans = (one: Span[], other: Span[]): boolean =>
  one.length === other.length && without(one, ...other).length === 0

/** How many spans were added, removed, or given another label where they stand. */
export const changesOf = (from: Span[], to: Span[]): number => {
  const added = without(to, ...from)
  const gone = without(from, ...to)
  const at = ({ start, end }: Span) => `${start} ${end}`
  const places = new Map<string, number>()
  for (const span of gone) places.set(at(span), (places.get(at(span)) ?? 0) + 1)
  let relabelled = 0
  for (const span of added) {
    const left = places.get(at(span)) ?? 0
    if (left > 0) relabelled += 1
    places.set(at(span), left - 1)
  }
  return added.length + gone.length - relabelled
}

const LETTER = /[\p{L}\p{N}\p{M}]/u

/** Whether a stretch is no part of a longer word. */
const standsAlone = (text: string, { start, end }: Stretch): boolean => {
  const before = text.slice(Math.max(0, start - 2), start).match(/.$/su)?.[0] ?? ''
  const after = String.fromCodePoint(text.codePointAt(end) ?? 0x20)
  return !LETTER.test(before) && !LETTER.test(after)
}

/**
 * Where the words of a span stand again and nobody labelled them: the spans to add.
 * @param marks all marks of the text, by their start
 */
export const echoesOf = (text: string, of: Span, marks: Mark[], places: Places): Span[] => {
  const [first, last] = [places.indexOf(of.start), places.indexOf(of.end)]
  if (first === undefined || last === undefined) return []
  const words = text.slice(first, last)
  const echoes: Span[] = []
  for (let start = text.indexOf(words); start >= 0; start = text.indexOf(words, start + words.length)) {
    const end = start + words.length
    if (marks.some(mark => mark.start < end && start < mark.end) || !standsAlone(text, { start, end })) continue
    const [from, to] = [places.offsetOf(start), places.offsetOf(end)]
    if (from !== undefined && to !== undefined) echoes.push({ start: from, end: to, label: of.label })
  }
  return echoes
}
