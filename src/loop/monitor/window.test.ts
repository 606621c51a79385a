import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Refusal } from '../../platform/errors.ts'
import { boundedWindow, cut, lengthOf, windowBefore } from './window.ts'

const now = new Date('2026-03-29T12:00:00.000Z')
const project_id = 'post'
const of = (since?: string, until?: string) => boundedWindow({ project_id, since, until }, now, 7)

test('what is left out is now, and so many days before the end', () => {
  assert.deepEqual(of(), { project_id, since: '2026-03-22T12:00:00.000Z', until: now.toISOString() })
  assert.equal(of(undefined, '2026-02-01T00:00:00+02:00').since, '2026-01-24T22:00:00.000Z')
  assert.equal(of('2026-03-29T00:00:00Z').until, now.toISOString())
})

for (const [since, until, field] of [
  ['2026-03-29T12:00:00Z', undefined, 'since'],
  ['2027-01-01T00:00:00Z', undefined, 'since'],
  ['2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z', 'since'],
  ['0001-01-01T00:00:00Z', '0001-02-01T00:00:00Z', 'since'],
  [undefined, '1970-01-02T00:00:00Z', 'until'],
  ['1990-01-01T00:00:00Z', undefined, 'since'],
] as const) {
  test(`no window from ${since} to ${until}: the fault is in ${field}`, () => {
    assert.throws(
      () => of(since, until),
      (error: unknown) => error instanceof Refusal && error.code === 'INVALID' && error.field === field,
    )
  })
}

test('the window before is as long, and ends where this one begins', () => {
  const window = of()
  const before = windowBefore(window)
  assert.equal(before.until, window.since)
  assert.equal(lengthOf(before), lengthOf(window))
})

for (const [days, unit, parts] of [
  [1, 'hour', 24],
  [2.5, 'hour', 60],
  [3, 'day', 3],
  [28, 'day', 28],
  [84, 'week', 12],
  [365, 'week', 53],
  [420, 'week', 60],
  [840, 'week', 60],
] as const) {
  test(`${days} days are cut into ${parts} parts, by the ${unit}`, () => {
    const found = cut(boundedWindow({ project_id }, now, days), 60)
    assert.deepEqual([found.unit, found.parts.length], [unit, parts])
  })
}

test('parts follow each other without a gap from end to end, equally long but for the oldest', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3660 * 86_400 }), fc.integer({ min: 1, max: 60 }), (seconds, most) => {
      const window = boundedWindow({ project_id }, now, seconds / 86_400)
      const { parts, part_seconds } = cut(window, most)
      assert.ok(parts.length >= 1 && parts.length <= most)
      assert.deepEqual([parts[0]?.since, parts.at(-1)?.until], [window.since, window.until])
      parts.forEach(({ since, until }, index) => {
        const length = (Date.parse(until) - Date.parse(since)) / 1000
        assert.ok(index === 0 ? length > 0 && length <= part_seconds : length === part_seconds)
        if (index > 0) assert.equal(since, parts[index - 1]?.until)
      })
    }),
  )
})
