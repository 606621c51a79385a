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
  /** Whether it was chosen by chance to be judged blind: error rates and certificates rest on that judgement. */
  audited: boolean
  /** Whether models are measured on it. */
  held_out: boolean
}

/** What stands of a prediction, or else what the model said. */
export const inForce = ({ said, answer, how }: Found): unknown => (how === null || how === 'withdrawn' ? said : answer)

/** Whether somebody looked at the very item before. */
export const wasLookedAt = (how: Resolution['how'] | null): boolean =>
  how !== null && how !== 'bulk' && how !== 'withdrawn'

type Bulk = { answer: unknown; person_id: string; distance: Distance }

/**
 * What one answer for all of them changes. What is measured by is left: there an answer must come from a look at the
 * very item. So is what the caller decided alone: for that somebody else must look, as where one is overruled.
 */
export const plan = (found: Found[], { answer, person_id, distance }: Bulk) => {
  const fateOf = (each: Found) => {
    if (agree(distance, inForce(each), answer)) return 'unchanged'
    if (each.audited) return 'audited'
    if (each.held_out) return 'held_out'
    return wasLookedAt(each.how) && each.decided_by === person_id ? 'yours' : 'changes'
  }
  const { changes = [], ...left } = Object.groupBy(found, fateOf)
  const { unchanged, audited, held_out, yours } = left
  return {
    changes,
    unchanged: unchanged?.length ?? 0,
    audited: audited?.length ?? 0,
    held_out: held_out?.length ?? 0,
    yours: yours?.length ?? 0,
  }
}

/** Names a set of changes: the answer, what it is for, and what stands there now. */
export const digestOf = (answer: unknown, changes: Found[]): string => {
  const set = changes.map(each => [each.prediction_id, each.resolution_id]).sort()
  return hash('sha256', canonical({ answer, set }))
}
