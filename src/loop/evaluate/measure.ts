import type { Watched } from '../../learners/learner.ts'
import type { Ctx, Event } from '../../ledger/context.ts'
import { entriesOf } from '../../ledger/index.ts'
import { newProof, record } from '../../ledger/record.ts'
import { Refusal } from '../../platform/errors.ts'
import { type InForce, projectWithGuideline } from '../../projects/index.ts'
import { datasetOf, linesOf } from '../curate/index.ts'
import { follow, type Host } from '../step.ts'
import { learnerOf, type ModelFacts, modelNamed, openModel, openOutside } from '../train/index.ts'
import type { ComparisonResult } from './contract.ts'
import { comparisonLine, type EvaluationRow } from './lines.ts'
import { type Case, compare, type Said } from './rules.ts'
import * as store from './store.ts'
import { inWords } from './words.ts'

type Run = EvaluationRow & { proof: string }
type Line = Awaited<ReturnType<typeof linesOf>>[number]
/** What a model said of held-out items, and the entries that this rests on. */
type Answers = { said: Map<string, Said>; because: string[] }

const ACTOR = { actor: 'system:evaluate' }

/** A program that is missing or does not run: another try would find the same. */
const cannotAnswer = (error: Error) => {
  throw new Refusal('CONFLICT', error.message)
}

/** A model and the held-out items that it is asked about. */
type Asked = Watched & { facts: ModelFacts; lines: Line[] }

const askLabels = async (host: Host, project_id: string, { facts, lines, ...watched }: Asked): Promise<Said[]> => {
  const learner = await learnerOf(facts, host.home).catch(cannotAnswer)
  const model = await openModel(host.database, project_id, { facts, learner })
  const texts = lines.map(line => line.text)
  const answers = await model.predict(texts, watched).catch(cannotAnswer)
  return answers.map(({ label, scores }) => ({
    answer: label,
    scores: Object.fromEntries(model.labels.map((name, k) => [name, scores[k] as number])),
  }))
}

const askOpen = async (host: Host, { project_id, kind_rules, guideline }: InForce, asked: Asked) => {
  const { facts, lines, ...watched } = asked
  const within = { db: host.database, home: host.home }
  const model = await openOutside(within, project_id, facts).catch(cannotAnswer)
  const inputs = lines.map(line => line.input)
  const answers = await model.answer(inputs, watched).catch(cannotAnswer)
  const schema = kind_rules.answer(guideline)
  return answers.map(({ answer }, index): Said => {
    const { input, external_id } = lines[index] as Line
    const read = schema.safeParse(answer)
    const expected = read.success ? kind_rules.misfit(read.data, input, guideline) : read.error.issues[0]?.message
    if (read.success && expected === null) return { answer: read.data, scores: null }
    throw new Refusal('CONFLICT', `what "${facts.name}" answers to "${external_id}" is none: expected ${expected}`)
  })
}

/** Lets a model of ours answer. */
const askModel = async (host: Host, project: InForce, asked: Asked): Promise<Answers> => {
  const { kind_rules, project_id } = project
  const answers = await (kind_rules.classOf ? askLabels(host, project_id, asked) : askOpen(host, project, asked))
  const said = answers.map((each, index): [string, Said] => [(asked.lines[index] as Line).item_id, each])
  return { said: new Map(said), because: [asked.facts.proof] }
}

/** Reads what was brought along under a model's name. */
const readAnswers = async (
  host: Host,
  { project_id, model, lines }: { project_id: string; model: string; lines: Line[] },
): Promise<Answers> => {
  const item_ids = lines.map(line => line.item_id)
  const rows = await store.predictionsBrought(host.database, { project_id, model, item_ids })
  const said = rows.map(({ item_id, answer, scores }): [string, Said] => [item_id, { answer, scores }])
  return { said: new Map(said), because: rows.map(row => row.proof) }
}

/** Items that a model learned from, of a version other than the one it is measured on: there its split may differ. */
const learnedBy = async (host: Host, { project_id, dataset }: Run, facts: ModelFacts | undefined) => {
  if (!facts || facts.dataset === dataset) return []
  return (await linesOf(host.database, project_id, facts.dataset, 'train')).map(line => line.item_id)
}

const casesOf = (lines: Line[], { candidate, baseline }: { candidate: Answers; baseline: Answers | undefined }) =>
  lines.map(
    (line): Case => ({
      gold: line.answer,
      candidate: candidate.said.get(line.item_id) as Said,
      baseline: baseline?.said.get(line.item_id) ?? null,
    }),
  )

type Found = { result: ComparisonResult; because: string[] }
type Followed = { signal: AbortSignal; heard(progress: number): void }

/** Measures what was asked for. @throws Refusal CONFLICT where no item is left to measure on */
const measure = async (host: Host, run: Run, { signal, heard }: Followed): Promise<Found> => {
  const { project_id, dataset } = run
  const project = await host.act(ACTOR, ctx => projectWithGuideline(ctx, project_id))
  const factsOf = async (name: string | null) =>
    name === null ? undefined : modelNamed(host.database, project_id, name)
  const [facts, its] = [await factsOf(run.candidate), await factsOf(run.baseline)]
  const held = await linesOf(host.database, project_id, dataset, 'holdout')
  const learned = new Set([...(await learnedBy(host, run, facts)), ...(await learnedBy(host, run, its))])
  const unseen = held.filter(line => !learned.has(line.item_id))
  const ours = [facts, its].filter(known => known !== undefined).length
  const answersOf = (model: string, known: ModelFacts | undefined, before = 0) => {
    if (!known) return readAnswers(host, { project_id, model, lines: unseen })
    const on_progress = (done: number, total: number) => heard((before + done / total) / ours)
    return askModel(host, project, { facts: known, lines: unseen, signal, on_progress })
  }
  const candidate = await answersOf(run.candidate, facts)
  const baseline = run.baseline === null ? undefined : await answersOf(run.baseline, its, facts ? 1 : 0)
  const lines = unseen.filter(({ item_id }) => candidate.said.has(item_id) && baseline?.said.has(item_id) !== false)
  if (lines.length === 0) throw new Refusal('CONFLICT', `no held-out item of version ${dataset} can be measured on`)
  const left_out = { leaked: held.length - unseen.length, unpredicted: unseen.length - lines.length }
  const result = compare(casesOf(lines, { candidate, baseline }), left_out, project.kind_rules)
  return { result, because: [...candidate.because, ...(baseline?.because ?? [])] }
}

const keep = async (ctx: Ctx, run: Run, { result, because }: Found) => {
  const { project_id, id } = run
  if (!(await store.endEvaluation(ctx.db, { project_id, id, state: 'done', message: null }))) return
  const frozen = await datasetOf(ctx.db, project_id, run.dataset)
  const sentence = inWords(result, run)
  const row = { project_id, evaluation_id: id, result, sentence, at: ctx.now.toISOString() }
  const proof = newProof(ctx)
  const payload = { evaluation_id: id, candidate: run.candidate, baseline: run.baseline, sentence }
  const lines = { comparison: [comparisonLine(row)] }
  const rests_on = [run.proof, frozen.proof, ...because]
  record(ctx, { project_id, action: 'evaluation.made', because: rests_on, payload, lines }, proof)
  await store.insertComparison(ctx.db, { ...row, proof })
}

const fail = async (ctx: Ctx, { project_id, id, proof }: Run, message: string) => {
  if (!(await store.endEvaluation(ctx.db, { project_id, id, state: 'failed', message }))) return
  const payload = { evaluation_id: id, message }
  record(ctx, { project_id, action: 'evaluation.failed', because: [proof], payload })
}

/**
 * Measures what was asked for. A worker that is killed leaves its evaluation running; the job is heard again and it
 * starts anew. Of two at once the first result is kept.
 */
export const measureAsked = async (host: Host, { project_id, entry_id }: Event, signal: AbortSignal) => {
  const [entry] = await entriesOf(host.database, project_id, [entry_id])
  const { evaluation_id } = JSON.parse(entry?.payload as string) as { evaluation_id: string }
  const run = await store.beginEvaluation(host.database, project_id, evaluation_id)
  if (!run) return
  const { cancelled, heard, end } = follow(progress => store.noteProgress(host.database, { ...run, progress }))
  try {
    const found = await measure(host, run, { heard, signal: AbortSignal.any([signal, cancelled]) })
    signal.throwIfAborted()
    await host.act(ACTOR, ctx => keep(ctx, run, found))
  } catch (error) {
    signal.throwIfAborted()
    // What the asker can mend ends it; anything else is tried again.
    if (!(error instanceof Refusal)) throw error
    await host.act(ACTOR, ctx => fail(ctx, run, error.message))
  } finally {
    await end()
  }
}
