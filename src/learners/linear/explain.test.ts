import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { intents, makeIntents } from '../intents.fixture.ts'
import { answer, explain, type LinearModel, linear } from './index.ts'

const fitted = () =>
  linear.fit([...makeIntents(200, 'train'), { text: 'où est mon ＣＯＬＩＳ 包裹在哪里 👍🏽', label: 'track' }], {
    seed: 'seven',
    labels: intents,
  })

const logOdds = (model: LinearModel, text: string, label: string, rival: string): number => {
  const { scores } = answer(model, text)
  return Math.log(scores[intents.indexOf(label)] / scores[intents.indexOf(rival)])
}

const assertSums = (model: LinearModel, text: string, options = {}) => {
  const { label, rival, margin, bias, parts } = explain(model, text, options)
  const sum = parts.reduce((total, part) => total + part.contribution, bias)
  assert.ok(Math.abs(sum - margin) < 1e-9)
  assert.ok(Math.abs(margin - logOdds(model, text, label, rival)) < 1e-3, `${text}: ${margin}`)
}

test('the parts sum to the log-odds of the label against its rival', async () => {
  const model = await fitted()
  for (const { text } of makeIntents(50, 'test')) {
    assertSums(model, text)
    assertSums(model, text, { label: 'pay' })
    assertSums(model, text, { rival: 'pay' })
    assertSums(model, text, { label: 'track', rival: 'cancel' })
  }
  for (const text of ['', '包裹👍🏽', 'track '.repeat(17_000)]) assertSums(model, text)
})

test('by default the answer is explained against the second choice', async () => {
  const model = await fitted()
  const { label, rival } = explain(model, 'track my shoes')
  const { scores } = answer(model, 'track my shoes')
  const [first, second] = intents.toSorted((a, b) => scores[intents.indexOf(b)] - scores[intents.indexOf(a)])
  assert.deepEqual([label, rival], [first, second])
  assert.equal(explain(model, 'track my shoes', { label: 'pay' }).rival, first)
  assert.equal(explain(model, 'track my shoes', { rival: first }).label, second)
})

test('the largest part comes first and says where it stands', async () => {
  const model = await fitted()
  const text = 'Please CANCEL it, cancel!'
  const { parts } = explain(model, text, { label: 'cancel', rival: 'pay' })
  const sizes = parts.map(part => Math.abs(part.contribution))
  assert.deepEqual(
    sizes,
    sizes.toSorted((a, b) => b - a),
  )
  const part = parts.find(({ ngram }) => ngram === 'cancel')
  assert.ok(part && part.contribution > 0)
  assert.deepEqual(
    part.spans.map(([start, stop]) => text.slice(start, stop)),
    ['CANCEL', 'cancel'],
  )
})

test('spans point into the original where its normal form is longer or shorter', async () => {
  const model = await fitted()
  const text = '👍🏽  Où est mon ＣＯＬＩＳ, e\u0301 包裹在哪里?'
  const spansOf = (wanted: string) =>
    explain(model, text, { label: 'track', rival: 'pay' })
      .parts.filter(({ ngram }) => ngram === wanted)
      .flatMap(({ spans }) => spans.map(([start, stop]) => text.slice(start, stop)))
  assert.deepEqual(spansOf('colis'), ['ＣＯＬＩＳ'])
  assert.deepEqual(spansOf('mon colis'), ['mon ＣＯＬＩＳ'])
  assert.deepEqual(spansOf('👍🏽'), ['👍🏽', '👍🏽'])
  assert.deepEqual(spansOf('包裹'), ['包裹'])
})

test('a span read by itself has the n-gram it is given for, for any text', async () => {
  const model = await fitted()
  const sign = fc.constantFrom(...'aeimnorst tn?! Ｃé\u0301包裹İﬁ', '👍🏽')
  fc.assert(
    fc.property(fc.array(sign, { maxLength: 30 }), signs => {
      const text = signs.join('')
      for (const { ngram, spans } of explain(model, text).parts) {
        assert.ok(spans.length > 0)
        for (const [start, stop] of spans) {
          assert.ok(start >= 0 && start < stop && stop <= text.length)
          const shown = text.slice(start, stop).normalize('NFKC').toLowerCase()
          assert.ok(
            shown.replaceAll(/[?!]/g, ' $& ').replaceAll(/\s+/g, ' ').includes(ngram.trim()),
            `${ngram} in ${text}`,
          )
        }
      }
    }),
    { numRuns: 300 },
  )
})

test('a single label has no rival, and a label not known is refused', async () => {
  const single = await linear.fit([{ text: 'hi', label: 'a' }], { seed: 's', labels: ['a'] })
  assert.deepEqual(explain(single, 'hi there'), { label: 'a', rival: 'a', margin: 0, bias: 0, parts: [] })
  const model = await fitted()
  assert.throws(() => explain(model, 'hi', { label: 'greet' }), /"greet" is not one of the labels/)
  assert.throws(() => explain(model, 'hi', { rival: 'greet' }), /"greet" is not one of the labels/)
})
