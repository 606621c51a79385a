/** How far the day is, and what is not saved yet: by the progress, where it cannot be overlooked. */
import { useState } from 'react'
import { useRead } from '../../../ui/call.ts'
import { midnight } from '../../../ui/clock.ts'
import { Button, Dialog } from '../../../ui/parts.tsx'
import { countOf, inFigures } from '../../../ui/say.ts'
import { getProgress, WAITING_max } from '../contract.ts'
import type { Bench } from '../page.tsx'
import type { Parcel } from './parcel.ts'

const REFRESH_ms = 15_000
/** What a deed adds to the answers of the day. */
const COUNTS: Partial<Record<Parcel['deed']['do'], number>> = { judge: 1, withdraw: -1 }

export const Progress = ({ project_id, bench }: { project_id: string; bench: Bench }) => {
  const [since] = useState(midnight)
  const { data, dataUpdatedAt } = useRead(getProgress, { project_id, since }, { every_ms: REFRESH_ms })
  // What is on its way counts as done: the figure moves with the key, not with the network.
  const sending = bench.outbox.waiting.reduce((sum, { deed }) => sum + (COUNTS[deed.do] ?? 0), 0)
  const ahead = bench.counted.reduce((sum, { at, by }) => (at >= dataUpdatedAt ? sum + by : sum), sending)
  const done = (data?.judged_today ?? 0) + ahead
  const all = done + Math.max((data?.waiting ?? 0) - ahead, 0)
  return (
    <>
      <Unsaved bench={bench} />
      {data && (
        <p className="progress figures">
          <span className="meter human" aria-hidden="true">
            <i style={{ width: `${all > 0 ? (100 * done) / all : 0}%` }} />
          </span>
          {inFigures(done)} of {inFigures(all)}
          {data.waiting >= WAITING_max ? ' or more' : ''} today
        </p>
      )}
    </>
  )
}

const STATES = { offline: 'not saved yet: no connection', 'signed-out': 'not saved: you are signed out' }

/** What the server does not have yet. Nothing of it is lost. */
export const Unsaved = ({ bench: { outbox } }: { bench: Bench }) => {
  const [open, setOpen] = useState(false)
  const { state, waiting, refused } = outbox
  return (
    <>
      {state !== 'idle' && waiting.length > 0 && (
        <p className="unsaved warn" role="status">
          {inFigures(waiting.length)} {STATES[state]}{' '}
          {state === 'signed-out' ? (
            <a href="/sign-in" target="_blank" rel="noopener">
              Sign in
            </a>
          ) : (
            <button type="button" className="link" onClick={outbox.outbox.flush}>
              Retry
            </button>
          )}
        </p>
      )}
      {refused.length > 0 && (
        <button type="button" className="button danger" onClick={() => setOpen(true)}>
          {countOf(refused.length, 'answer was', 'answers were')} not taken
        </button>
      )}
      <Dialog open={open && refused.length > 0} onClose={() => setOpen(false)} title="Not taken by the server">
        <ul className="refused">
          {refused.map(parcel => (
            <Refused key={parcel.key} parcel={parcel} bench={outbox.outbox} />
          ))}
        </ul>
      </Dialog>
    </>
  )
}

const Refused = ({ parcel, bench }: { parcel: Parcel; bench: Bench['outbox']['outbox'] }) => (
  <li>
    <p>{parcel.about}</p>
    {parcel.deed.do === 'judge' && <p className="quiet">Your answer: {JSON.stringify(parcel.deed.answer)}</p>}
    <p className="bad">{parcel.refused}</p>
    <p>
      <Button onClick={() => bench.retry(parcel.key)}>Try again</Button>{' '}
      <Button look="danger" onClick={() => bench.drop(parcel.key)}>
        Discard
      </Button>
    </p>
  </li>
)
