import assert from 'node:assert/strict'
import { test } from 'node:test'
import { near } from '../../test/near.ts'
import { twoSidedZ } from './interval.ts'
import { studentUpper } from './student.ts'

test('quantiles are those of the tables', () => {
  for (const [tail, df, expected] of [
    [0.025, 1, 12.7062047],
    [0.025, 2, 4.30265273],
    [0.025, 10, 2.22813885],
    [0.005, 30, 2.74999565],
    [0.05, 120, 1.6576509],
    [0.5, 7, 0],
  ] as const) {
    near(studentUpper(tail, df), expected, 1e-7)
  }
})

test('with many degrees of freedom it is the normal one', () => near(studentUpper(0.025, 1e6), twoSidedZ(0.95), 1e-5))

test('what is no tail is refused', () => {
  for (const [tail, df] of [
    [0, 3],
    [0.6, 3],
    [0.1, 0],
  ] as const)
    assert.throws(() => studentUpper(tail, df), RangeError)
})
