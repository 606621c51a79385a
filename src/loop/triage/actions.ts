import type * as z from 'zod'
import type { Kind } from '../../kinds/index.ts'
import type { Ctx, Event, View } from '../../ledger/context.ts'
import { type Entry, entriesOf } from '../../ledger/index.ts'
import { newProof, record } from '../../ledger/record.ts'
import { startAgain } from '../../platform/db.ts'
import { Refusal } from '../../platform/errors.ts'
import { type InForce, projectWithGuideline } from '../../projects/index.ts'
import { type Prediction, predictionsOfBatch, predictionsOfItems, type Veiled } from '../ingest/index.ts'
import type { Facts } from './conditions.ts'
import {
  type listPolicies,
  type Policy,
  type PolicyVersion,
  policyInput,
  type putPolicy,
  type Route,
  type WrittenPolicy,
} from './contract.ts'
import { policyLine, type RouteRow, routeLine, suspensionLine } from './lines.ts'
import {
  auditDraw,
  type Certified,
  type CompiledPolicy,
  compilePolicy,
  decide,
  type Precedent,
  scoresOf,
  thresholdOf,
  toReview,
} from './rules.ts'
import * as store from './store.ts'
import type { Candidate } from './strategies/index.ts'

/**
 * Until a team writes its own: the least sure tenth and a random twentieth are reviewed. Only answers that are classes
 * have a runner-up to be ahead of.
 */
const defaultPolicy = ({ classOf }: Kind) =>
  policyInput.parse({ uncertain: { strategy: classOf ? 'margin' : 'confidence', share: 0.1 }, audit_share: 0.05 })

/** How much recent traffic "the least sure share" is measured on. */
const RECENT_predictions = 1000

type NewPolicy = { version: number; policy: Policy; because: string[]; reason?: string | undefined }

const writePolicy = async (ctx: Ctx, project_id: string, { version, policy, reason, because }: NewPolicy) => {
  const proof = newProof(ctx)
  const row: PolicyVersion = { version, policy, at: ctx.now.toISOString(), suspended: null, proof }
  const lines = { policy: [policyLine({ project_id, ...row })] }
  const payload = { version, ...(reason && { reason }) }
  record(ctx, { project_id, action: 'policy.written', because, payload, lines }, proof)
  if (!(await store.insertPolicy(ctx.db, { project_id, ...row }))) throw startAgain('this policy was written meanwhile')
  return row
}

/** Compiles a policy that is not in force yet. @throws Refusal INVALID naming the rule and what is wrong with it */
export const compileDraft = (
  { kind_rules, guideline }: InForce,
  { version, policy }: { version: number; policy: Policy },
): CompiledPolicy => {
  const compiled = compilePolicy({ version, policy, suspended: null }, kind_rules, guideline)
  const fallen = compiled.rules.findIndex(rule => !rule.stands)
  if (fallen < 0) return compiled
  const field = `policy.rules.${fallen}.do.answer`
  throw new Refusal('INVALID', `${field}: not an answer of this project`, { field, expected: 'an answer' })
}

/** Writes the next version of the policy, after compiling it: a policy that cannot be asked is never in force. */
export const revisePolicy = async (ctx: Ctx, input: z.output<(typeof putPolicy)['input']>): Promise<PolicyVersion> => {
  const { project_id, replaces, policy, reason } = input
  const project = await projectWithGuideline(ctx, project_id)
  const before = await store.policyOf(ctx.db, project_id)
  const version = before?.version ?? 0
  if (version !== replaces) {
    const detail = { field: 'replaces', expected: String(version) }
    throw new Refusal('STALE', 'the policy was changed since you read it', detail)
  }
  compileDraft(project, { version: version + 1, policy })
  const because = [before?.proof, before?.suspended?.proof].filter(each => each !== undefined)
  return writePolicy(ctx, project_id, { version: version + 1, policy, reason, because })
}

/** Versions of the policy, the newest first, each with who wrote it and why. */
export const policiesOf = async (view: View, page: z.output<(typeof listPolicies)['input']>) => {
  const { project_id, limit, after = null } = page
  const rows = await store.pageOfPolicies(view.db, { project_id, limit, after })
  const proofs = rows.map(each => each.proof)
  const entries = new Map((await entriesOf(view.db, project_id, proofs)).map(each => [each.id, each]))
  const policies = rows.map((row): WrittenPolicy => {
    const { actor, payload } = entries.get(row.proof) as Entry
    return { ...row, actor, reason: (JSON.parse(payload) as { reason?: string }).reason ?? null }
  })
  return { policies, next: rows.length === limit ? (rows.at(-1)?.version ?? null) : null }
}

/** The policy in force. @throws Refusal NOT_FOUND before the first one */
export const policyInForce = async (view: View, project_id: string): Promise<PolicyVersion> => {
  const found = await store.policyOf(view.db, project_id)
  if (!found) throw new Refusal('NOT_FOUND', 'no policy yet: the default is written with the first prediction')
  return found
}

const compiledPolicy = async (ctx: Ctx, project_id: string, because: string[]): Promise<CompiledPolicy> => {
  const { kind_rules, guideline } = await projectWithGuideline(ctx, project_id)
  const current =
    (await store.policyOf(ctx.db, project_id)) ??
    (await writePolicy(ctx, project_id, { version: 1, policy: defaultPolicy(kind_rules), because }))
  return compilePolicy(current, kind_rules, guideline)
}

/** What a condition may speak of. */
export const factsOf = (prediction: Prediction): Facts => {
  const { external_id, source, group_key, metadata, model, answer, scores, confidence, margin, novelty } = prediction
  const item = { text: prediction.input.text, input: prediction.input, external_id, source, group_key, metadata }
  return { ...item, model, answer, scores, confidence, margin, novelty }
}

/** Predictions as a strategy sees them; what other models said of their items is read only where it is asked for. */
export const candidatesOf = async (
  view: View,
  project_id: string,
  { predictions, with_others }: { predictions: Prediction[]; with_others: boolean },
) => {
  const items = with_others ? [...new Set(predictions.map(each => each.item_id))] : []
  const said = items.length > 0 ? await predictionsOfItems(view.db, project_id, items) : []
  const by_item = Map.groupBy(said, each => each.item_id)
  return predictions.map((each): Candidate => {
    const others = (by_item.get(each.item_id) ?? []).filter(other => other.model !== each.model)
    return { ...each, text: each.input.text, others }
  })
}

/** The score of each prediction, and the one above which it counts as uncertain: recent traffic of its model and it. */
const rank = async (
  ctx: Ctx,
  project_id: string,
  { compiled, open }: { compiled: CompiledPolicy; open: Prediction[] },
) => {
  const { policy } = compiled
  const strategy = policy.uncertain?.strategy
  const asked = { predictions: open, with_others: strategy === 'disagreement' }
  const scores = scoresOf(compiled, await candidatesOf(ctx, project_id, asked))
  const ranked = open.map(({ model }, n) => ({ model, score: scores[n] ?? null }))
  const thresholds = new Map<string, number | null>()
  for (const [model, theirs] of Map.groupBy(ranked, each => each.model)) {
    const measured = strategy !== undefined && policy.uncertain && 'share' in policy.uncertain
    const of = { project_id, model, strategy: strategy ?? '', limit: RECENT_predictions }
    const recent = measured ? await store.recentScores(ctx.db, of) : []
    const fresh = theirs.map(each => each.score).filter(score => score !== null)
    thresholds.set(model, thresholdOf(policy, [...recent, ...fresh].slice(-RECENT_predictions)))
  }
  return ranked.map(({ model, score }) => ({ score, threshold: thresholds.get(model) ?? null }))
}

type Batch = {
  project_id: string
  predictions: Prediction[]
  because: string[]
  /** A reason to send all of them to people, whatever the policy says. */
  all_because?: string | undefined
  /** What is certified of the model, where its answers are given at once. */
  certified?: Certified | undefined
  /** Errata of the same text, by prediction. */
  errata?: Map<string, Precedent> | undefined
}

/** Decides for predictions that have no route yet, and records it as one fact. */
export const routePredictions = async (ctx: Ctx, batch: Batch): Promise<RouteRow[]> => {
  const { project_id, predictions, because, all_because, certified, errata } = batch
  const ids = predictions.map(each => each.id)
  const routed = await store.routedAmong(ctx.db, project_id, ids)
  const open = predictions.filter(each => !routed.has(each.id))
  if (open.length === 0) return []
  const compiled = await compiledPolicy(ctx, project_id, because)
  const ranks = await rank(ctx, project_id, { compiled, open })
  const at = ctx.now.toISOString()
  const rows = open.map((each, n): RouteRow => {
    const drawn = { draw: auditDraw(project_id, each.id), certified, erratum: errata?.get(each.id), ...ranks[n] }
    const decision = all_because
      ? toReview(compiled.policy, { strategy: 'all', reason: all_because })
      : decide(compiled, factsOf(each), drawn)
    const about = { project_id, prediction_id: each.id, policy_version: compiled.version, at }
    return { ...about, ...decision, score: drawn.score }
  })
  const proof = newProof(ctx)
  const lines = { route: rows.map(routeLine) }
  const written = await store.insertRoutes(ctx.db, { project_id, lines: lines.route, proof })
  if (written.length !== rows.length) throw startAgain('routed meanwhile')
  const reviews = rows.filter(row => row.outcome === 'review').map(row => row.prediction_id)
  const payload = { policy_version: compiled.version, reviews }
  record(ctx, { project_id, action: 'predictions.routed', because, payload, lines }, proof)
  return rows
}

type Suspending = { project_id: string; policy_version: number; strategy: string; reason: string; because: string[] }

/**
 * Lets chance choose in place of a strategy until the next policy is written: later steps call this where what it
 * chooses has proved to be no better. Once for a policy version; asked again, nothing happens.
 */
export const suspendStrategy = async (ctx: Ctx, { because, ...suspending }: Suspending): Promise<void> => {
  const { project_id, policy_version, strategy, reason } = suspending
  const row = { ...suspending, at: ctx.now.toISOString() }
  const proof = newProof(ctx)
  if (!(await store.insertSuspension(ctx.db, { ...row, proof }))) return
  const lines = { suspension: [suspensionLine(row)] }
  const payload = { policy_version, strategy, reason }
  record(ctx, { project_id, action: 'strategy.suspended', because, payload, lines }, proof)
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

/** What was decided for a prediction; what a rule answered is null to whom answers are hidden from. */
export const routeOf = async (
  view: View,
  { project_id, prediction_id }: { project_id: string; prediction_id: string },
  veiled: Veiled,
): Promise<Route> => {
  const found = await store.routeOf(view.db, project_id, prediction_id)
  if (!found) throw new Refusal('NOT_FOUND', 'this prediction has no route yet')
  const { item_id, ...route } = found
  return (await veiled(view, project_id, [item_id])).has(item_id) ? { ...route, answer: null } : route
}
