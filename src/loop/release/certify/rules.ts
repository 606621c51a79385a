import { binomialCdf } from '../../../stats/binomial.ts'
import type { Interval } from '../../../stats/interval.ts'
import { wilson } from '../../../stats/proportion.ts'
import { type Audit, certifyThreshold, firstCertificateSize } from '../../../stats/selective-risk.ts'

/** An answered audit: what the model said how surely, whether it was right, and how it came to be drawn. */
export type Audited = {
  prediction_id: string
  resolution_id: string
  confidence: number | null
  correct: boolean
  /** Its fixed place in [0, 1), and the share of the policy that drew it: it is below that. */
  draw: number
  audit_share: number
}

/**
 * Audits as one random sample, though policies drew them at different shares: those of policies that drew at least a
 * share, as far as they would have been drawn at that share too; the share is the one that keeps the most. It is found
 * without a look at any answer.
 */
export const evenly = (audits: readonly Audited[]): Audited[] => {
  const shares = [...new Set(audits.map(each => each.audit_share))]
  const samples = shares.map(share => audits.filter(each => each.audit_share >= share && each.draw < share))
  return samples.reduce<Audited[]>((most, each) => (each.length > most.length ? each : most), [])
}

const GRID_steps = 100

/** Thresholds to try: quantiles of confidences that come without labels, none below `floor`. */
export const gridOf = (confidences: readonly number[], floor: number): number[] => {
  const sorted = Float64Array.from(confidences).sort()
  const steps = sorted.length > 0 ? GRID_steps : 0
  const grid = Array.from({ length: steps }, (_, n) => sorted[Math.floor((n * sorted.length) / steps)] as number)
  return [...new Set(grid)].filter(threshold => threshold >= floor)
}

/** Over how many places of the grid `delta` is split: of 2, 3 and 5 the first covered most of Banking77. */
const STARTS = 2
const NEEDED_max = 100_000

/** The fewest audits at one threshold that certify `alpha` where errors keep coming at `rate`, or null. */
const sizeAt = (rate: number, { alpha, level }: { alpha: number; level: number }): number | null => {
  if (rate >= alpha) return null
  const enough = (n: number) => binomialCdf(Math.ceil(rate * n), n, alpha) <= level
  let high = firstCertificateSize(alpha, level)
  while (!enough(high)) {
    high *= 2
    if (high > NEEDED_max) return null
  }
  let low = Math.floor(high / 2)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (enough(middle)) high = middle
    else low = middle
  }
  return high
}

type Risk = { alpha: number; delta: number }

/**
 * About how many more audits make a certificate possible, if errors stay as frequent as they were: the fewest over all
 * thresholds. Null where errors are too frequent at each of them.
 */
const neededFor = (audits: readonly Audit[], of: Risk & { grid: readonly number[]; traffic: readonly number[] }) => {
  const level = of.delta / STARTS
  if (of.grid.length === 0) return firstCertificateSize(of.alpha, level)
  const each = of.grid.map(threshold => {
    const accepted = audits.filter(audit => audit.score >= threshold)
    const errors = accepted.filter(audit => !audit.correct).length
    const size = sizeAt(accepted.length === 0 ? 0 : errors / accepted.length, { alpha: of.alpha, level })
    const share = of.traffic.filter(score => score >= threshold).length / of.traffic.length
    return size === null ? null : Math.ceil(size / share) - audits.length
  })
  const possible = each.filter(needed => needed !== null)
  return possible.length === 0 ? null : Math.max(1, Math.min(...possible))
}

export type Finding = {
  threshold: number | null
  n: number
  k: number
  p_value: number
  coverage: Interval
  needed: number | null
}

/** Of a model without confidences nothing is known: it counts as less sure than any threshold. */
const NONE = -1

/**
 * The loosest confidence at and above which at most `alpha` of the answers are wrong, with a certainty of `1 - delta`.
 * @param audits a random sample of the answers that the policy lets the model give
 * @param of.traffic confidences of recent predictions, without labels
 * @param of.grid of `gridOf`
 */
export const certify = (
  audits: readonly Pick<Audited, 'confidence' | 'correct'>[],
  of: Risk & { traffic: readonly (number | null)[]; grid: readonly number[] },
): Finding => {
  const { grid, alpha, delta } = of
  const scored = audits.map(({ confidence, correct }) => ({ score: confidence ?? NONE, correct }))
  const traffic = of.traffic.map(confidence => confidence ?? NONE)
  const { threshold, n, k, p_value } = certifyThreshold(scored, { grid, alpha, delta, starts: STARTS })
  const found = { threshold, n, k, p_value }
  if (threshold === null) {
    const needed = neededFor(scored, { alpha, delta, grid, traffic })
    return { ...found, coverage: wilson(0, traffic.length), needed }
  }
  const covered = traffic.filter(score => score >= threshold).length
  return { ...found, coverage: wilson(covered, traffic.length), needed: 0 }
}
