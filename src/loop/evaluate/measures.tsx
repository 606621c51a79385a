/** What the kind of answer is measured by beside right or wrong, such as the F1 of spans. */
import { Listed } from '../../ui/charts/frame.tsx'
import { type Estimate, inPercent, inPoints, signed } from '../../ui/say.ts'
import type { MeasureResult } from './contract.ts'
import type { ResultProps } from './found.tsx'
import { Change } from './strip.tsx'

const inNumber = (value: number) => value.toFixed(2)
const inSignedNumber = (change: number) => signed(change, inNumber)

export const Measures = ({ result: { measures, baseline }, names }: ResultProps) => (
  <Listed
    title="Measures of this kind of answer"
    about="95% intervals below the figures"
    figures={{
      columns: ['Measure', 'Better', 'Model', 'Value', 'From', 'To'].map(name => ({ name })),
      rows: measures.flatMap(measure =>
        [
          { name: names.candidate, of: measure.candidate },
          ...(measure.baseline ? [{ name: names.baseline, of: measure.baseline }] : []),
        ].map(({ name, of }) => [measure.title, measure.better, name, of.estimate, of.low, of.high]),
      ),
    }}
  >
    <section className="models-measures" aria-label="Measures" tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Measure</th>
            <th scope="col">{names.candidate}</th>
            {baseline && <th scope="col">{names.baseline}</th>}
            {baseline && <th scope="col">Change</th>}
          </tr>
        </thead>
        <tbody>
          {measures.map(measure => (
            <Row key={measure.name} measure={measure} />
          ))}
        </tbody>
      </table>
    </section>
  </Listed>
)

const Row = ({ measure }: { measure: MeasureResult }) => {
  const { title, better, share, candidate, baseline, change } = measure
  const say = share ? inPercent : inNumber
  return (
    <tr>
      <td>
        {title}
        <span className="meta models-line">{better} is better</span>
      </td>
      <td>
        <Value of={candidate} say={say} />
      </td>
      {baseline && (
        <td>
          <Value of={baseline} say={say} />
        </td>
      )}
      {change && (
        <td>
          <Change of={change} better={better} say={share ? inPoints : inSignedNumber} />
        </td>
      )}
    </tr>
  )
}

/** A figure and, below it, its interval. */
export const Value = ({ of: { estimate, low, high }, say }: { of: Estimate; say: (value: number) => string }) =>
  estimate === null ? (
    <span className="quiet">–</span>
  ) : (
    <span className="figures">
      {say(estimate)}
      <span className="meta models-line">
        {say(low)} to {say(high)}
      </span>
    </span>
  )
