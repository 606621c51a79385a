/** The four figures of quality: how much, how sure, what changed, and the course. */
import type { OutputOf } from '../../../platform/endpoint.ts'
import { LOOKS } from '../../../ui/charts/finding.tsx'
import { Spark } from '../../../ui/charts/spark.tsx'
import { countOf, durationOf, inFigures, inPoints, rateInPercent, signed } from '../../../ui/say.ts'
import type { getQuality } from './contract.ts'

type Quality = OutputOf<typeof getQuality>
type Measure = Quality['error_rate']

type Telling = {
  name: string
  value: (value: number) => string
  /** A bound, where the unit is said by the figure itself. */
  bound: (value: number) => string
  change: (change: number) => string
  look: 'model' | 'human' | 'quiet'
}

const inDecimals = (value: number) => value.toFixed(2)
/** What is rounded to nothing has no sign. */
const inSignedDecimals = (change: number) => (Math.abs(change) < 0.005 ? inDecimals(0) : signed(change, inDecimals))
const time = {
  value: durationOf,
  bound: durationOf,
  change: (change: number) => signed(change, durationOf),
  look: 'human',
} as const

const ERROR_RATE: Telling = {
  name: 'Error rate',
  value: rateInPercent,
  bound: share => (100 * share).toFixed(1),
  change: inPoints,
  look: 'model',
}
const CORRECTION: Telling = { name: 'Detection to correction, median', ...time }
const AGREEMENT: Telling = {
  name: 'Reviewer agreement (α)',
  value: inDecimals,
  bound: inDecimals,
  change: inSignedDecimals,
  look: 'quiet',
}
const EFFORT: Telling = { name: 'Reviewer time per 1,000 items', ...time }

export const Strip = ({ quality }: { quality: Quality }) => {
  const { error_rate, correction_seconds, agreement, seconds_per_1000 } = quality
  const { p90_seconds } = correction_seconds
  return (
    <ul className="card quality-strip" aria-label="Figures">
      <Cell of={error_rate} told={ERROR_RATE} note={`${inFigures(error_rate.n)} checked`} />
      <Cell
        of={correction_seconds}
        told={CORRECTION}
        note={p90_seconds === null ? '' : `90% within ${durationOf(p90_seconds)}`}
      />
      <Cell of={agreement} told={AGREEMENT} note={`${countOf(agreement.n, 'item')} compared`} />
      <Cell
        of={seconds_per_1000}
        told={EFFORT}
        note={`${countOf(seconds_per_1000.n, 'judgement')} for ${inFigures(seconds_per_1000.predictions)}`}
      />
    </ul>
  )
}

const Cell = ({ of, told, note }: { of: Measure; told: Telling; note: string }) => {
  const { now, change, word, spark, sentence } = of
  const has_change = change.estimate !== null
  return (
    <li>
      <h3>{told.name}</h3>
      <p className="quality-figure">
        <span className="figure">{now.estimate === null ? '–' : told.value(now.estimate)}</span>
        {has_change && (
          <span className={`quality-change ${LOOKS[word]}`}>
            {told.change(change.estimate as number)}
            <span className="hidden-text"> {word}</span>
          </span>
        )}
        <Spark name={told.name} values={spark} look={told.look} />
      </p>
      {now.estimate === null ? (
        <p className="meta">{sentence}</p>
      ) : (
        <>
          <p className="meta figures">{intervalOf(now, told)}</p>
          <p className="meta figures">
            {[has_change && word === 'no clear change' ? word : '', note].filter(Boolean).join(' · ')}
          </p>
        </>
      )}
    </li>
  )
}

const intervalOf = ({ low, high }: Measure['now'], { bound }: Telling): string =>
  high === null
    ? `95% interval from ${bound(low ?? 0)}, open above`
    : `95% interval ${bound(low ?? 0)} to ${bound(high)}`
