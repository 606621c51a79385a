/**
 * Turn judgements into one answer the loop stands by, or ask for more; dissent is kept, and nothing is decided twice.
 */
import { acts, type Door, reads } from '../../ledger/door.ts'
import type { Listener } from '../../ledger/listener.ts'
import * as actions from './actions.ts'
import * as bulk from './bulk/actions.ts'
import { covers as bulkCovers, resolutionsOfEntry } from './bulk/store.ts'
import * as contract from './contract.ts'
import { getDispute } from './dispute/actions.ts'
import * as store from './store.ts'

export type { Resolution } from './contract.ts'
export { resolutionsOf } from './store.ts'
export { resolutionsOfEntry }

export const covers = [...store.covers, ...bulkCovers]

/** The doors, with what a later step knows of the items that models are measured on. */
export const doorsWith = (heldOut: bulk.HeldOut): Door[] => [
  reads(contract.getResolution, actions.resolutionOf),
  reads(contract.listResolutions, actions.listResolutions),
  acts(contract.overruleResolution, actions.overrule),
  reads(contract.getDispute, getDispute),
  reads(contract.previewBulk, (view, input) => bulk.preview(view, input, heldOut)),
  acts(contract.applyBulk, (ctx, input) => bulk.apply(ctx, input, heldOut)),
  acts(contract.undoBulk, bulk.undo),
  reads(contract.listBulks, bulk.list),
]

export const listeners: Listener[] = [
  {
    name: 'resolve.settle',
    hears: ['judgement.given', 'judgement.withdrawn'],
    batch_max: 500,
    hear: actions.hearJudged,
  },
]
