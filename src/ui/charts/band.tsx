/** A share over time: its line, the band of its intervals, and what was released meanwhile. */
import './band.css'
import { scaleUtc } from 'd3-scale'
import { area, curveMonotoneX, line } from 'd3-shape'
import type { Estimate } from '../say.ts'
import { type Axis, axisOf, tickInWords } from './axis.ts'
import { useWidth } from './width.ts'

export type Point = Estimate & { at: Date }
export type TimeMark = { key: string; at: Date; label: string }

type BandProps = {
  /** Oldest first; without an estimate where nothing was observed. */
  points: Point[]
  marks: TimeMark[]
  /** A moment on the axis in words: `1 Oct`. */
  sayTime: (at: Date) => string
}

const HEIGHT = 214
const TOP = 34
const BOTTOM = 28
const LEFT = 42
const RIGHT = 46
/** Room that the label of a mark and that of a moment take at least. */
const LABEL = 56
const LETTER = 7

type Scales = { x: (at: Date) => number; y: Axis; width: number }
type Seen = Point & { estimate: number }

/** The line with its band; the caller says in words what it shows. */
export const BandLine = ({ points, marks, sayTime }: BandProps) => {
  const [ref, width] = useWidth<HTMLDivElement>()
  const seen = points.filter((point): point is Seen => point.estimate !== null)
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last) return null
  const x = scaleUtc([first.at, last.at], [LEFT, width - RIGHT]).clamp(true)
  const y = axisOf(
    seen.map(point => point.high),
    [HEIGHT - BOTTOM, TOP + 22],
  )
  return (
    <div className="band" ref={ref} style={{ height: HEIGHT }}>
      {width > 0 && (
        <svg width={width} height={HEIGHT} aria-hidden="true">
          <Axes
            scales={{ x, y, width }}
            times={timesOf(x.ticks(Math.max(2, Math.floor(width / 120))), x)}
            sayTime={sayTime}
          />
          <Marks marks={marks} x={x} />
          <Course points={points} x={x} y={y} />
          <End of={seen.at(-1)} x={x} y={y} />
        </svg>
      )}
    </div>
  )
}

/** Moments whose labels do not touch. */
const timesOf = (times: Date[], x: (at: Date) => number): Date[] => {
  const kept: Date[] = []
  for (const time of times) {
    const before = kept.at(-1)
    if (!before || x(time) - x(before) >= LABEL) kept.push(time)
  }
  return kept
}

const Axes = ({ scales: { x, y, width }, times, sayTime }: AxesProps) => (
  <>
    {y.ticks.map((tick, n) => (
      <g key={tick} className="band-grid">
        <line x1={LEFT} x2={width - RIGHT} y1={y.scale(tick)} y2={y.scale(tick)} />
        <text x="0" y={y.scale(tick) + 4}>
          {tickInWords(tick, n === y.ticks.length - 1)}
        </text>
      </g>
    ))}
    {times.map(time => (
      <text key={time.getTime()} x={x(time)} y={HEIGHT - 6} textAnchor="middle">
        {sayTime(time)}
      </text>
    ))}
  </>
)
type AxesProps = { scales: Scales; times: Date[]; sayTime: (at: Date) => string }

/** A dotted line each; the labels of releases that came soon after another one are left to the table. */
const Marks = ({ marks, x }: { marks: TimeMark[]; x: (at: Date) => number }) => {
  let free = 0
  return marks.map(({ key, at, label }) => {
    const place = x(at)
    const half = (Math.min(label.length, 14) * LETTER) / 2
    const fits = place - half >= free
    if (fits) free = place + half + LETTER
    return (
      <g key={key} className="band-mark">
        <line x1={place} x2={place} y1={TOP - 12} y2={HEIGHT - BOTTOM} />
        {fits && (
          <text x={place} y={TOP - 19} textAnchor="middle">
            {label.length > 14 ? `${label.slice(0, 13)}…` : label}
          </text>
        )}
      </g>
    )
  })
}

type CourseProps = { points: Point[]; x: (at: Date) => number; y: Axis }

const Course = ({ points, x, y: { scale } }: CourseProps) => {
  const is_seen = (point: Point) => point.estimate !== null
  const band = area<Point>(
    point => x(point.at),
    point => scale(point.low),
    point => scale(point.high),
  )
  const course = line<Point>(
    point => x(point.at),
    point => scale(point.estimate as number),
  )
  const alone = points.filter(
    (point, n) => is_seen(point) && ![n - 1, n + 1].some(m => points[m] && is_seen(points[m])),
  )
  return (
    <>
      <path className="band-area" d={band.defined(is_seen).curve(curveMonotoneX)(points) ?? ''} />
      {alone.map(point => (
        <Alone key={point.at.getTime()} of={point} x={x(point.at)} scale={scale} />
      ))}
      <path className="band-line" d={course.defined(is_seen).curve(curveMonotoneX)(points) ?? ''} />
    </>
  )
}

/** A point without neighbours makes no line: it stands as a dot with its interval. */
const Alone = ({ of, x, scale }: { of: Point; x: number; scale: (share: number) => number }) => (
  <g className="band-alone">
    <line x1={x} x2={x} y1={scale(of.low)} y2={scale(of.high)} />
    <circle cx={x} cy={scale(of.estimate as number)} r="3" />
  </g>
)

const End = ({ of, x, y }: { of: Seen | undefined; x: (at: Date) => number; y: Axis }) =>
  of && (
    <g className="band-end">
      <circle cx={x(of.at)} cy={y.scale(of.estimate)} r="4" />
      <text x={x(of.at) + 9} y={y.scale(of.estimate) - 8}>
        {(100 * of.estimate).toFixed(1)}
      </text>
    </g>
  )
