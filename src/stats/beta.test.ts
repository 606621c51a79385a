import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { near, nearRatio } from '../../test/near.ts'
import { betaKernel, betaQuantile, incompleteBeta, logBeta } from './beta.ts'

const shape = fc.double({ min: 0.05, max: 5000, noNaN: true })
const inside = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true })

// Values by 50-digit arithmetic.
test('incompleteBeta gives the reference values', () => {
  for (const [x, a, b, expected] of [
    [0.5, 2, 3, 0.6875],
    [0.1, 0.5, 0.5, 0.20483276469913345],
    [0.999, 30, 0.2, 0.46389281018655015],
    [1e-6, 0.01, 5, 0.8892360083175224],
    [0.3, 300, 700, 0.503671182860768],
    [0.25, 300, 700, 0.00017989197772738934],
    [0.0011, 1000, 1e6, 0.9990561372102562],
  ]) {
    nearRatio(incompleteBeta(x, a, b), expected)
  }
})

test('betaQuantile gives the reference values', () => {
  for (const [p, a, b, expected] of [
    [0.975, 1, 10, 0.30849710781876083],
    [0.025, 82, 182, 0.2563082220890138],
    [1e-10, 3, 40, 2.0579738176585918e-5],
    [0.5, 0.1, 0.1, 0.5],
    [0.95, 9, 992, 0.014388224952091902],
  ]) {
    nearRatio(betaQuantile(p, a, b), expected)
  }
  assert.equal(betaQuantile(0, 2, 3), 0)
  assert.equal(betaQuantile(1, 2, 3), 1)
})

test('the kernel is x^a (1-x)^b / B(a, b)', () => {
  fc.assert(
    fc.property(inside, fc.double({ min: 0.05, max: 50, noNaN: true }), shape, (x, a, b) => {
      const direct = a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)
      if (direct > -700) near(Math.log(betaKernel(x, a, b)), direct, 1e-9)
    }),
  )
})

test('I_x(a, b) + I_{1-x}(b, a) = 1', () => {
  fc.assert(
    fc.property(inside, shape, shape, (x, a, b) => {
      near(incompleteBeta(x, a, b) + incompleteBeta(1 - x, b, a), 1, 1e-9)
    }),
  )
})

test('the quantile inverts the distribution function', () => {
  const probability = fc.double({ min: 0.001, max: 0.999, noNaN: true })
  const size = fc.double({ min: 0.5, max: 5000, noNaN: true })
  fc.assert(
    fc.property(probability, size, size, (p, a, b) => near(incompleteBeta(betaQuantile(p, a, b), a, b), p, 1e-9)),
  )
})

test('arguments outside the domain are refused', () => {
  assert.throws(() => incompleteBeta(1.1, 1, 1), RangeError)
  assert.throws(() => incompleteBeta(0.5, 0, 1), RangeError)
  assert.throws(() => betaQuantile(-0.1, 1, 1), RangeError)
})
