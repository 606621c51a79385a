import assert from 'node:assert/strict'
import { test } from 'node:test'
import { choices } from './rules.ts'

const labels = ['billing', 'refund', 'other'].map(name => ({ name }))
const formOf = (settings: object) => ({ labels, settings: choices.settings.parse(settings) })

test('an answer is a set of labels, kept in the order of the guideline', () => {
  const answer = choices.answer(formOf({}))
  assert.deepEqual(answer.parse(['other', 'billing']), ['billing', 'other'])
  assert.deepEqual(answer.parse([]), [])
  for (const bad of [['refund', 'refund'], ['toString'], 'refund', { 0: 'refund' }, [['refund']]]) {
    assert.equal(answer.safeParse(bad).success, false, JSON.stringify(bad))
  }
})

test('the guideline says how many', () => {
  const answer = choices.answer(formOf({ min: 1, max: 2 }))
  const table = [
    [[], '1 or more labels'],
    [['billing', 'refund', 'other'], '2 labels at most'],
  ] as const
  for (const [bad, expected] of table) assert.equal(answer.safeParse(bad).error?.issues[0]?.message, expected)
  assert.equal(answer.safeParse(['refund']).success, true)
  for (const bad of [{ min: 3, max: 2 }, { max: 0 }, { min: -1 }, { min: 0.5 }, { most: 2 }]) {
    assert.equal(choices.settings.safeParse(bad).success, false, JSON.stringify(bad))
  }
})

test('a model is as sure of an answer as of its least sure label', () => {
  const scores = { billing: 0.9, refund: 0.6, other: 0.2 }
  const sure = (answer: string[], confidence: number | null = null) => choices.certainty({ answer, scores, confidence })
  assert.equal(sure(['billing', 'refund']).confidence, 0.6)
  assert.ok(Math.abs((sure(['billing', 'refund']).margin as number) - 0.2) < 1e-12)
  assert.deepEqual(sure(['other']), { confidence: 0.09999999999999998, margin: 0 })
  assert.equal(sure(['billing'], 0.8).confidence, 0.8)
})

test('distance is Jaccard’s, F1 counts labels', () => {
  const [f1] = choices.measures
  const table = [
    [['billing'], ['billing', 'refund'], 1 / 2, 2, 3],
    [['billing'], ['refund'], 1, 0, 2],
    [[], ['refund'], 1, 0, 1],
    [[], [], 0, 0, 0],
  ] as [string[], string[], number, number, number][]
  for (const [one, other, distance, part, whole] of table) {
    assert.equal(choices.distance(one, other), distance)
    assert.deepEqual(f1?.of(one, other), { part, whole })
  }
})
