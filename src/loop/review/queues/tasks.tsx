/** All tasks, filtered by what the address says; a row is a way to its item. */
import { Link } from 'wouter'
import { useAddress, useMay, usePlace } from '../../../people/place.tsx'
import type { OutputOf } from '../../../platform/endpoint.ts'
import { useNow } from '../../../ui/clock.ts'
import { Filters, SelectFilter, TextFilter, useAddressed } from '../../../ui/filters.tsx'
import { Section } from '../../../ui/form.tsx'
import { usePages } from '../../../ui/pages.ts'
import { Badge, Read, State } from '../../../ui/parts.tsx'
import { agoOf, momentOf } from '../../../ui/say.ts'
import { type Column, Table } from '../../../ui/table.tsx'
import { listTasks } from '../contract.ts'

type Page = OutputOf<typeof listTasks>
type Task = Page['tasks'][number]

const FILTERS = ['contains', 'queue', 'state']
const PAGE_rows = 200
const STATES = [
  { value: 'open', name: 'Open' },
  { value: 'done', name: 'Done' },
  { value: 'closed', name: 'Closed early' },
]
const tasksIn = ({ tasks }: Page) => tasks

export const Tasks = ({ queues }: { queues: string[] }) => {
  const { project_id } = usePlace()
  const { given } = useAddressed()
  const tasks = usePages(listTasks, { project_id, limit: PAGE_rows, ...given(...FILTERS) }, tasksIn)
  const columns = useColumns()
  return (
    <Section title="Tasks" about="Newest first. A row opens its item on the desk.">
      <Filters names={FILTERS}>
        <TextFilter name="contains" label="Text or id of an item" />
        <SelectFilter name="queue" label="Queue" any="Any queue" options={queues} />
        <SelectFilter name="state" label="State" any="Any state" options={STATES} />
      </Filters>
      <Read of={tasks} what="the tasks">
        {rows =>
          rows.length === 0 ? (
            <State title="No task fits.">
              <p>Take a filter away, or look for another text: letters count as they are written.</p>
            </State>
          ) : (
            <div aria-busy={tasks.is_old}>
              <Table
                name="Tasks"
                columns={columns}
                rows={rows}
                keyOf={each => each.id}
                row_height={57}
                onEnd={tasks.more}
              />
            </div>
          )
        }
      </Read>
    </Section>
  )
}

/** Where a task is worked on; undefined where it is over or not open to who is looking. */
const useWay = () => {
  const address = useAddress()
  const [reviews, adjudicates] = [useMay('review'), useMay('adjudicate')]
  return ({ id, stage, state }: Task): string | undefined => {
    if (state !== 'open') return undefined
    if (stage === 'review') return reviews ? address(`review?task=${id}`) : undefined
    return adjudicates ? address(`disagreements?task=${id}`) : undefined
  }
}

const ItemCell = ({ task, way }: { task: Task; way: string | undefined }) => (
  <>
    {way ? (
      <Link className="queues-item" to={way}>
        {task.text}
      </Link>
    ) : (
      <span className="queues-item">{task.text}</span>
    )}
    <span className="meta queues-about">
      {[task.external_id, task.blind ? 'blind' : '', task.reason].filter(Boolean).join(' · ')}
    </span>
  </>
)

const StateBadge = ({ task: { state, claimed_by, stage } }: { task: Task }) => {
  if (state === 'closed') return <Badge>Closed early</Badge>
  if (state === 'done') return <Badge look="human">Done</Badge>
  if (claimed_by.length > 0) return <Badge>With {claimed_by.map(each => each.name).join(', ')}</Badge>
  return <Badge>{stage === 'adjudicate' ? 'To be settled' : 'Waiting'}</Badge>
}

const useColumns = (): Column<Task>[] => {
  const now = useNow()
  const way = useWay()
  return [
    { name: 'Item', width: 'minmax(180px, 3fr)', cell: task => <ItemCell task={task} way={way(task)} /> },
    { name: 'Queue', width: 'minmax(80px, 1fr)', cell: ({ queue }) => queue },
    { name: 'State', width: '148px', cell: task => <StateBadge task={task} /> },
    { name: 'Judged', width: '72px', figure: true, cell: ({ judged, wanted }) => `${judged} of ${wanted}` },
    {
      name: 'Due',
      width: '112px',
      cell: ({ due_at, state }) => (
        <time
          dateTime={due_at}
          title={momentOf(due_at)}
          className={state === 'open' && Date.parse(due_at) < now ? 'warn' : 'quiet'}
        >
          {agoOf(due_at, now)}
        </time>
      ),
    },
  ]
}
