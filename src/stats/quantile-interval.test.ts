import assert from 'node:assert/strict'
import { test } from 'node:test'
import { quantileInterval } from './quantile-interval.ts'
import { seededRandom } from './random.ts'

const ranks = (n: number) => Array.from({ length: n }, (_, index) => index + 1)
const INFINITE = Number.POSITIVE_INFINITY

// By the binomial distribution with p = 1/2: of 20 values P(B <= 5) = 0.0207 and P(B <= 6) = 0.0577.
for (const [n, low, high] of [
  [5, -INFINITE, INFINITE],
  [6, 1, 6],
  [8, 1, 8],
  [9, 2, 8],
  [10, 2, 9],
  [20, 6, 15],
  [100, 40, 61],
] as const) {
  test(`the median of ${n} values lies between those of rank ${low} and ${high}`, () => {
    const found = quantileInterval(ranks(n).reverse(), 0.5)
    assert.deepEqual([found.low, found.high], [low, high])
    assert.equal(found.estimate, (n + 1) / 2)
  })
}

test('a high quantile of few values has no upper bound', () => {
  const found = quantileInterval(ranks(20), 0.9)
  assert.equal(found.high, INFINITE)
  assert.equal(found.low, 15)
})

test('of nothing nothing is said', () => {
  assert.deepEqual(quantileInterval([], 0.5), { estimate: null, low: -INFINITE, high: INFINITE })
})

test('it covers the median of a skewed distribution at least as often as it promises', () => {
  const { uniform } = seededRandom('median')
  const rounds = 2000
  let held = 0
  for (let round = 0; round < rounds; round++) {
    const { low, high } = quantileInterval(
      Array.from({ length: 25 }, () => -Math.log(1 - uniform())),
      0.5,
    )
    if (low <= Math.LN2 && Math.LN2 <= high) held += 1
  }
  assert.ok(held / rounds > 0.945, `${held} of ${rounds}`)
})
