import type { Ctx, Event, View } from '../../ledger/context.ts'
import { hashUnit } from '../../stats/random.ts'
import { policies, suspendStrategy } from '../triage/index.ts'
import { gainsOf, isIdle } from './gain.ts'
import * as store from './store.ts'

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
  const all = { project_id, since: null, until: null, model: null }
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
export const gainOf = async (view: View, window: store.Window & { model: string | null }) => {
  const rows = await store.reviewsByStrategy(view.db, { ...window, policy_version: null })
  const [policy] = await policies(view.db, window.project_id, 1)
  return { strategies: gainsOf(rows), suspended: policy?.suspended ?? null }
}
