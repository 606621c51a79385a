import type { Interval } from './interval.ts'

/**
 * The difference of two independent estimates, first minus second, put together from the interval of each (MOVER: the
 * method of variance estimates recovery). It asks nothing of the intervals but that they hold, so it serves rates,
 * medians and coefficients alike; an infinite bound stays one. Where an estimate is null, so is the difference, and the
 * bounds are all that the two leave possible.
 *
 * `low = d - √((p₁ - low₁)² + (high₂ - p₂)²)`, `high = d + √((high₁ - p₁)² + (p₂ - low₂)²)`. Of two Wilson intervals it
 * is Newcombe's method 10.
 *
 * Zou & Donner (2008), Statistics in Medicine 27, 1693-1702.
 *
 * @example moverDifference({ estimate: 0.5, low: 0.4, high: 0.6 }, { estimate: 0.2, low: 0.1, high: 0.3 })
 * // { estimate: 0.3, low: 0.1586, high: 0.4414 }
 */
export const moverDifference = (first: Interval, second: Interval): Interval => {
  if (first.estimate === null || second.estimate === null) {
    return { estimate: null, low: first.low - second.high, high: first.high - second.low }
  }
  const estimate = first.estimate - second.estimate
  return {
    estimate,
    low: estimate - Math.hypot(first.estimate - first.low, second.high - second.estimate),
    high: estimate + Math.hypot(first.high - first.estimate, second.estimate - second.low),
  }
}
