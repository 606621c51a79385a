import type { Ctx } from '../../ledger/context.ts'
import { newProof, record } from '../../ledger/record.ts'
import { listenHints } from '../../platform/hints.ts'
import { log } from '../../platform/log.ts'
import { allProjects } from '../../projects/index.ts'
import type { Host } from '../step.ts'
import { renew, tellSoon } from './beside.ts'
import type { Effect } from './contract.ts'
import { type Learner, makeRoom, type State } from './learner.ts'
import { lessonLine } from './lines.ts'
import { ACTOR, type Correction, correctionsOf, groundOf } from './material.ts'
import { answerPreviews } from './previews.ts'
import { inWords, sharedStart } from './rules.ts'
import * as store from './store.ts'
import { openThread, type Thread } from './thread.ts'

const POLL_pause_ms = 1000
/** The facts after which a candidate may have something to learn, and the question of a preview. */
const MATTERS = /^(?:fact (?:example\.kept|erratum\.kept|resolution\.made|model\.fitted|release\.\w+)|preview) (.+)$/

/** Keeps what a correction taught; whoever comes second leaves it as it is. */
const keep = async (
  ctx: Ctx,
  project_id: string,
  {
    base,
    correction,
    seq,
    effect,
    ms,
  }: { base: store.Base; correction: Correction; seq: number; effect: Effect; ms: number },
) => {
  const { resolution_id, proof: example } = correction
  const sentence = inWords(effect)
  const row = { project_id, base: base.name, resolution_id, seq, effect, sentence, ms, at: ctx.now.toISOString() }
  const proof = newProof(ctx)
  if (!(await store.insertLesson(ctx.db, { ...row, proof }))) return
  const payload = { resolution_id, base: base.name, seq, sentence }
  const lines = { lesson: [lessonLine(row)] }
  record(ctx, { project_id, action: 'lesson.taken', because: [example, base.proof], payload, lines }, proof)
}

type Step = { state: State; correction: Correction; known: boolean }

const teach = async (learner: Learner, project_id: string, { state, correction, known }: Step): Promise<void> => {
  const { host, thread } = learner
  const began_ms = performance.now()
  const { external_id, text, label } = correction
  const { effect, ripe } = await thread.ask(project_id, { act: 'teach', item: { external_id, text, label } })
  state.taught.push(correction.resolution_id)
  if (!known) {
    const ms = Math.round((performance.now() - began_ms) * 10) / 10
    const taken = { base: state.base, correction, seq: state.taught.length, effect: effect as Effect, ms }
    await host.act(ACTOR, ctx => keep(ctx, project_id, taken))
  }
  if (ripe) renew(learner, project_id, state)
}

/** What there is to learn, and what of it was told of. */
type Wanted = { base: store.Base; corrections: Correction[]; known: Set<string> }

/** Grows the candidate anew: from the base, with all corrections that were told of before. */
const regrow = async (learner: Learner, project_id: string, { base, corrections, known }: Wanted): Promise<State> => {
  const { host, thread, states } = learner
  const untold = corrections.findIndex(each => !known.has(each.resolution_id))
  const told = corrections.slice(0, untold < 0 ? corrections.length : untold)
  states.delete(project_id)
  const ground = await groundOf(host, project_id, base)
  await thread.ask(project_id, { act: 'grow', ground, corrections: told.map(({ text, label }) => ({ text, label })) })
  const taught = told.map(each => each.resolution_id)
  const state: State = { base, taught, awake: true, moved: true, telling: false, renewed_ms: performance.now() }
  states.set(project_id, state)
  makeRoom(learner)
  return state
}

/** Takes back what is out of force. @returns undefined where the candidate must be grown anew for that */
const cutBack = async (learner: Learner, project_id: string, { base, corrections }: Wanted) => {
  const state = learner.states.get(project_id)
  if (state?.base.name !== base.name) return undefined
  const wanted = corrections.map(each => each.resolution_id)
  const count = sharedStart(state.taught, wanted)
  if (count === state.taught.length) return state
  if (!state.awake) return undefined
  const { done } = await learner.thread.ask(project_id, { act: 'take back', count })
  if (!done) return undefined
  state.taught.length = count
  state.moved = true
  return state
}

/** Brings a project's candidate to what is in force now: the same whichever way it got there. */
const catchUp = async (learner: Learner, project_id: string, { base, asked }: { base: store.Base; asked: boolean }) => {
  const { host, states, stop } = learner
  const [corrections, known] = await Promise.all([
    correctionsOf(host, project_id, base),
    store.taughtOf(host.database, project_id, base.name),
  ])
  const wanted = { base, corrections, known }
  const before = await cutBack(learner, project_id, wanted)
  const needed = asked || before?.taught.length !== corrections.length
  const state = before && (before.awake || !needed) ? before : await regrow(learner, project_id, wanted)
  if (needed) {
    states.delete(project_id)
    states.set(project_id, state)
  }
  try {
    for (const correction of corrections.slice(state.taught.length)) {
      stop.throwIfAborted()
      state.moved = true
      await teach(learner, project_id, { state, correction, known: known.has(correction.resolution_id) })
    }
  } catch (error) {
    // Taught and not told of: the next time it is grown anew.
    states.delete(project_id)
    throw error
  }
  if (state.moved) tellSoon(learner, project_id, state)
}

const look = async (learner: Learner, project_id: string): Promise<void> => {
  const { database } = learner.host
  const [base, open] = await Promise.all([store.baseOf(database, project_id), store.openPreviews(database, project_id)])
  if (!base) return
  const questions = open.filter(asked => asked.base === base.name && base.labels.includes(asked.label))
  await catchUp(learner, project_id, { base, asked: questions.length > 0 })
  await answerPreviews(learner, project_id, questions)
}

/** Looks after one project at a time, again where something came meanwhile. */
const lookAfter = (learner: Learner) => {
  let running: Promise<void> | undefined
  const run = async () => {
    for (const project_id of learner.due) {
      learner.due.delete(project_id)
      if (learner.stop.aborted) return
      await look(learner, project_id).catch(error => {
        if (!learner.stop.aborted) log.error({ project_id, reason: (error as Error).message }, 'teaching failed')
      })
    }
  }
  return {
    due(project_id: string) {
      learner.due.add(project_id)
      running ??= run().finally(() => {
        running = undefined
      })
    },
    async idle() {
      await running
      await Promise.all(learner.beside)
    },
  }
}

/**
 * Teaches candidates as people correct, in a thread of its own, and answers previews. All it knows comes from the
 * database: any number of processes may do this at once, and one that was killed catches up.
 */
export const startLearning = async (host: Host): Promise<{ stop(): Promise<void> }> => {
  const stop = new AbortController()
  const states: Learner['states'] = new Map()
  const begin = (): Thread =>
    openThread(error => {
      log.error({ reason: error.message }, 'the thread of the learner ended, and another one begins')
      states.clear()
      learner.thread = begin()
    })
  const shared = { host, states, due: new Set<string>(), beside: new Set<Promise<void>>(), stop: stop.signal }
  const learner: Learner = { ...shared, thread: begin() }
  const { due, idle } = lookAfter(learner)
  const hints = await listenHints(host.database.url, topic => {
    const project_id = MATTERS.exec(topic)?.[1]
    if (project_id !== undefined) due(project_id)
  })
  const poll = async () => {
    for (const { project_id } of await allProjects(host.database)) due(project_id)
  }
  const pollAgain = () => void poll().catch(error => log.warn({ reason: error.message }, 'the learner waits'))
  const timer = setInterval(pollAgain, POLL_pause_ms)
  pollAgain()
  return {
    async stop() {
      stop.abort()
      clearInterval(timer)
      await hints.close()
      await learner.thread.end()
      await idle()
    },
  }
}
