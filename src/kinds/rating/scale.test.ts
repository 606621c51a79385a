import assert from 'node:assert/strict'
import { test } from 'node:test'
import { digitOf, distanceInWords, saves, stepsOf } from './scale.ts'

const keys = (min: number, max: number) => stepsOf({ min, max }).map(step => digitOf(step, { min, max }))

test('a step has the key of its figure where it can, else of its place, and no key gives two', () => {
  assert.deepEqual(keys(1, 5), [1, 2, 3, 4, 5])
  assert.deepEqual(keys(3, 5), [3, 4, 5])
  assert.deepEqual(keys(1, 10), [1, 2, 3, 4, 5, 6, 7, 8, 9, 0])
  assert.deepEqual(keys(0, 10), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, undefined])
  assert.deepEqual(keys(0, 3), [0, 1, 2, 3])
  assert.deepEqual(keys(-2, 2), [1, 2, 3, 4, 5])
  assert.deepEqual(keys(-5, 5), [1, 2, 3, 4, 5, 6, 7, 8, 9, 0, undefined])
  assert.deepEqual(keys(95, 100), [1, 2, 3, 4, 5, 6])
})

test('a distance is told in words', () => {
  assert.equal(distanceInWords(2, 4), 'two steps lower than the model')
  assert.equal(distanceInWords(5, 4), 'one step higher than the model')
  assert.equal(distanceInWords(-5, 5), 'ten steps lower than the model')
  assert.equal(distanceInWords(4, 4), 'the same as the model')
})

test('the button says the figure it saves, zero too', () => {
  assert.equal(saves(4, null), 'Confirm 4')
  assert.equal(saves(0, null), 'Confirm 0')
  assert.equal(saves(4, 4), 'Confirm 4')
  assert.equal(saves(4, 0), 'Save 0')
  assert.equal(saves(null, null), 'Save rating')
})
