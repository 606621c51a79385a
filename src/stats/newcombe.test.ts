import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { near } from '../../test/near.ts'
import { newcombe } from './newcombe.ts'
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
