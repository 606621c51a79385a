/** Decide which model answers, how and for whom; answer; and go back in one call. */
import type { Cover } from '../../ledger/cover.ts'
import { acts, asksAndActs, type Door, reads } from '../../ledger/door.ts'
import type { Listener } from '../../ledger/listener.ts'
import * as actions from './actions.ts'
import { askAhead } from './ask.ts'
import * as certify from './certify/actions.ts'
import { covers as certifyCovers } from './certify/store.ts'
import * as contract from './contract.ts'
import { decide } from './decide.ts'
import * as store from './store.ts'

export { createRelease, rollBack } from './actions.ts'
export type { Certificate, Decided, Mode, Release } from './contract.ts'
export { decide } from './decide.ts'
export { releaseInForce } from './store.ts'

export const covers: Cover[] = [...store.covers, ...certifyCovers]

export const doors: Door[] = [
  acts(contract.createRelease, actions.createRelease),
  acts(contract.rollBack, actions.rollBack),
  reads(contract.listReleases, actions.pageOf),
  reads(contract.getCurrentRelease, (view, { project_id }) => actions.currentOf(view, project_id)),
  asksAndActs(contract.decide, askAhead, decide),
  acts(contract.certifyModel, certify.certifyModel),
  reads(contract.listCertificates, certify.pageOf),
]

export const listeners: Listener[] = [
  {
    name: 'release.expire',
    hears: ['policy.written', 'strategy.suspended', 'drift.alarmed'],
    batch_max: 100,
    hear: certify.hearChange,
  },
]
