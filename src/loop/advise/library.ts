import { type Library, libraryOf, unlearned } from '../../learners/linear/index.ts'
import type { Db } from '../../platform/db.ts'
import { type ErratumText, errataInForce, errataState } from '../curate/index.ts'
import { type ModelFacts, openLinear } from '../train/index.ts'

export type Shelf = { errata: ErratumText[]; library: Library }

const SHELVES_max = 8

/** Libraries asked last, by project: the map keeps the order of use. Each is made from the database alone. */
const shelves = new Map<string, { state: string; shelf: Promise<Shelf> }>()

/** Without a model every text is read anew: so many of the newest take half a second. */
const READ_max = 10_000

const make = async (db: Db, project_id: string, facts: ModelFacts | undefined): Promise<Shelf> => {
  const all = await errataInForce(db, project_id)
  const errata = facts ? all : all.slice(0, READ_max)
  const texts = errata.map(each => each.text)
  const model = await (facts ? openLinear(db, project_id, facts) : unlearned(texts))
  return { errata, library: await libraryOf(model, texts) }
}

/**
 * The errata in force, found by what they are like; made anew when one came or went, or the model is another. A model
 * tells which words matter; without one their rarity does.
 */
export const shelfOf = async (db: Db, project_id: string, facts: ModelFacts | undefined): Promise<Shelf> => {
  const state = `${facts?.digest} ${await errataState(db, project_id)}`
  const known = shelves.get(project_id)
  const shelf = known?.state === state ? known.shelf : make(db, project_id, facts)
  shelves.delete(project_id)
  shelves.set(project_id, { state, shelf })
  for (const oldest of [...shelves.keys()].slice(0, -SHELVES_max)) shelves.delete(oldest)
  shelf.catch(() => shelves.delete(project_id))
  return shelf
}
