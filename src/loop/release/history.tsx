/** All releases, newest first: what held when, and why. */

import { LOOKS } from '../../ui/charts/finding.tsx'
import { useNow } from '../../ui/clock.ts'
import { Section } from '../../ui/form.tsx'
import type { Pages } from '../../ui/pages.ts'
import { Badge, Read } from '../../ui/parts.tsx'
import { agoOf, inPercent, inPoints, momentOf } from '../../ui/say.ts'
import { type Column, Table } from '../../ui/table.tsx'
import { wordOf } from '../evaluate/strip.tsx'
import type { Release } from './page.tsx'
import { nameOf } from './words.ts'

export const History = ({ releases }: { releases: Pages<Release> }) => {
  const now = useNow()
  return (
    <Section title="History" about="Every release, newest first. None is ever changed: going back is a release too.">
      <Read of={releases} what="the history">
        {rows =>
          rows.length === 0 ? (
            <p className="quiet">No release yet.</p>
          ) : (
            <Table
              name="Releases"
              columns={columnsFor(now)}
              rows={rows}
              keyOf={each => each.id}
              row_height={60}
              onEnd={releases.more}
            />
          )
        }
      </Read>
    </Section>
  )
}

const columnsFor = (now: number): Column<Release>[] => [
  {
    name: 'Since',
    width: '168px',
    cell: ({ at, until }) => (
      <time dateTime={at}>
        {momentOf(at)}
        <span className="meta releases-line">{until === null ? 'in force' : `until ${agoOf(until, now)}`}</span>
      </time>
    ),
  },
  { name: 'Model', width: 'minmax(112px, 1fr)', cell: ({ model }) => <strong>{nameOf(model)}</strong> },
  {
    name: 'Mode',
    width: '108px',
    cell: ({ mode, until }) => (
      <Badge {...(until === null && { look: mode === 'off' ? ('warn' as const) : ('model' as const) })}>{mode}</Badge>
    ),
  },
  { name: 'Share', width: '56px', figure: true, cell: ({ share }) => inPercent(share) },
  {
    name: 'Gate',
    width: '128px',
    cell: ({ gate }) =>
      gate ? (
        <span className="figures">
          <span className={LOOKS[wordOf(gate)]}>{inPoints(gate.estimate ?? 0)}</span>
          <span className="meta releases-line">
            {inPoints(gate.low)} to {inPoints(gate.high)}
          </span>
        </span>
      ) : (
        <span className="quiet">not asked</span>
      ),
  },
  {
    name: 'Why',
    width: 'minmax(240px, 2fr)',
    cell: ({ reason, restores }) => (
      <>
        {reason}
        {restores !== null && <span className="meta releases-line">brought back an earlier release</span>}
      </>
    ),
  },
]
