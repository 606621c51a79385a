import assert from 'node:assert/strict'
import { test } from 'node:test'
import { intents, makeIntents } from '../intents.fixture.ts'
import { answer, correct, linear } from './index.ts'

const options = { seed: 'seven', labels: intents }

test('a model comes back from its bytes, corrections and all', async () => {
  const model = await linear.fit(makeIntents(200, 'train'), options)
  correct(model, { text: 'wo ist mein Paket 📦', label: 'track' })
  const again = linear.load(model.save())
  assert.deepEqual(again.labels, model.labels)
  for (const { text } of makeIntents(100, 'test')) assert.deepEqual(answer(again, text), answer(model, text))
  assert.equal(answer(again, 'wo ist mein Paket 📦').label, 'track')
  assert.deepEqual(again.save(), model.save())
  correct(again, { text: 'noch ein Wort', label: 'pay' })
  assert.equal(answer(again, 'noch ein Wort').label, 'pay')
})

test('a changed, missing or added byte and another format are refused', async () => {
  const bytes = (await linear.fit(makeIntents(50, 'train'), options)).save()
  for (let place = 0; place < bytes.length; place += 997) {
    const harmed = bytes.slice()
    harmed[place] ^= 1
    assert.throws(() => linear.load(harmed), /harmed|not the bytes/)
  }
  assert.throws(() => linear.load(bytes.subarray(0, -1)), /harmed/)
  assert.throws(() => linear.load(Buffer.concat([bytes, Buffer.of(0)])), /harmed/)
  assert.throws(() => linear.load(new Uint8Array()), /not the bytes/)
  assert.throws(() => linear.load(Buffer.from('errata linear 1\n')), /not the bytes/)
})

test('labels may be any text', async () => {
  const labels = ['', 'ja/nein', '"ü"', '🙂\n']
  const examples = labels.map((label, i) => ({ text: `text ${i}`, label }))
  const again = linear.load((await linear.fit(examples, { seed: 's', labels })).save())
  assert.deepEqual(again.labels, labels)
})
