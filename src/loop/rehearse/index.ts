/** Try a policy on what came lately, before it is in force. */
import { type Door, reads } from '../../ledger/door.ts'
import { tryPolicy } from './actions.ts'
import * as contract from './contract.ts'

export const doors: Door[] = [reads(contract.tryPolicy, tryPolicy)]
