import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { near } from '../../test/near.ts'
import { wilson } from './proportion.ts'
import { seededRandom } from './random.ts'
import { type Parts, ratio, ratioChange } from './ratio.ts'

const SHARE = { share: true }
const MEAN = { share: false }
const ones = (values: number[]): Parts[] => values.map(part => ({ part, whole: 1 }))

// Student (1908), the sleep of ten patients under two drugs; R's t.test gives the intervals.
const SLEEP = [
  [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2],
  [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
] as [number[], number[]]

test('with nothing but ones below the line it is a mean, and Student’s interval', () => {
  const { estimate, low, high } = ratio(ones(SLEEP[0]), MEAN)
  near(estimate as number, 0.75, 1e-12)
  near(low, -0.5297804, 1e-6)
  near(high, 2.0297804, 1e-6)
})

test('the change of two means is the paired t interval', () => {
  const change = ratioChange(ones(SLEEP[0]), ones(SLEEP[1]))
  near(change?.estimate as number, -1.58, 1e-12)
  near(change?.low as number, -2.4598858, 1e-6)
  near(change?.high as number, -0.7001142, 1e-6)
})

test('of successes it is nearly Wilson’s, and keeps its width where all are right', () => {
  const given = ratio(ones([...Array(80).fill(1), ...Array(20).fill(0)]), SHARE)
  const wanted = wilson(80, 100)
  near(given.low, wanted.low, 1e-3)
  near(given.high, wanted.high, 1e-3)
  assert.deepEqual(ratio(ones(Array(30).fill(1)), SHARE), wilson(30, 30))
})

const parts = fc
  .record({ whole: fc.integer({ min: 0, max: 9 }), hit: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ whole, hit }): Parts => ({ part: Math.round(whole * hit), whole }))

test('a share stays within 0 and 1, and its estimate within its bounds', () => {
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 30 }), units => {
      const { estimate, low, high } = ratio(units, SHARE)
      assert.ok(low >= 0 && high <= 1 && low <= high)
      if (estimate !== null) assert.ok(low <= estimate && estimate <= high)
    }),
  )
})

test('a change mirrors, and is nothing between the same', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(parts, parts), { minLength: 2, maxLength: 30 }), pairs => {
      const [one, other] = [pairs.map(([first]) => first), pairs.map(([, second]) => second)]
      const [change, back] = [ratioChange(one, other), ratioChange(other, one)]
      assert.equal(change === null, back === null)
      if (change && back) near(change.low, -back.high, 1e-9)
      const same = ratioChange(one, one)
      if (same) assert.deepEqual([same.estimate, same.low, same.high], [0, 0, 0])
    }),
  )
})

test('nothing below the line, one item, and lists that do not match', () => {
  assert.deepEqual(ratio([{ part: 0, whole: 0 }], SHARE), { estimate: null, low: 0, high: 1 })
  assert.throws(() => ratio([], MEAN), RangeError)
  assert.equal(ratio(ones([3]), MEAN).high, Number.POSITIVE_INFINITY)
  assert.ok(ratio([{ part: 1, whole: 2 }], SHARE).high < 1)
  assert.equal(ratioChange([{ part: 0, whole: 0 }], ones([1])), null)
  assert.throws(() => ratioChange(ones([1]), []), RangeError)
})

/** Texts with some spans each, of which a model finds most; how well it does varies from text to text. */
const drawTexts = ({ uniform }: ReturnType<typeof seededRandom>, count: number) =>
  Array.from({ length: count }, () => {
    const whole = 1 + Math.floor(uniform() * 8)
    const ease = 0.6 + 0.4 * uniform()
    const draw = (chance: number) =>
      Array.from({ length: whole }, () => uniform()).filter(each => each < chance * ease).length
    return { first: { part: draw(0.95), whole }, second: { part: draw(0.9), whole } }
  })

test('in 1,000 samples of 60 texts the intervals cover in 92.5 to 97.5%', () => {
  const random = seededRandom('coverage of ratios')
  const covered = { one: 0, change: 0 }
  for (let run = 0; run < 1000; run += 1) {
    const texts = drawTexts(random, 60)
    const [first, second] = [texts.map(each => each.first), texts.map(each => each.second)]
    const one = ratio(first, SHARE)
    const change = ratioChange(first, second)
    // The mean ease is 0.8 whatever the number of spans.
    if (one.low <= 0.76 && 0.76 <= one.high) covered.one += 1
    if (change && change.low <= 0.04 && 0.04 <= change.high) covered.change += 1
  }
  assert.ok(covered.one >= 925 && covered.one <= 975, `${covered.one}`)
  assert.ok(covered.change >= 925 && covered.change <= 975, `${covered.change}`)
})
