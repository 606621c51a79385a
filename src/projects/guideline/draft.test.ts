import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Content, changesOf, tidied } from './draft.ts'

const base: Content = {
  question: 'What is right?',
  labels: [{ name: 'refund' }, { name: 'billing', description: 'a charge' }],
  settings: { min: 0 },
  categories: [{ name: 'wrong intent' }],
  text: 'one\ntwo\ntwo',
}

test('what differs is told part by part', () => {
  const after: Content = {
    question: 'What does it say?',
    labels: [{ name: 'billing', description: 'an invoice' }, { name: 'other' }],
    settings: { min: 1, max: 2, schema: { type: 'object' } },
    categories: [],
    text: 'one\ntwo\nthree',
  }
  assert.deepEqual(changesOf(base, after), [
    'The question is “What does it say?”',
    'Label “other” is new',
    'Label “refund” is gone',
    'Label “billing” is described in other words',
    'Category “wrong intent” is gone',
    'Text: 1 line added, 1 line taken out',
    'min is 1 instead of 0',
    'max is 2 instead of none',
    'schema is another',
  ])
})

test('what says the same is no change, however it is written', () => {
  const other = { ...base, labels: base.labels.map(({ name, description }) => ({ description, name })) }
  assert.deepEqual(changesOf(base, other), [])
})

test('another order is a change of its own', () => {
  const turned = { ...base, labels: base.labels.toReversed(), text: 'two\none\ntwo' }
  assert.deepEqual(changesOf(base, turned), ['Labels stand in another order', 'Text: lines in another order'])
})

test('empty rows are not sent, and neither are descriptions of nothing', () => {
  const { labels } = tidied({
    ...base,
    labels: [
      { name: ' refund ', description: ' ' },
      { name: '', description: '' },
    ],
  })
  assert.deepEqual(labels, [{ name: 'refund', description: undefined }])
})
