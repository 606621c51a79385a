import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rating } from './rules.ts'

const formOf = (settings: object) => ({ labels: [], settings: rating.settings.parse(settings) })

test('a scale has two to eleven steps', () => {
  assert.deepEqual(rating.settings.parse({}), { min: 1, max: 5 })
  for (const good of [
    { min: 0, max: 10 },
    { min: 0, max: 1 },
    { min: -2, max: 2, low: 'bad', high: 'good' },
  ]) {
    assert.equal(rating.settings.safeParse(good).success, true, JSON.stringify(good))
  }
  for (const bad of [{ min: 5 }, { min: 0, max: 11 }, { min: 6, max: 5 }, { min: 0.5 }, { steps: 5 }]) {
    assert.equal(rating.settings.safeParse(bad).success, false, JSON.stringify(bad))
  }
})

test('an answer is a step of the scale', () => {
  const answer = rating.answer(formOf({ min: 0, max: 3 }))
  for (const good of [0, 3]) assert.equal(answer.safeParse(good).success, true)
  for (const bad of [-1, 4, 1.5, '2', null, Number.NaN]) assert.equal(answer.safeParse(bad).success, false, String(bad))
})

test('scores are probabilities of steps', () => {
  const scores = rating.scores(formOf({}))
  assert.equal(scores.safeParse({ 1: 0.2, 5: 0.8 }).success, true)
  for (const bad of [{ 0: 0.2 }, { '1.0': 0.2 }, { 1: 1.2 }]) assert.equal(scores.safeParse(bad).success, false)
  const sure = rating.certainty({ answer: 4, scores: { 4: 0.5, 5: 0.25 }, confidence: null })
  assert.deepEqual(sure, { confidence: 0.5, margin: 0.25 })
})

test('errors are counted in steps', () => {
  const [error, within_one] = rating.measures
  assert.deepEqual(error?.of(2, 5), { part: 3, whole: 1 })
  assert.deepEqual(within_one?.of(2, 3), { part: 1, whole: 1 })
  assert.deepEqual(within_one?.of(2, 4), { part: 0, whole: 1 })
})
