/** Watch production: how often it is wrong, how long an error lives, what finding it costs, where the loop stands. */
import { type Door, reads } from '../../ledger/door.ts'
import type { Listener } from '../../ledger/listener.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'
import { errorsByCategory, errorsOverTime } from './errors/actions.ts'
import { overviewOf } from './overview/actions.ts'
import { agreementIn, qualityIn } from './quality/actions.ts'

export type { ErrorRate } from './contract.ts'

export const doors: Door[] = [
  reads(contract.getErrorRate, actions.errorRateIn),
  reads(contract.getGain, actions.gainOf),
  reads(contract.getLatency, actions.latencyIn),
  reads(contract.getEffort, actions.effortIn),
  reads(contract.getErrorsByCategory, errorsByCategory),
  reads(contract.getErrorsOverTime, errorsOverTime),
  reads(contract.getAgreement, agreementIn),
  reads(contract.getQuality, qualityIn),
  reads(contract.getOverview, overviewOf),
]

export const listeners: Listener[] = [
  { name: 'monitor.look', hears: ['resolution.made'], batch_max: 500, hear: actions.hearResolved },
]
