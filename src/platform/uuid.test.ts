import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isUuid, uuidv7 } from './uuid.ts'

const timeOf = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)

test('version 7, variant 10, and the time it was made', () => {
  const before = Date.now()
  const id = uuidv7()
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.ok(timeOf(id) >= before && timeOf(id) <= Date.now())
})

test('strictly increasing, also when one millisecond has more than 4,096 and when the clock steps back', () => {
  const now = Date.now() + 1_000
  const clocks = [now, ...Array(10_000).fill(now), now - 60_000, 0, now - 1, now + 5, now + 5]
  const ids = clocks.map(clock => uuidv7(clock))
  for (let index = 1; index < ids.length; index++) {
    assert.ok(ids[index - 1]! < ids[index]!, `${ids[index - 1]} < ${ids[index]}`)
  }
  assert.deepEqual([timeOf(ids[0]!), timeOf(ids[4_095]!), timeOf(ids[4_096]!)], [now, now, now + 1])
  assert.equal(new Set(ids.map(id => id.slice(19))).size, ids.length, 'the tail is random')
})

test('isUuid takes every version in the usual form and nothing else', () => {
  for (const id of [uuidv7(), '00000000-0000-0000-0000-000000000000', '017F22E2-79B0-7CC3-98C4-DC0C0C07398F']) {
    assert.ok(isUuid(id), id)
  }
  const id = '017f22e2-79b0-7cc3-98c4-dc0c0c07398f'
  for (const text of [
    '',
    'not-a-uuid',
    '0',
    '-1',
    `${id}\n`,
    ` ${id}`,
    `${id}0`,
    `{${id}}`,
    id.replaceAll('-', ''),
    `${id.slice(1)}g`,
  ]) {
    assert.equal(isUuid(text), false, JSON.stringify(text))
  }
})
