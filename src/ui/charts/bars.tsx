/** How many of each size: a bar for each class of sizes, and marks where a share of all lies below. */

export type Bar = { label: string; from: number; to: number | null; n: number }
export type Mark = { label: string; value: number }

const GAP = 0.12
const LABEL_percent = 22

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

/** Labels stand right of their line, or left of it where the next one or the edge is near. */
const Marks = ({ marks }: { marks: (Mark & { at: number })[] }) =>
  marks.map(({ label, at }, n) => {
    const next = marks[n + 1]?.at ?? 100
    const flips = n === 0 ? next - at < 1.6 * LABEL_percent : next - at < LABEL_percent / 2
    return (
      <span key={label} className={`bars-mark ${flips ? 'flips' : ''}`} style={{ left: `${at}%` }}>
        <span>{label}</span>
      </span>
    )
  })
