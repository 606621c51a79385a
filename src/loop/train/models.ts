import type { Learner, Model, OpenAnswer, OpenModel, Scored } from '../../learners/learner.ts'
import { type LinearModel, linear } from '../../learners/linear/index.ts'
import type { Db } from '../../platform/db.ts'
import { Refusal } from '../../platform/errors.ts'
import { learnerBy, registeredAs } from './commands.ts'
import type { ModelFacts } from './contract.ts'
import { digestOf } from './lines.ts'
import * as store from './store.ts'

/** What is known of a model. @throws Refusal NOT_FOUND */
export const modelOf = async (db: Db, project_id: string, name: string): Promise<ModelFacts> => {
  const found = await store.modelOf(db, project_id, name)
  if (!found) throw new Refusal('NOT_FOUND', `there is no model "${name}"`, { field: 'model' })
  return found
}

/** The learner that takes a model's bytes. `home` is where the operator's programs and servers are named. */
export const learnerOf = async (facts: ModelFacts, home: string): Promise<Learner> =>
  facts.command === null ? linear : learnerBy(await registeredAs(home, facts.command))

/**
 * What a model outside says of one text that somebody waits for.
 * @throws Error where it fails, or takes longer than the operator allows
 */
export const askOutside = async (
  { db, home }: { db: Db; home: string },
  project_id: string,
  { facts, text }: { facts: ModelFacts; text: string },
): Promise<{ labels: readonly string[]; scores: Float32Array }> => {
  const registered = await registeredAs(home, facts.command as string)
  const model = await openModel(db, project_id, { facts, learner: learnerBy(registered) })
  const [scored] = await model.predict([text], { signal: AbortSignal.timeout(1000 * registered.answer_seconds) })
  return { labels: model.labels, scores: (scored as Scored).scores }
}

/** Opens a model whose answers are no labels: only one outside gives such. @throws Refusal as `openModel` */
export const openOutside = async (
  { db, home }: { db: Db; home: string },
  project_id: string,
  facts: ModelFacts,
): Promise<OpenModel> => {
  const { open: learner } = learnerBy(await registeredAs(home, facts.command as string))
  return learner.load(await wholeBytes(db, project_id, facts))
}

/** As `askOutside`, of a kind whose answers are no labels. */
export const askOpen = async (
  within: { db: Db; home: string },
  project_id: string,
  { facts, input }: { facts: ModelFacts; input: object },
): Promise<OpenAnswer> => {
  const { answer_seconds } = await registeredAs(within.home, facts.command as string)
  const model = await openOutside(within, project_id, facts)
  const [said] = await model.answer([input], { signal: AbortSignal.timeout(1000 * answer_seconds) })
  return said as OpenAnswer
}

/** The built-in model that helps people: the one that answers now, else the newest. Undefined where there is none. */
export const linearModelOf = async (db: Db, project_id: string): Promise<ModelFacts | undefined> => {
  const live = await store.liveModel(db, project_id)
  const facts = live === null ? undefined : await store.modelOf(db, project_id, live)
  return facts?.command === null ? facts : store.newestLinear(db, project_id)
}

const OPEN_max = 8

/** Models that answered last, by digest: the map keeps the order of use. */
const open = new Map<string, Promise<Model>>()

const wholeBytes = async (db: Db, project_id: string, { name, digest }: ModelFacts): Promise<Uint8Array> => {
  const bytes = await store.bytesOf(db, project_id, name)
  if (bytes && digestOf(bytes) === digest) return bytes
  throw new Refusal('UNAVAILABLE', `the stored bytes of "${name}" are not those it was fitted as`)
}

const load = async (db: Db, project_id: string, { facts, learner }: { facts: ModelFacts; learner: Learner }) =>
  learner.load(await wholeBytes(db, project_id, facts))

/**
 * Opens a model to ask it. It is shared with everyone who asks: whoever would teach it must load a copy of their own.
 * @throws Refusal UNAVAILABLE where its stored bytes do not have its digest
 */
export const openModel = (
  db: Db,
  project_id: string,
  { facts, learner = linear }: { facts: ModelFacts; learner?: Learner },
): Promise<Model> => {
  // What runs outside is opened in no time, and two servers may have models of the same bytes.
  if (learner !== linear) return load(db, project_id, { facts, learner })
  const key = facts.digest
  const opened = open.get(key) ?? load(db, project_id, { facts, learner })
  open.delete(key)
  open.set(key, opened)
  for (const oldest of [...open.keys()].slice(0, -OPEN_max)) open.delete(oldest)
  opened.catch(() => open.delete(key))
  return opened
}

/** Opens a built-in model with all it can do beside answering. */
export const openLinear = (db: Db, project_id: string, facts: ModelFacts): Promise<LinearModel> =>
  openModel(db, project_id, { facts }) as Promise<LinearModel>
