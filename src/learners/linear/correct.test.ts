import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRandom } from '../../stats/random.ts'
import { intents, makeIntents } from '../intents.fixture.ts'
import { answer, apply, correct, linear, plan, undo } from './index.ts'
import { logitsOf } from './model.ts'

const fitted = (count = 200) => linear.fit(makeIntents(count, 'train'), { seed: 'seven', labels: intents })

/** Texts with labels they do not have, among them some that share nothing with what the model knows. */
const odd = [
  ...makeIntents(40, 'odd').map(({ text }, i) => ({ text, label: intents[i % intents.length] })),
  { text: '', label: 'pay' },
  { text: '完全不同的文字', label: 'address' },
  { text: '🦄🦄', label: 'return' },
  { text: 'zyx '.repeat(25_000), label: 'track' },
]

test('a correction sticks at once, whatever the text', async () => {
  const model = await fitted()
  for (const example of odd) {
    correct(model, example)
    const { label, scores } = answer(model, example.text)
    assert.equal(label, example.label)
    assert.ok(scores[intents.indexOf(label)] >= 0.5)
  }
})

test('planning changes nothing, and tells what the model said', async () => {
  const model = await fitted()
  const before = model.save()
  for (const example of odd) {
    const { label_before, confidence_before } = plan(model, example)
    assert.equal(label_before, answer(model, example.text).label)
    assert.equal(confidence_before, answer(model, example.text).confidence)
  }
  assert.deepEqual(model.save(), before)
})

test('what the model already says needs no change', async () => {
  const model = await fitted()
  const before = model.save()
  const correction = correct(model, { text: 'track my order', label: 'track' })
  assert.ok(correction.change.every(change => change === 0))
  assert.deepEqual(model.save(), before)
})

test('undoing in any order restores every bit of the scores', async () => {
  const model = await fitted()
  const texts = makeIntents(200, 'test').map(example => example.text)
  const before = texts.map(text => answer(model, text))
  const weights = model.weights.slice()
  const made = odd.map(example => correct(model, example))
  assert.notDeepEqual(
    texts.map(text => answer(model, text)),
    before,
  )
  for (const correction of seededRandom('order').shuffle(made)) undo(model, correction)
  assert.deepEqual(
    texts.map(text => answer(model, text)),
    before,
  )
  assert.deepEqual(model.weights.subarray(0, weights.length), weights)
})

test('a correction is of rank one: the score of any text changes by similarity times change', async () => {
  const model = await fitted()
  const correction = plan(model, { text: 'send the lamp back', label: 'pay' })
  const text = 'please send my lamp back'
  const before = logitsOf(model, text).slice(0, intents.length)
  const other = plan(model, { text, label: 'return' })
  const similarity = other.bucket.reduce((sum, bucket, i) => {
    const twin = correction.bucket.indexOf(bucket)
    return twin < 0 ? sum : sum + other.value[i] * correction.value[twin]
  }, 0)
  apply(model, correction)
  const after = logitsOf(model, text)
  assert.ok(similarity > 0 && correction.change.some(change => change !== 0))
  before.forEach((logit, k) => {
    assert.ok(Math.abs(after[k] - logit - similarity * correction.change[k]) < 1e-5)
  })
})

test('more new n-grams than there is room for make room', async () => {
  const model = await fitted(20)
  const room = model.weights.length
  const random = seededRandom('words')
  const word = () => Array.from({ length: 8 }, () => String.fromCharCode(97 + 26 * random.uniform())).join('')
  const examples = Array.from({ length: 60 }, (_, i) => ({
    text: Array.from({ length: 20 }, word).join(' '),
    label: intents[i % intents.length],
  }))
  for (const example of examples) correct(model, example)
  assert.ok(model.weights.length > room)
  assert.ok(examples.every(({ text, label }) => answer(model, text).label === label))
})

test('a label that is not one of the model is refused', async () => {
  const model = await fitted(20)
  assert.throws(() => correct(model, { text: 'hello', label: 'greet' }), /"greet" is not one of the labels/)
})
