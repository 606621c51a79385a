/** A support team's project as the browser tests see it: five intents, a model of its own, items that wait. */
import { splitOf } from '../../src/loop/curate/index.ts'
import { createProject } from '../../src/projects/index.ts'
import { seededRandom } from '../../src/stats/random.ts'
import type { House } from '../browser.ts'
import type { Send } from '../team.ts'

export const SCENE = 'support'
const HOLDOUT_share = 0.2

export const INTENTS: Record<string, { about: string; says: string[] }> = {
  'Billing question': {
    about: 'explain a charge or an invoice',
    says: ['What is this charge on my invoice', 'Please explain the invoice', 'I do not understand my bill'],
  },
  'Refund request': {
    about: 'wants money returned',
    says: ['Please send the money back to my card', 'I want a refund', 'Return the payment to me'],
  },
  Cancellation: {
    about: 'wants to end a plan or a seat',
    says: ['Please cancel my plan', 'I want to end the subscription', 'Close the second seat'],
  },
  'Account access': {
    about: 'cannot sign in',
    says: ['I cannot sign in', 'My password does not work', 'The login code never comes to my phone'],
  },
  'Technical problem': {
    about: 'something does not work',
    says: ['The app crashes', 'The export does not work', 'The page stays empty'],
  },
}
const THINGS = ['for March', 'since the update', 'on my new phone', 'for the team', 'after the trial', 'since Monday']

const GUIDELINE = `3.1 Charges
If the sender asks what a charge is for, choose Billing question.
3.2 Money back
If the sender asks for money back, choose **Refund request**, even when an invoice is mentioned.
3.3 Access
If the sender cannot get in, choose Account access.`

export const CATEGORIES = ['Wrong intent', 'Missed context', 'Unclear guideline', 'Bad input', 'New pattern']

/** A message with its right intent, the same for the same number. */
export const message = (number: number) => {
  const random = seededRandom(`scene ${number}`)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random.uniform() * list.length)] as T
  const answer = pick(Object.keys(INTENTS))
  const { says } = INTENTS[answer] as { says: string[] }
  return {
    external_id: `T-${48_000 + number}`,
    text: `Hi team,\n\n${pick(says)} ${pick(THINGS)}. Ticket ${number}.`,
    answer,
  }
}

/** What the picture shows: a charge, an invoice, and money that is wanted back. */
export const CHARGED = [
  'Hi team,',
  'I was charged twice for my March subscription (invoices #4471 and #4472). I cancelled the second seat on ' +
    '27 February, so please send the €49 back to my card. I don’t need another copy of the invoice, just the money ' +
    'returned.',
  'Thanks, Marta',
].join('\n\n')

/** Sends as the project's machine, and fails where the server does. */
export const callAs = (send: Send) => async (method: 'GET' | 'POST' | 'PUT', path: string, body?: object) => {
  const answer = await send(method, `/api/projects/${SCENE}${path}`, body)
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`)
  return answer.body
}

const scoresOf = (answer: string, next: string, confidence: number) => {
  const rest = Object.keys(INTENTS).filter(name => name !== answer && name !== next)
  const second = Math.min(confidence - 0.08, 1 - confidence)
  const left = (1 - confidence - second) / rest.length
  return { [answer]: confidence, [next]: second, ...Object.fromEntries(rest.map(name => [name, left])) }
}

export type SceneOptions = { waiting?: number; trained?: boolean; blind?: boolean; wanted?: number }

/** Makes the project; with `trained`, examples, a model of its own, and the learner that teaches at once. */
export const setScene = async (house: House, options: SceneOptions = {}) => {
  const { waiting = 12, trained = false, blind = false, wanted = 1 } = options
  const { team } = house
  await team.app.act({ actor: 'system:test' }, ctx =>
    createProject(ctx, {
      project_id: SCENE,
      title: 'Support triage',
      kind: 'choice',
      guideline: {
        question: 'What does the sender want?',
        labels: Object.entries(INTENTS).map(([name, { about }]) => ({ name, description: about })),
        categories: CATEGORIES.map(name => ({ name })),
        text: GUIDELINE,
        settings: {},
      },
    }),
  )
  const { send } = await team.person('admin', SCENE)
  const call = callAs(send)
  const audit = blind ? { audit_share: 1 } : {}
  const rules = blind ? [] : [{ name: 'close call', when: 'true', do: { outcome: 'review' } }]
  await call('PUT', '/policy', { replaces: 0, policy: { rules, ...audit, review: { wanted } } })
  if (trained) await trainScene(house, call)
  await call('POST', '/predictions', { predictions: [charged(), ...waitingItems(waiting - 1)] })
  await team.settled()
  return { send, call }
}

export const charged = (external_id = 'T-48213') => ({
  external_id,
  input: { text: CHARGED, subject: 'Charged twice for March' },
  metadata: { channel: 'Email' },
  occurred_at: new Date(Date.now() - 7_200_000).toISOString(),
  model: 'intent-v14',
  answer: 'Billing question',
  scores: scoresOf('Billing question', 'Refund request', 0.47),
  confidence: 0.47,
})

/** The text, or one like it, that the model is taught from: of one that is held out no lesson ever comes. */
export const teachable = (text: string): string =>
  splitOf({ input: { text }, group_key: null }, { seed: SCENE, holdout_share: HOLDOUT_share }) === 'train'
    ? text
    : teachable(`${text} Thanks.`)

/** Predictions that are wrong every third time. */
export const waitingItems = (count: number, from = 1) =>
  Array.from({ length: count }, (_, index) => {
    const { external_id, text, answer } = message(from + index)
    const names = Object.keys(INTENTS)
    const other = names[(names.indexOf(answer) + 1) % names.length] as string
    const said = index % 3 === 0 ? other : answer
    const scores = scoresOf(said, said === answer ? other : answer, 0.55)
    return {
      external_id,
      input: { text: teachable(text) },
      metadata: { channel: 'Email' },
      model: 'intent-v14',
      answer: said,
      scores,
      confidence: 0.55,
    }
  })

const trainScene = async (house: House, call: ReturnType<typeof callAs>) => {
  const examples = Array.from({ length: 400 }, (_, index) => {
    const { external_id, text, answer } = message(10_000 + index)
    return { external_id, input: { text }, answer }
  })
  await call('POST', '/examples', { examples })
  const { version } = await call('POST', '/datasets', {
    reason: 'first examples',
    accept: ['leakage', 'contradiction'],
    ...{ split_seed: SCENE, holdout_share: HOLDOUT_share },
  })
  await call('POST', '/trainings', { dataset: version })
  await house.team.settled()
  await house.team.app.learn()
}
