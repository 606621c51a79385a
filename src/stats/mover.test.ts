import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { moverDifference } from './mover.ts'
import { wilson } from './proportion.ts'

// Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10: examples (a), (b) and (e).
for (const [one, other, low, high] of [
  [wilson(56, 70), wilson(48, 80), 0.0524, 0.3339],
  [wilson(9, 10), wilson(3, 10), 0.1705, 0.809],
  [wilson(5, 56), wilson(0, 29), -0.0381, 0.1926],
] as const) {
  test(`of two Wilson intervals it is Newcombe’s method 10: ${low} to ${high}`, () => {
    const found = moverDifference(one, other)
    assert.ok(Math.abs(found.low - low) < 5e-5 && Math.abs(found.high - high) < 5e-5, `${found.low} ${found.high}`)
  })
}

test('where one is not known, all that is possible is left', () => {
  const nothing = { estimate: null, low: 0, high: 1 }
  assert.deepEqual(moverDifference(nothing, nothing), { estimate: null, low: -1, high: 1 })
  assert.deepEqual(moverDifference(wilson(0, 10), nothing).low, -1)
})

test('an infinite bound stays one, on the side where it matters', () => {
  const open = { estimate: 5, low: 3, high: Number.POSITIVE_INFINITY }
  const closed = { estimate: 4, low: 3, high: 6 }
  assert.equal(moverDifference(open, closed).high, Number.POSITIVE_INFINITY)
  assert.ok(Math.abs(moverDifference(open, closed).low - (1 - Math.hypot(2, 2))) < 1e-12)
  assert.equal(moverDifference(closed, open).low, Number.NEGATIVE_INFINITY)
})

const someInterval = fc
  .tuple(fc.double({ min: -9, max: 9, noNaN: true }), fc.nat(5), fc.nat(5))
  .map(([estimate, down, up]) => ({ estimate, low: estimate - down, high: estimate + up }))

test('it holds the difference, and turned round it is its mirror image', () => {
  fc.assert(
    fc.property(someInterval, someInterval, (one, other) => {
      const { estimate, low, high } = moverDifference(one, other)
      const turned = moverDifference(other, one)
      const near = (a: number, b: number) => Math.abs(a - b) < 1e-9
      assert.ok(low <= (estimate as number) && (estimate as number) <= high)
      assert.ok(near(turned.low, -high) && near(turned.high, -low))
    }),
  )
})
