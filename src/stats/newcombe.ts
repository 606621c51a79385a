import type { Interval } from './interval.ts'
import { moverDifference } from './mover.ts'
import { wilson } from './proportion.ts'

/** How two models did on the same items: how many both, only one, or neither of them got right. */
export type PairedTable = { both: number; candidate_only: number; baseline_only: number; neither: number }

/** The correlation of the two models' correctness, pulled towards 0 by half an item when positive. */
const correlation = ({ both, candidate_only, baseline_only, neither }: PairedTable): number => {
  const margins =
    (both + candidate_only) * (baseline_only + neither) * (both + baseline_only) * (candidate_only + neither)
  if (margins === 0) return 0
  const n = both + candidate_only + baseline_only + neither
  const product = both * neither - candidate_only * baseline_only
  return (product > 0 ? Math.max(product - n / 2, 0) : product) / Math.sqrt(margins)
}

/**
 * The difference of two paired proportions, candidate minus baseline, by Newcombe's method 10: Wilson's intervals of
 * both, put together with their correlation `φ`. Of no items it says `{ estimate: null, low: -1, high: 1 }`.
 *
 * `low = d - √(δ₁² - 2φ δ₁ ε₂ + ε₂²)`, `high = d + √(ε₁² - 2φ ε₁ δ₂ + δ₂²)`, where `δ = p - low` and `ε = high - p` of
 * the candidate (1) and of the baseline (2).
 *
 * Newcombe (1998), Statistics in Medicine 17, 2635-2650.
 *
 * @example newcombe({ both: 36, candidate_only: 12, baseline_only: 2, neither: 0 })
 * // { estimate: 0.2, low: 0.0569, high: 0.3404 }
 */
export const newcombe = (table: PairedTable, confidence = 0.95): Interval => {
  const { both, candidate_only, baseline_only, neither } = table
  const n = both + candidate_only + baseline_only + neither
  if (n === 0) return { estimate: null, low: -1, high: 1 }
  const candidate = reach(both + candidate_only, n, confidence)
  const baseline = reach(both + baseline_only, n, confidence)
  const phi = correlation(table)
  const combined = (x: number, y: number) => Math.sqrt(Math.max(0, x * x - 2 * phi * x * y + y * y))
  const estimate = (candidate_only - baseline_only) / n
  return {
    estimate,
    low: Math.max(-1, estimate - combined(candidate.down, baseline.up)),
    high: Math.min(1, estimate + combined(candidate.up, baseline.down)),
  }
}

/**
 * The difference of two proportions of different items, first minus second, by Newcombe's method 10 for independent
 * samples: Wilson's intervals of both, put together. Where one saw nothing: `{ estimate: null, low: -1, high: 1 }`.
 *
 * `low = d - √(δ₁² + ε₂²)`, `high = d + √(ε₁² + δ₂²)`, with `δ = p - low` and `ε = high - p` of each.
 *
 * Newcombe (1998), Statistics in Medicine 17, 873-890.
 *
 * @example newcombeIndependent({ k: 56, n: 70 }, { k: 48, n: 80 }) // { estimate: 0.2, low: 0.0524, high: 0.3339 }
 */
export const newcombeIndependent = (first: Counted, second: Counted, confidence = 0.95): Interval => {
  if (first.n === 0 || second.n === 0) return { estimate: null, low: -1, high: 1 }
  return moverDifference(wilson(first.k, first.n, confidence), wilson(second.k, second.n, confidence))
}

/** `k` successes of `n`. */
export type Counted = { k: number; n: number }

/** How far Wilson's bounds lie below and above the proportion. */
const reach = (k: number, n: number, confidence: number): { down: number; up: number } => {
  const { low, high } = wilson(k, n, confidence)
  return { down: k / n - low, up: high - k / n }
}
