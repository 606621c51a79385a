import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { near } from '../../test/near.ts'
import { newcombe, newcombeIndependent } from './newcombe.ts'
import { seededRandom } from './random.ts'

const count = fc.integer({ min: 0, max: 200 })
const tables = fc
  .record({ both: count, candidate_only: count, baseline_only: count, neither: count })
  .filter(table => Object.values(table).some(cell => cell > 0))

test('gives the values of the paper', () => {
  const { estimate, low, high } = newcombe({ both: 36, candidate_only: 12, baseline_only: 2, neither: 0 })
  near(estimate, 0.2, 1e-12)
  near(low, 0.05693, 1e-6)
  near(high, 0.340428, 1e-6)
})

test('corrects a positive correlation as in the airway example of Fagerland, Lydersen & Laake (2014)', () => {
  const { low, high } = newcombe({ both: 1, candidate_only: 1, baseline_only: 7, neither: 12 })
  near(low, -0.507, 5e-4)
  near(high, -0.026, 5e-4)
})

test('of no items the interval is everything and the estimate unknown', () => {
  const empty = { both: 0, candidate_only: 0, baseline_only: 0, neither: 0 }
  assert.deepEqual(newcombe(empty), { estimate: null, low: -1, high: 1 })
})

test('contains its estimate, keeps a width, and changes sign when the models swap', () => {
  fc.assert(
    fc.property(tables, table => {
      const { estimate, low, high } = newcombe(table)
      assert.ok(-1 <= low && low <= estimate! && estimate! <= high && high <= 1 && low < high)
      const swapped = newcombe({
        ...table,
        candidate_only: table.baseline_only,
        baseline_only: table.candidate_only,
      })
      near(swapped.low, -high, 1e-12)
      near(swapped.high, -low, 1e-12)
    }),
  )
})

test('covers the true difference about as often as it says', () => {
  const { uniform } = seededRandom('newcombe')
  const runs = 2000
  let covered = 0
  for (let run = 0; run < runs; run++) {
    const table = { both: 0, candidate_only: 0, baseline_only: 0, neither: 0 }
    for (let item = 0; item < 200; item++) {
      const u = uniform()
      table[u < 0.8 ? 'both' : u < 0.87 ? 'candidate_only' : u < 0.92 ? 'baseline_only' : 'neither']++
    }
    const { low, high } = newcombe(table)
    if (low <= 0.02 && 0.02 <= high) covered++
  }
  assert.ok(covered / runs > 0.93 && covered / runs < 0.98, `covers ${covered / runs}`)
})

for (const [first, second, low, high] of [
  [{ k: 56, n: 70 }, { k: 48, n: 80 }, 0.0524, 0.3339],
  [{ k: 9, n: 10 }, { k: 3, n: 10 }, 0.1705, 0.809],
  [{ k: 6, n: 7 }, { k: 2, n: 7 }, 0.0582, 0.8062],
  [{ k: 5, n: 56 }, { k: 0, n: 29 }, -0.0381, 0.1926],
  [{ k: 0, n: 10 }, { k: 0, n: 20 }, -0.1611, 0.2775],
  [{ k: 10, n: 10 }, { k: 0, n: 10 }, 0.6075, 1],
] as const) {
  test(`independent samples: ${first.k}/${first.n} and ${second.k}/${second.n} as in table II of the paper`, () => {
    const found = newcombeIndependent(first, second)
    near(found.low, low, 5e-5)
    near(found.high, high, 5e-5)
  })
}

test('independent samples: turned round the interval changes its sign, and nothing seen says nothing', () => {
  const [first, second] = [
    { k: 3, n: 40 },
    { k: 9, n: 25 },
  ]
  const [one, other] = [newcombeIndependent(first, second), newcombeIndependent(second, first)]
  near(one.low, -other.high, 1e-12)
  near(one.high, -other.low, 1e-12)
  assert.deepEqual(newcombeIndependent({ k: 0, n: 0 }, second), { estimate: null, low: -1, high: 1 })
})
