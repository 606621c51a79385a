import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filtered, LONG, offered } from './order.ts'

const labels = (...names: string[]) => names.map(name => ({ name }))
const many = labels(...Array.from({ length: LONG }, (_, index) => `label_${index}`))

test('few labels keep their places, many come by score, and without scores nothing moves', () => {
  const few = labels('a', 'b')
  assert.deepEqual(offered(few, { b: 0.9, a: 0.1 }), few)
  assert.equal(offered(many, { label_5: 0.9, label_2: 0.5 })[0]?.name, 'label_5')
  assert.deepEqual(offered(many, { label_5: 0.9 })[1]?.name, 'label_0')
  assert.deepEqual(offered(many, null), many)
  const [first, next] = offered([{ name: 'constructor' }, ...many], { label_5: 0.9 }).map(({ name }) => name)
  assert.deepEqual([first, next], ['label_5', 'constructor'], 'what has no score has none, whatever its name')
})

test('what is typed finds names and descriptions, beginnings first, accents and underscores aside', () => {
  const all = [{ name: 'card_arrival', description: 'has it come?' }, { name: 'lost_card' }, { name: 'Überweisung' }]
  const found = (typed: string) => filtered(all, typed).map(({ name }) => name)
  assert.deepEqual(found('card'), ['card_arrival', 'lost_card'])
  assert.deepEqual(found('card lost'), ['lost_card'])
  assert.deepEqual(found('lost card'), ['lost_card'])
  assert.deepEqual(found('come'), ['card_arrival'])
  assert.deepEqual(found('uber'), ['Überweisung'])
  assert.deepEqual(found('  '), ['card_arrival', 'lost_card', 'Überweisung'])
  assert.deepEqual(found('nothing'), [])
})
