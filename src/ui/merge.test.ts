import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSame, merge } from './merge.ts'

test('values are the same whatever the order of their fields; lists in their order', () => {
  assert.ok(isSame({ a: 1, b: { c: [1, 2] } }, { b: { c: [1, 2] }, a: 1 }))
  assert.ok(isSame({ a: 1 }, { a: 1, b: undefined }))
  assert.ok(!isSame([1, 2], [2, 1]))
  assert.ok(!isSame([], {}))
  assert.ok(!isSame([1], [1, 2]))
  assert.ok(!isSame(null, {}))
})

test('a field is one of its own, whatever its name', () => {
  const own = JSON.parse('{"__proto__": {"a": 1}}')
  assert.ok(isSame(own, JSON.parse('{"__proto__": {"a": 1}}')))
  assert.ok(!isSame(own, JSON.parse('{"__proto__": {"a": 2}}')))
  assert.ok(!isSame(JSON.parse('{"__proto__": {}}'), {}))
  assert.ok(!isSame(JSON.parse('{"toString": null}'), {}))
})

test('what I left alone comes from the other, what both changed stays mine and is named', () => {
  const base = { question: 'a', text: 'x', labels: ['one'], same: 1 }
  const mine = { ...base, text: 'mine', labels: ['one', 'two'] }
  const theirs = { ...base, question: 'b', text: 'theirs', labels: ['one', 'two'] }
  assert.deepEqual(merge(base, mine, theirs), {
    merged: { question: 'b', text: 'mine', labels: ['one', 'two'], same: 1 },
    clashes: ['text'],
  })
})

test('a part that the other added or took away is part of what they changed', () => {
  const before: { a?: number; b?: number } = { a: 1 }
  assert.deepEqual(merge(before, { a: 1 }, { b: 2 }).merged, { a: undefined, b: 2 })
})
