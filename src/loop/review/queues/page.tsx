/** Queues: what waits in each, since when, and who works it; below, every task. */
import './page.css'
import { useState } from 'react'
import { Link } from 'wouter'
import { listMembers } from '../../../people/contract.ts'
import { useAddress, useMay, usePlace } from '../../../people/place.tsx'
import type { OutputOf } from '../../../platform/endpoint.ts'
import { useRead } from '../../../ui/call.ts'
import { useNow } from '../../../ui/clock.ts'
import { useAddressed } from '../../../ui/filters.tsx'
import { Section } from '../../../ui/form.tsx'
import { Page } from '../../../ui/page.tsx'
import { Badge, Button, Read, State } from '../../../ui/parts.tsx'
import { agoOf, countOf, inFigures, inPercent, momentOf } from '../../../ui/say.ts'
import { type Column, Table } from '../../../ui/table.tsx'
import { listQueues } from '../contract.ts'
import { EditMembers } from './members.tsx'
import { Tasks } from './tasks.tsx'

export type Queue = OutputOf<typeof listQueues>['queues'][number]
export type Member = OutputOf<typeof listMembers>['members'][number]

const LOOKS_ms = 15_000

export const QueuesPage = () => {
  const { project_id, tabs } = usePlace()
  const queues = useRead(listQueues, { project_id }, { every_ms: LOOKS_ms })
  return (
    <Page title="Queues" tabs={tabs}>
      <Read of={queues} what="the queues">
        {({ queues }) =>
          queues.length === 0 ? (
            <NoTasks />
          ) : (
            <>
              <Queues queues={queues} />
              <Tasks queues={queues.map(each => each.queue)} />
            </>
          )
        }
      </Read>
    </Page>
  )
}

const NoTasks = () => {
  const address = useAddress()
  return (
    <State title="No task was opened yet.">
      <p>
        Triage opens a task for each prediction that people must see. Which ones those are is for the policy to say.
      </p>
      <Link className="button" to={address('policy')}>
        Open the policy
      </Link>
    </State>
  )
}

const leftIn = ({ free, claimed }: Queue) => free + claimed

const Queues = ({ queues }: { queues: Queue[] }) => {
  const { project_id } = usePlace()
  const may = useMay('maintain')
  const now = useNow()
  const members = useRead(listMembers, { project_id })
  const [edited, edit] = useState<Queue>()
  const left = queues.reduce((sum, queue) => sum + leftIn(queue), 0)
  const people = members.data?.members ?? []
  return (
    <Section
      title={`${countOf(left, 'judgement')} to give in ${countOf(queues.length, 'queue')}`}
      about={may ? undefined : 'Only a maintainer changes who works a queue.'}
    >
      <Table
        name="Queues"
        columns={[...columnsAt(now), membersColumn(people, may ? edit : undefined)]}
        rows={queues}
        keyOf={each => each.queue}
        row_height={52}
      />
      <EditMembers queue={edited} people={people} close={() => edit(undefined)} />
    </Section>
  )
}

/** The name of a queue, by which the tasks below are filtered. */
const QueueName = ({ queue }: { queue: string }) => {
  const { value, set } = useAddressed()
  const is_chosen = value('queue') === queue
  return (
    <button
      type="button"
      className="queues-name"
      aria-pressed={is_chosen}
      title={is_chosen ? 'Show the tasks of every queue' : `Show the tasks of ${queue} only`}
      onClick={() => set({ queue: is_chosen ? '' : queue })}
    >
      {queue}
    </button>
  )
}

const Progress = ({ queue }: { queue: Queue }) => {
  const share = queue.judged / Math.max(1, queue.judged + leftIn(queue))
  return (
    <span className="queues-progress">
      <span className="meter human" aria-hidden="true">
        <i style={{ width: `${100 * share}%` }} />
      </span>
      <span className="figures">{inPercent(Math.floor(100 * share) / 100)}</span>
    </span>
  )
}

const columnsAt = (now: number): Column<Queue>[] => [
  { name: 'Queue', width: 'minmax(120px, 1.4fr)', cell: ({ queue }) => <QueueName queue={queue} /> },
  { name: 'Free', width: '64px', figure: true, cell: ({ free }) => inFigures(free) },
  { name: 'Claimed', width: '64px', figure: true, cell: ({ claimed }) => inFigures(claimed) },
  { name: 'Judged', width: '64px', figure: true, cell: ({ judged }) => inFigures(judged) },
  { name: 'Progress', width: '148px', cell: queue => <Progress queue={queue} /> },
  {
    name: 'Oldest',
    width: '112px',
    cell: ({ oldest_at }) =>
      oldest_at ? (
        <time dateTime={oldest_at} title={momentOf(oldest_at)}>
          {agoOf(oldest_at, now)}
        </time>
      ) : (
        <span className="quiet">nothing waits</span>
      ),
  },
  {
    name: 'Overdue',
    width: '96px',
    cell: ({ overdue }) =>
      overdue > 0 ? <Badge look="warn">{inFigures(overdue)} overdue</Badge> : <span className="quiet">none</span>,
  },
]

const NAMES_shown = 2

/** Who works a queue, in a line. */
const namesOf = ({ members }: Queue, people: Member[]): string => {
  if (members.length === 0) return 'Every reviewer'
  const names = members.map(id => people.find(each => each.id === id)?.name ?? 'Someone who left')
  const rest = names.length - NAMES_shown
  return rest > 0 ? `${names.slice(0, NAMES_shown).join(', ')} and ${rest} more` : names.join(', ')
}

const membersColumn = (people: Member[], edit: ((queue: Queue) => void) | undefined): Column<Queue> => ({
  name: 'Who works it',
  width: 'minmax(180px, 1.4fr)',
  cell: queue => (
    <span className="queues-members">
      <span className={queue.members.length === 0 ? 'quiet' : ''}>{namesOf(queue, people)}</span>
      {edit && (
        <Button look="plain" aria-label={`Edit who works ${queue.queue}`} onClick={() => edit(queue)}>
          Edit
        </Button>
      )}
    </span>
  ),
})
