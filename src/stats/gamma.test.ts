import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { near, nearRatio } from '../../test/near.ts'
import { logGamma, stirlingError } from './gamma.ts'

// Values by 50-digit arithmetic.
test('logGamma gives the reference values', () => {
  for (const [x, expected] of [
    [1e-3, 6.907178885383853],
    [0.5, 0.5723649429247001],
    [1, 0],
    [1.5, -0.12078223763524522],
    [2, 0],
    [9.75, 12.242204940050764],
    [10, 12.80182748008147],
    [100.5, 361.4355404677776],
    [1e6, 12815504.569147613],
    [1e9, 19723265827.503716],
  ]) {
    near(logGamma(x), expected, 2e-14)
  }
})

test('stirlingError gives the reference values on both sides of its switch', () => {
  near(stirlingError(0.5), 0.15342640972002736, 1e-14)
  near(stirlingError(3), 0.02767792568499834, 1e-14)
  nearRatio(stirlingError(15), 0.005554733551962801, 1e-14)
  nearRatio(stirlingError(1000.5), 8.329168471597405e-5, 1e-14)
})

test('logGamma obeys Γ(x + 1) = x Γ(x)', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), x => {
      near(logGamma(x + 1), logGamma(x) + Math.log(x), 1e-12)
    }),
  )
})

test('logGamma refuses what is not positive', () => {
  assert.throws(() => logGamma(0), RangeError)
  assert.throws(() => logGamma(Number.NaN), RangeError)
})
