import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { near } from '../../test/near.ts'
import { postStratified } from './post-stratified.ts'
import { wilson } from './proportion.ts'
import { seededRandom } from './random.ts'

const strata = fc.array(
  fc.record({
    size: fc.integer({ min: 30, max: 1000 }),
    outcomes: fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 30 }),
  }),
  { minLength: 1, maxLength: 6 },
)

test('gives the mean and variance computed by hand', () => {
  const { estimate, variance } = postStratified([
    { size: 60, outcomes: [1, 0, 0, 0] },
    { size: 40, outcomes: [1, 1, 0] },
  ])
  near(estimate, 0.6 * 0.25 + (0.4 * 2) / 3, 1e-12)
  const first = (0.36 * (1 - 4 / 60) * 0.25) / 4
  const second = (0.16 * (1 - 3 / 40) * (1 / 3)) / 3
  near(variance, first + second, 1e-12)
})

test('one stratum has Wilson’s interval', () => {
  const { low, high } = postStratified([{ size: 500, outcomes: [1, 0, 0, 0, 1, 0, 0, 0, 0, 0] }])
  near(low, wilson(2, 10).low, 1e-12)
  near(high, wilson(2, 10).high, 1e-12)
})

test('a single outcome says nothing of the spread in its stratum, which is then taken at its largest', () => {
  near(postStratified([{ size: 10, outcomes: [1] }]).variance, 0.9 * 0.25, 1e-12)
  assert.equal(postStratified([{ size: 1, outcomes: [1] }]).variance, 0)
})

test('strata that were fully seen leave no design variance, but the interval keeps its width', () => {
  const { low, high, variance } = postStratified([{ size: 3, outcomes: [0, 0, 0] }])
  assert.equal(variance, 0)
  assert.equal(low, 0)
  near(high, wilson(0, 3).high, 1e-12)
})

test('a stratum without outcomes hides the estimate and widens the bounds by its weight', () => {
  const seen = { size: 75, outcomes: [1, 0, 0, 1, 0] }
  const { estimate, low, high, variance } = postStratified([seen, { size: 25, outcomes: [] }])
  assert.deepEqual([estimate, variance], [null, null])
  near(low, 0.75 * wilson(2, 5).low, 1e-12)
  near(high, 0.75 * wilson(2, 5).high + 0.25, 1e-12)
  assert.deepEqual(postStratified([]), { estimate: null, low: 0, high: 1, variance: null })
})

test('the bounds stay in [0, 1], hold the estimate, keep a width and mirror', () => {
  fc.assert(
    fc.property(strata, strata => {
      const { estimate, low, high } = postStratified(strata)
      assert.ok(0 <= low && low <= estimate! && estimate! <= high && high <= 1 && low < high)
      const mirrored = postStratified(
        strata.map(({ size, outcomes }) => ({ size, outcomes: outcomes.map(y => 1 - y) })),
      )
      near(mirrored.low, 1 - high, 1e-9)
    }),
  )
})

test('what cannot be is refused', () => {
  assert.throws(() => postStratified([{ size: 1, outcomes: [0, 1] }]), RangeError)
  assert.throws(() => postStratified([{ size: 2, outcomes: [0, 3] }]), RangeError)
})

test('covers the error rate about as often as it says', () => {
  const { uniform } = seededRandom('post-stratified')
  const plan = [
    { size: 600, n: 60, rate: 0.02 },
    { size: 300, n: 60, rate: 0.1 },
    { size: 100, n: 100, rate: 0.4 },
  ]
  const truth = 0.6 * 0.02 + 0.3 * 0.1 + 0.1 * 0.4
  const runs = 2000
  let covered = 0
  for (let run = 0; run < runs; run++) {
    const { low, high } = postStratified(
      plan.map(({ size, n, rate }) => ({
        size,
        outcomes: Array.from({ length: n }, () => (uniform() < rate ? 1 : 0)),
      })),
    )
    if (low <= truth && truth <= high) covered++
  }
  assert.ok(covered / runs >= 0.92 && covered / runs <= 0.98, `covers ${covered / runs}`)
})
