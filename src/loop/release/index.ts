/** Decide which model answers, how and for whom; answer; and go back in one call. */
import { acts, type Door, reads } from '../../ledger/door.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'
import { decide } from './decide.ts'
import * as store from './store.ts'

export { createRelease, rollBack } from './actions.ts'
export type { Decided, Mode, Release } from './contract.ts'
export { decide } from './decide.ts'
export { covers, releaseInForce } from './store.ts'

export const doors: Door[] = [
  acts(contract.createRelease, actions.createRelease),
  acts(contract.rollBack, actions.rollBack),
  reads(contract.listReleases, actions.pageOf),
  reads(contract.getCurrentRelease, async (view, { project_id }) => ({
    release: (await store.releaseInForce(view.db, project_id)) ?? null,
  })),
  acts(contract.decide, decide),
]
