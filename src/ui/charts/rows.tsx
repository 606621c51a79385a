/** Rows of estimates as dots with their intervals, one or two to a row, and the change between the two. */
import './rows.css'
import type { ReactNode } from 'react'
import type { Estimate } from '../say.ts'
import { axisOf, tickInWords } from './axis.ts'

export type DotRow = {
  key: string
  name: string
  note: string
  /** Filled. */
  now: Estimate
  /** Hollow; only where two are compared. */
  before?: Estimate | undefined
  /** At the end of the row. */
  end?: ReactNode
}

/** Dots on one axis of shares, which begins at zero; the caller says in words what they show. */
export const DotRows = ({ rows, end }: { rows: DotRow[]; end?: string }) => {
  const estimates = rows.flatMap(({ now, before }) => (before ? [now, before] : [now]))
  const seen = estimates.filter(each => each.estimate !== null)
  const { scale, ticks } = axisOf(
    seen.map(each => each.high),
    [0, 100],
  )
  return (
    <div className={`dots ${end ? 'with-end' : ''}`}>
      <div className="dots-axis">
        {ticks.map((tick, n) => (
          <span key={tick} style={{ left: `${scale(tick)}%` }}>
            {tickInWords(tick, n === ticks.length - 1)}
          </span>
        ))}
      </div>
      {end && <span className="dots-end">{end}</span>}
      <svg className="dots-grid" style={{ gridRow: `2 / span ${rows.length}` }} aria-hidden="true">
        {ticks.map(tick => (
          <line key={tick} x1={`${scale(tick)}%`} x2={`${scale(tick)}%`} y1="0" y2="100%" />
        ))}
      </svg>
      {rows.map((row, n) => (
        <Row key={row.key} row={row} line={n + 2} at={share => `${scale(share)}%`} />
      ))}
    </div>
  )
}

const Row = ({ row, line, at }: { row: DotRow; line: number; at: (share: number) => string }) => (
  <>
    <div className="dots-name" style={{ gridRow: line }} title={row.name}>
      <span>{row.name}</span>
      <small>{row.note}</small>
    </div>
    <svg className="dots-plot" style={{ gridRow: line }} aria-hidden="true">
      {row.before && <Dot of={row.before} look="before" y={11} at={at} />}
      <Dot of={row.now} look="now" y={row.before ? 22 : 19} at={at} />
    </svg>
    {row.end && (
      <div className="dots-change" style={{ gridRow: line }}>
        {row.end}
      </div>
    )}
  </>
)

type DotProps = { of: Estimate; look: 'now' | 'before'; y: number; at: (share: number) => string }

const Dot = ({ of: { estimate, low, high }, look, y, at }: DotProps) =>
  estimate === null ? null : (
    <g className={look}>
      <line x1={at(low)} x2={at(high)} y1={y} y2={y} />
      <circle cx={at(estimate)} cy={y} r="4" />
    </g>
  )

/** Which dot is which: only needed where there are two. */
export const DotLegend = ({ now, before }: { now: string; before: string }) => (
  <ul className="dots-legend">
    <li>
      <Sign look="before" />
      {before}
    </li>
    <li>
      <Sign look="now" />
      {now}
    </li>
  </ul>
)

const Sign = ({ look }: { look: 'now' | 'before' }) => (
  <svg width="10" height="10" aria-hidden="true">
    <circle className={look} cx="5" cy="5" r="4" />
  </svg>
)
