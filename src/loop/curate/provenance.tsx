/** What a fact rests on and what rests on it, as the ledger has it: from the first cause to the last effect. */
import { useState } from 'react'
import { type EntryView, provenance } from '../../ledger/contract.ts'
import { listMembers } from '../../people/contract.ts'
import { usePlace } from '../../people/place.tsx'
import type { OutputOf } from '../../platform/endpoint.ts'
import { useRead } from '../../ui/call.ts'
import { Button, Read } from '../../ui/parts.tsx'
import { countOf, inFigures, momentOf } from '../../ui/say.ts'

type Chain = OutputOf<typeof provenance>
type Direction = 'back' | 'forward'

/** `dataset.frozen` as one reads it: an event is a noun and what became of it. */
const actionInWords = (action: string): string => {
  const words = action.replace(/[._]/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const COUNTS = { count: 'in all', items: 'items', version: 'version', model: 'model', queue: 'queue' } as const

/** What an entry says of itself beside its action, as far as it fits in a line. */
const aboutOf = ({ payload }: EntryView): string[] =>
  Object.entries(COUNTS).flatMap(([name, words]) => {
    const value = payload[name]
    if (typeof value === 'number') return [name === 'version' ? `version ${value}` : `${inFigures(value)} ${words}`]
    return typeof value === 'string' && name !== 'count' ? [value] : []
  })

/** Who did it, by name where they are of this project. */
const useNames = () => {
  const { project_id } = usePlace()
  const members = useRead(listMembers, { project_id })
  return (actor: string): string => {
    const [sort = '', id = ''] = actor.split(':')
    if (sort === 'person') return members.data?.members.find(each => each.id === id)?.name ?? 'someone who left'
    return sort === 'token' ? 'a machine of the project' : 'the system'
  }
}

export const Provenance = ({ entry_id }: { entry_id: string }) => (
  <section>
    <header>
      <h3>Where it comes from</h3>
      <span className="meta">on the ledger</span>
    </header>
    <Way entry_id={entry_id} direction="back" />
    <header className="errata-forward">
      <h3>What came of it</h3>
    </header>
    <Way entry_id={entry_id} direction="forward" />
  </section>
)

const Way = ({ entry_id, direction }: { entry_id: string; direction: Direction }) => {
  const { project_id } = usePlace()
  const chain = useRead(provenance, { project_id, entry_id, direction })
  return (
    <Read of={chain} what={direction === 'back' ? 'what it rests on' : 'what rests on it'}>
      {chain => <Entries chain={chain} direction={direction} />}
    </Read>
  )
}

const SHOWN_first = 8

const Entries = ({ chain: { entries, complete }, direction }: { chain: Chain; direction: Direction }) => {
  const [all, showAll] = useState(false)
  // Told in the order it happened; of what came of it, the entry itself is no part.
  const told = (direction === 'back' ? entries.toReversed() : entries.slice(1)).toSorted((one, other) =>
    one.at < other.at ? -1 : one.at > other.at ? 1 : 0,
  )
  const shown = all ? told : direction === 'back' ? told.slice(-SHOWN_first) : told.slice(0, SHOWN_first)
  if (told.length === 0) return <p className="quiet">Nothing rests on it so far.</p>
  const more = told.length > shown.length && (
    <Button look="plain" onClick={() => showAll(true)}>
      Show {countOf(told.length - shown.length, 'more entry', 'more entries')}
    </Button>
  )
  return (
    <>
      {direction === 'back' && more}
      <ol className="errata-chain">
        {shown.map(entry => (
          <Step key={entry.id} entry={entry} is_self={direction === 'back' && entry.distance === 0} />
        ))}
      </ol>
      {direction === 'forward' && more}
      {!complete && <p className="meta">The chain is longer than what is drawn here.</p>}
    </>
  )
}

const Step = ({ entry, is_self }: { entry: EntryView; is_self: boolean }) => {
  const nameOf = useNames()
  return (
    <li className={is_self ? 'self' : ''}>
      <span>
        {actionInWords(entry.action)} {is_self && <span className="hidden-text">(this erratum)</span>}
      </span>
      <span className="meta">
        {[nameOf(entry.actor), ...aboutOf(entry)].join(' · ')} · <time dateTime={entry.at}>{momentOf(entry.at)}</time>
      </span>
    </li>
  )
}
