import assert from 'node:assert/strict'
import { test } from 'node:test'
import { best, indexLabels, type Model } from './learner.ts'

test('best lists the most probable labels first, ties in their order', () => {
  const model = { labels: ['a', 'b', 'c', 'd'] } as unknown as Model
  const scored = { label: 'c', confidence: 0.5, scores: Float32Array.of(0.125, 0.25, 0.5, 0.125) }
  assert.deepEqual(best(model, scored, 3), [
    { label: 'c', score: 0.5 },
    { label: 'b', score: 0.25 },
    { label: 'a', score: 0.125 },
  ])
})

test('labels must be there, differ, and cover the examples', () => {
  assert.deepEqual(
    [...indexLabels(['x', 'y'], [{ text: '', label: 'y' }])],
    [
      ['x', 0],
      ['y', 1],
    ],
  )
  assert.throws(() => indexLabels([], []), /at least one label/)
  assert.throws(() => indexLabels(['x', 'x'], []), /named twice/)
  assert.throws(() => indexLabels(['x'], [{ text: '', label: 'z' }]), /"z" is not one of the labels/)
})
