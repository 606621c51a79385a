import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { placesOf, UNITS } from '../units.ts'
import { keyOf, type Mark, marksOf, neighbour, piecesOf, samePieces, segmentsOf } from './marks.ts'
import type { Span } from './rules.ts'
import { layoutOf } from './words.ts'

const PARTS = ['Bank ', '😀', 'e\u0301', 'שלום ', '\n', '\r\n', 'of ', '日本', '\n\n', '👩‍👧']
const hardText = fc.array(fc.constantFrom(...PARTS), { minLength: 1, maxLength: 30 }).map(parts => parts.join(''))

/** A text, a unit, and spans of it that split no character. */
const labelledText = fc
  .tuple(
    hardText,
    fc.constantFrom(...UNITS),
    fc.array(fc.tuple(fc.nat(200), fc.nat(200), fc.nat(2)), { maxLength: 12 }),
  )
  .map(([text, unit, drawn]) => {
    const places = placesOf(text, unit)
    const offsets = Array.from({ length: text.length + 1 }, (_, index) => places.offsetOf(index)).filter(
      offset => offset !== undefined,
    )
    const spans = drawn.flatMap(([one, other, label]): Span[] => {
      const [start, end] = [one, other].map(n => offsets[n % offsets.length] as number).sort((a, b) => a - b)
      return start === end ? [] : [{ start: start as number, end: end as number, label: 'ABC'[label] as string }]
    })
    return { text, places, spans: [...new Map(spans.map(span => [keyOf(span), span])).values()] }
  })

test('a mark stands where its span counts, in every unit', () => {
  const text = '😀 né Sur 😀'
  const words = { utf16: [6, 9], codepoint: [5, 8], byte: [9, 12] } as const
  for (const unit of UNITS) {
    const [start, end] = words[unit]
    const [mark] = marksOf([{ start, end, label: 'A' }], null, placesOf(text, unit))
    assert.equal(mark && text.slice(mark.start, mark.end), 'Sur', unit)
  }
  assert.deepEqual(marksOf([{ start: 1, end: 3, label: 'A' }], null, placesOf(text, 'utf16')), [], 'half a character')
})

test('a span is the model’s as long as it is just as the model gave it', () => {
  const [given, other] = [
    { start: 0, end: 4, label: 'A' },
    { start: 0, end: 4, label: 'B' },
  ]
  const by = (predicted: Span[] | null) => marksOf([given, other], predicted, placesOf('Bank', 'utf16')).map(m => m.by)
  assert.deepEqual(by([given]), ['model', 'human'])
  assert.deepEqual(by(null), ['human', 'human'])
})

test('spans that overlap never share a line', () => {
  fc.assert(
    fc.property(labelledText, ({ spans, places }) => {
      const marks = marksOf(spans, null, places)
      assert.equal(marks.length, spans.length)
      for (const one of marks)
        for (const other of marks)
          assert.ok(one === other || one.level !== other.level || one.end <= other.start || other.end <= one.start)
      assert.ok(marks.every(({ level }) => level === 0 || marks.some(other => other.level === level - 1)))
    }),
  )
})

test('the segments of all paragraphs are the text, each under the marks that cover it', () => {
  fc.assert(
    fc.property(labelledText, ({ text, spans, places }) => {
      const layout = layoutOf(text)
      const marks = marksOf(spans, null, places)
      const by_paragraph = piecesOf(layout, marks)
      const [begun, ended] = [new Map<Mark, number>(), new Map<Mark, number>()]
      for (const [index, paragraph] of layout.paragraphs.entries()) {
        const pieces = by_paragraph.get(index) ?? []
        const segments = segmentsOf(paragraph, pieces)
        assert.equal(
          segments.map(({ start, end }) => text.slice(start, end)).join(''),
          text.slice(paragraph.start, paragraph.end),
        )
        for (const { start, end, pieces: here } of segments) {
          const covering = marks.filter(mark => mark.start < end && start < mark.end)
          assert.deepEqual(new Set(here.map(({ mark }) => mark)), new Set(covering))
          assert.deepEqual(
            here,
            here.toSorted((one, other) => one.mark.level - other.mark.level),
          )
        }
        for (const { mark, begins, ends } of pieces) {
          if (begins) begun.set(mark, (begun.get(mark) ?? 0) + 1)
          if (ends) ended.set(mark, (ended.get(mark) ?? 0) + 1)
        }
      }
      // Every mark with a letter in it begins once and bears its label once.
      for (const mark of marks) {
        const shown = /[^\n\r]/.test(text.slice(mark.start, mark.end)) ? 1 : 0
        assert.deepEqual([begun.get(mark) ?? 0, ended.get(mark) ?? 0], [shown, shown])
      }
    }),
  )
})

test('one more span is a change for the paragraph it stands in, and for no other', () => {
  const text = 'One Bank.\nTwo Banks.\nThree.'
  const [layout, places] = [layoutOf(text), placesOf(text, 'codepoint')]
  const spans = [{ start: 4, end: 8, label: 'A' }]
  const drawn = (answer: Span[]) => piecesOf(layout, marksOf(answer, spans, places))
  const [before, after] = [drawn(spans), drawn([...spans, { start: 14, end: 19, label: 'A' }])]
  const same = [0, 1, 2].map(index => samePieces(before.get(index) ?? [], after.get(index) ?? []))
  assert.deepEqual(same, [true, false, true])
})

test('from span to span one comes to all of them and round the end', () => {
  const spans = [
    { start: 0, end: 3, label: 'A' },
    { start: 0, end: 3, label: 'B' },
    { start: 4, end: 8, label: 'A' },
  ]
  const marks = marksOf(spans, null, placesOf('One Bank here', 'codepoint'))
  const from = (held: Span | null, at: { start: number; end: number } | null, step: 1 | -1) =>
    spans.indexOf(neighbour(marks, at, held, step)?.span as Span)
  assert.deepEqual(
    spans.map(span => from(span, span, 1)),
    [1, 2, 0],
  )
  assert.deepEqual(
    spans.map(span => from(span, span, -1)),
    [2, 0, 1],
  )
  assert.deepEqual([from(null, null, 1), from(null, null, -1)], [0, 2])
  assert.deepEqual([from(null, { start: 0, end: 3 }, 1), from(null, { start: 9, end: 13 }, 1)], [2, 0])
  assert.equal(neighbour([], null, null, 1), undefined)
})
