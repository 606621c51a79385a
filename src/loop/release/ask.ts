import type * as z from 'zod'
import type { Input } from '../../kinds/index.ts'
import { answer, noveltyOf } from '../../learners/linear/index.ts'
import type { Ctx, View } from '../../ledger/context.ts'
import { Refusal } from '../../platform/errors.ts'
import { type InForce, projectWithGuideline } from '../../projects/index.ts'
import { askOpen, askOutside, modelNamed, openLinear } from '../train/index.ts'
import type { decide } from './contract.ts'
import * as store from './store.ts'

export type Asked = z.output<(typeof decide)['input']>
export type Given = NonNullable<Asked['prediction']>

type Scored = { labels: readonly string[]; scores: Float32Array }
type Open = { answer: unknown; confidence: number | null }
export type Silent = { why: string }
/** What models outside said of an item, or why they said nothing, by name. */
export type Ahead = ReadonlyMap<string, Scored | Open | Silent>

/**
 * Asks the models outside that are released, before the transaction that needs them: it would hold its locks and its
 * connection while it waits.
 */
export const askAhead = async (view: View, { project_id, external_id, input }: Asked): Promise<Ahead> => {
  const names = await store.outsideModels(view.db, project_id)
  // What was served is given again: nobody is asked twice.
  if (names.length === 0 || (await store.servedOf(view.db, project_id, external_id))) return new Map()
  const { kind_rules } = await projectWithGuideline(view, project_id)
  const said = names.map(async (name): Promise<[string, Scored | Open | Silent]> => {
    const facts = await modelNamed(view.db, project_id, name)
    if (!facts) return [name, { why: 'it is gone' }]
    const asked: Promise<Scored | Open> = kind_rules.classOf
      ? askOutside(view, project_id, { facts, text: input.text })
      : askOpen(view, project_id, { facts, input })
    return [name, await asked.catch((error: Error) => ({ why: error.message }))]
  })
  return new Map(await Promise.all(said))
}

/** Six digits are more than a probability deserves, and a tenth of the bytes of a double in full. */
const rounded = (probability: number) => Math.round(probability * 1e6) / 1e6

/** The model's answer. Labels that the guideline has dropped since are not answers any more. */
const answerFrom = (name: string, { labels, scores }: Scored, known: ReadonlySet<string>): Given => {
  const left = labels
    .map((label, k): [string, number] => [label, rounded(scores[k] ?? 0)])
    .filter(([label]) => known.has(label))
  const [first] = left
  if (!first) throw new Refusal('CONFLICT', `no answer of "${name}" is one of the guideline any more: fit a new model`)
  const [label, confidence] = left.reduce((best, each) => (each[1] > best[1] ? each : best), first)
  return { model: name, answer: label, confidence, scores: Object.fromEntries(left) }
}

/** The answer as its kind keeps it, or what is wrong with it: then the model said nothing that can be used. */
const openAnswer = (
  { kind_rules, guideline }: InForce,
  input: Input,
  said: Open & { name: string },
): Given | Silent => {
  const read = kind_rules.answer(guideline).safeParse(said.answer)
  const expected = read.success ? kind_rules.misfit(read.data, input, guideline) : read.error.issues[0]?.message
  if (!read.success || expected !== null) return { why: `its answer is none: ${expected}` }
  return { model: said.name, answer: read.data, ...(said.confidence !== null && { confidence: said.confidence }) }
}

/** What a model of ours says, wherever it runs; or why it says nothing, which only one outside can. */
export const ask = async (
  ctx: Ctx,
  { project_id, input }: Asked,
  { name, ahead }: { name: string; ahead: Ahead },
): Promise<Given | Silent> => {
  const [project, facts] = await Promise.all([
    projectWithGuideline(ctx, project_id),
    modelNamed(ctx.db, project_id, name),
  ])
  const { guideline } = project
  const known = new Set(guideline.labels.map(label => label.name))
  if (facts?.command === null) {
    const model = await openLinear(ctx.db, project_id, facts)
    const { scores } = answer(model, input.text)
    const novelty = rounded(noveltyOf(model, input.text))
    return { ...answerFrom(name, { labels: model.labels, scores }, known), novelty }
  }
  // Released only a moment ago, it was not among those asked ahead.
  const said = ahead.get(name) ?? { why: 'it was released while this item was decided' }
  if ('why' in said) return said
  return 'labels' in said ? answerFrom(name, said, known) : openAnswer(project, input, { ...said, name })
}
