import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Ctx, Event } from '../../ledger/context.ts'
import { entriesOf } from '../../ledger/index.ts'
import { newProof, record } from '../../ledger/record.ts'
import { projectWithGuideline } from '../../projects/index.ts'
import { datasetOf, linesOf } from '../curate/index.ts'
import { follow, type Host } from '../step.ts'
import { registeredAs } from './commands.ts'
import type { Fit, Lesson, Said } from './fit-thread.ts'
import { artefactLine, digestOf, modelLine, type TrainingRow } from './lines.ts'
import * as store from './store.ts'

type Run = TrainingRow & { proof: string }

const ACTOR = { actor: 'system:train' }

// Compiled, this file and the thread's both end in .js.
const THREAD = new URL(`./fit-thread${extname(import.meta.filename)}`, import.meta.url)

/** Fits in a thread, and gives the model's bytes. The signal ends the fit and whatever program it started. */
const fitInThread = (fit: Fit, signal: AbortSignal, heard: (progress: number) => void): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted()
    // Flags of the process, such as a module to load first, are none of the thread's.
    const thread = new Worker(THREAD, { workerData: fit, execArgv: [] })
    const stop = () => thread.postMessage('stop')
    signal.addEventListener('abort', stop)
    thread.on('message', (said: Said) => ('bytes' in said ? resolve(said.bytes) : heard(said.progress)))
    thread.on('error', reject)
    thread.on('exit', () => {
      signal.removeEventListener('abort', stop)
      reject(new Error('the thread of the fit ended without a model'))
    })
  })

/** The training lines of a dataset, in an order that depends on nothing but what they are. */
const lessonOf = async (host: Host, { project_id, dataset, labels }: Run): Promise<Lesson> => {
  const { kind, kind_rules, guideline } = await host.act(ACTOR, ctx => projectWithGuideline(ctx, project_id))
  const found = await linesOf(host.database, project_id, dataset, 'train')
  const lines = found.sort((one, other) => (one.external_id < other.external_id ? -1 : 1))
  const { classOf } = kind_rules
  if (classOf) return { examples: lines.map(({ text, answer }) => ({ text, label: classOf(answer) })), labels }
  const form = { kind, labels: guideline.labels, settings: guideline.settings }
  return { open: lines.map(({ input, answer }) => ({ input, answer })), form }
}

const keep = async (ctx: Ctx, run: Run, bytes: Uint8Array) => {
  const { project_id, id, learner, command, dataset, seed, labels } = run
  if (!(await store.endTraining(ctx.db, { project_id, id, state: 'done', message: null }))) return
  await store.lockNames(ctx.db, project_id)
  const family = command ?? learner
  const name = `${family}-${(await store.countNamed(ctx.db, project_id, family)) + 1}`
  const frozen = await datasetOf(ctx.db, project_id, dataset)
  const digest = digestOf(bytes)
  const basis = { learner, command, training_id: id, dataset, dataset_root: frozen.root, seed, labels }
  const row = { project_id, name, ...basis, digest, at: ctx.now.toISOString() }
  const proof = newProof(ctx)
  const lines = { model: [modelLine(row)], artefact: [artefactLine({ project_id, model: name, digest })] }
  const payload = { training_id: id, model: name, digest, dataset_root: frozen.root }
  const because = [run.proof, frozen.proof]
  record(ctx, { project_id, action: 'model.fitted', because, payload, lines }, proof)
  await store.insertModel(ctx.db, { ...row, bytes, proof })
}

const fail = async (ctx: Ctx, { project_id, id, proof }: Run, message: string) => {
  if (!(await store.endTraining(ctx.db, { project_id, id, state: 'failed', message }))) return
  const payload = { training_id: id, message }
  record(ctx, { project_id, action: 'training.failed', because: [proof], payload })
}

/** What a fit gave: the model, or why there is none. What is thrown here is worth another try; a bad fit is not. */
const attempt = async (host: Host, run: Run, watched: { signal: AbortSignal; heard(progress: number): void }) => {
  const lesson = await lessonOf(host, run)
  try {
    const registered = run.command === null ? null : await registeredAs(host.home, run.command)
    const fit = { registered, lesson, seed: run.seed }
    return { bytes: await fitInThread(fit, watched.signal, watched.heard) }
  } catch (error) {
    return { message: (error as Error).message }
  }
}

/**
 * Fits what was asked for. A worker that is killed leaves its training running; the job is heard again and it starts
 * anew. Two at once come to the same model, and the first one's is kept.
 */
export const fitAsked = async (host: Host, { project_id, entry_id }: Event, signal: AbortSignal): Promise<void> => {
  const [entry] = await entriesOf(host.database, project_id, [entry_id])
  const { training_id } = JSON.parse(entry?.payload as string) as { training_id: string }
  const run = await store.beginTraining(host.database, project_id, training_id)
  if (!run) return
  const { cancelled, heard, end } = follow(progress => store.noteProgress(host.database, { ...run, progress }))
  try {
    const outcome = await attempt(host, run, { heard, signal: AbortSignal.any([signal, cancelled]) })
    signal.throwIfAborted()
    if (outcome.bytes) await host.act(ACTOR, ctx => keep(ctx, run, outcome.bytes))
    else await host.act(ACTOR, ctx => fail(ctx, run, outcome.message))
  } finally {
    await end()
  }
}
