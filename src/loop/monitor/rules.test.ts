import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRandom } from '../../stats/random.ts'
import { effortOf, errorRateOf, type Stratum } from './rules.ts'

const stratum = (probability: number, [predictions, reviewed, resolved, errors]: [number, number, number, number]) => ({
  probability,
  predictions,
  reviewed,
  resolved,
  errors,
})

test('each answered prediction stands for 1 / pi others', () => {
  // 100 sure reviews with 40 errors; 900 others audited at 10 %: 90 seen with 9 errors, so 90 errors in all.
  const rate = errorRateOf([stratum(1, [100, 100, 100, 40]), stratum(0.1, [900, 90, 90, 9])])
  assert.ok(Math.abs((rate.error_rate.estimate as number) - 130 / 1000) < 1e-12)
  assert.ok(Math.abs((rate.among_reviewed.estimate as number) - 49 / 190) < 1e-12)
  assert.equal(rate.predictions, 1000)
})

test('a backlog of the hard cases does not make the estimate better', () => {
  const all = errorRateOf([stratum(1, [100, 100, 100, 40]), stratum(0.1, [900, 90, 90, 9])])
  const behind = errorRateOf([stratum(1, [100, 100, 50, 20]), stratum(0.1, [900, 90, 90, 9])])
  assert.ok(Math.abs((behind.error_rate.estimate as number) - (all.error_rate.estimate as number)) < 1e-12)
  assert.equal(behind.pending, 50)
  const width = ({ low, high }: { low: number; high: number }) => high - low
  assert.ok(width(behind.error_rate) > width(all.error_rate))
})

test('nothing answered is said, not guessed', () => {
  const rate = errorRateOf([stratum(0.05, [100, 5, 0, 0])])
  assert.deepEqual(rate.error_rate, { estimate: null, low: 0, high: 1 })
  assert.match(rate.sentence, /^Nothing is known yet/)
})

test('the interval holds the truth about 95 times of 100, and the naive rate does not', () => {
  const random = seededRandom('monitor')
  const draw = (n: number, p: number) => Array.from({ length: n }, () => random.uniform() < p).filter(Boolean).length
  let held = 0
  let naive = 0
  const rounds = 400
  for (let round = 0; round < rounds; round += 1) {
    // Hard tenth: 40 % wrong, all reviewed. The rest: 5 % wrong, audited at 5 %.
    const hard = 200
    const easy = 1800
    const hardErrors = draw(hard, 0.4)
    const easyErrors = draw(easy, 0.05)
    const seenRight = draw(easy - easyErrors, 0.05)
    const seenWrong = draw(easyErrors, 0.05)
    const seen = seenRight + seenWrong
    const strata: Stratum[] = [stratum(1, [hard, hard, hard, hardErrors]), stratum(0.05, [easy, seen, seen, seenWrong])]
    const truth = (hardErrors + easyErrors) / 2000
    const { error_rate, among_reviewed } = errorRateOf(strata)
    if (error_rate.low <= truth && truth <= error_rate.high) held += 1
    if (among_reviewed.low <= truth && truth <= among_reviewed.high) naive += 1
  }
  assert.ok(held / rounds > 0.92, `${held} of ${rounds}`)
  assert.equal(naive, 0)
})

test('effort is told by person and for a thousand predictions', () => {
  const effort = effortOf(
    [
      { person_id: 'a', seconds: 4, agrees: true },
      { person_id: 'a', seconds: 6, agrees: false },
      { person_id: 'b', seconds: 10, agrees: null },
    ],
    500,
  )
  assert.equal(effort.seconds_per_1000_predictions, 40)
  assert.equal(effort.people.length, 2)
  assert.equal(effort.people[0]?.agreement.estimate, 0.5)
  assert.deepEqual(effort.people[1]?.agreement, { estimate: null, low: 0, high: 1 })
})
