/** Who is asked first: pure scores behind one signature. */
import type { StrategyName } from '../contract.ts'
import { disagreement } from './disagreement.ts'
import { diverse } from './diversity.ts'
import { novelty } from './novelty.ts'
import type { Strategy } from './strategy.ts'
import { confidence, margin } from './sure.ts'

export type { Candidate, Strategy, Terms } from './strategy.ts'

export const strategies: Record<StrategyName, Strategy> = {
  margin,
  'margin-diversity': diverse,
  disagreement,
  novelty,
  confidence,
}
