import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { dataFile } from '../../test/data.ts'
import { near } from '../../test/near.ts'
import { binomialPmf } from './binomial.ts'
import { mcnemar } from './mcnemar.ts'

const reference = dataFile('reference_values/proportions_mcnemar.json')
const count = fc.integer({ min: 0, max: 300 })

test('exact and mid-p give the published values', () => {
  for (const [b, c, exact, midP] of [
    [10, 2, 0.0385742, 0.0224609],
    [25, 10, 0.0166738, 0.011331],
    [1, 8, 0.0390625, 0.0214844],
    [0, 6, 0.03125, 0.015625],
  ]) {
    near(mcnemar(b, c).exact, exact, 1e-7)
    near(mcnemar(b, c).mid_p, midP, 1e-7)
  }
  near(mcnemar(121, 59).exact, 4.434449e-6, 1e-12)
})

test('exact gives the values of statsmodels', {
  skip: reference ? false : 'no reference_values in ERRATA_DATA',
}, () => {
  const cases = JSON.parse(readFileSync(reference!, 'utf8')).mcnemar.filter(
    ({ test }: { test: string }) => test === 'mcnemar exact',
  )
  assert.equal(cases.length, 6)
  for (const { table, p_value, tol } of cases) near(mcnemar(table[0][1], table[1][0]).exact, p_value, tol)
})

test('without discordant items there is no evidence', () => {
  assert.deepEqual(mcnemar(0, 0), { exact: 1, mid_p: 1, mid_p_better: 0.5 })
})

test('the two-sided values mirror, the one-sided ones complement each other', () => {
  fc.assert(
    fc.property(count, count, (b, c) => {
      const one = mcnemar(b, c)
      const other = mcnemar(c, b)
      near(one.exact, other.exact, 1e-12)
      near(one.mid_p, other.mid_p, 1e-12)
      near(one.mid_p_better + other.mid_p_better, 1, 1e-12)
      near(one.mid_p, 2 * Math.min(one.mid_p_better, other.mid_p_better), 1e-12)
      assert.ok(one.mid_p <= one.exact && one.exact <= 1 && one.mid_p > 0)
    }),
  )
})

test('one more item won by the candidate makes it look better', () => {
  fc.assert(
    fc.property(count, count, (b, c) => {
      const [now, next] = [mcnemar(b, c).mid_p_better, mcnemar(b + 1, c).mid_p_better]
      assert.ok(next < now || now > 0.999999, 'only where both are almost 1 may rounding hide the step')
    }),
  )
})

test('under equality the exact test keeps its level, and mid-p comes closer to it', () => {
  const n = 40
  const level = (rejects: (b: number) => boolean) => {
    let sum = 0
    for (let b = 0; b <= n; b++) if (rejects(b)) sum += binomialPmf(b, n, 0.5)
    return sum
  }
  const exact = level(b => mcnemar(b, n - b).exact <= 0.05)
  const midP = level(b => mcnemar(b, n - b).mid_p <= 0.05)
  assert.ok(exact <= 0.05 && exact <= midP && midP <= 0.055, `${exact} and ${midP}`)
})
