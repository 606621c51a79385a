/** Spans as they are drawn: where each is in the string, whose it is, and on which line below the text it goes. */
import type { Places } from '../units.ts'
import type { Span } from './rules.ts'
import type { Layout, Stretch } from './words.ts'
import { paragraphAt } from './words.ts'

/** A span in the string of the browser. */
export type Mark = Stretch & {
  span: Span
  /** Whether the model gave it, just so, or the reviewer. */
  by: 'model' | 'human'
  /** 0 for a box; spans that overlap it are lines below, each one lower. */
  level: number
}

/** The part of a mark that stands in one paragraph. */
export type Piece = Stretch & { mark: Mark; begins: boolean; ends: boolean }

/** A stretch of a paragraph under the same marks, the box first. */
export type Segment = Stretch & { pieces: Piece[] }

/** What tells one span from all others of a text. */
export const keyOf = ({ start, end, label }: Span): string => `${start} ${end} ${label}`

/** The lowest level that is free from each mark's start to its end. */
const levelled = (marks: Mark[]): Mark[] => {
  const ends: number[] = []
  for (const mark of marks) {
    const free = ends.findIndex(end => end <= mark.start)
    mark.level = free < 0 ? ends.length : free
    ends[mark.level] = mark.end
  }
  return marks
}

/**
 * The marks of an answer, by their start, longer ones first.
 * @param predicted what the model answered, or null where that is not shown
 */
export const marksOf = (answer: Span[], predicted: Span[] | null, places: Places): Mark[] => {
  const given = new Set(predicted?.map(keyOf))
  const marks = answer.flatMap((span): Mark[] => {
    const [start, end] = [places.indexOf(span.start), places.indexOf(span.end)]
    if (start === undefined || end === undefined) return []
    return [{ start, end, span, by: given.has(keyOf(span)) ? 'model' : 'human', level: 0 }]
  })
  return levelled(marks.sort((one, other) => one.start - other.start || other.end - one.end))
}

/** The parts of all marks, by paragraph. */
export const piecesOf = (layout: Layout, marks: Mark[]): Map<number, Piece[]> => {
  const by_paragraph = new Map<number, Piece[]>()
  for (const mark of marks) {
    let last: Piece | undefined
    for (let at = paragraphAt(layout, mark.start); at < layout.paragraphs.length; at += 1) {
      const paragraph = layout.paragraphs[at] as Stretch
      if (paragraph.start >= mark.end) break
      const [start, end] = [Math.max(mark.start, paragraph.start), Math.min(mark.end, paragraph.end)]
      if (start >= end) continue
      const piece = { start, end, mark, begins: last === undefined, ends: false }
      by_paragraph.set(at, [...(by_paragraph.get(at) ?? []), piece])
      last = piece
    }
    if (last) last.ends = true
  }
  return by_paragraph
}

/** A paragraph cut wherever a mark begins or ends. */
export const segmentsOf = ({ start, end }: Stretch, pieces: Piece[]): Segment[] => {
  const places = new Set([start, end, ...pieces.flatMap(piece => [piece.start, piece.end])])
  const cuts = [...places].sort((one, other) => one - other)
  const starting = Map.groupBy(pieces, piece => piece.start)
  let open: Piece[] = []
  return cuts.slice(0, -1).map((cut, index) => {
    open = [...open.filter(piece => piece.end > cut), ...(starting.get(cut) ?? [])]
    const sorted = open.toSorted((one, other) => one.mark.level - other.mark.level)
    return { start: cut, end: cuts[index + 1] as number, pieces: sorted }
  })
}

/** Whether two lists of pieces are drawn alike. */
export const samePieces = (one: Piece[], other: Piece[]): boolean =>
  one.length === other.length &&
  one.every((piece, index) => {
    const { start, end, begins, ends, mark } = other[index] as Piece
    return (
      piece.start === start &&
      piece.end === end &&
      piece.begins === begins &&
      piece.ends === ends &&
      piece.mark.level === mark.level &&
      piece.mark.by === mark.by &&
      keyOf(piece.mark.span) === keyOf(mark.span)
    )
  })

/** The mark to jump to from a stretch, round the end of the text. */
export const neighbour = (marks: Mark[], from: Stretch | null, held: Span | null, step: 1 | -1): Mark | undefined => {
  const at = held ? marks.findIndex(({ span }) => keyOf(span) === keyOf(held)) : -1
  if (at >= 0) return marks.at((at + step) % marks.length)
  const next = from
    ? step > 0
      ? marks.find(({ start }) => start >= from.end)
      : marks.findLast(({ end }) => end <= from.start)
    : undefined
  return next ?? marks.at(step > 0 ? 0 : -1)
}
