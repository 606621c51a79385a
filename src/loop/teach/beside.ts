/** What goes on beside the lessons. */
import { setTimeout as pause } from 'node:timers/promises'
import { type Learner, runBeside, type State } from './learner.ts'
import { ACTOR, recentOf } from './material.ts'
import * as store from './store.ts'

/** Where a candidate stands is told after a short while, as more corrections may follow. */
const HEAD_pause_ms = 100
/** Reading 20,000 items keeps a process from other work for a moment. */
const RENEW_pause_ms = 10_000
const PREVIEW_life_ms = 3_600_000

/** Has the candidate measured on what is recent now, not more often than that changes much. */
export const renew = (learner: Learner, project_id: string, state: State): void => {
  const now_ms = performance.now()
  if (now_ms - state.renewed_ms < RENEW_pause_ms) return
  state.renewed_ms = now_ms
  runBeside(learner, project_id, async () => {
    const recent = await recentOf(learner.host, project_id)
    if (state.awake) await learner.thread.ask(project_id, { act: 'renew', recent })
  })
}

/** Keeps where a candidate stands, once it is at rest. */
const tellHead = async (learner: Learner, project_id: string, state: State): Promise<void> => {
  const { host, thread, states, stop } = learner
  while (state.moved && states.get(project_id) === state) {
    await pause(HEAD_pause_ms, undefined, { signal: stop })
    state.moved = false
    const { digest, seq } = await thread.ask(project_id, { act: 'digest' })
    if (states.get(project_id) !== state || seq !== state.taught.length) continue
    const head = { base: state.base.name, seq, digest: digest as string }
    await host.act(ACTOR, async ctx => {
      await store.putHead(ctx.db, project_id, { ...head, at: ctx.now })
      await store.forgetPreviews(ctx.db, project_id, new Date(ctx.now.getTime() - PREVIEW_life_ms))
    })
  }
}

/** Has it told where the candidate stands. */
export const tellSoon = (learner: Learner, project_id: string, state: State): void => {
  state.moved = true
  if (state.telling) return
  state.telling = true
  runBeside(learner, project_id, () =>
    tellHead(learner, project_id, state)
      .catch(error => {
        // Its pass failed: the next time it is grown anew.
        if (learner.states.get(project_id) === state) learner.states.delete(project_id)
        throw error
      })
      .finally(() => {
        state.telling = false
      }),
  )
}
