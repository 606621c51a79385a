/** An estimate and its 95% interval on one line, small enough for a table cell or a side panel. */
import './charts.css'
import type { Estimate } from '../say.ts'
import { estimateInWords, isClear } from './estimate.ts'

/** How far a change's axis reaches beyond its farther bound, so that this bound has room for its label. */
const REACH = 1.5

type WhiskerProps = {
  /** What is estimated, for screen readers: `Change of accuracy`. */
  name: string
  of: Estimate
  /** A value in words: `+0.4`. */
  say: (value: number) => string
  /** Whose figure it is: teal for people, iris for a model. */
  look?: 'human' | 'model'
  /** The value at the end of the axis, which begins at zero. Left out for a change: zero stands in the middle. */
  to?: number
}

/** Draws the interval; a change (without `to`) is grey where it includes zero, and says where zero is. */
export const Whisker = ({ name, of, say, look = 'human', to }: WhiskerProps) => {
  const { estimate, low, high } = of
  const is_change = to === undefined
  const reach = to ?? (Math.max(Math.abs(low), Math.abs(high)) * REACH || 1)
  const from = is_change ? -reach : 0
  const at = (value: number) => `${(100 * Math.min(1, Math.max(0, (value - from) / (reach - from)))).toFixed(2)}%`
  const is_grey = is_change && !isClear(of)
  const sentence = `${name}: ${estimateInWords(of, say)}${is_grey && estimate !== null ? ', no clear change' : ''}`
  const far = Math.abs(high) >= Math.abs(low) ? high : low
  return (
    <svg
      className={`whisker ${is_grey ? 'unclear' : look} ${is_change ? 'change' : ''}`}
      role="img"
      aria-label={sentence}
    >
      <line className="track" x1="0" x2="100%" y1="7" y2="7" />
      {is_change && (
        <>
          <line className="zero" x1="50%" x2="50%" y1="1" y2="13" />
          <text x="50%" y="27" textAnchor="middle">
            no change
          </text>
        </>
      )}
      {estimate !== null && (
        <>
          <line className="reach" x1={at(low)} x2={at(high)} y1="7" y2="7" />
          {is_change && <Ends at={[at(low), at(high)]} />}
          <circle cx={at(estimate)} cy="7" r={is_change ? 4 : 3} />
        </>
      )}
      {is_change && estimate !== null && far !== 0 && (
        <text x={at(far)} y="27" textAnchor="middle">
          {say(far)}
        </text>
      )}
    </svg>
  )
}

const Ends = ({ at }: { at: string[] }) =>
  at.map((x, index) => <line key={index === 0 ? 'low' : 'high'} className="reach" x1={x} x2={x} y1="3" y2="11" />)
