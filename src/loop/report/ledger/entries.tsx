/** The entries of the ledger, newest first: as many as one scrolls to. */
import { useState } from 'react'
import { Link } from 'wouter'
import { type EntryView, listEntries } from '../../../ledger/contract.ts'
import { useActors, useAddress, usePlace } from '../../../people/place.tsx'
import type { OutputOf } from '../../../platform/endpoint.ts'
import { Fault, FormField, Section } from '../../../ui/form.tsx'
import { usePages } from '../../../ui/pages.ts'
import { Button, Read, State } from '../../../ui/parts.tsx'
import { momentOf } from '../../../ui/say.ts'
import { type Column, Table } from '../../../ui/table.tsx'

const AT_ONCE = 200

const rowsOf = ({ entries }: OutputOf<typeof listEntries>) => entries

type EntriesProps = {
  action: string
  choose: (action: string) => void
  opened: string | null
}

export const Entries = ({ action, choose, opened }: EntriesProps) => {
  const { project_id } = usePlace()
  const pages = usePages(listEntries, { project_id, limit: AT_ONCE, ...(action && { action }) }, rowsOf)
  const { error, refetch, has_more, more } = pages
  const entries = pages.is_old ? undefined : pages.data
  return (
    <Section
      title="What happened"
      about="Newest first. Every entry names what it rests on."
      tools={<Filter action={action} choose={choose} seen={entries ?? []} />}
    >
      {entries && <Fault error={error} />}
      <Read of={{ data: entries, error, refetch }} what="the ledger">
        {all =>
          all.length === 0 ? (
            <Nothing action={action} />
          ) : (
            <List entries={all} is_whole={!has_more} more={more} opened={opened} />
          )
        }
      </Read>
    </Section>
  )
}

const Nothing = ({ action }: Pick<EntriesProps, 'action'>) => (
  <State title={action ? `Nothing of the sort “${action}” has happened.` : 'Nothing has happened yet.'}>
    <p>
      {action
        ? 'Actions are named noun.participle, such as judgement.given.'
        : 'Whatever people and models do here is written down, from the first prediction on.'}
    </p>
  </State>
)

/** Proposes what was seen so far; any other sort can be typed. */
const Filter = ({ action, choose, seen }: Pick<EntriesProps, 'action' | 'choose'> & { seen: EntryView[] }) => {
  const [text, setText] = useState(action)
  const sorts = [...new Set(seen.map(entry => entry.action))].sort()
  return (
    <search>
      <form
        className="ledger-filter"
        onSubmit={event => {
          event.preventDefault()
          choose(text.trim())
        }}
      >
        <FormField label="Action">
          {control => (
            <input
              {...control}
              className="input"
              list="ledger-sorts"
              placeholder="such as judgement.given"
              value={text}
              maxLength={100}
              autoComplete="off"
              onChange={event => setText(event.target.value)}
            />
          )}
        </FormField>
        <datalist id="ledger-sorts">
          {sorts.map(sort => (
            <option key={sort}>{sort}</option>
          ))}
        </datalist>
        <Button type="submit">Filter</Button>
        {action && (
          <Button
            look="plain"
            onClick={() => {
              setText('')
              choose('')
            }}
          >
            Show all
          </Button>
        )}
      </form>
    </search>
  )
}

type ListProps = {
  entries: EntryView[]
  is_whole: boolean
  more: (() => void) | undefined
  opened: string | null
}

const List = ({ entries, is_whole, more, opened }: ListProps) => {
  const actorIn = useActors()
  const address = useAddress()
  const columns: Column<EntryView>[] = [
    {
      name: 'Action',
      width: 'minmax(150px, 1.2fr)',
      cell: ({ id, action }) => (
        <Link
          className="ledger-action"
          to={`${address('ledger')}?entry=${id}`}
          aria-current={id === opened ? 'true' : undefined}
        >
          {action}
        </Link>
      ),
    },
    { name: 'By', width: 'minmax(110px, 1fr)', cell: ({ actor }) => actorIn(actor) },
    {
      name: 'What',
      width: 'minmax(160px, 2fr)',
      cell: ({ payload }) => <span className="ledger-glimpse code">{JSON.stringify(payload)}</span>,
    },
    { name: 'Rests on', width: '64px', figure: true, cell: ({ because }) => because.length || '–' },
    { name: 'When', width: '160px', figure: true, cell: ({ at }) => momentOf(at) },
  ]
  return (
    <Table
      name={is_whole ? 'All entries' : 'Entries; more load as you scroll'}
      columns={columns}
      rows={entries}
      keyOf={entry => entry.id}
      onEnd={more}
    />
  )
}
