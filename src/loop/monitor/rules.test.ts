import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRandom } from '../../stats/random.ts'
import { effortOf, errorRateOf, histogramOf, rateOf, type Stratum, secondsPer1000 } from './rules.ts'

const stratum = (probability: number, [reviewed, resolved, errors]: [number, number, number]): Stratum => ({
  ...{ probability, reviewed, resolved, errors },
})

test('each answered prediction stands for 1 / pi others', () => {
  // 100 sure reviews with 40 errors; 900 others audited at 10%: 90 seen with 9 errors, so 90 errors in all.
  const rate = errorRateOf([stratum(1, [100, 100, 40]), stratum(0.1, [90, 90, 9])], 1000)
  assert.ok(Math.abs((rate.error_rate.estimate as number) - 130 / 1000) < 1e-12)
  assert.ok(Math.abs((rate.among_reviewed.estimate as number) - 49 / 190) < 1e-12)
  assert.deepEqual([rate.predictions, rate.reviewed, rate.resolved, rate.errors], [1000, 190, 190, 49])
})

test('a backlog of the hard cases does not make the estimate better', () => {
  const all = errorRateOf([stratum(1, [100, 100, 40]), stratum(0.1, [90, 90, 9])], 1000)
  const behind = errorRateOf([stratum(1, [100, 50, 20]), stratum(0.1, [90, 90, 9])], 1000)
  assert.ok(Math.abs((behind.error_rate.estimate as number) - (all.error_rate.estimate as number)) < 1e-12)
  assert.equal(behind.pending, 50)
  const width = ({ low, high }: { low: number; high: number }) => high - low
  assert.ok(width(behind.error_rate) > width(all.error_rate))
})

test('strata of one probability are one, so that a class nobody answered yet is not left out of the whole', () => {
  const apart = rateOf([stratum(1, [50, 50, 10]), stratum(1, [50, 0, 0]), stratum(0.1, [90, 90, 9])])
  const together = rateOf([stratum(1, [100, 50, 10]), stratum(0.1, [90, 90, 9])])
  assert.deepEqual(apart, together)
})

test('nothing answered is said, not guessed', () => {
  const rate = errorRateOf([stratum(0.05, [5, 0, 0])], 100)
  assert.deepEqual(rate.error_rate, { estimate: null, low: 0, high: 1 })
  assert.match(rate.sentence, /^Nothing is known yet/)
  assert.deepEqual(rateOf([]), { checked: 0, errors: 0, error_rate: { estimate: null, low: 0, high: 1 } })
})

test('where audits wait, the uncertain ones that were answered do not speak for all', () => {
  // 100 of 1,000 were uncertain, 40 of them wrong; the 45 audits of the others are not answered yet.
  const early = rateOf([stratum(1, [100, 100, 40]), stratum(0.05, [45, 0, 0])])
  assert.equal(early.error_rate.estimate, null)
  assert.ok(early.error_rate.low < 0.04 && early.error_rate.high > 0.94)
  // None of the 15 others was drawn at all.
  const undrawn = [stratum(1, [16, 16, 5])]
  assert.equal(rateOf(undrawn, { predictions: 31 }).error_rate.estimate, null)
  assert.equal(rateOf(undrawn, { predictions: 16 }).error_rate.estimate, 5 / 16)
  assert.match(errorRateOf(undrawn, 31).sentence, /^How many of 31 predictions are wrong is not known yet \(95% /)
})

test('a little that waits widens the interval by as much as it could change', () => {
  const answered = [stratum(0.1, [90, 90, 9])]
  const all = rateOf(answered).error_rate
  const some = rateOf([...answered, stratum(1, [50, 0, 0])]).error_rate
  const unheard = 50 / 950
  assert.equal(some.estimate, all.estimate)
  assert.ok(Math.abs(some.low - all.low * (1 - unheard)) < 1e-12)
  assert.ok(Math.abs(some.high - (all.high * (1 - unheard) + unheard)) < 1e-12)
})

test('the interval holds the truth about 95 times of 100, and the naive rate does not', () => {
  const random = seededRandom('monitor')
  const draw = (n: number, p: number) => Array.from({ length: n }, () => random.uniform() < p).filter(Boolean).length
  let held = 0
  let naive = 0
  const rounds = 400
  for (let round = 0; round < rounds; round += 1) {
    // Hard tenth: 40% wrong, all reviewed. The rest: 5% wrong, audited at 5%.
    const hard = 200
    const easy = 1800
    const hardErrors = draw(hard, 0.4)
    const easyErrors = draw(easy, 0.05)
    const seenRight = draw(easy - easyErrors, 0.05)
    const seenWrong = draw(easyErrors, 0.05)
    const seen = seenRight + seenWrong
    const strata = [stratum(1, [hard, hard, hardErrors]), stratum(0.05, [seen, seen, seenWrong])]
    const truth = (hardErrors + easyErrors) / 2000
    const { error_rate, among_reviewed } = errorRateOf(strata, hard + easy)
    if (error_rate.low <= truth && truth <= error_rate.high) held += 1
    if (among_reviewed.low <= truth && truth <= among_reviewed.high) naive += 1
  }
  assert.ok(held / rounds > 0.92, `${held} of ${rounds}`)
  assert.equal(naive, 0)
})

test('effort is told by person, the busiest first, and for a thousand predictions with its interval', () => {
  const judged = (person_id: string, seconds: number, agrees: boolean | null) => ({
    ...{ person_id, name: person_id.toUpperCase(), seconds, agrees },
  })
  const effort = effortOf([judged('b', 10, null), judged('a', 4, true), judged('a', 6, false)], 500)
  const { estimate, low, high } = effort.seconds_per_1000_predictions
  const half = 1.959964 * Math.sqrt(10 ** 2 + 4 ** 2 + 6 ** 2) * 2
  assert.equal(estimate, 40)
  assert.ok(low === 0 && Math.abs((high as number) - (40 + half)) < 1e-4)
  assert.deepEqual(
    effort.people.map(each => [each.name, each.judgements, each.median_seconds, each.compared]),
    [
      ['A', 2, 5, 2],
      ['B', 1, 10, 0],
    ],
  )
  assert.equal(effort.people[0]?.agreement.estimate, 0.5)
  assert.deepEqual(effort.people[1]?.agreement, { estimate: null, low: 0, high: 1 })
})

test('where nobody judged nothing bounds what it takes, and without predictions nothing is known', () => {
  const none = { n: 0, seconds: 0, squares: 0 }
  assert.deepEqual(secondsPer1000(none, 500), { estimate: 0, low: 0, high: null })
  assert.deepEqual(secondsPer1000({ n: 1, seconds: 9, squares: 81 }, 0), { estimate: null, low: 0, high: null })
})

test('a time on a border of the histogram belongs to the longer, and each to one', () => {
  const bins = histogramOf([0, 59.9, 60, 299, 300, 900, 3600, 14_400, 86_399, 86_400, 1e7])
  assert.deepEqual(
    bins.map(each => each.n),
    [2, 2, 1, 1, 1, 2, 2],
  )
  assert.deepEqual(
    bins.slice(1).map(each => each.from_seconds),
    bins.slice(0, -1).map(each => each.to_seconds),
  )
})
