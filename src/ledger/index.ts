/** Everything that happened, who did it, what it rests on: audit, provenance and event bus in one. */
import * as contract from './contract.ts'
import { type Door, reads } from './door.ts'
import { viewOf, walk } from './provenance.ts'
import { headOf, pageOfEntries } from './store.ts'

export type { Verdict } from './contract.ts'
export { type Following, follow, type Given, markOf, startOf } from './follow.ts'
export { openVault, sealAll, sealProject, type Vault } from './seal.ts'
export { type Entry, entriesOf, insertEntries } from './store.ts'
export { verifyProject } from './verify.ts'

export const doors: Door[] = [
  reads(contract.listEntries, async (view, { project_id, limit, after, action }) => {
    const page = { project_id, limit, after: after ?? null, action: action ?? null }
    const entries = (await pageOfEntries(view.db, page)).map(viewOf)
    return { entries, next: entries.length === limit ? (entries.at(-1)?.id ?? null) : null }
  }),
  reads(contract.getLedgerHead, async (view, { project_id }) => {
    const head = await headOf(view.db, project_id)
    return { size: head?.size ?? 0, note: head?.note ?? null, at: head?.at.toISOString() ?? null }
  }),
  reads(contract.provenance, (view, from) => walk(view.db, from)),
]
