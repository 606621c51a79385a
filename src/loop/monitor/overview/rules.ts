import type { Policy } from '../../triage/index.ts'
import { duration, several } from '../words.ts'
import type { Overview } from './contract.ts'
import type { CertificateState, Waiting } from './store.ts'

type Attention = Overview['attention'][number]

const ADJUDICATE = 'adjudicate'

const sumUp = (rows: Waiting[]) => ({
  tasks: rows.reduce((all, each) => all + each.tasks, 0),
  overdue: rows.reduce((all, each) => all + each.overdue, 0),
  oldest_at: rows.reduce<Date | null>(
    (oldest, each) => (oldest === null || each.oldest_at < oldest ? each.oldest_at : oldest),
    null,
  ),
})

const dated = ({ oldest_at, ...rest }: ReturnType<typeof sumUp>) => ({
  ...rest,
  oldest_at: oldest_at?.toISOString() ?? null,
})

/** What waits for people: in all, and by queue. */
export const waitingOf = (rows: Waiting[]): Overview['waiting'] => ({
  ...dated(sumUp(rows)),
  queues: [...Map.groupBy(rows, each => each.queue)].map(([queue, those]) => ({ queue, ...dated(sumUp(those)) })),
})

/** What may need somebody. */
export type Situation = {
  now: Date
  waiting: Waiting[]
  failed: { trainings: number; training_message: string | null; evaluations: number; evaluation_message: string | null }
  /** The newest certificate of what answers, and why it holds no more. */
  certificate: CertificateState | undefined
  suspended: { strategy: string; reason: string } | null
  policy: Policy | undefined
}

const failed = (count: number, what: string, message: string | null) =>
  `${several(count, what)} failed since the last that did not${message === null ? '.' : `: ${message}`}`

const overdueOf = ({ waiting, now }: Situation): Attention[] => {
  const { overdue: count, oldest_at } = sumUp(waiting)
  if (count === 0 || oldest_at === null) return []
  const oldest = duration((now.getTime() - oldest_at.getTime()) / 1000)
  const sentence = `${several(count, 'task is', 'tasks are')} past due; the oldest has waited for ${oldest}.`
  return [{ code: 'tasks_overdue', count, sentence }]
}

const disagreementsOf = ({ waiting }: Situation): Attention[] => {
  const { tasks: count } = sumUp(waiting.filter(each => each.stage === ADJUDICATE))
  if (count === 0) return []
  const sentence = `${several(count, 'prediction waits', 'predictions wait')} for an adjudicator.`
  return [{ code: 'disagreements_waiting', count, sentence }]
}

const failuresOf = (situation: Situation): Attention[] => {
  const found: Attention[] = []
  const { trainings, training_message, evaluations, evaluation_message } = situation.failed
  if (trainings > 0) {
    const sentence = failed(trainings, 'training', training_message)
    found.push({ code: 'trainings_failed', count: trainings, sentence })
  }
  if (evaluations > 0) {
    const sentence = failed(evaluations, 'evaluation', evaluation_message)
    found.push({ code: 'evaluations_failed', count: evaluations, sentence })
  }
  return found
}

/** What an expired certificate means depends on whether the policy in force rests on one. */
const expiryOf = ({ certificate, policy }: Situation): Attention[] => {
  if (!certificate || certificate.why === null) return []
  const effect = policy?.automate === undefined ? '' : ' Until there is a new one, people see what it let pass.'
  const sentence = `The certificate of ${certificate.model} has expired: ${certificate.why}.${effect}`
  return [{ code: 'certificate_expired', count: 1, sentence }]
}

const suspensionOf = ({ suspended }: Situation): Attention[] => {
  if (!suspended) return []
  const sentence = `The strategy ${suspended.strategy} is suspended: ${suspended.reason}`
  return [{ code: 'strategy_suspended', count: 1, sentence }]
}

/** What needs attention, what people wait for first. */
export const attentionOf = (situation: Situation): Attention[] =>
  [overdueOf, disagreementsOf, failuresOf, expiryOf, suspensionOf].flatMap(find => find(situation))
