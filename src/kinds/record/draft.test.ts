import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorsByField } from './check.ts'
import { type Draft, isSameRecord, recordIn, saves, typedOf, unreadAt, withRecord } from './draft.ts'

const unread: Draft = [{ a: 1 }, ['b'], '{"x": ']

test('what is no JSON yet is kept beside the record, and is no record itself', () => {
  assert.deepEqual(recordIn(unread), { a: 1 })
  assert.equal(unreadAt(unread, ['b']), '{"x": ')
  assert.equal(unreadAt(unread, ['a']), undefined)
  assert.equal(unreadAt({ a: 1 }, ['b']), undefined)
  assert.deepEqual(withRecord(unread, { a: 2 }), [{ a: 2 }, ['b'], '{"x": '])
  assert.deepEqual(withRecord(null, { a: 2 }), { a: 2 })
  assert.equal(isSameRecord(unread, unread), false)
})

test('the button counts what was changed', () => {
  assert.equal(saves({ a: 1 }, null), 'Confirm record')
  assert.equal(saves({ a: 1, b: 2 }, { b: 2, a: 1 }), 'Confirm record')
  assert.equal(saves({ a: 1, b: 2 }, { a: 1, b: 3 }), 'Save 1 change')
  assert.equal(saves({ a: 1, b: 2 }, { b: 3 }), 'Save 2 changes')
  assert.equal(saves(null, { b: 3 }), 'Save record')
  assert.equal(saves({ a: 1 }, unread), 'Finish the JSON first')
})

test('a value is shown as it would be typed', () => {
  const table = [
    [undefined, ''],
    [null, ''],
    ['', ''],
    ['x', 'x'],
    [0, '0'],
    [false, 'false'],
    [[1], '[1]'],
  ] as const
  for (const [value, typed] of table) assert.equal(typedOf(value), typed)
})

test('an error deep within is told at the field that is shown', () => {
  const errors = new Map([
    ['["a","b","c"]', 'Is missing'],
    ['["x"]', 'Must be a number'],
    ['[]', 'Needs 2 fields or more'],
  ])
  assert.deepEqual(
    [...errorsByField(errors, [['a'], ['x']])],
    [
      ['["a"]', 'b › c: Is missing'],
      ['["x"]', 'Must be a number'],
      ['[]', 'Needs 2 fields or more'],
    ],
  )
})
