/** The course of a figure, as small as a word. */
import './charts.css'
import { scaleLinear } from 'd3-scale'
import { curveMonotoneX, line } from 'd3-shape'

const WIDTH = 78
const HEIGHT = 28

type SparkProps = {
  name: string
  /** Oldest first; null where nothing was observed. */
  values: (number | null)[]
  look: 'model' | 'human' | 'quiet'
}

type Point = [number, number]

/** A line through what was observed, with a dot at its end. Its scale is its own: it tells the course, not the size. */
export const Spark = ({ name, values, look }: SparkProps) => {
  const seen = values.flatMap((value, n) => (value === null ? [] : [[n, value] as Point]))
  const last = seen.at(-1)
  if (seen.length < 2 || !last) return null
  const sizes = seen.map(([, value]) => value)
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)]
  const x = scaleLinear([0, values.length - 1], [2, WIDTH - 5])
  const y = scaleLinear(least === most ? [least - 1, most + 1] : [least, most], [HEIGHT - 5, 5])
  const path = line<Point>(
    ([n]) => x(n),
    ([, value]) => y(value),
  ).curve(curveMonotoneX)
  const first = seen[0]?.[1] ?? 0
  const course = last[1] > first ? 'rose' : last[1] < first ? 'fell' : 'ended where it began'
  return (
    <svg
      className={`spark ${look}`}
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={`${name} ${course} over the window`}
    >
      <path d={path(seen) ?? ''} />
      <circle cx={x(last[0])} cy={y(last[1])} r="3" />
    </svg>
  )
}
