import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { near } from '../../test/near.ts'
import { median, quantile } from './quantile.ts'

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 })
const share = fc.double({ min: 0, max: 1, noNaN: true })

test('gives the type 7 values of R and NumPy', () => {
  const tens = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]
  near(quantile(tens, 0.25), 3.25)
  near(quantile(tens, 0.9), 9.1)
  near(quantile([15, 20, 35, 40, 50], 0.4), 29)
  assert.equal(quantile([7], 0.99), 7)
  assert.equal(median([3, 1, 2]), 2)
  assert.equal(median([3, 1, 2, 10]), 2.5)
})

test('of no values there is none, and a share outside [0, 1] is refused', () => {
  assert.equal(median([]), null)
  assert.throws(() => quantile([1], 1.5), RangeError)
  assert.throws(() => quantile([], Number.NaN), RangeError)
})

test('runs from the least to the greatest value, never falling, without touching its input', () => {
  fc.assert(
    fc.property(values, share, share, (values, p, q) => {
      const before = [...values]
      assert.equal(quantile(values, 0), Math.min(...values.map(v => v + 0)))
      assert.equal(quantile(values, 1), Math.max(...values.map(v => v + 0)))
      assert.ok(quantile(values, Math.min(p, q))! <= quantile(values, Math.max(p, q))! + 1e-9)
      assert.deepEqual(values, before)
    }),
  )
})
