/** Where and when the model is wrong: by class or source, over time, and by error category of the errata. */
import type { ReactNode } from 'react'
import type { OutputOf } from '../../../platform/endpoint.ts'
import { BandLine } from '../../../ui/charts/band.tsx'
import { Chart, type Figures, Listed } from '../../../ui/charts/frame.tsx'
import { Meter } from '../../../ui/charts/meter.tsx'
import { DotLegend, type DotRow, DotRows } from '../../../ui/charts/rows.tsx'
import { countOf, dayOf, inFigures, inPercent, inPoints } from '../../../ui/say.ts'
import type { getErrorsByCategory, getErrorsOverTime } from './contract.ts'

type ByCategory = OutputOf<typeof getErrorsByCategory>
type Rate = ByCategory['rows'][number]
type OverTime = OutputOf<typeof getErrorsOverTime>

/** What a card says where nothing was observed, and what to do about it. */
export type Missing = (what: string) => ReactNode

const shareOf = (name: string) => ({ name, say: inPercent })

const LOOKS = { better: 'good', worse: 'bad', 'no clear change': 'quiet' }

const Change = ({ of: { difference, word } }: { of: Pick<Rate, 'difference' | 'word'> }) => {
  if (!difference || difference.estimate === null || !word) return <small>nothing to compare</small>
  const { estimate, low, high } = difference
  return (
    <>
      <strong className={LOOKS[word]}>{inPoints(estimate)}</strong>
      <small>{word === 'no clear change' ? word : `${inPoints(low)} to ${inPoints(high)}`}</small>
    </>
  )
}

const rowOf = (key: string, name: string, rate: Omit<Rate, 'name'>, is_compared: boolean): DotRow => ({
  key,
  name,
  note: `${inFigures(rate.checked)} checked`,
  now: rate.error_rate,
  ...(is_compared && { before: rate.against?.error_rate, end: <Change of={rate} /> }),
})

const nameOf = ({ name }: { name: string | null }) => name ?? 'No source given'

const byCategoryFigures = ({ rows }: ByCategory, is_compared: boolean): Figures => {
  const columns = [
    ...[{ name: 'Name' }, { name: 'Checked', say: inFigures }, { name: 'Errors', say: inFigures }],
    ...[shareOf('Error rate'), shareOf('From'), shareOf('To')],
  ]
  const compared = [shareOf('Compared with'), { name: 'Change, points', say: inPoints }, { name: 'Finding' }]
  return {
    columns: is_compared ? [...columns, ...compared] : columns,
    rows: rows.map(({ checked, errors, error_rate: { estimate, low, high }, against, difference, word, ...row }) => [
      ...[nameOf(row), checked, errors, estimate, low, high],
      ...(is_compared ? [against?.error_rate.estimate ?? null, difference?.estimate ?? null, word] : []),
    ]),
  }
}

type ByCategoryProps = { data: ByCategory; model?: string | undefined; against?: string | undefined; missing: Missing }

export const ErrorsByCategory = ({ data, model, against, missing }: ByCategoryProps) => {
  const is_compared = against !== undefined
  const seen = data.rows.filter(row => row.error_rate.estimate !== null || row.against?.error_rate.estimate != null)
  const rows = seen.map(row => rowOf(JSON.stringify(row.name), nameOf(row), row, is_compared))
  const { remainder } = data
  if (remainder) rows.push(rowOf('', `${inFigures(remainder.rows)} others together`, remainder, is_compared))
  return (
    <Chart
      title={data.by === 'class' ? 'Error rate by class' : 'Error rate by source'}
      about={model ? `Bars show 95% intervals, ${model}` : 'Bars show 95% intervals, all models'}
      says={data.sentence}
      figures={byCategoryFigures(data, is_compared)}
      legend={is_compared && <DotLegend now={model ?? ''} before={against} />}
      missing={rows.length === 0 && missing('No answer was checked by people')}
    >
      <DotRows rows={rows} {...(is_compared && { end: 'Change, points' })} />
    </Chart>
  )
}

const dayAndMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const hour = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' })

const EVERY = { hour: 'Hourly', day: 'Daily', week: 'Weekly' }

const middleOf = ({ since, until }: { since: string; until: string }) =>
  new Date((Date.parse(since) + Date.parse(until)) / 2)

const releaseName = ({ model, mode }: OverTime['releases'][number]): string =>
  mode === 'off' ? 'stopped' : (model ?? 'your model')

const overTimeFigures = ({ buckets }: OverTime): Figures => ({
  columns: [
    ...[{ name: 'Until' }, { name: 'Checked', say: inFigures }, { name: 'Errors', say: inFigures }],
    ...[shareOf('Error rate'), shareOf('From'), shareOf('To')],
  ],
  rows: buckets.map(({ until, checked, errors, error_rate: { estimate, low, high } }) => [
    ...[until.slice(0, 16).replace('T', ' '), checked, errors],
    ...[estimate, estimate === null ? null : low, estimate === null ? null : high],
  ]),
})

const courseInWords = ({ buckets, releases }: OverTime): string => {
  const seen = buckets.filter(each => each.error_rate.estimate !== null)
  const said = ({ error_rate: { estimate, low, high } }: (typeof buckets)[number]) =>
    `${inPercent(estimate ?? 0)} (95% interval ${inPercent(low)} to ${inPercent(high)})`
  const [first, last] = [seen[0], seen.at(-1)]
  if (!first || !last) return 'Nothing was checked in this time.'
  const released = releases.map(each => `${releaseName(each)} on ${dayOf(each.at)}`)
  return `Error rate ${said(first)} at first and ${said(last)} at last. Releases: ${released.join(', ') || 'none'}.`
}

export const ErrorsOverTime = ({ data, missing }: { data: OverTime; missing: Missing }) => (
  <Chart
    title="Error rate over time"
    about={`${EVERY[data.unit]}, all models, with 95% band`}
    says={courseInWords(data)}
    figures={overTimeFigures(data)}
    missing={
      data.buckets.every(each => each.error_rate.estimate === null) && missing('No answer was checked by people')
    }
  >
    <BandLine
      points={data.buckets.map(each => ({ ...each.error_rate, at: middleOf(each) }))}
      marks={data.releases.map(each => ({ key: each.id, at: new Date(each.at), label: releaseName(each) }))}
      sayTime={at => (data.unit === 'hour' && at.getUTCHours() > 0 ? hour : dayAndMonth).format(at)}
    />
  </Chart>
)

export const ErrataByCategory = ({ data: { categories, model }, missing }: { data: ByCategory; missing: Missing }) => {
  const all = categories.reduce((sum, each) => sum + each.errata, 0)
  const rows = categories.map(({ name, errata }) => ({
    name: name ?? 'No category',
    errata,
    share: errata / (all || 1),
  }))
  return (
    <Listed
      title="Why the model was wrong"
      about={`${countOf(all, 'erratum', 'errata')} by error category, ${model ?? 'all models'}`}
      figures={{
        columns: ['Error category', 'Errata', 'Share'].map(name => ({ name })),
        rows: rows.map(({ name, errata, share }) => [name, errata, share]),
      }}
      missing={all === 0 && missing('No erratum was kept')}
    >
      <Categories rows={rows} />
    </Listed>
  )
}

const Categories = ({ rows }: { rows: { name: string; errata: number; share: number }[] }) => (
  <table className="table quality-categories">
    <caption className="hidden-text">Errata by error category</caption>
    <tbody>
      {rows.map(({ name, errata, share }) => (
        <tr key={name}>
          <th scope="row" title={name}>
            {name}
          </th>
          <td>
            <Meter name={`${inPercent(share)} of all`} share={share} look="human" />
          </td>
          <td className="number">{inFigures(errata)}</td>
          <td className="number quiet">{inPercent(share)}</td>
        </tr>
      ))}
    </tbody>
  </table>
)
