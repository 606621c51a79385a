import type { Db } from '../platform/db.ts'
import { Refusal } from '../platform/errors.ts'
import type { EntryView } from './contract.ts'
import { type Entry, effectsOf, entriesOf } from './store.ts'

const ENTRIES_max = 5000

export const viewOf = ({ id, at, actor, action, because, payload }: Entry): EntryView => ({
  id,
  at,
  actor,
  action,
  because,
  payload: JSON.parse(payload) as Record<string, unknown>,
})

/**
 * Walks from an entry along `because`: back to everything it rests on, or forward to everything that rests on it,
 * nearest first. `complete` is false where the walk was cut off at 5,000 entries.
 * @throws Refusal NOT_FOUND
 */
export const walk = async (
  db: Db,
  from: { project_id: string; entry_id: string; direction: 'back' | 'forward' },
): Promise<{ entries: (EntryView & { distance: number })[]; complete: boolean }> => {
  const { project_id, entry_id, direction } = from
  const start = await entriesOf(db, project_id, [entry_id])
  if (start.length === 0) throw new Refusal('NOT_FOUND', 'no such entry')
  const seen = new Map<string, EntryView & { distance: number }>()
  let front = start
  for (let distance = 0; front.length > 0; distance += 1) {
    for (const entry of front) seen.set(entry.id, { ...viewOf(entry), distance })
    if (seen.size >= ENTRIES_max) return { entries: [...seen.values()], complete: false }
    const next =
      direction === 'back'
        ? await entriesOf(db, project_id, [...new Set(front.flatMap(entry => entry.because))])
        : await effectsOf(
            db,
            project_id,
            front.map(entry => entry.id),
          )
    front = next.filter(entry => !seen.has(entry.id))
  }
  return { entries: [...seen.values()], complete: true }
}
