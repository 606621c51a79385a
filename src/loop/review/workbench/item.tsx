/** The item on the screen: where it comes from, and its text with the model's evidence in it. */
import { memo, useMemo } from 'react'
import type { Evidence } from '../../../kinds/views.ts'
import { useNow } from '../../../ui/clock.ts'
import { KeyCap } from '../../../ui/parts.tsx'
import { agoOf } from '../../../ui/say.ts'
import type { ClaimedTask } from '../contract.ts'
import { type Piece, piecesOf } from './evidence.ts'

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''

/** How close the two likeliest answers are, where that is why the item is here; else the reason of triage. */
const reasonOf = ({ scores, reason, blind }: ClaimedTask): string => {
  if (blind) return 'Blind: what the model said is shown to nobody'
  const [first, second] = Object.values(scores ?? {}).toSorted((one, other) => other - one)
  if (first === undefined || second === undefined || first - second > 0.2) return reason
  const points = Math.round(100 * (first - second))
  return `Close call: the top two answers are ${points === 1 ? '1 point' : `${points} points`} apart`
}

/** The line above the item. */
export const ItemHead = ({ task }: { task: ClaimedTask }) => {
  const now = useNow()
  const { external_id, metadata, occurred_at, input } = task
  const about = [metadata.channel, metadata.source, metadata.language].filter(isText)
  const title = [input.title, input.subject].find(isText)
  return (
    <header className="item-head">
      <p className="item-meta">
        <span className="item-id figures">{external_id}</span>
        {about.map(each => (
          <span key={each}>{each}</span>
        ))}
        {occurred_at && <time dateTime={occurred_at}>{agoOf(occurred_at, now)}</time>}
        <span className="item-reason">{reasonOf(task)}</span>
      </p>
      {title && <p className="title item-title">{title}</p>}
    </header>
  )
}

const CLASSES: Record<string, string> = {
  '1': 'for-1',
  '2': 'for-2',
  '3': 'for-3',
  '-1': 'against-1',
  '-2': 'against-2',
  '-3': 'against-3',
}

/** A text with the pieces that speak for the model's answer filled, and those against it underlined. */
export const EvidenceText = memo(({ text, evidence }: { text: string; evidence: Evidence[] }) => {
  const pieces = useMemo(() => piecesOf(text, evidence), [text, evidence])
  return (
    <div className="item-text" dir="auto">
      {[...text.matchAll(/.+(?:\n(?!\s*\n).*)*/g)].map(({ 0: paragraph, index }) => (
        <p key={index}>{marked(text, { start: index, stop: index + paragraph.length }, pieces)}</p>
      ))}
    </div>
  )
})

/** A stretch of the text with the pieces inside it marked; no piece goes over the end of a line. */
const marked = (text: string, { start: from, stop: to }: { start: number; stop: number }, pieces: Piece[]) => {
  let at = from
  const parts = pieces
    .filter(({ start, stop }) => start >= from && stop <= to)
    .flatMap(({ start, stop, strength }) => {
      const before = text.slice(at, start)
      at = stop
      return [
        before,
        <mark key={start} className={CLASSES[strength]}>
          {text.slice(start, stop)}
        </mark>,
      ]
    })
  return [...parts, text.slice(at, to)]
}

export const HIGHLIGHTS = { id: 'review.highlights', key: 'KeyH' }

/** What the marks in the text mean, and the switch that hides them. */
type LegendProps = { label: string; on: boolean; known: boolean; toggle: () => void }

export const Legend = ({ label, on, known, toggle }: LegendProps) => (
  <p className={known ? 'item-legend' : 'item-legend kept'} inert={!known}>
    <span>
      <i className="swatch for-1" />
      <i className="swatch for-2" />
      <i className="swatch for-3" /> speaks for {label}
    </span>
    <span>
      <i className="swatch dots" /> speaks against
    </span>
    <button type="button" aria-pressed={on} onClick={toggle}>
      Highlights <KeyCap of={HIGHLIGHTS} />
    </button>
  </p>
)
