import assert from 'node:assert/strict'

/** Asserts that a computed number is the expected one up to a tolerance, relative where the number is above 1. */
export const near = (actual: number | null, expected: number, tolerance = 1e-9): void => {
  const close = actual !== null && Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected))
  assert.ok(close, `${actual} is not ${expected} within ${tolerance}`)
}

/** Asserts the same relative to the number however small it is, as tail probabilities need. */
export const nearRatio = (actual: number, expected: number, tolerance = 1e-12): void => {
  assert.ok(Math.abs(actual / expected - 1) <= tolerance, `${actual} is not ${expected} within a factor ${tolerance}`)
}
