import type { Ctx } from '../../ledger/context.ts'
import { newProof, record } from '../../ledger/record.ts'
import { listenHints } from '../../platform/hints.ts'
import { log } from '../../platform/log.ts'
import { allProjects, projectWithGuideline } from '../../projects/index.ts'
import { datasetOf, linesOf, splitOf } from '../curate/index.ts'
import type { Host } from '../step.ts'
import type { Ground, Labelled } from './candidate.ts'
import type { Effect } from './contract.ts'
import { lessonLine } from './lines.ts'
import { begins, inWords } from './rules.ts'
import * as store from './store.ts'
import { openThread, type Thread } from './thread.ts'

const ACTOR = { actor: 'system:teach' }
const POLL_pause_ms = 1000
const RECENT_items = 20_000
const PREVIEW_life_ms = 3_600_000

/** The facts after which a candidate may have something to learn, and the question of a preview. */
const MATTERS = /^(?:fact (?:example\.kept|erratum\.kept|resolution\.made|model\.fitted|release\.\w+)|preview) (.+)$/

type Correction = Labelled & { resolution_id: string; proof: string }

/** What is known of a project's candidate in this process; `taught` are resolutions, in order. */
type State = { base: store.Base; taught: string[] }

type Learner = { host: Host; thread: Thread; states: Map<string, State>; stop: AbortSignal }

/** Everything the people of a project have said since the base was frozen that may be taught: never a held-out item. */
const correctionsOf = async ({ host }: Learner, project_id: string, base: store.Base): Promise<Correction[]> => {
  const said = await store.saidSince(host.database, project_id, base.dataset)
  if (said.length === 0) return []
  const [{ kind_rules }, { split_seed: seed, holdout_share }] = await Promise.all([
    host.act(ACTOR, ctx => projectWithGuideline(ctx, project_id)),
    datasetOf(host.database, project_id, base.dataset),
  ])
  return said
    .filter(each => splitOf(each, { seed, holdout_share }) === 'train')
    .map(({ resolution_id, external_id, input, answer, proof }) => {
      return { resolution_id, external_id, text: input.text, label: kind_rules.classOf(answer), proof }
    })
    .filter(each => base.labels.includes(each.label))
}

const recentOf = ({ host }: Learner, project_id: string) => store.unknownItems(host.database, project_id, RECENT_items)

const groundOf = async (learner: Learner, project_id: string, base: store.Base): Promise<Ground> => {
  const { database, act } = learner.host
  const [{ kind_rules }, bytes, lines, recent] = await Promise.all([
    act(ACTOR, ctx => projectWithGuideline(ctx, project_id)),
    store.bytesOf(database, project_id, base.name),
    linesOf(database, project_id, base.dataset),
    recentOf(learner, project_id),
  ])
  const labelled = lines
    .sort((one, other) => (one.external_id < other.external_id ? -1 : 1))
    .map(({ external_id, text, answer, split }) => ({ external_id, text, label: kind_rules.classOf(answer), split }))
    .filter(each => base.labels.includes(each.label))
  const side = (of: string) => labelled.filter(each => each.split === of).map(({ split: _, ...each }) => each)
  const train = side('train').map(({ text, label }) => ({ text, label }))
  const { name, digest } = base
  return { base: name, bytes: bytes ?? new Uint8Array(), digest, train, holdout: side('holdout'), recent }
}

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
  if (ripe) await thread.ask(project_id, { act: 'ripen', recent: await recentOf(learner, project_id) })
}

type Step = { state: State; correction: Correction; known: boolean }

/** Grows the candidate anew: from the base, with all corrections that were told of before. */
const regrow = async (learner: Learner, project_id: string, from: { base: store.Base; told: Correction[] }) => {
  const { base, told } = from
  learner.states.delete(project_id)
  const ground = await groundOf(learner, project_id, base)
  const corrections = told.map(({ text, label }) => ({ text, label }))
  await learner.thread.ask(project_id, { act: 'grow', ground, corrections })
  const state = { base, taught: told.map(each => each.resolution_id) }
  learner.states.set(project_id, state)
  return state
}

/** Brings a project's candidate to what is in force now: the same whichever way it got there. */
const catchUp = async (learner: Learner, project_id: string, base: store.Base): Promise<State> => {
  const { host, states, stop, thread } = learner
  const [corrections, known] = await Promise.all([
    correctionsOf(learner, project_id, base),
    store.taughtOf(host.database, project_id, base.name),
  ])
  const wanted = corrections.map(each => each.resolution_id)
  const before = states.get(project_id)
  const follows = before?.base.name === base.name && begins(before.taught, wanted)
  if (follows && before.taught.length === wanted.length) return before
  const untold = wanted.findIndex(id => !known.has(id))
  const told = corrections.slice(0, untold < 0 ? corrections.length : untold)
  const state = follows ? before : await regrow(learner, project_id, { base, told })
  try {
    for (const correction of corrections.slice(state.taught.length)) {
      stop.throwIfAborted()
      await teach(learner, project_id, { state, correction, known: known.has(correction.resolution_id) })
    }
  } catch (error) {
    // Taught and not told of, or half refined: the next time it is grown anew.
    states.delete(project_id)
    throw error
  }
  const { digest } = await thread.ask(project_id, { act: 'digest' })
  const head = { base: base.name, seq: wanted.length, digest: digest as string }
  await host.act(ACTOR, async ctx => {
    await store.putHead(ctx.db, project_id, { ...head, at: ctx.now })
    await store.forgetPreviews(ctx.db, project_id, new Date(ctx.now.getTime() - PREVIEW_life_ms))
  })
  return state
}

const answerPreviews = async ({ host, thread }: Learner, project_id: string, { base, taught }: State) => {
  for (const { external_id, text, ...asked } of await store.openPreviews(host.database, project_id)) {
    if (asked.base !== base.name || asked.seq !== taught.length || !base.labels.includes(asked.label)) continue
    const item = { external_id, text, label: asked.label }
    const { effect } = await thread.ask(project_id, { act: 'foresee', item })
    await store.answerPreview(host.database, project_id, asked, effect as Effect)
  }
}

const look = async (learner: Learner, project_id: string): Promise<void> => {
  const base = await store.baseOf(learner.host.database, project_id)
  if (!base) return
  const state = await catchUp(learner, project_id, base)
  await answerPreviews(learner, project_id, state)
}

/** Looks after one project at a time, again where something came meanwhile. */
const lookAfter = (learner: Learner) => {
  const waiting = new Set<string>()
  let running: Promise<void> | undefined
  const run = async () => {
    for (const project_id of waiting) {
      waiting.delete(project_id)
      if (learner.stop.aborted) return
      await look(learner, project_id).catch(error => {
        if (!learner.stop.aborted) log.error({ project_id, reason: (error as Error).message }, 'teaching failed')
      })
    }
  }
  return {
    due(project_id: string) {
      waiting.add(project_id)
      running ??= run().finally(() => {
        running = undefined
      })
    },
    idle: async () => running,
  }
}

/**
 * Teaches candidates as people correct, in a thread of its own, and answers previews. All it knows comes from the
 * database: any number of processes may do this at once, and one that was killed catches up.
 */
export const startLearning = async (host: Host): Promise<{ stop(): Promise<void> }> => {
  const stop = new AbortController()
  const states = new Map<string, State>()
  const begin = (): Thread =>
    openThread(error => {
      log.error({ reason: error.message }, 'the thread of the learner ended, and another one begins')
      states.clear()
      learner.thread = begin()
    })
  const learner: Learner = { host, thread: begin(), states, stop: stop.signal }
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
