import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { near } from '../../test/near.ts'
import { classificationScores, logLoss } from './classification.ts'

test('gives the report of scikit-learn’s documentation', () => {
  const { n, accuracy, macro_f1, classes } = classificationScores(
    ['c0', 'c1', 'c2', 'c2', 'c2'],
    ['c0', 'c0', 'c2', 'c2', 'c1'],
  )
  assert.equal(n, 5)
  near(accuracy, 0.6, 1e-12)
  near(macro_f1, (2 / 3 + 0 + 0.8) / 3, 1e-12)
  assert.deepEqual(classes, [
    { label: 'c0', precision: 0.5, recall: 1, f1: 2 / 3, support: 1 },
    { label: 'c1', precision: 0, recall: 0, f1: 0, support: 1 },
    { label: 'c2', precision: 1, recall: 2 / 3, f1: 0.8, support: 3 },
  ])
})

test('a ratio without a denominator is unknown, not 0', () => {
  assert.deepEqual(classificationScores([], []), { n: 0, accuracy: null, macro_f1: null, classes: [] })
  assert.deepEqual(classificationScores(['a'], ['b']).classes, [
    { label: 'a', precision: null, recall: 0, f1: 0, support: 1 },
    { label: 'b', precision: 0, recall: null, f1: 0, support: 0 },
  ])
})

test('labels may be any text, also names objects are born with', () => {
  assert.equal(classificationScores(['constructor', '__proto__'], ['constructor', '__proto__']).macro_f1, 1)
})

test('logLoss gives the value of scikit-learn’s documentation', () => {
  const probabilities = [0.9, 0.1, 0.2, 0.65].map(spam => ({ spam, ham: 1 - spam }))
  near(logLoss(['spam', 'ham', 'ham', 'spam'], probabilities), 0.21616187468057912, 1e-9)
  near(logLoss(['unheard of'], [{ a: 1 }]), -Math.log(1e-15), 1e-12)
  assert.equal(logLoss([], []), null)
})

test('lists of different length are refused', () => {
  assert.throws(() => classificationScores(['a'], []), RangeError)
  assert.throws(() => logLoss(['a'], []), RangeError)
})

test('scores do not depend on the order of the items, and F1 lies between precision and recall', () => {
  const label = fc.constantFrom('a', 'b', 'c')
  fc.assert(
    fc.property(fc.array(fc.tuple(label, label), { minLength: 1 }), pairs => {
      const scores = (list: [string, string][]) =>
        classificationScores(
          list.map(([gold]) => gold),
          list.map(([, predicted]) => predicted),
        )
      const { accuracy, classes } = scores(pairs)
      assert.deepEqual(scores(pairs.toReversed()).classes, classes)
      near(accuracy, pairs.filter(([gold, predicted]) => gold === predicted).length / pairs.length, 1e-12)
      for (const { precision, recall, f1 } of classes) {
        if (precision === null || recall === null) continue
        assert.ok(f1 >= Math.min(precision, recall) - 1e-12 && f1 <= Math.max(precision, recall) + 1e-12)
      }
    }),
  )
})
