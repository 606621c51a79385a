import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { seededRandom } from '../../../stats/random.ts'
import { type Audited, certify, evenly, gridOf } from './rules.ts'

const audit = (draw: number, audit_share: number, more: Partial<Audited> = {}): Audited => ({
  ...{ prediction_id: `${draw}`, resolution_id: '', confidence: 0.9, correct: true, draw, audit_share },
  ...more,
})

test('audits of several policies become one sample of one share', () => {
  const sparse = Array.from({ length: 10 }, (_, n) => audit(n / 100, 0.1))
  const dense = Array.from({ length: 50 }, (_, n) => audit(n / 100, 0.5))
  assert.equal(evenly([...sparse, ...dense]).length, 50, 'the dense ones are more than all at a tenth')
  const many = Array.from({ length: 60 }, (_, n) => audit(n / 1000, 0.1))
  assert.equal(evenly([...many, ...dense]).length, 70, 'of the dense ones a fifth')
  assert.deepEqual(evenly([]), [])
})

test('the sample has one share, is the largest of its kind, and does not look at an answer', () => {
  const audits = fc.array(
    fc
      .record({ draw: fc.double({ min: 0, max: 0.999, noNaN: true }), share: fc.constantFrom(0.05, 0.1, 0.5, 1) })
      .map(({ draw, share }) => audit(draw * share, share)),
    { maxLength: 60 },
  )
  fc.assert(
    fc.property(audits, given => {
      const sample = evenly(given)
      const share = Math.min(...sample.map(each => each.audit_share))
      for (const each of sample) assert.ok(each.draw < share)
      for (const other of [0.05, 0.1, 0.5, 1]) {
        assert.ok(given.filter(each => each.audit_share >= other && each.draw < other).length <= sample.length)
      }
      const wrong = evenly(given.map(each => ({ ...each, correct: false })))
      assert.deepEqual(
        wrong.map(each => each.prediction_id),
        sample.map(each => each.prediction_id),
      )
    }),
  )
})

test('the thresholds are confidences that were seen, each once, none below the floor', () => {
  const confidences = Array.from({ length: 1000 }, (_, n) => (n % 500) / 500)
  const grid = gridOf(confidences, 0.5)
  assert.equal(grid.length, 50)
  assert.ok(grid.every(threshold => threshold >= 0.5 && confidences.includes(threshold)))
  assert.equal(gridOf(confidences, 0)[0], 0, 'the loosest lets everything through')
  assert.deepEqual(gridOf([], 0), [])
})

const RISK = { alpha: 0.1, delta: 0.1 }
const sure = (count: number, confidence: number, wrong = 0) =>
  Array.from({ length: count }, (_, n) => ({ confidence, correct: n >= wrong }))
const traffic = Array.from({ length: 100 }, (_, n) => (n < 40 ? 0.3 : 0.9))
const asked = { ...RISK, traffic, grid: gridOf(traffic, 0) }

test('what is right above a confidence is certified there, with its share of the traffic', () => {
  const { threshold, n, k, coverage, needed } = certify([...sure(60, 0.9), ...sure(40, 0.3, 20)], asked)
  assert.deepEqual([threshold, n, k, needed], [0.9, 60, 0, 0])
  assert.equal(coverage.estimate, 0.6)
})

test('too few audits are told how many are missing, and then these are enough', () => {
  const { threshold, needed } = certify(sure(10, 0.9), { ...asked, grid: [0.3] })
  assert.equal(threshold, null)
  assert.equal(needed, 19, 'ln 0.05 / ln 0.9 = 28.4')
  assert.equal(certify(sure(29, 0.9), { ...asked, grid: [0.3] }).threshold, 0.3)
  const some = certify(sure(40, 0.9, 2), { ...asked, grid: [0.3] })
  assert.equal(some.threshold, null)
  const rate = 2 / 40
  const enough = 40 + (some.needed as number)
  const later = certify(sure(enough, 0.9, Math.ceil(rate * enough)), { ...asked, grid: [0.3] })
  assert.equal(later.threshold, 0.3)
})

test('where every threshold lets too many errors through, more of the same would not help', () => {
  assert.equal(certify(sure(200, 0.9, 40), asked).needed, null)
  assert.equal(certify([], { ...RISK, traffic: [], grid: [] }).needed, 29, 'nothing is known at all')
})

test('an answer without a confidence is below every threshold', () => {
  const silent = Array.from({ length: 100 }, () => ({ confidence: null, correct: false }))
  const found = certify([...sure(60, 0.9), ...silent], { ...asked, traffic: [...traffic, ...silent.map(() => null)] })
  assert.deepEqual([found.threshold, found.n, found.coverage.estimate], [0.3, 60, 0.5])
})

test('a certificate is wrong no more often than it says', () => {
  const random = seededRandom('certificates')
  const draw = () => {
    const confidence = random.uniform()
    return { confidence, correct: random.uniform() < 0.5 + 0.5 * confidence }
  }
  // Above t a share of (1 - t) / 4 is wrong.
  const rounds = 400
  let wrong = 0
  for (let round = 0; round < rounds; round += 1) {
    const seen = Array.from({ length: 300 }, () => random.uniform())
    const sample = Array.from({ length: 300 }, draw)
    const { threshold } = certify(sample, { ...RISK, traffic: seen, grid: gridOf(seen, 0) })
    if (threshold !== null && (1 - threshold) / 4 > RISK.alpha) wrong += 1
  }
  assert.ok(wrong / rounds <= RISK.delta, `${wrong} of ${rounds}`)
})
