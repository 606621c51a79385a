import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { near, nearRatio } from '../../test/near.ts'
import { normalCdf, normalPdf, normalQuantile } from './normal.ts'

// Values by 50-digit arithmetic.
test('normalCdf gives the reference values, also deep in the tail', () => {
  for (const [x, expected] of [
    [-20, 2.7536241186062337e-89],
    [-8, 6.220960574271784e-16],
    [-3.5, 0.00023262907903552504],
    [-3, 0.0013498980316300946],
    [-1, 0.15865525393145705],
    [0, 0.5],
    [0.1, 0.539827837277029],
    [2.5, 0.9937903346742238],
    [3.1, 0.9990323967867817],
    [5, 0.9999997133484281],
  ]) {
    nearRatio(normalCdf(x), expected)
  }
  assert.equal(normalCdf(Number.NEGATIVE_INFINITY), 0)
  assert.equal(normalCdf(Number.POSITIVE_INFINITY), 1)
})

test('normalQuantile gives the reference values to 1e-12', () => {
  for (const [p, expected] of [
    [1e-300, -37.0470962993612],
    [1e-12, -7.034483825301132],
    [0.001, -3.0902323061678136],
    [0.025, -1.9599639845400543],
    [0.3, -0.5244005127080408],
    [0.5, 0],
    [0.6, 0.2533471031357998],
    [0.995, 2.575829303548901],
  ]) {
    near(normalQuantile(p), expected, 1e-13)
  }
  assert.equal(normalQuantile(0), Number.NEGATIVE_INFINITY)
  assert.equal(normalQuantile(1), Number.POSITIVE_INFINITY)
  assert.throws(() => normalQuantile(1.1), RangeError)
})

test('the quantile inverts the distribution function', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-200, max: 0.999, noNaN: true }), p => {
      nearRatio(normalCdf(normalQuantile(p)), p, 1e-10)
    }),
  )
})

test('the distribution function is symmetric, rises, and has the density as its slope', () => {
  fc.assert(
    fc.property(fc.double({ min: -8, max: 8, noNaN: true }), x => {
      near(normalCdf(x) + normalCdf(-x), 1, 1e-15)
      const h = 1e-4
      near((normalCdf(x + h) - normalCdf(x - h)) / (2 * h), normalPdf(x), 1e-8)
    }),
  )
})
