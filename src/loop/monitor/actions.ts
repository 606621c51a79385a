import type * as z from 'zod'
import type { Ctx, Event, View } from '../../ledger/context.ts'
import { hashUnit } from '../../stats/random.ts'
import { policies, suspendStrategy } from '../triage/index.ts'
import type * as contract from './contract.ts'
import { gainsOf, isIdle } from './gain.ts'
import { effortOf, errorRateOf, histogramOf, spreadOf } from './rules.ts'
import * as store from './store.ts'
import { openWindow } from './window.ts'

type Input<E extends { input: z.ZodType }> = z.output<E['input']>

/** One look at the strategy for about so many resolutions: it reads all reviews under the policy. */
const LOOK_EVERY_resolutions = 100

/**
 * Suspends the strategy of the policy in force where it clearly finds no more errors than chance. Only a share can be
 * drawn at random instead: a fixed value has none, and its gain is told but changes nothing.
 */
export const watchStrategy = async (ctx: Ctx, project_id: string, because: string[]): Promise<void> => {
  const [policy] = await policies(ctx.db, project_id, 1)
  const uncertain = policy?.policy.uncertain
  if (!policy || policy.suspended || !uncertain || !('share' in uncertain)) return
  const { version: policy_version } = policy
  const all = { ...openWindow({ project_id }), model: null }
  const gains = gainsOf(await store.reviewsByStrategy(ctx.db, { ...all, policy_version }))
  const idle = gains.find(each => each.strategy === uncertain.strategy && isIdle(each))
  if (!idle) return
  const { strategy, sentence: reason } = idle
  await suspendStrategy(ctx, { project_id, policy_version, strategy, reason, because: [policy.proof, ...because] })
}

/** Hears of resolutions, and looks now and then: which one makes it look is settled by its id alone. */
export const hearResolved = async (ctx: Ctx, events: Event[]): Promise<void> => {
  const due = events.find(event => hashUnit(`look:${event.entry_id}`) < 1 / LOOK_EVERY_resolutions)
  if (due) await watchStrategy(ctx, due.project_id, [due.entry_id])
}

/** What each strategy finds per review, and which one is suspended. */
export const gainOf = async (view: View, input: Input<typeof contract.getGain>) => {
  const asked = { ...openWindow(input), model: input.model ?? null, policy_version: null }
  const rows = await store.reviewsByStrategy(view.db, asked)
  const [policy] = await policies(view.db, input.project_id, 1)
  return { strategies: gainsOf(rows), suspended: policy?.suspended ?? null }
}

export const errorRateIn = async (view: View, input: Input<typeof contract.getErrorRate>) => {
  const asked = { ...openWindow(input), model: input.model ?? null }
  const [strata, predictions] = await Promise.all([
    store.sample(view.db, { ...asked, by: null, part_seconds: null }),
    store.countPredictions(view.db, asked),
  ])
  return errorRateOf(strata, predictions)
}

export const latencyIn = async (view: View, input: Input<typeof contract.getLatency>) => {
  const window = openWindow(input)
  const [rows, released] = await Promise.all([
    store.corrections(view.db, window),
    store.releaseSeconds(view.db, window),
  ])
  const corrected = rows.map(row => row.seconds)
  return {
    prediction_to_correction: { ...spreadOf(corrected), histogram: histogramOf(corrected) },
    correction_to_release: spreadOf(released),
  }
}

export const effortIn = async (view: View, input: Input<typeof contract.getEffort>) => {
  const window = openWindow(input)
  const [judgements, predictions] = await Promise.all([
    store.judgementEffort(view.db, window),
    store.countPredictions(view.db, { ...window, model: null }),
  ])
  return effortOf(judgements, predictions)
}
