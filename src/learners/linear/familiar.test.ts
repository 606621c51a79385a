import assert from 'node:assert/strict'
import { test } from 'node:test'
import { intents, makeIntents } from '../intents.fixture.ts'
import { correct, familiarity, linear, noveltyOf } from './index.ts'

test('what lies outside all labels is less familiar than what lies inside', async () => {
  const model = await linear.fit(makeIntents(300, 'train'), { seed: 'seven', labels: intents })
  const inside = makeIntents(100, 'test').map(({ text }) => familiarity(model, text))
  const outside = ['what is the capital of France', 'set a timer', '今天天气怎么样', 'xqz', '🦄', '']
  for (const text of outside) assert.ok(familiarity(model, text) < Math.min(...inside), text)
})

test('a correction makes its text familiar', async () => {
  const model = await linear.fit(makeIntents(300, 'train'), { seed: 'seven', labels: intents })
  const text = 'wo bleibt mein Paket'
  const before = familiarity(model, text)
  correct(model, { text, label: 'track' })
  assert.ok(familiarity(model, text) > before + 2)
})

test('novelty is the other side of it, between 0 and 1', async () => {
  const model = await linear.fit(makeIntents(300, 'train'), { seed: 'seven', labels: intents })
  const [inside] = makeIntents(1, 'test')
  const [known, unknown] = [noveltyOf(model, inside!.text), noveltyOf(model, '今天天气怎么样')]
  assert.ok(known > 0 && known < unknown && unknown <= 1, `${known} ${unknown}`)
})
