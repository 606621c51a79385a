/** Every version of the policy: who wrote it, when and why, and what one of them said. */
import { ArrowLeft } from 'lucide-react'
import { Link } from 'wouter'
import { useActors, useAddress, usePlace } from '../../../people/place.tsx'
import { useRead } from '../../../ui/call.ts'
import { Section } from '../../../ui/form.tsx'
import { usePages } from '../../../ui/pages.ts'
import { Read, State } from '../../../ui/parts.tsx'
import { momentOf } from '../../../ui/say.ts'
import { type Column, Table } from '../../../ui/table.tsx'
import { listPolicies, type WrittenPolicy } from '../contract.ts'
import { PolicyView } from './view.tsx'
import { changesOf } from './words.ts'

const rowsOf = ({ policies }: { policies: WrittenPolicy[] }) => policies

/** All versions, newest first. */
export const History = () => {
  const { project_id } = usePlace()
  const versions = usePages(listPolicies, { project_id }, rowsOf)
  const columns = useColumns()
  return (
    <Section title="History" about="Every version, newest first. None is ever changed.">
      <Read of={versions} what="the history">
        {rows => (
          <Table
            name="Versions of the policy"
            columns={columns}
            rows={rows}
            keyOf={each => String(each.version)}
            onEnd={versions.more}
          />
        )}
      </Read>
    </Section>
  )
}

const useColumns = (): Column<WrittenPolicy>[] => {
  const actorIn = useActors()
  const address = useAddress()
  return [
    {
      name: 'Version',
      width: '96px',
      cell: ({ version }) => <Link to={`${address('policy')}?version=${version}`}>Version {version}</Link>,
    },
    { name: 'Since', width: '168px', cell: ({ at }) => <time dateTime={at}>{momentOf(at)}</time> },
    { name: 'By', width: 'minmax(0, 1fr)', cell: ({ actor }) => actorIn(actor) },
    {
      name: 'Reason',
      width: 'minmax(0, 2fr)',
      cell: ({ reason }) => reason ?? <span className="quiet">none given</span>,
    },
  ]
}

/** One version as it stood, and what it changed of the one before. */
export const Earlier = ({ version, current }: { version: number; current: number | undefined }) => {
  const { project_id } = usePlace()
  const address = useAddress()
  const read = useRead(listPolicies, { project_id, after: version + 1, limit: 2 })
  const back = (
    <Link className="button" to={address('policy')}>
      <ArrowLeft size={16} aria-hidden="true" />
      Back to the policy in force
    </Link>
  )
  return (
    <Read of={read} what="this version">
      {({ policies: [found, before] }) =>
        found?.version === version ? (
          <>
            <Written found={found} before={before} is_current={version === current} back={back} />
            <PolicyView found={found} />
          </>
        ) : (
          <State title={`There is no version ${version}.`}>{back}</State>
        )
      }
    </Read>
  )
}

type WrittenProps = {
  found: WrittenPolicy
  before: WrittenPolicy | undefined
  is_current: boolean
  back: React.ReactNode
}

const Written = ({ found, before, is_current, back }: WrittenProps) => {
  const { version, actor, at, reason, proof } = found
  const by = useActors()(actor)
  const address = useAddress()
  return (
    <Section
      title={`Version ${version}`}
      about={is_current ? 'The one in force.' : 'An earlier version, no longer in force.'}
      tools={back}
    >
      <dl className="facts">
        <div>
          <dt>Written</dt>
          <dd>
            {momentOf(at)} by {by} · <Link to={`${address('ledger')}?entry=${proof}`}>its entry in the ledger</Link>
          </dd>
        </div>
        <div>
          <dt>Reason</dt>
          <dd>{reason ?? <span className="quiet">none given</span>}</dd>
        </div>
        <div>
          <dt>{before ? `Changed since version ${before.version}` : 'Changed'}</dt>
          <dd>
            {before ? (
              <ul className="changes">
                {changesOf(before.policy, found.policy).map(change => (
                  <li key={change}>{change}</li>
                ))}
              </ul>
            ) : (
              'It was the first.'
            )}
          </dd>
        </div>
      </dl>
    </Section>
  )
}
