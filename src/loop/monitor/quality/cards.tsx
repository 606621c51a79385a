/** What correcting takes: how long an error lives, and who finds it. */
import { useState } from 'react'
import type { OutputOf } from '../../../platform/endpoint.ts'
import { Histogram } from '../../../ui/charts/bars.tsx'
import { Chart, Listed } from '../../../ui/charts/frame.tsx'
import { Whisker } from '../../../ui/charts/whisker.tsx'
import { Button } from '../../../ui/parts.tsx'
import { countOf, durationOf, inFigures } from '../../../ui/say.ts'
import type { getEffort, getLatency } from '../contract.ts'
import type { Missing } from '../errors/cards.tsx'

type Latency = OutputOf<typeof getLatency>
type Person = OutputOf<typeof getEffort>['people'][number]

type LatencyProps = { data: Latency; during: string; missing: Missing }

export const CorrectionTimes = ({ data: { prediction_to_correction: times }, during, missing }: LatencyProps) => {
  const { n, median_seconds, p90_seconds } = times
  const bars = times.histogram.map(({ label, from_seconds: from, to_seconds: to, n }) => ({
    ...{ label: label.replace('-', '–'), from, to, n },
  }))
  const marks = [
    ...(median_seconds === null ? [] : [{ label: `median ${durationOf(median_seconds)}`, value: median_seconds }]),
    ...(p90_seconds === null ? [] : [{ label: '90%', value: p90_seconds }]),
  ]
  const said = `half within ${durationOf(median_seconds ?? 0)}, 90% within ${durationOf(p90_seconds ?? 0)}`
  return (
    <Chart
      title="Detection to correction"
      about={`${countOf(n, 'correction')} in ${during}`}
      says={`${countOf(n, 'correction')}: ${said}. ${bars.map(bar => `${bar.label}: ${bar.n}`).join(', ')}.`}
      figures={{
        columns: [{ name: 'Time' }, { name: 'Corrections', say: inFigures }],
        rows: bars.map(bar => [bar.label, bar.n]),
      }}
      missing={n === 0 && missing('Nothing was corrected')}
    >
      <Histogram bars={bars} marks={marks} />
    </Chart>
  )
}

const PEOPLE_shown = 5

export const Reviewers = ({ people, missing }: { people: Person[]; missing: Missing }) => {
  const [is_all, setAll] = useState(false)
  const figures = {
    columns: ['Name', 'Judgements', 'Median seconds', 'Agreement', 'From', 'To', 'Compared'].map(name => ({ name })),
    rows: people.map(({ name, judgements, median_seconds, agreement: { estimate, low, high }, compared }) => [
      ...[name, judgements, median_seconds, estimate, low, high, compared],
    ]),
  }
  return (
    <Listed
      title="Reviewers"
      about="Agreement with the answer that stands, 95% interval"
      figures={figures}
      missing={people.length === 0 && missing('Nobody judged')}
    >
      <People people={is_all ? people : people.slice(0, PEOPLE_shown)} />
      {people.length > PEOPLE_shown && (
        <Button look="plain" aria-expanded={is_all} onClick={() => setAll(!is_all)}>
          {is_all ? 'Show fewer' : `Show all ${inFigures(people.length)}`}
        </Button>
      )}
    </Listed>
  )
}

const People = ({ people }: { people: Person[] }) => (
  <table className="table quality-people">
    <caption className="hidden-text">Reviewers</caption>
    <thead>
      <tr>
        <th scope="col">Name</th>
        <th scope="col" className="number">
          Items
        </th>
        <th scope="col" className="number">
          Time
        </th>
        <th scope="col" className="number" colSpan={2}>
          Agreement
        </th>
      </tr>
    </thead>
    <tbody>
      {people.map(person => (
        <PersonRow key={person.person_id} person={person} />
      ))}
    </tbody>
  </table>
)

const PersonRow = ({ person: { name, judgements, median_seconds, agreement } }: { person: Person }) => (
  <tr>
    <td title={name}>{name}</td>
    <td className="number">{inFigures(judgements)}</td>
    <td className="number">{median_seconds === null ? '–' : durationOf(median_seconds)}</td>
    <td>
      <Whisker name={`Agreement of ${name}`} of={agreement} say={share => share.toFixed(2)} to={1} />
    </td>
    <td className="number">{agreement.estimate === null ? '–' : agreement.estimate.toFixed(2)}</td>
  </tr>
)
