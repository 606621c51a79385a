/** Where one is signed in. */
import { Monitor } from 'lucide-react'
import { listSessions, revokeOtherSessions, revokeSession } from '../../people/contract.ts'
import type { OutputOf } from '../../platform/endpoint.ts'
import { useAct, useRead } from '../../ui/call.ts'
import { useNow } from '../../ui/clock.ts'
import { Fault, Section } from '../../ui/form.tsx'
import { Badge, Button, Read } from '../../ui/parts.tsx'
import { agoOf, dayOf } from '../../ui/say.ts'

type Session = OutputOf<typeof listSessions>['sessions'][number]

const WAYS = { link: 'by a link', password: 'by password', oidc: 'through your organisation' }

export const Sessions = () => {
  const sessions = useRead(listSessions, {})
  const end = useAct(revokeSession, { renews: [listSessions] })
  const endOthers = useAct(revokeOtherSessions, { renews: [listSessions] })
  const others = sessions.data?.sessions.filter(each => !each.current) ?? []
  return (
    <Section
      title="Sessions"
      about="End one that you do not know, and set a new password."
      tools={
        <Button disabled={others.length === 0 || endOthers.isPending} onClick={() => endOthers.mutate({})}>
          End all others
        </Button>
      }
    >
      <Fault error={end.error ?? endOthers.error} />
      <Read of={sessions} what="your sessions">
        {({ sessions }) => (
          <ul className="account-sessions">
            {sessions.map(each => (
              <SessionRow key={each.id} session={each} end={() => end.mutate({ id: each.id })} />
            ))}
          </ul>
        )}
      </Read>
    </Section>
  )
}

const SessionRow = ({ session, end }: { session: Session; end: () => void }) => {
  const moment = useNow()
  const { agent, address, way, created_at, seen_at, expires_at, current } = session
  return (
    <li>
      <Monitor size={18} aria-hidden="true" />
      <div>
        <p>
          <strong>{agent}</strong> {current && <Badge look="human">this one</Badge>}
        </p>
        <p className="meta">
          {address} · signed in {WAYS[way]} {agoOf(created_at, moment)} · last seen {agoOf(seen_at, moment)}
          {` · until ${dayOf(expires_at)}`}
        </p>
      </div>
      {!current && (
        <Button aria-label={`End the session of ${agent}, ${agoOf(created_at, moment)}`} onClick={end}>
          End
        </Button>
      )}
    </li>
  )
}
