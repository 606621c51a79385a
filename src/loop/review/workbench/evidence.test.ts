import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loudest, piecesOf } from './evidence.ts'

const text = 'I was charged twice, charged again'
const at = (word: string, contribution: number, from = 0) => {
  const start = text.indexOf(word, from)
  return { start, stop: start + word.length, contribution }
}

test('neighbours that say the same are one piece as strong as the stronger', () => {
  const pieces = piecesOf(text, [at('charged', 0.9), at('twice', 0.3), at('again', -0.9)])
  assert.deepEqual(
    pieces.map(({ start, stop, strength }) => [text.slice(start, stop), strength]),
    [
      ['charged twice', 3],
      ['again', -3],
    ],
  )
})

test('what says next to nothing is left plain, and so is a text without evidence', () => {
  assert.deepEqual(piecesOf(text, [at('charged', 1), at('was', 0.05)]).length, 1)
  assert.deepEqual(piecesOf(text, []), [])
  assert.deepEqual(piecesOf(text, [at('was', 0)]), [])
})

test('a word that comes twice is summed, and for stands above against', () => {
  const words = loudest(text, [at('charged', 0.2), at('charged', 0.3, 15), at('twice', -0.4), at('was', 0.1)], 2)
  assert.deepEqual(words, [
    { word: 'charged', contribution: 0.5 },
    { word: 'twice', contribution: -0.4 },
  ])
})
