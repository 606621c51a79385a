/** Keep answers: the library of errata, and versioned datasets, each line with its proof. */
import { acts, type Door, reads, streams } from '../../ledger/door.ts'
import type { Listener } from '../../ledger/listener.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'
import * as datasets from './freeze.ts'
import * as store from './store.ts'
import { takeExamples } from './take.ts'
import { versionCovers } from './versions.ts'

export type { Dataset, DatasetLine, Erratum, Split } from './contract.ts'
export { datasetOf, freeze as freezeDataset, heldOut, latestVersion, linesOf, sizes } from './freeze.ts'
export { speaksOf, splitOf } from './rules.ts'
export { type ErratumText, errataInForce, errataOfText, errataState } from './store.ts'
export { takeExamples } from './take.ts'

export const covers = [...store.covers, ...versionCovers]

export const doors: Door[] = [
  reads(contract.listErrata, actions.listErrata),
  reads(contract.getErratum, actions.getErratum),
  streams(contract.exportErrata, actions.exportErrata),
  acts(contract.takeExamples, takeExamples),
  acts(contract.freezeDataset, datasets.freeze),
  acts(contract.restoreDataset, datasets.restore),
  reads(contract.listDatasets, datasets.listVersions),
  reads(contract.getDataset, (view, { project_id, version }) => datasets.datasetOf(view.db, project_id, version)),
  reads(contract.diffDatasets, datasets.diff),
  streams(contract.getDatasetLines, datasets.exportLines),
]

export const listeners: Listener[] = [
  { name: 'curate.keep', hears: ['resolution.made'], batch_max: 500, hear: actions.hearResolved },
  { name: 'curate.keep-bulk', hears: ['bulk.applied', 'bulk.undone'], batch_max: 1, hear: actions.hearBulk },
]
