import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { near } from '../../test/near.ts'
import { hajek, horvitzThompson, type SampledUnit, type WeightedMean } from './hajek.ts'
import { wilson } from './proportion.ts'
import { seededRandom } from './random.ts'

const FOUR: SampledUnit[] = [
  { y: 1, pi: 1 },
  { y: 0, pi: 1 },
  { y: 1, pi: 0.1 },
  { y: 0, pi: 0.1 },
]

const outcome: fc.Arbitrary<number> = fc.constantFrom(0, 1)
const units = fc.array(fc.record({ y: outcome, pi: fc.double({ min: 0.01, max: 1, noNaN: true }) }), {
  minLength: 1,
  maxLength: 60,
})

test('gives the reference values', () => {
  near(horvitzThompson(FOUR, 30).estimate, 0.3666667, 1e-7)
  near(Math.sqrt(horvitzThompson(FOUR, 30).variance!), 0.3162278, 1e-7)
  near(hajek(FOUR).estimate, 0.5, 1e-12)
  near(Math.sqrt(hajek(FOUR).variance!), 0.3049184, 1e-7)
})

test('without a sampled unit nothing is known', () => {
  const nothing = { estimate: null, low: 0, high: 1, variance: null, n: 0, n_effective: 0 }
  assert.deepEqual(hajek([]), nothing)
  assert.deepEqual(horvitzThompson([], 30), nothing)
})

test('with equal probabilities the interval is Wilson’s, also when everything was reviewed', () => {
  fc.assert(
    fc.property(fc.array(outcome, { minLength: 1 }), fc.constantFrom(0.05, 0.5, 1), (outcomes, pi) => {
      const { estimate, low, high, n_effective } = hajek(outcomes.map(y => ({ y, pi })))
      const expected = wilson(
        outcomes.reduce((sum, y) => sum + y, 0),
        outcomes.length,
      )
      near(estimate, expected.estimate!, 1e-12)
      near(low, expected.low, 1e-12)
      near(high, expected.high, 1e-12)
      near(n_effective, outcomes.length, 1e-12)
    }),
  )
})

test('when all were sampled the mean of these items is known exactly', () => {
  const everything = [1, 0, 0, 1, 0].map(y => ({ y, pi: 1 }))
  assert.equal(hajek(everything).variance, 0)
  assert.equal(horvitzThompson(everything, 5).variance, 0)
  near(horvitzThompson(everything, 5).low, wilson(2, 5).low, 1e-12)
})

test('without an error seen the interval keeps the width of the effective sample', () => {
  const clean = [...Array(100).fill({ y: 0, pi: 1 }), ...Array(20).fill({ y: 0, pi: 0.05 })]
  const { estimate, low, high, n_effective } = hajek(clean)
  assert.deepEqual([estimate, low], [0, 0])
  near(n_effective, 500 ** 2 / 8100, 1e-9)
  near(high, wilson(0, n_effective).high, 1e-12)
  assert.ok(horvitzThompson(clean, 500).high > 0.1)
})

test('graded outcomes that happen to agree do not make the interval vanish', () => {
  const { low, high } = hajek(Array(10).fill({ y: 0.5, pi: 1 }))
  near(low, wilson(5, 10).low, 1e-12)
  near(high, wilson(5, 10).high, 1e-12)
})

test('the bounds stay in [0, 1], hold the estimate, keep a width and mirror', () => {
  fc.assert(
    fc.property(units, units => {
      const { estimate, low, high } = hajek(units)
      assert.ok(0 <= low && low <= estimate! && estimate! <= high && high <= 1 && low < high)
      const mirrored = hajek(units.map(({ y, pi }) => ({ y: 1 - y, pi })))
      near(mirrored.low, 1 - high, 1e-9)
      near(mirrored.high, 1 - low, 1e-9)
    }),
  )
})

test('probabilities and outcomes outside their range are refused', () => {
  assert.throws(() => hajek([{ y: 1, pi: 0 }]), RangeError)
  assert.throws(() => hajek([{ y: 1, pi: 1.1 }]), RangeError)
  assert.throws(() => hajek([{ y: 2, pi: 1 }]), RangeError)
  assert.throws(() => horvitzThompson(FOUR, 3), RangeError)
})

/** A stream with `doubtful` of its items always reviewed and the rest audited with probability `floor`. */
type Stream = { items: number; doubtful: number; error_doubtful: number; error_rest: number; floor: number }

const simulate = (stream: Stream, estimators: Record<string, (units: SampledUnit[]) => WeightedMean>) => {
  const { items, doubtful, error_doubtful, error_rest, floor } = stream
  const { uniform } = seededRandom(JSON.stringify(stream))
  const truth = doubtful * error_doubtful + (1 - doubtful) * error_rest
  const runs = 600
  const results = Object.entries(estimators).map(([name, estimator]) => ({ name, estimator, covered: 0, bias: 0 }))
  for (let run = 0; run < runs; run++) {
    const units: SampledUnit[] = []
    for (let item = 0; item < items; item++) {
      const isDoubtful = uniform() < doubtful
      const y = uniform() < (isDoubtful ? error_doubtful : error_rest) ? 1 : 0
      const pi = isDoubtful ? 1 : floor
      if (uniform() < pi) units.push({ y, pi })
    }
    for (const result of results) {
      const { estimate, low, high } = result.estimator(units)
      if (low <= truth && truth <= high) result.covered += 1 / runs
      result.bias += (estimate! - truth) / runs
    }
  }
  return results
}

for (const stream of [
  { items: 4000, doubtful: 0.3, error_doubtful: 0.2, error_rest: 0.08, floor: 0.02 },
  { items: 4000, doubtful: 0.3, error_doubtful: 0.2, error_rest: 0.08, floor: 0.05 },
  { items: 4000, doubtful: 0.3, error_doubtful: 0.2, error_rest: 0.08, floor: 0.2 },
  { items: 4000, doubtful: 0.02, error_doubtful: 0.5, error_rest: 0.005, floor: 0.05 },
]) {
  test(`covers the error rate about as often as it says with ${JSON.stringify(stream)}`, () => {
    const estimators = { hajek, horvitzThompson: (units: SampledUnit[]) => horvitzThompson(units, stream.items) }
    for (const { name, covered, bias } of simulate(stream, estimators)) {
      assert.ok(covered >= 0.92 && covered <= 0.98, `${name} covers ${covered}`)
      assert.ok(Math.abs(bias) < 0.004, `${name} is off by ${bias}`)
    }
  })
}
