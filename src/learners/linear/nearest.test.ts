import assert from 'node:assert/strict'
import { test } from 'node:test'
import { intents, makeIntents } from '../intents.fixture.ts'
import { vectorOf } from './correct.ts'
import { type LinearModel, libraryOf, linear } from './index.ts'

/** Cosine of two texts by definition, the bias left out. */
const cosine = (model: LinearModel, a: string, b: string): number => {
  const [x, y] = [vectorOf(model, a), vectorOf(model, b)]
  let sum = 0
  for (let i = 1; i < x.bucket.length; i++)
    for (let j = 1; j < y.bucket.length; j++) if (x.bucket[i] === y.bucket[j]) sum += x.value[i] * y.value[j]
  return sum
}

test('the nearest are those with the largest cosine, in order', async () => {
  const model = await linear.fit(makeIntents(60, 'train'), { seed: 'seven', labels: intents })
  const texts = [...new Set(makeIntents(80, 'library').map(({ text }) => text)), 'wo ist mein Paket']
  const library = await libraryOf(model, texts)
  for (const text of ['where is my lamp', texts[3], 'mein Paket']) {
    const expected = texts.map((other, index) => ({ index, similarity: cosine(model, text, other) }))
    expected.sort((a, b) => b.similarity - a.similarity)
    const found = library.nearest(text, 5)
    found.forEach(({ index, similarity }, place) => {
      assert.ok(Math.abs(similarity - expected[place].similarity) < 1e-5)
      assert.ok(Math.abs(similarity - cosine(model, text, texts[index])) < 1e-5)
    })
  }
  assert.equal(library.nearest('mein Paket', 1)[0].index, texts.length - 1)
})

test('a text finds itself, nothing finds nothing, equals come in order', async () => {
  const model = await linear.fit(makeIntents(60, 'train'), { seed: 'seven', labels: intents })
  const library = await libraryOf(model, ['pay my order', 'track it', 'pay my order'])
  const [first, second, ...rest] = library.nearest('pay my order', 2)
  assert.deepEqual([first.index, second.index, rest], [0, 2, []])
  assert.ok(Math.abs(first.similarity - 1) < 1e-5)
  assert.deepEqual(library.nearest('', 3), [])
  assert.deepEqual(library.nearest('完全', 3), [])
  assert.deepEqual((await libraryOf(model, [])).nearest('pay', 3), [])
})
