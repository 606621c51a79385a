import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { near } from '../../test/near.ts'
import { discordantEProcess } from './eprocess.ts'
import { seededRandom } from './random.ts'

test('gives the reference values', () => {
  for (const [b, c, expected] of [
    [0, 0, 1],
    [10, 2, 4.100586],
    [9, 1, 9.496094],
    [20, 5, 19.485281],
    [30, 12, 6.575752],
    [15, 15, 0.144464],
  ]) {
    near(discordantEProcess(b, c).e_value, expected, 1e-6)
  }
  near(discordantEProcess(20, 5).p_value, 1 / 19.485281, 1e-7)
  assert.equal(discordantEProcess(15, 15).p_value, 1)
})

test('stays finite in logarithms where the evidence overflows', () => {
  const { e_value, log_e_value, p_value } = discordantEProcess(400_000, 500_000)
  near(log_e_value, 5559.962699705878, 1e-11)
  assert.equal(e_value, Number.POSITIVE_INFINITY)
  assert.equal(p_value, 0)
})

test('is a martingale under equality: the next value is the present one on average', () => {
  const count = fc.integer({ min: 0, max: 200 })
  fc.assert(
    fc.property(count, count, (b, c) => {
      const now = discordantEProcess(b, c).e_value
      const next = (discordantEProcess(b + 1, c).e_value + discordantEProcess(b, c + 1).e_value) / 2
      near(next / now, 1, 1e-11)
      near(discordantEProcess(c, b).e_value / now, 1, 1e-11)
    }),
  )
})

test('looked at after every item it rarely rejects equality, and finds a difference', () => {
  const { uniform } = seededRandom('eprocess')
  const rejected = (winRate: number) => {
    let count = 0
    for (let run = 0; run < 500; run++) {
      let b = 0
      for (let n = 1; n <= 300; n++) {
        if (uniform() < winRate) b++
        if (discordantEProcess(b, n - b).p_value <= 0.05) {
          count++
          break
        }
      }
    }
    return count / 500
  }
  const [equal, better] = [rejected(0.5), rejected(0.65)]
  assert.ok(equal <= 0.05, `rejects equality in ${equal}`)
  assert.ok(better >= 0.9, `finds the better one in ${better}`)
})
