/** One entry of the ledger: what it says, what it rests on, and what rests on it. */
import { X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import { type EntryView, provenance } from '../../../ledger/contract.ts'
import { useActors, useAddress, usePlace } from '../../../people/place.tsx'
import { useRead } from '../../../ui/call.ts'
import { Button, Read } from '../../../ui/parts.tsx'
import { countOf, inFigures, momentOf } from '../../../ui/say.ts'

type SideProps = { entry_id: string; close: () => void }

export const EntrySide = ({ entry_id, close }: SideProps) => {
  const { project_id } = usePlace()
  const back = useRead(provenance, { project_id, entry_id, direction: 'back' })
  const forward = useRead(provenance, { project_id, entry_id, direction: 'forward' })
  return (
    <>
      <Read of={back} what="the entry">
        {({ entries: [entry] }) => entry && <About entry={entry} close={close} />}
      </Read>
      {back.data && (
        <>
          <Walk title="Rests on" none="Nothing: it began with this." of={back.data} />
          <Read of={forward} what="what rests on it">
            {found => <Walk title="Led to" none="Nothing rests on it so far." of={found} />}
          </Read>
        </>
      )}
    </>
  )
}

const About = ({ entry, close }: { entry: EntryView; close: () => void }) => {
  const { id, at, actor, action, payload } = entry
  const heading = useRef<HTMLHeadingElement>(null)
  // Where the panel stands below the list, whoever opened it is taken there.
  useEffect(() => heading.current?.focus(), [])
  return (
    <section>
      <header>
        <h2 ref={heading} tabIndex={-1}>
          {action}
        </h2>
        <Button look="plain" icon={X} onClick={close}>
          Close
        </Button>
      </header>
      <dl className="facts">
        <div>
          <dt>By</dt>
          <dd title={actor}>{useActors()(actor)}</dd>
        </div>
        <div>
          <dt>When</dt>
          <dd>
            <time dateTime={at}>{momentOf(at)}</time>
          </dd>
        </div>
        <div>
          <dt>Entry</dt>
          <dd className="code">{id}</dd>
        </div>
      </dl>
      <pre className="code" role="region" aria-label="Payload" tabIndex={0}>
        {JSON.stringify(payload, null, 2)}
      </pre>
    </section>
  )
}

const STEP = 50

type WalkProps = {
  title: string
  none: string
  of: { entries: (EntryView & { distance: number })[]; complete: boolean }
}

/** Entries along `because`, nearest first; the entry itself leads the list that comes. */
const Walk = ({ title, none, of: { entries, complete } }: WalkProps) => {
  const [shown, setShown] = useState(STEP)
  const actorIn = useActors()
  const address = useAddress()
  const others = entries.slice(1)
  return (
    <section>
      <header>
        <h2>{title}</h2>
        <span className="meta">
          {others.length > 0 && `${complete ? '' : 'more than '}${countOf(others.length, 'entry', 'entries')}`}
        </span>
      </header>
      {others.length === 0 && <p className="quiet">{none}</p>}
      <ol className="ledger-walk">
        {others.slice(0, shown).map(({ id, action, actor, at, distance }) => (
          <li key={id}>
            <Link className="ledger-action" to={`${address('ledger')}?entry=${id}`}>
              {action}
            </Link>
            <span className="meta">
              {actorIn(actor)} · {momentOf(at)}
              {distance > 1 && ` · ${inFigures(distance)} steps away`}
            </span>
          </li>
        ))}
      </ol>
      {others.length > shown && (
        <Button onClick={() => setShown(shown + STEP)}>
          Show {inFigures(Math.min(STEP, others.length - shown))} more
        </Button>
      )}
    </section>
  )
}
