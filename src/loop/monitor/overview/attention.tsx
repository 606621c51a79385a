/** What somebody should look at, and what waits for people. */
import { CircleAlert, CircleCheck } from 'lucide-react'
import { Link } from 'wouter'
import { useAddress, useMay } from '../../../people/place.tsx'
import type { Permission } from '../../../platform/endpoint.ts'
import { agoOf, inFigures } from '../../../ui/say.ts'
import type { Overview } from './page.tsx'

type Code = Overview['attention'][number]['code']

/** Where to go about it. */
type Place = { name: string; path: string; may?: Permission }
const PAGES: Record<Code, Place> = {
  tasks_overdue: { name: 'Open queues', path: 'queues' },
  disagreements_waiting: { name: 'Settle them', path: 'disagreements', may: 'adjudicate' },
  trainings_failed: { name: 'Open models', path: 'models' },
  evaluations_failed: { name: 'Open models', path: 'models' },
  certificate_expired: { name: 'Open releases', path: 'releases' },
  strategy_suspended: { name: 'Open policy', path: 'policy' },
}

export const Attention = ({ overview: { attention, predictions } }: { overview: Overview }) => (
  <section className="card overview-attention" aria-labelledby="overview-attention">
    <h2 id="overview-attention">Needs attention</h2>
    {attention.length === 0 ? (
      <Well>{predictions > 0 ? 'Nothing needs attention now.' : NOTHING_CAME}</Well>
    ) : (
      <ul>
        {attention.map(({ code, sentence }) => (
          <li key={code}>
            <CircleAlert size={16} aria-hidden="true" />
            <span>{sentence}</span>
            <Way to={PAGES[code]} />
          </li>
        ))}
      </ul>
    )}
  </section>
)

const NOTHING_CAME = 'Nothing needs attention. No prediction came in this time: they are sent to the API.'

const Way = ({ to: { name, path, may = 'read' } }: { to: Place }) => {
  const address = useAddress()
  return useMay(may) ? (
    <Link className="button" to={address(path)}>
      {name}
    </Link>
  ) : null
}

const Well = ({ children }: { children: string }) => (
  <p className="overview-well">
    <CircleCheck size={16} aria-hidden="true" />
    {children}
  </p>
)

export const Waiting = ({ waiting: { queues }, now }: { waiting: Overview['waiting']; now: number }) => (
  <section className="card overview-waiting" aria-labelledby="overview-waiting">
    <h2 id="overview-waiting">Waiting for people</h2>
    {queues.length === 0 ? (
      <Well>No task waits for a judgement.</Well>
    ) : (
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Queue</th>
            <th scope="col" className="number">
              Tasks
            </th>
            <th scope="col" className="number">
              Overdue
            </th>
            <th scope="col" className="number">
              Oldest
            </th>
          </tr>
        </thead>
        <tbody>
          {queues.map(({ queue, tasks, overdue, oldest_at }) => (
            <tr key={queue}>
              <td>{queue}</td>
              <td className="number">{inFigures(tasks)}</td>
              <td className={`number ${overdue > 0 ? 'warn' : ''}`}>{inFigures(overdue)}</td>
              <td className="number">{oldest_at === null ? '–' : agoOf(oldest_at, now)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </section>
)
