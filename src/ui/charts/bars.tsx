/** How many of each size: a bar for each class of sizes, and marks where a share of all lies below. */
import './bars.css'

export type Bar = { label: string; from: number; to: number | null; n: number }
export type Mark = { label: string; value: number }

const GAP = 0.12
/** What a letter of a label takes of the width at most. */
const LETTER_percent = 2

/** Where a value stands, in bars from the left. What lies in the last, open class stands in its middle. */
const placeOf = (value: number, bars: Bar[]): number => {
  const index = bars.findIndex(({ from, to }) => value >= from && (to === null || value < to))
  const bar = bars[index]
  if (!bar) return bars.length
  return index + (bar.to === null ? 0.5 : (value - bar.from) / (bar.to - bar.from)) * (1 - GAP)
}

/** Bars from zero; the caller says in words what they show. */
export const Histogram = ({ bars, marks }: { bars: Bar[]; marks: Mark[] }) => {
  const pitch = 100 / (bars.length - GAP)
  const most = Math.max(...bars.map(bar => bar.n), 1)
  return (
    <div className="bars">
      <div className="bars-plot">
        <svg aria-hidden="true">
          {bars.map(({ label, n }, index) => (
            <rect
              key={label}
              x={`${index * pitch}%`}
              width={`${pitch * (1 - GAP)}%`}
              y={`${100 - (100 * n) / most}%`}
              height={`${(100 * n) / most}%`}
              rx="3"
            />
          ))}
        </svg>
        <Marks marks={marks.map(mark => ({ ...mark, at: placeOf(mark.value, bars) * pitch }))} />
      </div>
      <ol className="bars-axis">
        {bars.map(({ label }) => (
          <li key={label}>{label}</li>
        ))}
      </ol>
    </div>
  )
}

type Placed = Mark & { at: number; flips: boolean }

/**
 * Labels stand right of their line, or left of it where the next line or the edge is too near. Where there is no room
 * on either side, the label of the next mark joins it.
 */
const withRoom = (marks: (Mark & { at: number })[]): Placed[] => {
  let joined = false
  return marks.map((mark, n) => {
    if (joined) return { ...mark, label: '', flips: false }
    const next = marks[n + 1]
    const width = mark.label.length * LETTER_percent
    const fits = (next?.at ?? 100) - mark.at >= width
    const flips = !fits && mark.at - (marks[n - 1]?.at ?? 0) >= width
    joined = next !== undefined && !fits && !flips
    return { ...mark, flips, label: joined ? `${mark.label}, ${next?.label}` : mark.label }
  })
}

const Marks = ({ marks }: { marks: (Mark & { at: number })[] }) =>
  withRoom(marks).map(({ label, value, at, flips }) => (
    <span key={`${value} ${label}`} className={`bars-mark ${flips ? 'flips' : ''}`} style={{ left: `${at}%` }}>
      <span>{label}</span>
    </span>
  ))
