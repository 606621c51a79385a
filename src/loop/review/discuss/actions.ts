/** What people say to each other, and who may not hear it yet: judgements count only where they were made alone. */
import type * as z from 'zod'
import type { Ctx, View } from '../../../ledger/context.ts'
import { newProof, record } from '../../../ledger/record.ts'
import { actingPerson } from '../../../people/index.ts'
import { Refusal } from '../../../platform/errors.ts'
import { uuidv7 } from '../../../platform/uuid.ts'
import { askAdjudicator } from '../actions.ts'
import { free } from '../claims.ts'
import type * as contract from '../contract.ts'
import { leaseLost } from '../hand-out.ts'
import { type CommentRow, closingLine, commentLine, skipLine } from '../lines.ts'
import { insertClosing, insertSkip, removeSeats, tasksShown } from '../store.ts'
import * as store from './store.ts'

type Input<E extends { input: z.ZodType }> = z.output<E['input']>

/**
 * How much of what others said of a prediction a caller may see. `nothing`: they may still have to judge it
 * themselves. `words`: they may still have to decide a dispute about it, and are told what was said, not by whom.
 */
export type Sight = 'nothing' | 'words' | 'all'

const aheadOf = (view: View, project_id: string, prediction_ids: string[]) => {
  const person_id = view.actor.startsWith('person:') ? actingPerson(view) : null
  return store.aheadOf(view.db, { project_id, prediction_ids, person_id })
}

/** Whether a caller may come to judge. Who runs a command on the machine itself owns the database anyway. */
const mayJudge = ({ actor, permissions }: View): boolean =>
  permissions.includes('review') && !actor.startsWith('system:')

export const sightOf = async (view: View, project_id: string, prediction_id: string): Promise<Sight> => {
  if (!mayJudge(view)) return 'all'
  const ahead = new Set((await aheadOf(view, project_id, [prediction_id])).map(each => each.stage))
  if (ahead.has('review')) return 'nothing'
  return ahead.has('adjudicate') && view.permissions.includes('adjudicate') ? 'words' : 'all'
}

/** Whether a caller has a review of this prediction on their desk. */
export const holdsReview = async (view: View, project_id: string, prediction_id: string): Promise<boolean> =>
  (await aheadOf(view, project_id, [prediction_id])).some(each => each.stage === 'review' && each.held)

/**
 * Of some items, those whose predictions a caller may not see the answers of: while a blind task on an item is open,
 * nobody who may review sees them, whoever holds the task: a claim can change hands, and what was seen stays seen.
 */
export const veiled = async (view: View, project_id: string, item_ids: string[]): Promise<Set<string>> =>
  mayJudge(view) ? store.blindItems(view.db, project_id, item_ids) : new Set()

/**
 * Of some predictions, those of which a caller may not be told what people decided: the item is veiled, or they may
 * still have to review the prediction themselves.
 */
export const withheld = async (view: View, project_id: string, prediction_ids: string[]): Promise<Set<string>> => {
  if (!mayJudge(view)) return new Set()
  const [ahead, blind] = await Promise.all([
    aheadOf(view, project_id, prediction_ids),
    store.predictionsOfBlindItems(view.db, project_id, prediction_ids),
  ])
  return new Set([...ahead.filter(each => each.stage === 'review'), ...blind].map(each => each.prediction_id))
}

type PageAsked = { project_id: string; limit: number; after?: string | undefined }

/**
 * A page of what people decided, as far as a caller may be told: of what is withheld not even that it is there, since
 * filters would tell the rest. A page of which nothing is left is passed over.
 */
export const pageInSight = async <Row extends { id: string; prediction_id: string }>(
  view: View,
  { project_id, limit, after }: PageAsked,
  read: (after: string | null) => Promise<Row[]>,
): Promise<{ rows: Row[]; next: string | null }> => {
  for (let from = after ?? null; ; ) {
    const page = await read(from)
    const ids = page.map(each => each.prediction_id)
    const hidden = await withheld(view, project_id, ids)
    const rows = page.filter(each => !hidden.has(each.prediction_id))
    from = page.length === limit ? (page.at(-1) as Row).id : null
    if (rows.length > 0 || from === null) return { rows, next: from }
  }
}

export const listComments = async (view: View, input: Input<typeof contract.listComments>) => {
  const { project_id, prediction_id } = input
  if (!(await store.proofOf(view.db, project_id, prediction_id))) throw new Refusal('NOT_FOUND', 'no such prediction')
  const sight = await sightOf(view, project_id, prediction_id)
  if (sight === 'nothing') return { hidden: true, comments: [] }
  const comments = await store.commentsOn(view.db, project_id, prediction_id)
  const nameless = comments.map(each => ({ ...each, person_id: null, name: null }))
  return { hidden: false, comments: sight === 'words' ? nameless : comments }
}

type Saying = { project_id: string; prediction_id: string; text: string }

const commentOf = (ctx: Ctx, { project_id, prediction_id, text }: Saying): CommentRow => {
  const about = { project_id, id: uuidv7(ctx.now.getTime()), prediction_id, person_id: actingPerson(ctx) }
  return { ...about, text, at: ctx.now.toISOString() }
}

const keepComment = async (ctx: Ctx, row: CommentRow, proof: string): Promise<contract.Comment> => {
  const name = await store.insertComment(ctx.db, { ...row, proof })
  const { project_id: _, ...comment } = row
  return { ...comment, name, proof }
}

/** @throws Refusal NOT_FOUND */
export const addComment = async (ctx: Ctx, input: Input<typeof contract.addComment>) => {
  const { project_id, prediction_id } = input
  const because = await store.proofOf(ctx.db, project_id, prediction_id)
  if (!because) throw new Refusal('NOT_FOUND', 'no such prediction')
  const row = commentOf(ctx, input)
  const proof = newProof(ctx)
  const payload = { comment_id: row.id, prediction_id }
  const lines = { comment: [commentLine(row)] }
  record(ctx, { project_id, action: 'comment.made', because: [because], payload, lines }, proof)
  return keepComment(ctx, row, proof)
}

/**
 * Hands a task on: the comment is kept, seats that nobody has taken go, and an adjudicator is asked. Who is at the
 * task this moment may finish: their judgement is one more thing for the adjudicator to look at.
 * @throws Refusal LEASE_LOST, CONFLICT for a dispute, which is an adjudicator's already
 */
export const discuss = async (ctx: Ctx, input: Input<typeof contract.discussTask>) => {
  const { project_id, task_id, text } = input
  const person_id = actingPerson(ctx)
  if (!(await free(ctx.db, { ...input, person_id }))) throw leaseLost()
  const [task] = await tasksShown(ctx.db, project_id, [task_id])
  if (task?.stage !== 'review') throw new Refusal('CONFLICT', 'this is before the adjudicators already: say it there')
  const { prediction_id } = task
  const at = ctx.now.toISOString()
  const comment = commentOf(ctx, { project_id, prediction_id, text })
  const skip = { project_id, task_id, person_id, reason: 'handed on', at }
  const closing = { project_id, task_id, why: 'escalated' as const, at }
  const proof = newProof(ctx)
  const closed = await insertClosing(ctx.db, { ...closing, proof })
  const lines = {
    comment: [commentLine(comment)],
    skip: [skipLine(skip)],
    closing: closed ? [closingLine(closing)] : [],
  }
  const payload = { task_id, prediction_id, comment_id: comment.id }
  record(ctx, { project_id, action: 'task.escalated', because: [task.proof], payload, lines }, proof)
  await removeSeats(ctx.db, project_id, task_id, ['free'])
  await insertSkip(ctx.db, { ...skip, proof })
  await askAdjudicator(ctx, { project_id, prediction_id, reason: 'a reviewer asks', because: [proof] })
  return keepComment(ctx, comment, proof)
}
