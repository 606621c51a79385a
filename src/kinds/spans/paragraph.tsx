/** One paragraph of the text with its spans. Drawn again only when they change: the others cost nothing. */
import { Fragment, memo, type ReactNode } from 'react'
import { keyOf, type Piece, type Segment, samePieces, segmentsOf } from './marks.ts'

export type Looks = ReadonlyMap<string, string>

const LETTERS_a_line = 88
const LINE_px = 38
/** How many lines of other spans fit below a box before it takes a taller line. */
const LEVELS_free = 3
const LEVEL_px = 4

/** The label at the end of a span. Drawn by the style sheet, so that it is no part of the text one selects. */
const Chip = ({ piece: { mark } }: { piece: Piece }) => (
  <span className="spans-chip" data-label={mark.span.label} data-span={keyOf(mark.span)} />
)

const classOf = ({ mark }: Piece, look: string | undefined, first: boolean, last: boolean): string =>
  [mark.level === 0 ? 'spans-box' : 'spans-under', mark.by, look, first && 'first', last && 'last']
    .filter(Boolean)
    .join(' ')

/** The text of a segment in its boxes: the first mark outside, each label where its span ends. */
const boxed = (text: string, { start, end, pieces }: Segment, looks: Looks, depth = 0): ReactNode => {
  const piece = pieces[depth]
  if (!piece) return text
  const { label } = piece.mark.span
  const [first, last] = [piece.begins && piece.start === start, piece.ends && piece.end === end]
  return (
    <span
      className={classOf(piece, looks.get(label), first, last)}
      style={piece.mark.level > 0 ? { paddingBlockEnd: piece.mark.level * LEVEL_px } : undefined}
    >
      {boxed(text, { start, end, pieces }, looks, depth + 1)}
      {last && <Chip piece={piece} />}
    </span>
  )
}

type ParagraphProps = { text: string; start: number; index: number; pieces: Piece[]; looks: Looks }

const heightsOf = (text: string, pieces: Piece[]) => {
  const levels = pieces.reduce((most, { mark }) => Math.max(most, mark.level), 0)
  const line = LINE_px + Math.max(0, levels - LEVELS_free) * LEVEL_px
  return {
    lineHeight: levels > LEVELS_free ? `${line}px` : undefined,
    // As high as it will be, roughly, so that the scrollbar does not jump when it comes into sight.
    containIntrinsicBlockSize: `auto ${Math.ceil(text.length / LETTERS_a_line) * line}px`,
  }
}

export const Paragraph = memo(
  ({ text, start, index, pieces, looks }: ParagraphProps) => (
    <div className="spans-paragraph" dir="auto" data-paragraph={index} style={heightsOf(text, pieces)}>
      {segmentsOf({ start, end: start + text.length }, pieces).map(segment => (
        <Fragment key={segment.start}>
          {boxed(text.slice(segment.start - start, segment.end - start), segment, looks)}
        </Fragment>
      ))}
    </div>
  ),
  (one, other) =>
    one.text === other.text &&
    one.start === other.start &&
    one.looks === other.looks &&
    samePieces(one.pieces, other.pieces),
)
