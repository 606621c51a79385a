import * as z from 'zod'
import type { View } from '../../ledger/context.ts'
import type { Database } from '../../platform/db.ts'
import { Refusal } from '../../platform/errors.ts'
import { sendHint } from '../../platform/hints.ts'
import { check } from '../../platform/http.ts'
import { projectWithGuideline } from '../../projects/index.ts'
import { datasetOf, splitOf } from '../curate/index.ts'
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

/** Waits for a learner's answer; undefined where none comes. */
const answered = async (database: Database, project_id: string, asked: store.Asked): Promise<Effect | undefined> => {
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
  const { kind_rules, guideline } = await projectWithGuideline(view, project_id)
  const given = check(z.object({ answer: kind_rules.answer(guideline.labels) }), { answer })
  const task = await store.taskOf(view.db, project_id, task_id)
  if (!task) throw new Refusal('NOT_FOUND', 'no such task')
  if (task.blind) return none('blind')
  const [base, head] = await Promise.all([store.baseOf(view.db, project_id), store.headOf(view.db, project_id)])
  if (!base) return none('model')
  const label = kind_rules.classOf(given.answer)
  if (!base.labels.includes(label)) return none('label')
  const { split_seed: seed, holdout_share } = await datasetOf(view.db, project_id, base.dataset)
  if (splitOf(task, { seed, holdout_share }) === 'holdout') return none('held_out')
  if (head?.base !== base.name) return none('learner')
  const asked = { prediction_id: task.prediction_id, base: base.name, seq: head.seq, label }
  await store.askPreview(view.db, project_id, asked, view.now)
  sendHint(view.db, `preview ${project_id}`)
  const effect = await answered(view.db, project_id, asked)
  return effect ? { ready: true, reason: null, effect, sentence: inWords(effect) } : none('learner')
}
