import type * as z from 'zod'
import type { Ctx, Event, View } from '../../ledger/context.ts'
import { entriesOf } from '../../ledger/index.ts'
import { newProof, record } from '../../ledger/record.ts'
import { Refusal } from '../../platform/errors.ts'
import { projectWithGuideline } from '../../projects/index.ts'
import { hashUnit } from '../../stats/random.ts'
import { type Prediction, predictionsOfBatch, recentMargins } from '../ingest/index.ts'
import type { Facts } from './conditions.ts'
import { type Policy, type PolicyVersion, policyInput, type putPolicy } from './contract.ts'
import { policyLine, type RouteRow, routeLine } from './lines.ts'
import { type CompiledPolicy, compilePolicy, decide, thresholdOf, toReview } from './rules.ts'
import * as store from './store.ts'

/** Until a team writes its own: the least sure tenth and a random twentieth are reviewed. */
const DEFAULT_POLICY = policyInput.parse({ uncertain: { measure: 'margin', share: 0.1 }, audit_share: 0.05 })

/** How much recent traffic "the least sure share" is measured on. */
const RECENT_predictions = 2000

const writePolicy = async (ctx: Ctx, project_id: string, { version, policy }: { version: number; policy: Policy }) => {
  const row: PolicyVersion = { version, policy, at: ctx.now.toISOString() }
  const proof = newProof(ctx)
  const lines = { policy: [policyLine({ project_id, ...row })] }
  await record(ctx, { project_id, action: 'policy.written', payload: { version }, lines }, proof)
  await store.insertPolicy(ctx.db, { project_id, ...row, proof })
  return row
}

/** Writes the next version of the policy, after compiling it: a policy that cannot be asked is never in force. */
export const revisePolicy = async (ctx: Ctx, input: z.output<(typeof putPolicy)['input']>): Promise<PolicyVersion> => {
  const { project_id, replaces, policy } = input
  const { kind_rules, guideline } = await projectWithGuideline(ctx, project_id)
  const version = (await store.policyOf(ctx.db, project_id))?.version ?? 0
  if (version !== replaces) {
    const detail = { field: 'replaces', expected: String(version) }
    throw new Refusal('STALE', 'the policy was changed since you read it', detail)
  }
  const { rules } = compilePolicy(version + 1, policy, kind_rules, guideline.labels)
  const fallen = rules.findIndex(rule => !rule.stands)
  if (fallen >= 0) {
    const field = `policy.rules.${fallen}.do.answer`
    throw new Refusal('INVALID', `${field}: not an answer of this project`, { field, expected: 'an answer' })
  }
  return writePolicy(ctx, project_id, { version: version + 1, policy })
}

/** The policy in force. @throws Refusal NOT_FOUND before the first one */
export const policyInForce = async (view: View, project_id: string): Promise<PolicyVersion> => {
  const found = await store.policyOf(view.db, project_id)
  if (!found) throw new Refusal('NOT_FOUND', 'no policy yet: the default is written with the first prediction')
  return found
}

const compiledPolicy = async (ctx: Ctx, project_id: string): Promise<CompiledPolicy> => {
  const { kind_rules, guideline } = await projectWithGuideline(ctx, project_id)
  const current =
    (await store.policyOf(ctx.db, project_id)) ??
    (await writePolicy(ctx, project_id, { version: 1, policy: DEFAULT_POLICY }))
  return compilePolicy(current.version, current.policy, kind_rules, guideline.labels)
}

const factsOf = (prediction: Prediction): Facts => {
  const { external_id, source, group_key, metadata, model, answer, scores, confidence, margin } = prediction
  const item = { text: prediction.input.text, input: prediction.input, external_id, source, group_key, metadata }
  return { ...item, model, answer, scores, confidence, margin }
}

const thresholds = async (ctx: Ctx, project_id: string, { policy }: CompiledPolicy, models: string[]) => {
  const found = new Map<string, number | null>()
  for (const model of new Set(models)) {
    const measured = policy.uncertain && 'share' in policy.uncertain
    const recent = measured ? await recentMargins(ctx.db, { project_id, model, limit: RECENT_predictions }) : []
    found.set(model, thresholdOf(policy, recent))
  }
  return found
}

/**
 * Decides for predictions that have no route yet, and records it as one fact.
 * @param all_because a reason to send all of them to people, whatever the policy says
 */
export const routePredictions = async (
  ctx: Ctx,
  batch: { project_id: string; predictions: Prediction[]; because: string[]; all_because?: string | undefined },
): Promise<RouteRow[]> => {
  const { project_id, predictions, because, all_because } = batch
  const ids = predictions.map(each => each.id)
  const routed = await store.routedAmong(ctx.db, project_id, ids)
  const open = predictions.filter(each => !routed.has(each.id))
  if (open.length === 0) return []
  const compiled = await compiledPolicy(ctx, project_id)
  const models = open.map(each => each.model)
  const threshold = await thresholds(ctx, project_id, compiled, models)
  const at = ctx.now.toISOString()
  const rows: RouteRow[] = open.map(each => {
    const drawn = { draw: hashUnit(`audit:${project_id}:${each.id}`), threshold: threshold.get(each.model) ?? null }
    const decision = all_because ? toReview(compiled.policy, all_because) : decide(compiled, factsOf(each), drawn)
    return { project_id, prediction_id: each.id, ...decision, policy_version: compiled.version, at }
  })
  const proof = newProof(ctx)
  const lines = { route: rows.map(routeLine) }
  const written = await store.insertRoutes(ctx.db, { project_id, lines: lines.route, proof })
  if (written.length !== rows.length) throw Object.assign(new Error('routed meanwhile'), { code: '40001' })
  const reviews = rows.filter(row => row.outcome === 'review').map(row => row.prediction_id)
  const payload = { policy_version: compiled.version, reviews }
  await record(ctx, { project_id, action: 'predictions.routed', because, payload, lines }, proof)
  return rows
}

/** Hears of predictions taken. */
export const hearTaken = async (ctx: Ctx, events: Event[]): Promise<void> => {
  const project_id = events[0]?.project_id as string
  const entries = await entriesOf(
    ctx.db,
    project_id,
    events.map(event => event.entry_id),
  )
  for (const entry of entries) {
    const { first, last } = JSON.parse(entry.payload) as { first: string | null; last: string | null }
    if (first === null || last === null) continue
    const predictions = await predictionsOfBatch(ctx.db, { project_id, proof: entry.id, first, last })
    await routePredictions(ctx, { project_id, predictions, because: [entry.id] })
  }
}

export const routeOf = async (view: View, project_id: string, prediction_id: string) => {
  const found = await store.routeOf(view.db, project_id, prediction_id)
  if (!found) throw new Refusal('NOT_FOUND', 'this prediction has no route yet')
  return found
}
