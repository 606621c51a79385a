import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { dataFile } from '../../test/data.ts'
import { near } from '../../test/near.ts'
import { binomialPmf } from './binomial.ts'
import type { Interval } from './interval.ts'
import { clopperPearson, scoreInterval, wilson } from './proportion.ts'

const reference = dataFile('reference_values/proportions_mcnemar.json')

const counts = fc
  .tuple(fc.integer({ min: 1, max: 3000 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([n, share]) => ({ n, k: Math.round(n * share) }))

const nearBounds = ({ low, high }: Interval, [expectedLow, expectedHigh]: number[], tolerance: number) => {
  near(low, expectedLow, tolerance)
  near(high, expectedHigh, tolerance)
}

test('both intervals give the values of statsmodels', () => {
  nearBounds(wilson(0, 10), [0, 0.277533], 1e-6)
  nearBounds(clopperPearson(0, 10), [0, 0.308497], 1e-6)
  nearBounds(wilson(8, 10), [0.490162, 0.943318], 1e-6)
  nearBounds(clopperPearson(8, 10), [0.443905, 0.974789], 1e-6)
  nearBounds(wilson(81, 263), [0.255289, 0.36621], 1e-6)
  nearBounds(clopperPearson(81, 263), [0.252737, 0.367622], 1e-6)
  nearBounds(wilson(15, 148), [0.062386, 0.160487], 1e-6)
  nearBounds(wilson(950, 1000), [0.934686, 0.96187], 1e-6)
})

test('both intervals give the values of R', { skip: reference ? false : 'no reference_values in ERRATA_DATA' }, () => {
  const { binomial_ci, wilson_extra } = JSON.parse(readFileSync(reference!, 'utf8'))
  assert.equal(binomial_ci.length, 8)
  for (const { count, nobs, level, ci } of binomial_ci) {
    nearBounds(wilson(count, nobs, level), ci.wilson, 5e-8)
    nearBounds(clopperPearson(count, nobs, level), ci.exact, 5e-8)
  }
  nearBounds(wilson(wilson_extra.count, wilson_extra.nobs), wilson_extra.ci, 1e-12)
})

test('of nothing observed the interval is everything and the estimate unknown', () => {
  assert.deepEqual(wilson(0, 0), { estimate: null, low: 0, high: 1 })
  assert.deepEqual(clopperPearson(0, 0), { estimate: null, low: 0, high: 1 })
})

test('counts and confidences that make no sense are refused', () => {
  assert.throws(() => wilson(3, 2), RangeError)
  assert.throws(() => clopperPearson(-1, 2), RangeError)
  assert.throws(() => wilson(1, 2, 1), RangeError)
  assert.throws(() => clopperPearson(1, 2, -0.5), RangeError)
})

for (const [name, interval] of Object.entries({ wilson, clopperPearson })) {
  test(`${name} contains its estimate, mirrors, widens with confidence and shrinks with data`, () => {
    fc.assert(
      fc.property(counts, ({ k, n }) => {
        const { estimate, low, high } = interval(k, n)
        assert.ok(0 <= low && low <= estimate! && estimate! <= high && high <= 1 && low < high)
        nearBounds(interval(n - k, n), [1 - high, 1 - low], 1e-12)
        const surer = interval(k, n, 0.99)
        assert.ok(surer.low <= low && surer.high >= high)
        const richer = interval(4 * k, 4 * n)
        assert.ok(richer.high - richer.low < high - low)
      }),
    )
  })
}

test('Clopper-Pearson never covers less than it says, and Wilson covers it on average', () => {
  const n = 40
  const coverage = (interval: typeof wilson, p: number) => {
    let covered = 0
    for (let k = 0; k <= n; k++) {
      const { low, high } = interval(k, n)
      if (low <= p && p <= high) covered += binomialPmf(k, n, p)
    }
    return covered
  }
  const grid = Array.from({ length: 199 }, (_, i) => (i + 1) / 200)
  for (const p of grid) assert.ok(coverage(clopperPearson, p) >= 0.95)
  const mean = grid.reduce((sum, p) => sum + coverage(wilson, p), 0) / grid.length
  assert.ok(mean > 0.945 && mean < 0.96, `Wilson covers ${mean}`)
})

test('the score interval keeps an honest width without variance, and follows the variance otherwise', () => {
  nearBounds(scoreInterval({ estimate: 0, variance: 0, n: 10 }), [0, 0.277533], 1e-6)
  const narrow = scoreInterval({ estimate: 0.1, variance: 1e-4, n: 100 })
  const wide = scoreInterval({ estimate: 0.1, variance: 4e-4, n: 100 })
  assert.ok(wide.low < narrow.low && narrow.low < 0.1 && 0.1 < narrow.high && narrow.high < wide.high)
})
