import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { asked, changesOf, inShort, isSame, lackIn, saves, toggled } from './labels.ts'

const labels = ['billing', 'refund', 'account', '__proto__'].map(name => ({ name }))

test('a label is put in at its place in the guideline, and taken out again', () => {
  assert.deepEqual(toggled(['refund'], 'billing', labels), ['billing', 'refund'])
  assert.deepEqual(toggled(['billing', 'refund'], 'billing', labels), ['refund'])
  assert.deepEqual(toggled([], '__proto__', labels), ['__proto__'])
})

test('pressing twice changes nothing', () => {
  const name = fc.constantFrom(...labels.map(label => label.name))
  fc.assert(
    fc.property(fc.uniqueArray(name), name, (some, pressed) => {
      assert.ok(isSame(toggled(toggled(some, pressed, labels), pressed, labels), some))
      assert.equal(isSame(toggled(some, pressed, labels), some), false)
    }),
  )
})

test('what the guideline asks for is told before, what is missing afterwards', () => {
  const form = (settings: { min?: number; max?: number }) => ({ labels, settings })
  const table = [
    [{}, 'Choose all that apply', null, null],
    [{ min: 2 }, 'Choose 2 or more', 'Choose 1 more', null],
    [{ max: 2 }, 'Choose up to 2', null, '1 too many: 2 labels at most'],
    [{ min: 1, max: 2 }, 'Choose 1 to 2', null, '1 too many: 2 labels at most'],
    [{ min: 1, max: 1 }, 'Choose 1 label', null, '2 too many: 1 label at most'],
    [{ max: 9 }, 'Choose all that apply', null, null],
  ] as const
  for (const [settings, words, one, three] of table) {
    assert.equal(asked(form(settings)), words)
    assert.equal(lackIn(['billing'], form(settings)), one)
    assert.equal(lackIn(['billing', 'refund', 'account'], form(settings)), three)
  }
})

test('the button names few labels and counts many', () => {
  assert.equal(saves(['billing', 'refund'], null), 'Confirm billing, refund')
  assert.equal(saves(['billing', 'refund'], ['refund', 'billing']), 'Confirm billing, refund')
  assert.equal(saves([], null), 'Confirm no labels')
  assert.equal(saves(['billing'], ['billing', 'refund']), 'Save 2 labels')
  assert.equal(saves(['billing'], []), 'Save no labels')
  assert.equal(saves(null, null), 'Save answer')
  assert.equal(saves(null, ['refund']), 'Save 1 label')
  assert.equal(inShort(labels.map(label => label.name)), '4 labels')
})

test('a change is what came and what went', () => {
  assert.deepEqual(changesOf(['a', 'b'], ['b', 'c']), { added: ['c'], removed: ['a'] })
})
