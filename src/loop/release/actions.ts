import type * as z from 'zod'
import type { Ctx, View } from '../../ledger/context.ts'
import { newProof, record } from '../../ledger/record.ts'
import { Refusal } from '../../platform/errors.ts'
import { uuidv7 } from '../../platform/uuid.ts'
import { type Evaluation, evaluationOf, newestOfPair } from '../evaluate/index.ts'
import { modelOf, setLive } from '../train/index.ts'
import { expire } from './certify/actions.ts'
import type * as contract from './contract.ts'
import type { Release } from './contract.ts'
import { type ReleaseRow, releaseLine } from './lines.ts'
import { liveOf, needsGate, replacedBy } from './replace.ts'
import { passGate } from './rules.ts'
import * as store from './store.ts'

type Input<E extends { input: z.ZodType }> = z.output<E['input']>
type Wanted = Omit<ReleaseRow, 'id' | 'previous' | 'at'>

/** Later than the release before it, whatever this machine's clock says: history has no gaps and no overlaps. */
const momentAfter = (ctx: Ctx, current: Release | undefined): string => {
  const earliest = current ? new Date(current.at).getTime() + 1 : 0
  return new Date(Math.max(ctx.now.getTime(), earliest)).toISOString()
}

const pin = async (
  ctx: Ctx,
  wanted: Wanted,
  { action, current, because }: { action: string; current: Release | undefined; because: string[] },
): Promise<Release> => {
  const { project_id, model, mode, share, gate, restores } = wanted
  const id = uuidv7(ctx.now.getTime())
  const row = { ...wanted, id, previous: current?.id ?? null, at: momentAfter(ctx, current) }
  const proof = newProof(ctx)
  const payload = { release_id: id, model, mode, share, gate, restores }
  const rests_on = current ? [...because, current.proof] : because
  record(ctx, { project_id, action, because: rests_on, payload, lines: { release: [releaseLine(row)] } }, proof)
  await store.insertRelease(ctx.db, { ...row, proof })
  const live = liveOf(row)
  await setLive(ctx.db, project_id, live)
  await expire(ctx, {
    project_id,
    why: 'another model was released',
    because: [proof],
    those: certificate => certificate.model !== live,
  })
  const { project_id: _, ...release } = row
  return { ...release, until: null, proof }
}

type Pair = { project_id: string; model: string | null; baseline: string | null; evaluation_id: string | undefined }

/** The evaluation a release rests on: the one named, else the newest of the two models. */
const evidenceFor = async (ctx: Ctx, pair: Pair): Promise<Evaluation | undefined> => {
  const { project_id, model, baseline, evaluation_id } = pair
  if (evaluation_id === undefined) {
    return model && baseline ? newestOfPair(ctx.db, { project_id, candidate: model, baseline }) : undefined
  }
  const named = await evaluationOf(ctx, project_id, evaluation_id)
  if (named.candidate === model) return named
  const expected = `an evaluation of ${model}`
  throw new Refusal('INVALID', `this evaluation is of "${named.candidate}"`, { field: 'evaluation_id', expected })
}

/**
 * Decides which model answers, how, and for which share. Whatever lets a model answer in another's place must pass the
 * gate; shadow, reviewed and off are safer and need none, nor does the first model.
 * @throws Refusal CONFLICT where the gate does not let it pass
 */
export const createRelease = async (ctx: Ctx, input: Input<typeof contract.createRelease>): Promise<Release> => {
  const { project_id, mode, share, reason, evaluation_id } = input
  await store.lockReleases(ctx.db, project_id)
  const current = await store.releaseInForce(ctx.db, project_id)
  const model = input.model === undefined ? (current?.model ?? null) : input.model
  const fitted = model === null ? undefined : await modelOf(ctx.db, project_id, model)
  const baseline = replacedBy(model, current)
  const evidence = await evidenceFor(ctx, { project_id, model, baseline, evaluation_id })
  const gated = needsGate(mode, model, baseline)
  const pair = { model: model as string, baseline: baseline as string, margin: input.gate.margin }
  const gate = gated ? passGate(evidence, pair) : null
  const pinned = { model, fallback: baseline, mode, share, restores: null, evaluation_id: evidence?.id ?? null, gate }
  const because = [fitted?.proof, evidence?.comparison?.proof].filter(proof => proof !== undefined)
  return pin(ctx, { project_id, ...pinned, reason }, { action: 'release.pinned', current, because })
}

/** The release in force, and the one that a rollback would bring back. */
export const currentOf = async ({ db }: View, project_id: string) => {
  const release = (await store.releaseInForce(db, project_id)) ?? null
  // What a rollback brought back keeps its own place in history: to go back again never returns to what was left.
  const origin = release?.restores ? await store.releaseOf(db, project_id, release.restores) : release
  const before = origin?.previous ? await store.releaseOf(db, project_id, origin.previous) : undefined
  return { release, before: before ?? null }
}

/**
 * Brings back the release before the one in force, without asking any gate.
 * @throws Refusal CONFLICT where there is nothing to go back to
 */
export const rollBack = async (ctx: Ctx, { project_id, reason }: Input<typeof contract.rollBack>): Promise<Release> => {
  await store.lockReleases(ctx.db, project_id)
  const { release: current, before } = await currentOf(ctx, project_id)
  if (!current) throw new Refusal('CONFLICT', 'nothing has been released yet')
  if (!before) {
    throw new Refusal('CONFLICT', 'there is no release before this one; to stop it, release with mode "off"')
  }
  const { model, fallback, mode, share, evaluation_id, gate } = before
  const pinned = { model, fallback, mode, share, restores: before.restores ?? before.id, evaluation_id, gate }
  const because = [before.proof]
  return pin(ctx, { project_id, ...pinned, reason }, { action: 'release.restored', current, because })
}

export const pageOf = async (view: View, input: Input<typeof contract.listReleases>) => {
  const { project_id, limit, after = null, at = null } = input
  const releases = await store.pageOfReleases(view.db, { project_id, limit, after, at })
  return { releases, next: releases.length === limit ? (releases.at(-1)?.id ?? null) : null }
}
