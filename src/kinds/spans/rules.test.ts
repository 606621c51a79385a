import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Unit } from '../units.ts'
import { type Span, spans } from './rules.ts'

const labels = [{ name: 'ORG' }, { name: 'PER' }]
const formOf = (unit: Unit) => ({ labels, settings: spans.settings.parse({ unit }) })
const form = formOf('codepoint')
const span = (start: number, end: number, label = 'ORG'): Span => ({ start, end, label })

test('an answer is kept in order, overlaps and all', () => {
  const [one, two, three] = [span(0, 9), span(0, 4, 'PER'), span(3, 4)]
  assert.deepEqual(spans.answer(form).parse([three, one, two]), [two, one, three])
  assert.deepEqual(spans.settings.parse({}), { unit: 'codepoint' })
})

test('a bad span is told by its place', () => {
  const table = [
    [[span(0, 1), span(4, 4)], '1.end'],
    [[span(-1, 4)], '0.start'],
    [[span(0, 1.5)], '0.end'],
    [[span(0, 1, 'LOC')], '0.label'],
    [[{ ...span(0, 1), text: 'A' }], '0'],
    [[span(0, 1), span(0, 1)], ''],
    [[{ start: '0', end: 1, label: 'ORG' }], '0.start'],
  ] as const
  for (const [bad, path] of table) {
    const { error } = spans.answer(form).safeParse(bad)
    assert.equal(error?.issues[0]?.path.join('.'), path, JSON.stringify(bad))
  }
  assert.equal(spans.settings.safeParse({ unit: 'word' }).success, false)
})

test('a span lies within the text of the item, in the unit of the guideline', () => {
  const text = 'Zoë 😀'
  const table = [
    ['codepoint', span(4, 5), null],
    ['codepoint', span(4, 6), /`end` within the text, which is 5 code points long/],
    ['utf16', span(4, 6), null],
    ['utf16', span(4, 5), /`end` between two characters/],
    ['utf16', span(5, 6), /`start` between/],
    ['byte', span(0, 4), null],
    ['byte', span(0, 3), /`end` between/],
    ['byte', span(5, 9), null],
    ['byte', span(5, 10), /within the text/],
  ] as const
  for (const [unit, given, expected] of table) {
    const misfit = spans.misfit([given], { text }, formOf(unit))
    if (expected === null) assert.equal(misfit, null)
    else assert.match(String(misfit), expected)
  }
})

test('F1 counts exact spans, and what they cover', () => {
  const [exact, partial] = spans.measures
  const table = [
    [[span(0, 4)], [span(0, 4)], [2, 2], [8, 8]],
    [[span(0, 4)], [span(0, 6)], [0, 2], [8, 10]],
    [[span(0, 4)], [span(0, 4, 'PER')], [0, 2], [0, 8]],
    [[span(0, 4), span(2, 6)], [span(0, 6)], [0, 3], [12, 12]],
    [[span(0, 2), span(4, 6)], [span(1, 5)], [0, 3], [4, 8]],
    [[], [span(0, 4)], [0, 1], [0, 4]],
    [[], [], [0, 0], [0, 0]],
  ] as [Span[], Span[], [number, number], [number, number]][]
  for (const [answer, right, f1, overlap] of table) {
    assert.deepEqual(Object.values(exact?.of(answer, right) ?? {}), f1)
    assert.deepEqual(Object.values(partial?.of(answer, right) ?? {}), overlap)
  }
})
