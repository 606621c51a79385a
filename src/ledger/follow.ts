import type { Db } from '../platform/db.ts'
import { Refusal } from '../platform/errors.ts'
import type { EntryView } from './contract.ts'
import { viewOf } from './provenance.ts'
import { BATCH_entries } from './seal.ts'
import * as store from './store.ts'

/** How far somebody has read: all of the tree below `size`, and of what waits to be sealed these. */
export type Following = { size: number; seen: Set<string> }

const PAGE_entries = 500

/** An entry as it is given, and a size of the tree below which everything had been given when it was. */
export type Given = { entry: EntryView; size: number }

const MARK = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:@(\d{1,15}))?$/i

/** What a follower says to go on after an entry. */
export const markOf = ({ entry, size }: Given): string => `${entry.id}@${size}`

/**
 * Where to begin. Without a mark: now. After the mark or the id of an entry nothing is left out, and some of what was
 * given shortly before it may come again: its id tells. A mark is the better one to go on from: after an id the whole
 * batch it was sealed in comes again, which who always hangs up early never gets through.
 * @throws Refusal INVALID where this project has no such entry
 */
export const startOf = async (db: Db, project_id: string, after: string | undefined): Promise<Following> => {
  const head = (await store.headOf(db, project_id))?.size ?? 0
  if (after !== undefined) {
    const [, entry_id, given] = MARK.exec(after) ?? []
    const before = entry_id && (await store.sizeBefore(db, project_id, { entry_id, full: BATCH_entries }))
    const size = given === undefined ? before : Number(given)
    if (typeof before === 'number' && typeof size === 'number' && size <= head) return { size, seen: new Set() }
    const expected = 'the id of an entry of this project'
    throw new Refusal('INVALID', `Last-Event-ID: ${expected}`, { field: 'Last-Event-ID', expected })
  }
  const passed: Following = { size: head, seen: new Set() }
  while ((await follow(db, project_id, passed)).length > 0);
  return passed
}

/** What came since, each entry once; moves `following` on. Empty where nothing did. */
export const follow = async (db: Db, project_id: string, following: Following): Promise<Given[]> => {
  const rows = await store.entriesSince(db, { project_id, size: following.size, limit: PAGE_entries })
  const fresh = rows.filter(({ id }) => !following.seen.has(id))
  const sealed = rows.filter(({ seq }) => seq !== null)
  for (const { id } of sealed) following.seen.delete(id)
  following.size += sealed.length
  for (const { id, seq } of fresh) if (seq === null) following.seen.add(id)
  return fresh.map(row => ({ entry: viewOf(row), size: row.seq === null ? following.size : row.seq + 1 }))
}
