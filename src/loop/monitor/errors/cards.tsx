/** Where and when the model is wrong: by class or source, over time, and by error category of the errata. */
import type { ReactNode } from 'react'
import type { OutputOf } from '../../../platform/endpoint.ts'
import { BandLine } from '../../../ui/charts/band.tsx'
import { Finding } from '../../../ui/charts/finding.tsx'
import { Chart, type Figures, Listed } from '../../../ui/charts/frame.tsx'
import { Meter } from '../../../ui/charts/meter.tsx'
import { DotLegend, type DotRow, DotRows } from '../../../ui/charts/rows.tsx'
import { Button } from '../../../ui/parts.tsx'
import { countOf, dayOf, inFigures, inPoints, rateInPercent } from '../../../ui/say.ts'
import type { getErrorsByCategory, getErrorsOverTime } from './contract.ts'

type ByCategory = OutputOf<typeof getErrorsByCategory>
type Rate = ByCategory['rows'][number]
type OverTime = OutputOf<typeof getErrorsOverTime>

/** What a card says where nothing was observed, and what to do about it. */
export type Missing = (what: string) => ReactNode

const shareOf = (name: string) => ({ name, say: rateInPercent })

const Change = ({ of: { difference, word } }: { of: Pick<Rate, 'difference' | 'word'> }) => {
  if (!difference || difference.estimate === null || !word) return <small>nothing to compare</small>
  return <Finding of={difference} word={word} />
}

const rowOf = (rate: Rate, is_compared: boolean): DotRow => ({
  key: rate.name ?? '',
  name: rate.name ?? '',
  note: `${inFigures(rate.checked)} checked`,
  now: rate.error_rate,
  ...(is_compared && { before: rate.against?.error_rate, end: <Change of={rate} /> }),
})

/** All rows under the names they have here, and what was left out as a row of its own. */
const namedRows = ({ rows, remainder }: ByCategory): Rate[] => {
  const named = rows.map(row => ({ ...row, name: row.name ?? 'No source given' }))
  return remainder ? [...named, { ...remainder, name: `${inFigures(remainder.rows)} others together` }] : named
}

const byCategoryFigures = (rows: Rate[], is_compared: boolean): Figures => {
  const columns = [
    ...[{ name: 'Name' }, { name: 'Checked', say: inFigures }, { name: 'Errors', say: inFigures }],
    ...[shareOf('Error rate'), shareOf('From'), shareOf('To')],
  ]
  const compared = [shareOf('Compared with'), { name: 'Change, points', say: inPoints }, { name: 'Finding' }]
  return {
    columns: is_compared ? [...columns, ...compared] : columns,
    rows: rows.map(({ name, checked, errors, error_rate: { estimate, low, high }, against, difference, word }) => [
      ...[name, checked, errors, estimate, low, high],
      ...(is_compared ? [against?.error_rate.estimate ?? null, difference?.estimate ?? null, word] : []),
    ]),
  }
}

const ofModel = (model: string | null) => (model === null ? '' : ` of ${model}`)

type ByCategoryProps = { data: ByCategory; against: string | undefined; missing: Missing; showAll: () => void }

export const ErrorsByCategory = ({ data, against, missing, showAll }: ByCategoryProps) => {
  const { by, model, all, remainder } = data
  const is_compared = all.against !== null
  const rows = namedRows(data)
  const seen = rows.filter(row => row.error_rate.estimate !== null || row.against?.error_rate.estimate != null)
  return (
    <Chart
      title={by === 'class' ? 'Error rate by class' : 'Error rate by source'}
      about={`Bars show 95% intervals, ${model ?? 'all models'}`}
      says={data.sentence}
      figures={byCategoryFigures(rows, is_compared)}
      legend={is_compared && <DotLegend now={model ?? ''} before={against ?? ''} />}
      missing={seen.length === 0 && missing(`Too few answers${ofModel(model)} were checked by people`)}
      foot={
        remainder && (
          <Button look="plain" onClick={showAll}>
            Show all {inFigures(data.rows.length + remainder.rows)}
          </Button>
        )
      }
    >
      <DotRows rows={seen.map(row => rowOf(row, is_compared))} {...(is_compared && { end: 'Change, points' })} />
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
    `${rateInPercent(estimate ?? 0)} (95% interval ${rateInPercent(low)} to ${rateInPercent(high)})`
  const [first, last] = [seen[0], seen.at(-1)]
  if (!first || !last) return 'Nothing was checked in this time.'
  const released = releases.map(each => `${releaseName(each)} on ${dayOf(each.at)}`)
  return `Error rate ${said(first)} at first and ${said(last)} at last. Releases: ${released.join(', ') || 'none'}.`
}

/** An interval wider than this says nothing, and would press all others flat: it is left to the table. */
const WIDEST = 0.5

const UNSURE = { estimate: null, low: 0, high: 1 }

/** The points that are sure enough to draw; all of them where none is. */
const pointsOf = (buckets: OverTime['buckets']) => {
  const is_sure = ({ error_rate: { low, high } }: OverTime['buckets'][number]) => high - low <= WIDEST
  const left_out = buckets.some(is_sure) ? buckets.filter(each => each.checked > 0 && !is_sure(each)) : []
  const points = buckets.map(each => ({
    at: middleOf(each),
    ...(left_out.includes(each) ? UNSURE : each.error_rate),
  }))
  return { points, left_out: left_out.length }
}

export const ErrorsOverTime = ({ data, missing }: { data: OverTime; missing: Missing }) => {
  const { points, left_out } = pointsOf(data.buckets)
  const drawn = `${EVERY[data.unit]}, all models, with 95% band`
  return (
    <Chart
      title="Error rate over time"
      about={left_out > 0 ? `${drawn}; ${inFigures(left_out)} too unsure to draw` : drawn}
      says={courseInWords(data)}
      figures={overTimeFigures(data)}
      missing={points.every(point => point.estimate === null) && missing('Too few answers were checked by people')}
    >
      <BandLine
        points={points}
        marks={data.releases.map(each => ({ key: each.id, at: new Date(each.at), label: releaseName(each) }))}
        sayTime={at => (data.unit === 'hour' && at.getUTCHours() > 0 ? hour : dayAndMonth).format(at)}
      />
    </Chart>
  )
}

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
      missing={all === 0 && missing(`No erratum${ofModel(model)} was kept`)}
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
            <Meter name={`${rateInPercent(share)} of all`} share={share} look="human" />
          </td>
          <td className="number">{inFigures(errata)}</td>
          <td className="number quiet">{rateInPercent(share)}</td>
        </tr>
      ))}
    </tbody>
  </table>
)
