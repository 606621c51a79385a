import type * as z from 'zod'
import type { Ctx, View } from '../../ledger/context.ts'
import { newProof, record } from '../../ledger/record.ts'
import { Refusal } from '../../platform/errors.ts'
import { uuidv7 } from '../../platform/uuid.ts'
import { datasetOf, latestVersion } from '../curate/index.ts'
import { liveModel, modelNamed } from '../train/index.ts'
import type * as contract from './contract.ts'
import { evaluationLine } from './lines.ts'
import * as store from './store.ts'

type Input<E extends { input: z.ZodType }> = z.output<E['input']>

/** By default the candidate is held against what answers now; nothing is held against itself. */
const baselineOf = async (ctx: Ctx, { project_id, candidate, baseline }: Input<typeof contract.startEvaluation>) => {
  if (baseline === candidate) {
    const expected = 'another model'
    throw new Refusal('INVALID', 'a model is not compared with itself', { field: 'baseline', expected })
  }
  if (baseline !== undefined) return baseline
  const live = await liveModel(ctx.db, project_id)
  return live === candidate ? null : live
}

/** Asks for a measurement. The work is done by whichever process hears of it. */
export const startEvaluation = async (ctx: Ctx, input: Input<typeof contract.startEvaluation>) => {
  const { project_id, candidate } = input
  const model = await modelNamed(ctx.db, project_id, candidate)
  if (!model && !(await store.isBrought(ctx.db, project_id, candidate))) {
    const expected = 'a model of ours, or one whose predictions were brought along'
    throw new Refusal('NOT_FOUND', `there is no model "${candidate}"`, { field: 'candidate', expected })
  }
  const baseline = await baselineOf(ctx, input)
  const other = baseline === null ? undefined : await modelNamed(ctx.db, project_id, baseline)
  // Of two models the newer one's version has the better answers: some of the older one's were corrected since.
  const newest =
    Math.max(model?.dataset ?? 0, other?.dataset ?? 0) || (await latestVersion(ctx.db, project_id))?.version
  const version = input.dataset ?? newest
  if (version === undefined) throw new Refusal('CONFLICT', 'there is no dataset yet to measure on: freeze one first')
  const frozen = await datasetOf(ctx.db, project_id, version)
  const id = uuidv7(ctx.now.getTime())
  const row = { project_id, id, candidate, baseline, dataset: frozen.version, at: ctx.now.toISOString() }
  const proof = newProof(ctx)
  const payload = { evaluation_id: id, candidate, baseline, dataset: frozen.version }
  const lines = { evaluation: [evaluationLine(row)] }
  await store.insertEvaluation(ctx.db, { ...row, proof })
  const because = model ? [model.proof, frozen.proof] : [frozen.proof]
  record(ctx, { project_id, action: 'evaluation.asked', because, payload, lines }, proof)
  return evaluationOf(ctx, project_id, id)
}

/** Stops an evaluation; its worker notices within a second. @throws Refusal CONFLICT where it has come to its end */
export const cancelEvaluation = async (ctx: Ctx, input: Input<typeof contract.cancelEvaluation>) => {
  const { project_id, evaluation_id, reason } = input
  const { state } = await evaluationOf(ctx, project_id, evaluation_id)
  const end = { project_id, id: evaluation_id, state: 'cancelled' as const, message: reason || null }
  const ended = await store.endEvaluation(ctx.db, end)
  if (!ended) throw new Refusal('CONFLICT', `this evaluation is ${state} already`)
  const payload = { evaluation_id, reason }
  record(ctx, { project_id, action: 'evaluation.cancelled', because: [ended.proof], payload })
  return evaluationOf(ctx, project_id, evaluation_id)
}

/** @throws Refusal NOT_FOUND */
export const evaluationOf = async (view: View, project_id: string, evaluation_id: string) => {
  const found = await store.evaluationOf(view.db, project_id, evaluation_id)
  if (!found) throw new Refusal('NOT_FOUND', 'no such evaluation', { field: 'evaluation_id' })
  return found
}

export const pageOf = async (view: View, input: Input<typeof contract.listEvaluations>) => {
  const { project_id, limit, after = null, candidate = null } = input
  const evaluations = await store.pageOfEvaluations(view.db, { project_id, limit, after, candidate })
  return { evaluations, next: evaluations.length === limit ? (evaluations.at(-1)?.id ?? null) : null }
}
