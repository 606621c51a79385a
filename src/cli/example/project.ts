/** The project of a fresh installation: small, with everything in it that helps a reviewer to decide. */
import type { Ctx } from '../../ledger/context.ts'
import { freezeDataset, takeExamples } from '../../loop/curate/index.ts'
import { take } from '../../loop/ingest/index.ts'
import { startTraining } from '../../loop/train/index.ts'
import { policyInput, revisePolicy } from '../../loop/triage/index.ts'
import { createProject } from '../../projects/index.ts'
import { type Answered, INTENTS, KNOWN, TRAFFIC } from './messages.ts'

/** Its id. */
export const EXAMPLE = 'demo'

const GUIDELINE = {
  question: 'What does the sender want?',
  labels: [
    { name: 'Billing question', description: 'explain a charge or an invoice' },
    { name: 'Refund request', description: 'wants money returned' },
    { name: 'Cancellation', description: 'wants to end a plan or a seat' },
    { name: 'Account access', description: 'cannot sign in' },
    { name: 'Technical problem', description: 'something does not work' },
  ],
  categories: ['Wrong intent', 'Missed context', 'Unclear guideline', 'Bad input', 'New pattern'].map(name => ({
    name,
  })),
  text: [
    '3.1 Charges',
    'If the sender asks what a charge is for, choose **Billing question**.',
    '3.2 Money back',
    'If the sender asks for money back, choose **Refund request**, even when an invoice is mentioned.',
    '3.3 Leaving',
    'If the sender ends a plan or a seat and asks for nothing else, choose **Cancellation**.',
    '3.4 Access',
    'If the sender cannot get in, choose **Account access**, whatever the reason.',
    '3.5 Faults',
    'If the sender is in and something does not work, choose **Technical problem**.',
  ].join('\n'),
}

/** Close calls go to people, and some of the rest at random. */
const POLICY = policyInput.parse({ uncertain: { strategy: 'confidence', below: 0.6 } })

const SOURCE = 'example'

/**
 * Holds out what people wrote of double payments, so that the model has that to learn from the first messages of
 * today, and what it learns shows.
 */
const SPLIT_seed = 'example 183'

const predictionOf = ({ text, answer, confidence, second }: Answered, row: number) => {
  const others = INTENTS.filter(name => name !== answer && name !== second)
  const next = (1 - confidence) * 0.8
  const rest = (1 - confidence - next) / others.length
  const scores = { [answer]: confidence, [second]: next, ...Object.fromEntries(others.map(name => [name, rest])) }
  const about = { external_id: `M-${1001 + row}`, input: { text }, source: SOURCE }
  return { ...about, model: 'example-1', answer, scores, confidence }
}

/** Makes it, with answers known beforehand and a training on them under way. */
export const makeExample = async (ctx: Ctx): Promise<void> => {
  const project_id = EXAMPLE
  await createProject(ctx, { project_id, title: 'Support triage', kind: 'choice', guideline: GUIDELINE })
  await revisePolicy(ctx, { project_id, replaces: 0, policy: POLICY })
  const examples = KNOWN.map(({ text, answer, ask }, row) => {
    const item = { external_id: `K-${row + 1}`, input: { text }, group_key: ask, source: SOURCE }
    return { ...item, answer }
  })
  await takeExamples(ctx, { project_id, examples })
  const { version } = await freezeDataset(ctx, {
    project_id,
    reason: 'answers of earlier years',
    split_seed: SPLIT_seed,
    accept: [],
  })
  await startTraining(ctx, { project_id, learner: 'linear', dataset: version, seed: '0' })
  const predictions = TRAFFIC.map((message, row) => ({ row, value: predictionOf(message, row) }))
  await take(ctx, project_id, predictions)
}
