import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Ranking, ranking } from './rules.ts'

const form = { labels: [], settings: {} }
const option = (id: string) => ({ id, text: `answer ${id}` })
const input = { text: 'Which is best?', options: ['a', 'b', 'c'].map(option) }

test('an item shows two to ten options, each with an id of its own', () => {
  const schema = ranking.input(form)
  assert.equal(schema.safeParse(input).success, true)
  const eleven = Array.from({ length: 11 }, (_, n) => option(String(n)))
  const table = [
    [undefined, 'options'],
    [[option('a')], 'options'],
    [eleven, 'options'],
    [[option('a'), option('a')], 'options'],
    [[option('a'), { id: 'b' }], 'options.1.text'],
    [[option('a'), option('')], 'options.1.id'],
  ] as const
  for (const [options, path] of table) {
    const { error } = schema.safeParse({ text: '', options })
    assert.equal(error?.issues[0]?.path.join('.'), path)
  }
})

test('an answer names every option of the item once', () => {
  const answer = ranking.answer(form)
  assert.deepEqual(answer.parse([['c'], ['b', 'a']]), [['c'], ['a', 'b']])
  for (const bad of [[['a'], ['a']], [['a'], []], [], ['a', 'b'], [[1]]]) {
    assert.equal(answer.safeParse(bad).success, false, JSON.stringify(bad))
  }
  assert.equal(ranking.misfit([['c'], ['a', 'b']], input, form), null)
  for (const bad of [[['a'], ['b']], [['a', 'b', 'c', 'd']], [['a'], ['b'], ['x']]]) {
    assert.match(String(ranking.misfit(bad, input, form)), /a, b, c/)
  }
})

test('distance counts pairs, a tie half', () => {
  const [pairs, top] = ranking.measures
  const table = [
    [[['a'], ['b'], ['c']], [['a'], ['b'], ['c']], 3, 1],
    [[['a'], ['b'], ['c']], [['c'], ['b'], ['a']], 0, 0],
    [[['a'], ['b'], ['c']], [['b'], ['a'], ['c']], 2, 0],
    [[['a'], ['b', 'c']], [['a'], ['b'], ['c']], 2.5, 1],
    [[['a', 'b', 'c']], [['a'], ['b'], ['c']], 1.5, 0],
  ] as [Ranking, Ranking, number, number][]
  for (const [one, other, alike, best] of table) {
    assert.deepEqual(pairs?.of(one, other), { part: alike, whole: 3 })
    assert.ok(Math.abs(ranking.distance(one, other) - (1 - alike / 3)) < 1e-12)
    assert.equal(top?.of(one, other).part, best)
  }
})

test('a ranking reads as one', () => assert.equal(ranking.words([['a'], ['b', 'c']]), 'a > b = c'))
