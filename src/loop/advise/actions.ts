import type * as z from 'zod'
import { answer as answerOf, explain } from '../../learners/linear/index.ts'
import type { View } from '../../ledger/context.ts'
import { actingPerson } from '../../people/index.ts'
import { Refusal } from '../../platform/errors.ts'
import { projectWithGuideline } from '../../projects/index.ts'
import { errataOfText } from '../curate/index.ts'
import { predictionOf } from '../ingest/index.ts'
import { linearModelOf, modelNamed, newestLinear, openLinear } from '../train/index.ts'
import type * as contract from './contract.ts'
import type { Explanation, Precedent, Suggestions } from './contract.ts'
import { shelfOf } from './library.ts'
import { doubtOf, shareOut, suggest } from './rules.ts'
import * as store from './store.ts'

type Input<E extends { input: z.ZodType }> = z.output<E['input']>

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
  { project_id, prediction_id }: Input<typeof contract.explainPrediction>,
): Promise<Explanation> => {
  const prediction = await predictionOf(view, project_id, prediction_id)
  if (view.permissions.includes('review') && (await store.isBlindOpen(view.db, project_id, prediction.item_id))) {
    throw new Refusal('CONFLICT', 'people are judging this item without sight of any model: ask again when they have')
  }
  const own = await modelNamed(view.db, project_id, prediction.model)
  const facts = own?.command === null ? own : await linearModelOf(view.db, project_id)
  if (!facts) return unexplained('This model tells nothing of its reasons, and there is no built-in one to stand in.')
  const { kind_rules } = await projectWithGuideline(view, project_id)
  const label = kind_rules.classOf(prediction.answer)
  if (!facts.labels.includes(label)) return unexplained(`The model "${facts.name}" does not know the label "${label}".`)
  const model = await openLinear(view.db, project_id, facts)
  const { text } = prediction.input
  const { rival, margin, bias, parts } = explain(model, text, { label })
  const about = { by: facts.name, itself: facts.name === prediction.model }
  return { available: true, reason: null, ...about, label, rival, margin, ...shareOut(text, bias, parts) }
}

const PRECEDENTS_max = 12

/** Errata like a text, best first; and those of the same normalised text. */
const precedentsOf = async (view: View, project_id: string, text: string) => {
  const facts = await linearModelOf(view.db, project_id)
  const [shelf, same] = await Promise.all([
    facts && shelfOf(view.db, project_id, facts),
    errataOfText(view.db, project_id, text),
  ])
  const nearest = shelf?.library.nearest(text, PRECEDENTS_max) ?? []
  const near = nearest.map(({ index, similarity }) => ({
    ...shelf?.errata[index],
    similarity: Math.min(1, similarity),
  }))
  const twins = same.map(each => ({ ...each, similarity: 1 }))
  const found = [...twins, ...near.filter(each => !same.some(twin => twin.id === each.id))] as typeof twins
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
  { project_id, task_id }: Input<typeof contract.getSuggestions>,
): Promise<Suggestions> => {
  const task = await store.taskWithItem(view.db, project_id, task_id)
  if (!task) throw new Refusal('NOT_FOUND', 'no such task')
  if (task.blind || (await store.isBlindOpen(view.db, project_id, task.item_id))) {
    return { hidden: true, precedents: [], suggestion: null, models: [] }
  }
  const [{ kind_rules, guideline }, { precedents, same }, models] = await Promise.all([
    projectWithGuideline(view, project_id),
    precedentsOf(view, project_id, task.text),
    modelsOf(view, project_id, task),
  ])
  const answers = kind_rules.answer(guideline.labels)
  const suggestion = suggest({ near: precedents, same }, kind_rules, answer => answers.safeParse(answer).success)
  return { hidden: false, precedents, suggestion, models }
}

/**
 * Whether a judgement of one's own looks like a slip. A blind one gets no doubt: who undid it would judge again with
 * the model in mind, and the error rate that rests on it would lean towards the model.
 * @throws Refusal NOT_FOUND
 */
export const getDoubt = async (view: View, { project_id, judgement_id }: Input<typeof contract.getDoubt>) => {
  const person_id = actingPerson(view)
  const given = await store.judgementOn(view.db, project_id, judgement_id)
  if (given?.person_id !== person_id) throw new Refusal('NOT_FOUND', 'no such judgement of yours')
  const facts = given.exposure === 'blind' ? undefined : await newestLinear(view.db, project_id)
  if (!facts) return { doubt: null }
  const { kind_rules } = await projectWithGuideline(view, project_id)
  const model = await openLinear(view.db, project_id, facts)
  const place = model.labels.indexOf(kind_rules.classOf(given.answer))
  const probability = answerOf(model, given.text).scores[place]
  return { doubt: doubtOf({ model: facts.name, probability }, kind_rules.words(given.answer)) }
}
