import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { inSigns, inWords, isSame, leftOf, moved, ordinal, placeOf, put, takenBack, tied } from './order.ts'

const options = ['a', 'b', 'c', 'd'].map(id => ({ id, text: id }))
const putAll = (...ids: string[]) => ids.reduce<string[][]>((ranking, id) => put(ranking, id, options), [])

test('options are put one after the other, and the last one left needs no key', () => {
  assert.deepEqual(putAll('c', 'a'), [['c'], ['a']])
  assert.deepEqual(putAll('c', 'a', 'd'), [['c'], ['a'], ['d'], ['b']])
  assert.deepEqual(putAll('c', 'c'), [['c']])
  assert.equal(leftOf(putAll('c', 'a'), options), 2)
})

test('the last two are made level, more of them by another press, and one place alone stays', () => {
  assert.deepEqual(tied(putAll('c', 'a')), [['c', 'a']])
  assert.deepEqual(put(tied(putAll('c', 'a')), 'b', options), [['c', 'a'], ['b'], ['d']])
  assert.deepEqual(tied(tied(putAll('c', 'a', 'd'))), [['c'], ['a', 'd', 'b']])
  assert.deepEqual(tied([['a']]), [['a']])
  assert.deepEqual(tied([]), [])
})

test('what was put last is taken back, one at a time', () => {
  assert.deepEqual(takenBack([['c'], ['a', 'b']]), [['c'], ['a']])
  assert.deepEqual(takenBack([['c'], ['a']]), [['c']])
  assert.deepEqual(takenBack([]), [])
})

test('an option moves past its neighbours, and first out of those it is level with', () => {
  assert.deepEqual(moved([['a'], ['b'], ['c']], 'b', -1), [['b'], ['a'], ['c']])
  assert.deepEqual(moved([['a'], ['b'], ['c']], 'b', 1), [['a'], ['c'], ['b']])
  assert.deepEqual(moved([['a'], ['b', 'c']], 'c', -1), [['a'], ['c'], ['b']])
  assert.deepEqual(moved([['a', 'b'], ['c']], 'a', 1), [['b'], ['a'], ['c']])
  assert.deepEqual(moved([['a'], ['b']], 'a', -1), [['a'], ['b']])
  assert.deepEqual(moved([['a'], ['b']], 'b', 1), [['a'], ['b']])
  assert.deepEqual(moved([['a']], 'z', 1), [['a']])
})

test('whatever is pressed, no option is lost or stands twice', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd')
  const step = fc.oneof(
    id.map(each => (ranking: string[][]) => put(ranking, each, options)),
    fc.constant(tied),
    fc.constant(takenBack),
    fc.tuple(id, fc.constantFrom(-1 as const, 1 as const)).map(([each, by]) => (ranking: string[][]) => {
      const after = moved(ranking, each, by)
      assert.equal(after.flat().length, ranking.flat().length)
      return after
    }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), steps => {
      const ranking = steps.reduce<string[][]>((sum, each) => each(sum), [])
      assert.equal(new Set(ranking.flat()).size, ranking.flat().length)
      assert.ok(ranking.every(level => level.length > 0))
      assert.equal(leftOf(ranking, options), options.length - ranking.flat().length)
    }),
  )
})

test('places are counted as in sports and told in words', () => {
  const ranking = [['b'], ['a', 'c'], ['d']]
  assert.deepEqual(
    ['a', 'b', 'c', 'd', 'z'].map(id => placeOf(ranking, id)),
    [2, 1, 2, 4, undefined],
  )
  assert.equal(placeOf(null, 'a'), undefined)
  assert.deepEqual([1, 2, 3, 4, 10].map(ordinal), ['1st', '2nd', '3rd', '4th', '10th'])
  assert.equal(inSigns(ranking, options), '2 > 1 = 3 > 4')
  assert.equal(inSigns(ranking, undefined), 'b > a = c > d')
  assert.equal(inWords(ranking, options), '2, then 1 and 3 level, then 4')
})

test('the order among those that are level says nothing', () => {
  assert.ok(isSame([['a', 'b'], ['c']], [['b', 'a'], ['c']]))
  assert.equal(isSame([['a'], ['b']], [['b'], ['a']]), false)
  assert.equal(isSame([['a'], ['b']], [['a', 'b']]), false)
})
