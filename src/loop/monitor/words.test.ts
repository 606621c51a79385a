import assert from 'node:assert/strict'
import { test } from 'node:test'
import { duration, length, several, wordOf } from './words.ts'

for (const [seconds, words] of [
  [0, '0 s'],
  [4.53, '4.5 s'],
  [9.97, '10 s'],
  [45, '45 s'],
  [59.6, '1 min'],
  [660, '11 min'],
  [1185, '19 min 45 s'],
  [7199.9, '2 h'],
  [9600, '2 h 40 min'],
  [86_400, '1 d'],
  [100_000, '1 d 4 h'],
] as const) {
  test(`${seconds} seconds are ${words}`, () => assert.equal(duration(seconds), words))
}

const HOUR_ms = 3_600_000
for (const [hours, words] of [
  [12 * 7 * 24, '12 weeks'],
  [7 * 24, '7 days'],
  [30 * 24, '30 days'],
  [24, '24 hours'],
  [1, '1 hour'],
  [1.5, 'time of the same length'],
] as const) {
  test(`a window of ${hours} hours is called ${words}`, () => assert.equal(length(hours * HOUR_ms), words))
}

for (const [low, high, better, word] of [
  [-0.2, -0.1, 'lower', 'better'],
  [0.1, 0.2, 'lower', 'worse'],
  [0.1, 0.2, 'higher', 'better'],
  [-0.2, -0.1, 'higher', 'worse'],
  [-0.1, 0.1, 'lower', 'no clear change'],
  [0, 0.1, 'lower', 'no clear change'],
  [-0.1, 0, 'higher', 'no clear change'],
  [Number.NEGATIVE_INFINITY, 3, 'lower', 'no clear change'],
] as const) {
  test(`a change between ${low} and ${high}, where ${better} is better: ${word}`, () =>
    assert.equal(wordOf({ low, high }, better), word))
}

test('one of it, or several', () => {
  assert.deepEqual(
    [several(1, 'task'), several(0, 'task'), several(2, 'class', 'classes')],
    ['1 task', '0 tasks', '2 classes'],
  )
})
