import { hash } from 'node:crypto'
import { canonical } from '../../../ledger/canonical.ts'
import type { Resolution } from '../contract.ts'
import { agree, type Distance } from '../rules.ts'

/** A prediction that a filter found, with what stands for it. */
export type Found = {
  prediction_id: string
  item_id: string
  external_id: string
  text: string
  /** What the model answered. */
  said: unknown
  proof: string
  resolution_id: string | null
  answer: unknown
  how: Resolution['how'] | null
  decided_by: string | null
}

/** What stands of a prediction, or else what the model said. */
export const inForce = ({ said, answer, how }: Found): unknown => (how === null || how === 'withdrawn' ? said : answer)

/** Whether somebody looked at the very item before. */
export const wasLookedAt = (how: Resolution['how'] | null): boolean =>
  how !== null && how !== 'bulk' && how !== 'withdrawn'

type Bulk = { answer: unknown; person_id: string; distance: Distance }

/**
 * What one answer for all of them changes. What the caller decided alone is left: for that somebody else must look, as
 * where one is overruled.
 */
export const plan = (found: Found[], { answer, person_id, distance }: Bulk) => {
  const changes: Found[] = []
  let unchanged = 0
  let yours = 0
  for (const each of found) {
    if (agree(distance, inForce(each), answer)) unchanged += 1
    else if (wasLookedAt(each.how) && each.decided_by === person_id) yours += 1
    else changes.push(each)
  }
  return { changes, unchanged, yours }
}

/** Names a set of changes: the answer, what it is for, and what stands there now. */
export const digestOf = (answer: unknown, changes: Found[]): string => {
  const set = changes.map(each => [each.prediction_id, each.resolution_id]).sort()
  return hash('sha256', canonical({ answer, set }))
}
