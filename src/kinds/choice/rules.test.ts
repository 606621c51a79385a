import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { choice } from './rules.ts'

const form = { labels: [{ name: 'refund' }, { name: 'billing' }, { name: 'constructor' }], settings: {} }

test('an answer is one of the labels, and nothing that merely looks like one', () => {
  const answer = choice.answer(form)
  for (const good of ['refund', 'billing', 'constructor']) assert.equal(answer.safeParse(good).success, true)
  for (const bad of ['Refund', 'refund ', '', 'toString', null, 0, ['refund'], { name: 'refund' }]) {
    assert.equal(answer.safeParse(bad).success, false, JSON.stringify(bad))
  }
})

test('scores are probabilities of labels', () => {
  const scores = choice.scores(form)
  assert.equal(scores.safeParse({ refund: 0.2, constructor: 0.8 }).success, true)
  for (const bad of [{ other: 0.2 }, { refund: -0.1 }, { refund: 1.1 }, { refund: Number.NaN }, { refund: '0.2' }]) {
    assert.equal(scores.safeParse(bad).success, false, JSON.stringify(bad))
  }
})

test('certainty is the answer against the runner-up', () => {
  const table = [
    [{ answer: 'refund', scores: { refund: 0.6, billing: 0.3 }, confidence: null }, 0.6, 0.3],
    [{ answer: 'refund', scores: { refund: 0.6 }, confidence: 0.9 }, 0.9, 0.6],
    [{ answer: 'billing', scores: { refund: 0.6, billing: 0.4 }, confidence: null }, 0.4, 0],
    [{ answer: 'constructor', scores: { refund: 0.1 }, confidence: null }, 0, 0],
    [{ answer: 'refund', scores: null, confidence: 0.7 }, 0.7, null],
  ] as const
  for (const [prediction, confidence, margin] of table) {
    const got = choice.certainty(prediction)
    assert.equal(got.confidence, confidence)
    assert.ok(margin === null ? got.margin === null : Math.abs((got.margin as number) - margin) < 1e-12)
  }
})

test('the margin is a share between 0 and 1 whatever the scores', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(fc.dictionary(fc.string(), share), fc.string(), (scores, answer) => {
      const { margin } = choice.certainty({ answer, scores, confidence: null })
      assert.ok(margin !== null && margin >= 0 && margin <= 1)
    }),
  )
})
