/** The ledger: what happened, who did it, what it rests on, and the proof that nobody has changed it since. */
import './page.css'
import { useSearchParams } from 'wouter'
import { usePlace } from '../../people/place.tsx'
import { Page } from '../../ui/page.tsx'
import { Entries } from './ledger/entries.tsx'
import { EntrySide } from './ledger/entry.tsx'
import { Proof } from './ledger/proof.tsx'

export const LedgerPage = () => {
  const [search, setSearch] = useSearchParams()
  const action = search.get('action') ?? ''
  const entry_id = search.get('entry')
  const put = (name: string, value: string) =>
    setSearch(
      before => {
        const next = new URLSearchParams(before)
        if (value) next.set(name, value)
        else next.delete(name)
        return next
      },
      { replace: name === 'action' },
    )
  return (
    <Page
      title="Ledger"
      tabs={usePlace().tabs}
      side={entry_id && <EntrySide key={entry_id} entry_id={entry_id} close={() => put('entry', '')} />}
    >
      <Proof />
      <Entries action={action} choose={value => put('action', value)} opened={entry_id} />
    </Page>
  )
}
