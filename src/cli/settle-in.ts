import { take } from '../loop/ingest/index.ts'
import { policyInput, revisePolicy } from '../loop/triage/index.ts'
import { addPerson, firstAdministrator } from '../people/index.ts'
import { createProject, projectOf } from '../projects/index.ts'
import type { App } from '../server/app.ts'

const PROJECT = 'demo'

const GUIDELINE = {
  question: 'What does the sender want?',
  labels: [
    { name: 'Billing question', description: 'explain a charge or an invoice' },
    { name: 'Refund request', description: 'wants money returned' },
    { name: 'Cancellation', description: 'wants to end a plan or a seat' },
    { name: 'Technical problem', description: 'something does not work' },
  ],
  categories: [
    { name: 'Wrong intent' },
    { name: 'Missed context' },
    { name: 'Unclear guideline' },
    { name: 'Bad input' },
  ],
  text: 'If the sender asks for money back, choose Refund request, even when an invoice is mentioned.',
}

const MESSAGES: [text: string, answer: string, confidence: number][] = [
  ['I was charged twice for March. Please send the second payment back to my card.', 'Billing question', 0.47],
  ['Why is there a fee of 3 euros on my last invoice?', 'Billing question', 0.91],
  ['Please close my account at the end of the month.', 'Cancellation', 0.95],
  ['The export button does nothing since yesterday.', 'Technical problem', 0.97],
  ['I cancelled in May and you still took the money. I want it back.', 'Cancellation', 0.52],
  ['Could you explain what "proration" means on the bill?', 'Billing question', 0.88],
  ['The app crashes when I open my invoices.', 'Billing question', 0.44],
  ['Remove two seats from our plan, please.', 'Cancellation', 0.83],
]

/** Close calls go to people. */
const POLICY = policyInput.parse({ uncertain: { strategy: 'confidence', below: 0.6 } })

const demoPredictions = () =>
  MESSAGES.map(([text, answer, confidence], row) => ({
    row,
    value: {
      external_id: `message-${row + 1}`,
      input: { text },
      model: 'example-1',
      answer,
      confidence,
      source: 'demo',
    },
  }))

/**
 * Readies a fresh installation: its administrator, and a small project with a few predictions to look at.
 * @returns the administrator
 */
export const settleIn = async (app: App): Promise<string> => {
  const known = await firstAdministrator(app.database)
  if (known) return known.id
  const id = await app.act({ actor: 'system:door' }, ctx =>
    addPerson(ctx, { name: 'Administrator', email: null, administrator: true }),
  )
  if (!(await projectOf(app.database, PROJECT))) {
    await app.act({ actor: `person:${id}` }, async ctx => {
      await createProject(ctx, { project_id: PROJECT, title: 'Support triage', kind: 'choice', guideline: GUIDELINE })
      await revisePolicy(ctx, { project_id: PROJECT, replaces: 0, policy: POLICY })
      await take(ctx, PROJECT, demoPredictions())
    })
  }
  return id
}
