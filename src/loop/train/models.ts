import { command } from '../../learners/command.ts'
import type { Learner, Model } from '../../learners/learner.ts'
import { linear } from '../../learners/linear/index.ts'
import type { Db } from '../../platform/db.ts'
import { Refusal } from '../../platform/errors.ts'
import { commandOf } from './commands.ts'
import type { ModelFacts } from './contract.ts'
import { digestOf } from './lines.ts'
import * as store from './store.ts'

/** What is known of a model. @throws Refusal NOT_FOUND */
export const modelOf = async (db: Db, project_id: string, name: string): Promise<ModelFacts> => {
  const found = await store.modelOf(db, project_id, name)
  if (!found) throw new Refusal('NOT_FOUND', `there is no model "${name}"`, { field: 'model' })
  return found
}

/** The learner that takes a model's bytes. `home` is where the operator's programs are named. */
export const learnerOf = async (facts: ModelFacts, home: string): Promise<Learner> =>
  facts.command === null ? linear : command(await commandOf(home, facts.command))

const OPEN_max = 8

/** Models that answered last, by digest: the map keeps the order of use. */
const open = new Map<string, Promise<Model>>()

const load = async (db: Db, project_id: string, { facts, learner }: { facts: ModelFacts; learner: Learner }) => {
  const bytes = await store.bytesOf(db, project_id, facts.name)
  if (!bytes || digestOf(bytes) !== facts.digest) {
    throw new Refusal('UNAVAILABLE', `the stored bytes of "${facts.name}" are not those it was fitted as`)
  }
  return learner.load(bytes)
}

/**
 * Opens a model to ask it. It is shared with everyone who asks: whoever would teach it must load a copy of their own.
 * @throws Refusal UNAVAILABLE where its stored bytes do not have its digest
 */
export const openModel = (
  db: Db,
  project_id: string,
  { facts, learner = linear }: { facts: ModelFacts; learner?: Learner },
): Promise<Model> => {
  const key = `${learner.name} ${facts.digest}`
  const opened = open.get(key) ?? load(db, project_id, { facts, learner })
  open.delete(key)
  open.set(key, opened)
  for (const oldest of [...open.keys()].slice(0, -OPEN_max)) open.delete(oldest)
  opened.catch(() => open.delete(key))
  return opened
}
