/** Watch production: how often it is wrong, how long an error lives, what finding it costs. */
import { type Door, reads } from '../../ledger/door.ts'
import type { Listener } from '../../ledger/listener.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'
import { effortOf, errorRateOf, spreadOf } from './rules.ts'
import * as store from './store.ts'

export type { ErrorRate } from './contract.ts'

type Asked = { project_id: string; since?: string | undefined; until?: string | undefined }

const windowOf = ({ project_id, since, until }: Asked): store.Window => ({
  project_id,
  since: since ?? null,
  until: until ?? null,
})

export const doors: Door[] = [
  reads(contract.getErrorRate, async (view, input) =>
    errorRateOf(await store.sampleByProbability(view.db, { ...windowOf(input), model: input.model ?? null })),
  ),
  reads(contract.getGain, (view, input) => actions.gainOf(view, { ...windowOf(input), model: input.model ?? null })),
  reads(contract.getLatency, async (view, input) => ({
    prediction_to_correction: spreadOf(await store.correctionSeconds(view.db, windowOf(input))),
    correction_to_release: spreadOf(await store.releaseSeconds(view.db, windowOf(input))),
  })),
  reads(contract.getEffort, async (view, input) => {
    const window = windowOf(input)
    return effortOf(await store.judgementEffort(view.db, window), await store.countPredictions(view.db, window))
  }),
]

export const listeners: Listener[] = [
  { name: 'monitor.look', hears: ['resolution.made'], batch_max: 500, hear: actions.hearResolved },
]
