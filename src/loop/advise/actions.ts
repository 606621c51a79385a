import type * as z from 'zod'
import { classIn, type Input } from '../../kinds/index.ts'
import { answer as answerOf, explain } from '../../learners/linear/index.ts'
import type { View } from '../../ledger/context.ts'
import { actingPerson } from '../../people/index.ts'
import { Refusal } from '../../platform/errors.ts'
import { type InForce, projectWithGuideline } from '../../projects/index.ts'
import { type ErratumText, errataOfText, speaksOf } from '../curate/index.ts'
import { predictionOf } from '../ingest/index.ts'
import { blindItems, veiled, withheld } from '../review/index.ts'
import { linearModelOf, modelNamed, newestLinear, openLinear } from '../train/index.ts'
import type * as contract from './contract.ts'
import type { Explanation, Precedent, Suggestions } from './contract.ts'
import { shelfOf } from './library.ts'
import { doubtOf, shareOut, suggest } from './rules.ts'
import * as store from './store.ts'

type InputOf<E extends { input: z.ZodType }> = z.output<E['input']>

const unexplained = (reason: string): Explanation => {
  const nothing = { by: null, itself: false, label: null, rival: null, margin: null, rest: null, words: [] }
  return { available: false, reason, ...nothing }
}

/**
 * Which words spoke for a prediction's answer and which against: told by the model itself where it is one of the
 * built-in learner's, else by the one that stands in. While a blind task on the item is open nobody who may review
 * gets it, whoever holds the task: a claim can change hands, and what was seen cannot be unseen.
 * @throws Refusal NOT_FOUND, CONFLICT
 */
export const explainPrediction = async (
  view: View,
  { project_id, prediction_id }: InputOf<typeof contract.explainPrediction>,
): Promise<Explanation> => {
  const prediction = await predictionOf(view, project_id, prediction_id)
  if ((await veiled(view, project_id, [prediction.item_id])).size > 0) {
    throw new Refusal('CONFLICT', 'people are judging this item without sight of any model: ask again when they have')
  }
  const { kind, kind_rules } = await projectWithGuideline(view, project_id)
  const label = kind_rules.classOf?.(prediction.answer)
  if (label === undefined) return unexplained(`Answers of the kind "${kind}" are not explained.`)
  const own = await modelNamed(view.db, project_id, prediction.model)
  const facts = own?.command === null ? own : await linearModelOf(view.db, project_id)
  if (!facts) return unexplained('This model tells nothing of its reasons, and there is no built-in one to stand in.')
  if (!facts.labels.includes(label)) return unexplained(`The model "${facts.name}" does not know the label "${label}".`)
  const model = await openLinear(view.db, project_id, facts)
  const { text } = prediction.input
  const { rival, margin, bias, parts } = explain(model, text, { label })
  const about = { by: facts.name, itself: facts.name === prediction.model }
  return { available: true, reason: null, ...about, label, rival, margin, ...shareOut(text, bias, parts) }
}

const PRECEDENTS_max = 12

/**
 * Errata like an item's text, best first; and those that are about the same. None of what the caller may have to judge
 * alone: of a task that is not blind they would learn the answer to one that is.
 */
const precedentsOf = async (view: View, { project_id, kind_rules }: InForce, input: Input) => {
  const { text } = input
  const facts = await linearModelOf(view.db, project_id)
  const [shelf, found_same] = await Promise.all([
    shelfOf(view.db, project_id, facts),
    errataOfText(view.db, project_id, text),
  ])
  const found_near = shelf.library.nearest(text, PRECEDENTS_max).map(({ index, similarity }) => ({
    ...(shelf.errata[index] as ErratumText),
    similarity: Math.min(1, similarity),
  }))
  const about = [...found_same, ...found_near].map(each => each.prediction_id)
  const hidden = await withheld(view, project_id, about)
  const same = found_same.filter(each => !hidden.has(each.prediction_id) && speaksOf(kind_rules, each.input, input))
  const near = found_near.filter(each => !hidden.has(each.prediction_id))
  const twins = same.map(each => ({ ...each, similarity: 1 }))
  const found = [...twins, ...near.filter(each => !same.some(twin => twin.id === each.id))]
  const people = await store.peopleOf(
    view.db,
    project_id,
    found.map(each => each.id),
  )
  const precedents = found.slice(0, PRECEDENTS_max).map(
    ({ id: erratum_id, text, was, answer, category, at, similarity }): Precedent => ({
      ...{ erratum_id, text, was, answer, category, at, similarity },
      people: people.find(each => each.erratum_id === erratum_id)?.people ?? [],
    }),
  )
  const twin_ids = new Set(twins.map(each => each.id))
  return { precedents, same: precedents.filter(each => twin_ids.has(each.erratum_id)) }
}

/** What each model says: what is kept of the item, and the newest model, which may have learned since. */
const modelsOf = async (view: View, project_id: string, { item_id, text }: { item_id: string; text: string }) => {
  const [said, newest] = await Promise.all([
    store.saidOf(view.db, project_id, item_id),
    newestLinear(view.db, project_id),
  ])
  const models: Suggestions['models'] = said.map(each => ({ ...each, kept: true }))
  if (!newest || said.some(each => each.model === newest.name)) return models
  const { label, confidence } = answerOf(await openLinear(view.db, project_id, newest), text)
  return [...models, { model: newest.name, answer: label, confidence, kept: false }]
}

/** What may help with a task that is not blind. @throws Refusal NOT_FOUND */
export const getSuggestions = async (
  view: View,
  { project_id, task_id }: InputOf<typeof contract.getSuggestions>,
): Promise<Suggestions> => {
  const task = await store.taskWithItem(view.db, project_id, task_id)
  if (!task) throw new Refusal('NOT_FOUND', 'no such task')
  if (task.blind || (await blindItems(view.db, project_id, [task.item_id])).size > 0) {
    return { hidden: true, precedents: [], suggestion: null, models: [] }
  }
  const { input } = task
  const project = await projectWithGuideline(view, project_id)
  const { kind_rules, guideline } = project
  const [{ precedents, same }, models] = await Promise.all([
    precedentsOf(view, project, input),
    modelsOf(view, project_id, { item_id: task.item_id, text: input.text }),
  ])
  const answers = kind_rules.answer(guideline)
  const stands = (answer: unknown) =>
    answers.safeParse(answer).success && kind_rules.misfit(answer, input, guideline) === null
  // What points into another item says nothing of this one.
  const near = kind_rules.local ? [] : precedents
  const suggestion = suggest({ near, same }, kind_rules, stands)
  return { hidden: false, precedents, suggestion, models }
}

/**
 * Whether a judgement of one's own looks like a slip. A blind one gets no doubt: who undid it would judge again with
 * the model in mind, and the error rate that rests on it would lean towards the model.
 * @throws Refusal NOT_FOUND
 */
export const getDoubt = async (view: View, { project_id, judgement_id }: InputOf<typeof contract.getDoubt>) => {
  const person_id = actingPerson(view)
  const given = await store.judgementOn(view.db, project_id, judgement_id)
  if (given?.person_id !== person_id) throw new Refusal('NOT_FOUND', 'no such judgement of yours')
  const facts =
    given.exposure === 'blind' || given.answer === null ? undefined : await newestLinear(view.db, project_id)
  if (!facts) return { doubt: null }
  const { kind_rules } = await projectWithGuideline(view, project_id)
  const model = await openLinear(view.db, project_id, facts)
  const place = model.labels.indexOf(classIn(kind_rules, given.answer))
  const probability = answerOf(model, given.text).scores[place]
  return { doubt: doubtOf({ model: facts.name, probability }, kind_rules.words(given.answer)) }
}
