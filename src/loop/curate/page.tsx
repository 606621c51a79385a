/** The library of errata: what models got wrong, why, and what is right. */
import './page.css'
import { Download } from 'lucide-react'
import { Link } from 'wouter'
import { useAddress, usePlace } from '../../people/place.tsx'
import type { OutputOf } from '../../platform/endpoint.ts'
import { AnswerFilter, type Asked, CategoryFilter, WithAsked } from '../../projects/asked.tsx'
import { useNow } from '../../ui/clock.ts'
import { Filters, SelectFilter, TextFilter, useAddressed } from '../../ui/filters.tsx'
import { Page } from '../../ui/page.tsx'
import { type Pages, usePages } from '../../ui/pages.ts'
import { Badge, Read, State } from '../../ui/parts.tsx'
import { agoOf, momentOf } from '../../ui/say.ts'
import { type Column, Table } from '../../ui/table.tsx'
import { ModelFilter } from '../ingest/model-filter.tsx'
import { type Erratum, listErrata } from './contract.ts'
import { Details } from './details.tsx'

const FILTERS = ['contains', 'category', 'model', 'was', 'answer', 'all']
const PAGE_rows = 200
const errataIn = ({ errata }: OutputOf<typeof listErrata>) => errata

export const ErrataPage = () => {
  const { project_id, tabs } = usePlace()
  const { value, given, set } = useAddressed()
  const errata = usePages(listErrata, { project_id, limit: PAGE_rows, ...given(...FILTERS) }, errataIn)
  const opened = value('erratum')
  const close = () => set({ erratum: '' })
  const side = opened && <WithAsked what="the erratum">{asked => <Details {...{ opened, asked, close }} />}</WithAsked>
  return (
    <Page title="Errata" wide tabs={tabs} side={side || undefined}>
      <WithAsked what="the errata">{asked => <Library errata={errata} asked={asked} />}</WithAsked>
    </Page>
  )
}

const Library = ({ errata, asked }: { errata: Pages<Erratum>; asked: Asked }) => {
  const { given } = useAddressed()
  const is_filtered = Object.keys(given(...FILTERS)).length > 0
  const columns = useColumns(asked)
  return (
    <div className="errata">
      {(is_filtered || errata.data?.length !== 0) && <Head asked={asked} />}
      <Read of={errata} what="the errata">
        {rows =>
          rows.length === 0 ? (
            <Nothing is_filtered={is_filtered} />
          ) : (
            <div aria-busy={errata.is_old}>
              <Table
                name="Errata"
                columns={columns}
                rows={rows}
                keyOf={each => each.id}
                row_height={61}
                onEnd={errata.more}
              />
            </div>
          )
        }
      </Read>
    </div>
  )
}

const Head = ({ asked: { form, guideline } }: { asked: Asked }) => {
  const { project_id } = usePlace()
  const { given } = useAddressed()
  const query = new URLSearchParams(given(...FILTERS))
  return (
    <div className="errata-head">
      <Filters names={FILTERS}>
        <TextFilter name="contains" label="Text of an item" />
        <CategoryFilter guideline={guideline} />
        <ModelFilter />
        <AnswerFilter name="was" label="The model said" any="Any model answer" before="said:" form={form} />
        <AnswerFilter name="answer" label="What is right" any="Any right answer" before="right:" form={form} />
        <SelectFilter
          name="all"
          label="In force"
          any="In force"
          options={[{ value: 'true', name: 'In force or not' }]}
        />
      </Filters>
      <a className="button" href={`/api/projects/${project_id}/errata.csv?${query}`} download="errata.csv">
        <Download size={16} aria-hidden="true" />
        Export CSV
      </a>
    </div>
  )
}

const Nothing = ({ is_filtered }: { is_filtered: boolean }) => {
  const address = useAddress()
  if (is_filtered) {
    return (
      <State title="No erratum fits.">
        <p>Take a filter away, or look for another text: letters count as they are written.</p>
      </State>
    )
  }
  return (
    <State title="No errata yet.">
      <p>An erratum is kept whenever people settle on another answer than the model gave.</p>
      <Link className="button" to={address('queues')}>
        See what waits for people
      </Link>
    </State>
  )
}

/** The text of an item as the name of its erratum: a way to all that is known of it. */
const ItemCell = ({ erratum: { id, input, external_id } }: { erratum: Erratum }) => {
  const { value, set } = useAddressed()
  const is_open = value('erratum') === id
  return (
    <>
      <button
        type="button"
        className="errata-item"
        aria-expanded={is_open}
        onClick={() => set({ erratum: is_open ? '' : id })}
      >
        {input.text.slice(0, 200)}
      </button>
      <span className="meta">{external_id}</span>
    </>
  )
}

const useColumns = ({ view: { Diff }, form }: Asked): Column<Erratum>[] => {
  const now = useNow()
  return [
    { name: 'Item', width: 'minmax(160px, 2fr)', cell: erratum => <ItemCell erratum={erratum} /> },
    {
      name: 'Model said → what is right',
      width: 'minmax(160px, 2fr)',
      cell: ({ was, answer, input }) => (
        <div className="errata-change">
          <Diff from={was} to={answer} form={form} input={input} />
        </div>
      ),
    },
    {
      name: 'Why',
      width: 'minmax(100px, 1fr)',
      cell: ({ category, in_force }) => (
        <span className="errata-why">
          {category ?? <span className="quiet">no category</span>}
          {!in_force && <Badge look="warn">No longer in force</Badge>}
        </span>
      ),
    },
    { name: 'Model', width: 'minmax(80px, 120px)', cell: ({ model }) => <Badge look="model">{model}</Badge> },
    {
      name: 'Kept',
      width: '104px',
      cell: ({ at }) => (
        <time className="quiet" dateTime={at} title={momentOf(at)}>
          {agoOf(at, now)}
        </time>
      ),
    },
  ]
}
