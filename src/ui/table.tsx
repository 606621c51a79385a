/** A table that stays fast at any length: only the rows in sight are in the document. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useRef } from 'react'

export type Column<Row> = {
  name: string
  /** A CSS grid track: `120px`, `minmax(0, 2fr)`. */
  width: string
  cell: (row: Row) => ReactNode
  /** Figures stand at the end of their cell. */
  figure?: boolean
}

type TableProps<Row> = {
  /** What the table holds, for screen readers. */
  name: string
  columns: Column<Row>[]
  rows: Row[]
  keyOf: (row: Row) => string
  /** Height of a row in pixels, before it is measured. */
  row_height?: number
  /** Called when the last rows come into sight: a place to load more. */
  onEnd?: (() => void) | undefined
}

const GAP_px = 16
const LEAST_px = 560

/** How narrow rows can be before the table scrolls sideways: the least that its columns ask for, and the gaps. */
const leastWidth = (columns: { width: string }[]): number =>
  Math.max(
    LEAST_px,
    columns.reduce((sum, { width }) => sum + Number(/(\d+)px/.exec(width)?.[1] ?? 0) + GAP_px, GAP_px),
  )

const place = ({ figure }: { figure?: boolean }) => (figure ? 'cell number' : 'cell')

/** Roles of a table on plain boxes, since rows that stand at absolute places are none of the browser's. */
export function Table<Row>({ name, columns, rows, keyOf, row_height = 44, onEnd }: TableProps<Row>) {
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => row_height,
    getItemKey: index => keyOf(rows[index] as Row),
    overscan: 12,
    onChange: ({ range }) => range && range.endIndex >= rows.length - 1 && onEnd?.(),
  })
  const tracks = { gridTemplateColumns: columns.map(column => column.width).join(' '), minWidth: leastWidth(columns) }
  return (
    // What scrolls must be reachable by keyboard.
    <div
      className="grid-table"
      ref={scroller}
      tabIndex={0}
      role="table"
      aria-label={name}
      aria-rowcount={rows.length + 1}
    >
      <div role="row" className="head" style={tracks} aria-rowindex={1}>
        {columns.map(column => (
          <span role="columnheader" key={column.name} className={place(column)}>
            {column.name}
          </span>
        ))}
      </div>
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ key, index, start }) => (
          <div
            role="row"
            key={key}
            data-index={index}
            ref={virtual.measureElement}
            aria-rowindex={index + 2}
            className="row"
            style={{ ...tracks, transform: `translateY(${start}px)` }}
          >
            {columns.map(column => (
              <span role="cell" key={column.name} className={place(column)}>
                {column.cell(rows[index] as Row)}
              </span>
            ))}
          </div>
        ))}
      </div>
    </div>
  )
}
