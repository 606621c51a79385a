import type * as z from 'zod'
import type { View } from '../../ledger/context.ts'
import type { Database } from '../../platform/db.ts'
import { Refusal } from '../../platform/errors.ts'
import { sendHint } from '../../platform/hints.ts'
import { projectWithGuideline } from '../../projects/index.ts'
import { datasetOf, splitOf } from '../curate/index.ts'
import { answerOf } from '../ingest/index.ts'
import type * as contract from './contract.ts'
import type { Effect, WHY_NOT } from './contract.ts'
import { inWords } from './rules.ts'
import * as store from './store.ts'

type Input<E extends { input: z.ZodType }> = z.output<E['input']>
type Preview = z.output<(typeof contract.previewJudgement)['output']>

export const listLessons = async (view: View, { project_id, limit, after }: Input<typeof contract.listLessons>) => {
  const lessons = await store.pageOfLessons(view.db, { project_id, limit, after: after ?? null })
  return { lessons, next: lessons.length === limit ? (lessons.at(-1)?.proof ?? null) : null }
}

export const getCandidate = async (view: View, { project_id }: Input<typeof contract.getCandidate>) => {
  const head = await store.headOf(view.db, project_id)
  return { candidate: head ? { ...head, at: head.at.toISOString() } : null }
}

const WAIT_max_ms = 1000
const WAIT_pause_ms = 5

/** Asks the learners, in whichever process, and waits for an answer; undefined where none comes. */
const inquire = async (
  { db: database, now }: View & { db: Database },
  project_id: string,
  asked: store.Asked,
): Promise<Effect | undefined> => {
  await store.askPreview(database, project_id, asked, now)
  sendHint(database, `preview ${project_id}`)
  for (let waited_ms = 0; waited_ms < WAIT_max_ms; waited_ms += WAIT_pause_ms) {
    const effect = await store.previewOf(database, project_id, asked)
    if (effect) return effect
    await new Promise(resolve => setTimeout(resolve, WAIT_pause_ms))
  }
  return undefined
}

const none = (reason: keyof typeof WHY_NOT): Preview => ({ ready: false, reason, effect: null, sentence: null })

/**
 * What an answer would teach, found by a learner in whichever process. Runs outside a transaction: the question must be
 * there for others to see while this waits.
 * @throws Refusal NOT_FOUND, INVALID
 */
export const preview = async (
  view: View & { db: Database },
  { project_id, task_id, answer }: Input<typeof contract.previewJudgement>,
): Promise<Preview> => {
  const project = await projectWithGuideline(view, project_id)
  const given = answerOf(project, answer)
  const label = project.kind_rules.classOf?.(given)
  const task = await store.taskOf(view.db, project_id, task_id)
  if (!task) throw new Refusal('NOT_FOUND', 'no such task')
  if (task.blind) return none('blind')
  if (label === undefined) return none('kind')
  const [base, head] = await Promise.all([store.baseOf(view.db, project_id), store.headOf(view.db, project_id)])
  if (!base) return none('model')
  if (!base.labels.includes(label)) return none('label')
  const { split_seed: seed, holdout_share } = await datasetOf(view.db, project_id, base.dataset)
  if (splitOf(task, { seed, holdout_share }) === 'holdout') return none('held_out')
  if (head?.base !== base.name) return none('learner')
  const asked = { prediction_id: task.prediction_id, base: base.name, seq: head.seq, label }
  const effect = (await store.previewOf(view.db, project_id, asked)) ?? (await inquire(view, project_id, asked))
  return effect ? { ready: true, reason: null, effect, sentence: inWords(effect) } : none('learner')
}
