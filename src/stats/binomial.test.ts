import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { near, nearRatio } from '../../test/near.ts'
import { binomialCdf, binomialPmf } from './binomial.ts'

// Values by 50-digit arithmetic.
test('binomialPmf gives the reference values up to a million trials', () => {
  for (const [k, n, p, expected] of [
    [3, 10, 0.2, 0.201326592],
    [0, 1000, 0.01, 4.317124741065824e-5],
    [500_000, 1e6, 0.5, 0.0007978843613317501],
    [120, 1e6, 0.0001, 0.005560286293255689],
    [999_990, 1e6, 0.99999, 0.12511066127589932],
  ]) {
    nearRatio(binomialPmf(k, n, p), expected)
  }
})

test('binomialCdf gives the reference values up to a million trials', () => {
  for (const [k, n, p, expected] of [
    [0, 45, 0.05, 0.09944025698709244],
    [2, 100, 0.05, 0.11826298118512091],
    [30, 1000, 0.05, 0.0012770679174798358],
    [499_000, 1e6, 0.5, 0.02280414993269104],
    [485_000, 1e6, 0.5, 4.726203126285792e-198],
    [120, 1e6, 0.0001, 0.9773362318623136],
  ]) {
    nearRatio(binomialCdf(k, n, p), expected, 2e-12)
  }
})

test('impossible and certain outcomes have probability 0 and 1', () => {
  assert.equal(binomialPmf(-1, 5, 0.5), 0)
  assert.equal(binomialPmf(6, 5, 0.5), 0)
  assert.equal(binomialPmf(0, 5, 0), 1)
  assert.equal(binomialPmf(5, 5, 1), 1)
  assert.equal(binomialPmf(4, 5, 1), 0)
  assert.equal(binomialPmf(0, 0, 0.5), 1)
  assert.equal(binomialCdf(-1, 5, 0.5), 0)
  assert.equal(binomialCdf(5, 5, 0.5), 1)
  assert.equal(binomialCdf(2, 5, 0), 1)
  assert.equal(binomialCdf(2, 5, 1), 0)
})

test('the distribution function is the running sum of the probabilities', () => {
  const p = fc.double({ min: 0.001, max: 0.999, noNaN: true })
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 200 }), p, (n, p) => {
      let sum = 0
      for (let k = 0; k <= n; k++) {
        sum += binomialPmf(k, n, p)
        near(binomialCdf(k, n, p), sum, 1e-11)
      }
      near(sum, 1, 1e-11)
    }),
  )
})
