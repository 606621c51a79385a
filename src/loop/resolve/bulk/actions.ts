/** One answer for many predictions: previewed, done as one fact, taken back by one. */
import type * as z from 'zod'
import type { Kind } from '../../../kinds/index.ts'
import type { Ctx, View } from '../../../ledger/context.ts'
import { newProof, record } from '../../../ledger/record.ts'
import { actingPerson } from '../../../people/index.ts'
import { Refusal } from '../../../platform/errors.ts'
import { uuidv7 } from '../../../platform/uuid.ts'
import { projectWithGuideline } from '../../../projects/index.ts'
import { answerOf } from '../../ingest/index.ts'
import { blindItems, judgementsInForce } from '../../review/index.ts'
import type * as contract from '../contract.ts'
import type { Resolution } from '../contract.ts'
import { type BulkRow, bulkLine, type ResolutionRow, resolutionLine } from '../lines.ts'
import { type Decision, decide, settle, WITHDRAWN } from '../rules.ts'
import { insertResolutions, lockSettling, resolutionsOf } from '../store.ts'
import { digestOf, inForce, plan, wasLookedAt } from './rules.ts'
import * as store from './store.ts'

type Input<E extends { input: z.ZodType }> = z.output<E['input']>
type Asked = Input<typeof contract.previewBulk>

const ITEMS_max = 10_000
const CHANGES_shown = 50

/** Of some items, those that models are measured on: which these are, a later step knows. */
export type HeldOut = (view: View, project_id: string, item_ids: string[]) => Promise<Set<string>>

const planned = async (view: View, { project_id, filter, answer: asked }: Asked, heldOut: HeldOut) => {
  const person_id = actingPerson(view)
  const project = await projectWithGuideline(view, project_id)
  const { kind_rules } = project
  if (kind_rules.local) {
    throw new Refusal('INVALID', 'answers of this kind belong to one item', {
      field: 'answer',
      expected: 'another kind',
    })
  }
  const answer = answerOf(project, asked)
  const found = await store.found(view.db, project_id, { filter, limit: ITEMS_max + 1 })
  if (found.length > ITEMS_max) {
    const expected = 'a filter that finds at most 10,000 predictions'
    throw new Refusal('INVALID', `filter: ${expected}`, { field: 'filter', expected })
  }
  const items = [...new Set(found.map(each => each.item_id))]
  // What people judge without sight of the model just now is not even counted: a filter would tell what it said.
  const [blind, held] = await Promise.all([blindItems(view.db, project_id, items), heldOut(view, project_id, items)])
  const open = found
    .filter(each => !blind.has(each.item_id))
    .map(each => ({ ...each, held_out: held.has(each.item_id) }))
  const made = plan(open, { answer, person_id, distance: kind_rules.distance })
  return { ...made, kind_rules, answer, person_id, items: open.length, digest: digestOf(answer, made.changes) }
}

export const preview = async (view: View, input: Asked, heldOut: HeldOut) => {
  const { changes, answer: to, ...made } = await planned(view, input, heldOut)
  const { items, unchanged, audited, held_out, yours, digest } = made
  const first = changes.slice(0, CHANGES_shown).map(each => {
    const { prediction_id, external_id, text, how } = each
    const stands = how === 'withdrawn' ? null : how
    return { prediction_id, external_id, text, from: inForce(each), how: stands, to }
  })
  return { items, changing: changes.length, unchanged, audited, held_out, yours, changes: first, digest }
}

type Draft = Decision & { prediction_id: string; reason: string | null; supersedes: string | null }
type Said = Awaited<ReturnType<typeof judgementsInForce>>

const saidOf = async (ctx: Ctx, project_id: string, prediction_ids: string[]): Promise<Map<string, Said>> =>
  Map.groupBy(await judgementsInForce(ctx.db, project_id, prediction_ids), each => each.prediction_id)

/** Keeps a bulk and all its resolutions as one fact. */
const write = async (
  ctx: Ctx,
  bulk: Omit<BulkRow, 'id' | 'items' | 'at'>,
  { action, drafts, because }: { action: string; drafts: Draft[]; because: string[] },
) => {
  const { project_id } = bulk
  const at = ctx.now.toISOString()
  const proof = newProof(ctx)
  const row = { ...bulk, id: uuidv7(ctx.now.getTime()), items: drafts.length, at }
  const resolutions = drafts.map((draft): ResolutionRow & { proof: string } => {
    return { project_id, id: uuidv7(ctx.now.getTime()), ...draft, at, proof }
  })
  if (!(await store.insertBulk(ctx.db, { ...row, proof }))) throw new Refusal('CONFLICT', 'this was undone already')
  const lines = { bulk: [bulkLine(row)], resolution: resolutions.map(resolutionLine) }
  const payload = { bulk_id: row.id, undoes: bulk.undoes, reason: bulk.reason }
  record(ctx, { project_id, action, because, payload, lines }, proof)
  await insertResolutions(ctx.db, project_id, resolutions)
  return { bulk_id: row.id, proof }
}

const proofsOf = (resolutions: Resolution[], said: Map<string, Said>): string[] => [
  ...resolutions.map(each => each.proof),
  ...[...said.values()].flat().map(each => each.proof),
]

/**
 * Does what was previewed. What somebody decided before is overruled by it; what nobody looked at is answered in bulk,
 * and counts in no error rate: a filter chose it, not chance.
 * @throws Refusal INVALID, STALE (it is another set by now), CONFLICT (nothing would change)
 */
export const apply = async (ctx: Ctx, input: Input<typeof contract.applyBulk>, heldOut: HeldOut) => {
  const { project_id, filter, reason } = input
  await lockSettling(ctx.db, project_id)
  const { changes, answer, person_id, kind_rules, digest } = await planned(ctx, input, heldOut)
  if (digest !== input.digest) throw new Refusal('STALE', 'this would change something else than was previewed')
  if (changes.length === 0) throw new Refusal('CONFLICT', 'there is nothing to change')
  const said = await saidOf(
    ctx,
    project_id,
    changes.map(each => each.prediction_id),
  )
  const drafts = changes.map(({ prediction_id, resolution_id: supersedes, how: before }): Draft => {
    const how = wasLookedAt(before) ? 'overruled' : 'bulk'
    const verdict = { how, answer, decided_by: person_id } as const
    const decision = decide(said.get(prediction_id) ?? [], kind_rules.distance, verdict)
    return { ...decision, prediction_id, reason, supersedes }
  })
  const standing = await resolutionsOf(
    ctx.db,
    project_id,
    changes.map(each => each.resolution_id).filter(id => id !== null),
  )
  const because = [...changes.map(each => each.proof), ...proofsOf(standing, said)]
  const bulk = { project_id, undoes: null, filter, answer, reason, person_id }
  const { bulk_id, proof } = await write(ctx, bulk, { action: 'bulk.applied', drafts, because })
  return { bulk_id, applied: drafts.length, proof }
}

/** What stands again: what an adjudicator had put there, else what people say now. */
const restored = (before: Resolution | undefined, said: Said, kind: Kind): Decision & { reason: string | null } => {
  if (before?.how === 'overruled' || before?.how === 'bulk') {
    const { answer, how, judgements, dissent, decided_by, reason } = before
    return { answer, how, judgements, dissent, decided_by, reason }
  }
  const outcome = settle(said, kind.distance)
  return { ...(outcome.state === 'settled' ? outcome.decision : WITHDRAWN), reason: null }
}

/** Takes a bulk back, once. @throws Refusal NOT_FOUND, CONFLICT */
export const undo = async (ctx: Ctx, input: Input<typeof contract.undoBulk>) => {
  const { project_id, bulk_id, reason } = input
  const person_id = actingPerson(ctx)
  const { kind_rules } = await projectWithGuideline(ctx, project_id)
  await lockSettling(ctx.db, project_id)
  const [bulk] = await store.bulks(ctx.db, { project_id, bulk_id, after: null, limit: 1 })
  if (!bulk) throw new Refusal('NOT_FOUND', 'no such bulk')
  if (bulk.undone) throw new Refusal('CONFLICT', 'this was undone already')
  const standing = (await store.resolutionsOfEntry(ctx.db, project_id, bulk.proof)).filter(each => each.stands)
  if (standing.length === 0) throw new Refusal('CONFLICT', 'all of it was decided anew since')
  const earlier = await resolutionsOf(
    ctx.db,
    project_id,
    standing.map(each => each.supersedes).filter(id => id !== null),
  )
  const before = new Map(earlier.map(each => [each.id, each]))
  const said = await saidOf(
    ctx,
    project_id,
    standing.map(each => each.prediction_id),
  )
  const drafts = standing.map(({ id, prediction_id, supersedes }): Draft => {
    const stood = supersedes === null ? undefined : before.get(supersedes)
    return { ...restored(stood, said.get(prediction_id) ?? [], kind_rules), prediction_id, supersedes: id }
  })
  const undoing = { project_id, undoes: bulk_id, filter: bulk.filter, answer: null, reason, person_id }
  const because = [bulk.proof, ...proofsOf(earlier, said)]
  const made = await write(ctx, undoing, { action: 'bulk.undone', drafts, because })
  return { ...made, undone: drafts.length, changed_since: bulk.items - drafts.length }
}

export const list = async (view: View, { project_id, limit, after }: Input<typeof contract.listBulks>) => {
  const bulks = await store.bulks(view.db, { project_id, bulk_id: null, after: after ?? null, limit })
  return { bulks, next: bulks.length === limit ? (bulks.at(-1)?.id ?? null) : null }
}
