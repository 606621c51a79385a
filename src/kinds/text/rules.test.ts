import assert from 'node:assert/strict'
import { test } from 'node:test'
import { text, wordsOf } from './rules.ts'

test('words keep the white space that says something', () => {
  const table: [string, string[]][] = [
    ['', []],
    ['Hello Marta,', ['Hello', 'Marta,']],
    ['a\n\nb', ['a', '\n\nb']],
    ['a  b', ['a', '  b']],
    [' a', [' a']],
    ['a ', ['a', '']],
    [' ', [' ']],
  ]
  for (const [given, words] of table) assert.deepEqual(wordsOf(given), words, JSON.stringify(given))
})

test('distance is the share of words to edit', () => {
  const table: [string, string, number][] = [
    ['the cat sat', 'the cat sat', 0],
    ['the cat sat', 'the dog sat', 1 / 3],
    ['the cat sat', 'so the cat sat', 1 / 4],
    ['the cat sat', '', 1],
    ['', '', 0],
    ['a b', 'a\nb', 1 / 2],
  ]
  for (const [one, other, distance] of table) assert.equal(text.distance(one, other), distance, `${one} | ${other}`)
})

test('a text has the length of the guideline at most', () => {
  const answer = text.answer({ labels: [], settings: text.settings.parse({ max_length: 5 }) })
  assert.equal(answer.safeParse('12345').success, true)
  assert.equal(answer.safeParse('123456').success, false)
  for (const bad of [{ max_length: 0 }, { max_length: 1e9 }, { max_length: '5' }]) {
    assert.equal(text.settings.safeParse(bad).success, false)
  }
})

test('words are one line of a long text', () => {
  const words = text.words('word\n'.repeat(10_000))
  assert.match(words, /^(word ?)+…$/)
  assert.ok(words.length < 130)
  assert.equal(text.words('Hello\nMarta'), 'Hello Marta')
})
