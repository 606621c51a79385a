import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { changesOf, isSame, leavesOf, pathInWords, put, takeOut, valueAt } from './document.ts'

const doc = { a: 1, b: { c: [10, 20, 30] }, d: null }

test('values are put and taken out at a path, in their place, and the document before stays as it was', () => {
  const before = structuredClone(doc)
  assert.deepEqual(put(doc, ['b', 'c', 1], 99), { a: 1, b: { c: [10, 99, 30] }, d: null })
  assert.deepEqual(Object.keys(put(doc, ['a'], 2) as object), ['a', 'b', 'd'])
  assert.deepEqual(put(doc, ['x', 'y', 0], 'new'), { ...doc, x: { y: ['new'] } })
  assert.deepEqual(put(doc, ['d', 'e'], 1), { ...doc, d: { e: 1 } })
  assert.deepEqual(takeOut(doc, ['b', 'c', 0]), { a: 1, b: { c: [20, 30] }, d: null })
  assert.deepEqual(takeOut(doc, ['a']), { b: doc.b, d: null })
  assert.equal(takeOut(doc, ['nowhere', 'at', 'all']), doc)
  assert.deepEqual(doc, before)
})

test('no name reaches a prototype', () => {
  const hostile = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"prototype": 2}}')
  const after = put(put(hostile, ['__proto__', 'polluted'], 3), ['constructor', 'prototype', 'x'], 4)
  assert.equal(JSON.stringify(after), '{"__proto__":{"polluted":3},"constructor":{"prototype":{"x":4}}}')
  assert.equal(({} as Record<string, unknown>).polluted, undefined)
  assert.equal(Object.getPrototypeOf(after), Object.prototype)
  assert.equal(valueAt({}, ['__proto__']), undefined)
  assert.equal(valueAt({}, ['constructor', 'name']), undefined)
  assert.equal(JSON.stringify(put({}, ['__proto__', 'x'], 1)), '{"__proto__":{"x":1}}')
  assert.equal(JSON.stringify(takeOut(hostile, ['__proto__'])), '{"constructor":{"prototype":2}}')
  assert.deepEqual(
    changesOf({}, hostile).map(({ path }) => path),
    [
      ['__proto__', 'polluted'],
      ['constructor', 'prototype'],
    ],
  )
})

test('what is put is there, whatever the document', () => {
  const path = fc.array(fc.string(), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(fc.jsonValue(), path, fc.jsonValue(), (value, where, next) => {
      const after = put(value, where, next)
      assert.ok(isSame(valueAt(after, where), next))
      assert.equal(valueAt(takeOut(after, where), where), undefined)
    }),
  )
})

test('documents are the same whatever the order of their fields, and else there is a change between them', () => {
  assert.ok(isSame({ a: 1, b: [1] }, { b: [1], a: 1 }))
  assert.equal(isSame([1, 2], [2, 1]), false)
  assert.equal(isSame({}, []), false)
  assert.equal(isSame({ a: undefined }, { b: undefined }), false)
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.dictionary(fc.string(), fc.jsonValue()),
      (one, other) => {
        assert.ok(isSame(one, structuredClone(one)))
        assert.equal(isSame(one, other), isSame(other, one))
        if (!isSame(one, other)) assert.ok(changesOf(one, other).length > 0)
        assert.deepEqual(changesOf(one, structuredClone(one)), [])
      },
    ),
  )
})

test('a change is told leaf by leaf, by its path in words', () => {
  const changes = changesOf({ a: 1, lines: [{ x: 1 }], gone: 'z' }, { a: 2, lines: [{ x: 1 }, { x: 5 }], empty: {} })
  assert.deepEqual(
    changes.map(({ path, from, to }) => [pathInWords(path), from, to]),
    [
      ['a', 1, 2],
      ['lines › 2 › x', undefined, 5],
      ['empty', undefined, {}],
      ['gone', 'z', undefined],
    ],
  )
  assert.deepEqual(
    leavesOf({ a: [], b: {} }).map(leaf => leaf.value),
    [[], {}],
  )
})
