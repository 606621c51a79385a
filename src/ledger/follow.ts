import type { Db } from '../platform/db.ts'
import { Refusal } from '../platform/errors.ts'
import type { EntryView } from './contract.ts'
import { viewOf } from './provenance.ts'
import { BATCH_entries } from './seal.ts'
import * as store from './store.ts'

/** How far somebody has read: all of the tree below `size`, and of what waits to be sealed these. */
export type Following = { size: number; seen: Set<string> }

const PAGE_entries = 500

/**
 * Where to begin. Without an entry: now. After an entry nothing is left out, and some of what was given shortly before
 * it may come again: an id tells.
 * @throws Refusal INVALID where this project has no such entry
 */
export const startOf = async (db: Db, project_id: string, after: string | undefined): Promise<Following> => {
  if (after !== undefined) {
    const known = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(after)
    const size = known ? await store.sizeBefore(db, project_id, { entry_id: after, full: BATCH_entries }) : undefined
    if (size !== undefined) return { size, seen: new Set() }
    const expected = 'the id of an entry of this project'
    throw new Refusal('INVALID', `Last-Event-ID: ${expected}`, { field: 'Last-Event-ID', expected })
  }
  const size = (await store.headOf(db, project_id))?.size ?? 0
  const passed: Following = { size, seen: new Set() }
  while ((await follow(db, project_id, passed)).length > 0);
  return passed
}

/** What came since, each entry once; moves `following` on. Empty where nothing did. */
export const follow = async (db: Db, project_id: string, following: Following): Promise<EntryView[]> => {
  const rows = await store.entriesSince(db, { project_id, size: following.size, limit: PAGE_entries })
  const fresh = rows.filter(({ id }) => !following.seen.has(id))
  const sealed = rows.filter(({ seq }) => seq !== null)
  for (const { id } of sealed) following.seen.delete(id)
  following.size += sealed.length
  for (const { id, seq } of fresh) if (seq === null) following.seen.add(id)
  return fresh.map(viewOf)
}
