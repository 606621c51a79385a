import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { placesOf } from '../units.ts'
import { changesOf, echoesOf, labelled, labelledToo, removed, sameSpans, withSpans } from './edits.ts'
import { keyOf, marksOf } from './marks.ts'
import type { Span } from './rules.ts'

const span = (start: number, end: number, label = 'A'): Span => ({ start, end, label })
const anySpan = fc
  .tuple(fc.nat(9), fc.integer({ min: 1, max: 5 }), fc.constantFrom('A', 'B'))
  .map(([start, length, label]) => span(start, start + length, label))
const anyAnswer = fc.uniqueArray(anySpan, { maxLength: 8, selector: keyOf }).map(spans => withSpans([], spans))

test('a label is given, changed, and taken away with the same key', () => {
  const given = labelled([span(9, 12)], span(0, 4), 'A', null)
  assert.deepEqual(given, [span(0, 4), span(9, 12)])
  assert.deepEqual(labelled(given, span(0, 4), 'B', null), [span(0, 4, 'B'), span(9, 12)])
  assert.deepEqual(labelled(given, span(0, 4), 'A', null), [span(9, 12)])
})

test('what overlaps is kept; a span that was taken hold of moves', () => {
  const answer = [span(0, 10)]
  assert.deepEqual(labelled(answer, span(5, 12), 'B', null), [span(0, 10), span(5, 12, 'B')])
  assert.deepEqual(labelled(answer, span(0, 8), 'A', span(0, 10)), [span(0, 8)])
})

test('a second label on the same words leaves the first', () => {
  const both = labelledToo([span(0, 4)], span(0, 4), 'B')
  assert.deepEqual(both, [span(0, 4), span(0, 4, 'B')])
  assert.deepEqual(labelledToo(both, span(0, 4), 'B'), [span(0, 4)])
})

test('removing takes what is held, else what stands there, else the shortest around it', () => {
  const answer = [span(0, 4), span(0, 4, 'B'), span(0, 9), span(2, 12)]
  assert.deepEqual(removed(answer, span(0, 4), span(0, 4, 'B')), [span(0, 4), span(0, 9), span(2, 12)])
  assert.deepEqual(removed(answer, span(0, 4), null), [span(0, 9), span(2, 12)])
  assert.deepEqual(removed(answer, span(5, 6), null), [span(0, 4), span(0, 4, 'B'), span(2, 12)])
  assert.deepEqual(removed(answer, span(20, 22), null), answer)
})

test('a relabelled span is one change, a moved one two', () => {
  assert.equal(changesOf([span(0, 4)], [span(0, 4, 'B')]), 1)
  assert.equal(changesOf([span(0, 4)], [span(0, 5)]), 2)
  assert.equal(changesOf([span(0, 4), span(6, 8)], [span(6, 8), span(9, 10)]), 2)
})

test('whatever is done: in order, each span once, and no changes mean the same spans', () => {
  const key = ({ start, end, label }: Span) => `${String(start).padStart(3)} ${String(end).padStart(3)} ${label}`
  fc.assert(
    fc.property(anyAnswer, anySpan, fc.option(anySpan), (answer, at, held) => {
      for (const next of [
        labelled(answer, at, at.label, held),
        labelledToo(answer, at, at.label),
        removed(answer, at, held),
      ]) {
        const keys = next.map(key)
        assert.deepEqual(keys, [...new Set(keys)].sort())
        assert.equal(changesOf(answer, next) === 0, sameSpans(answer, next))
        assert.equal(changesOf(answer, next), changesOf(next, answer))
      }
    }),
  )
})

test('the same words elsewhere, where nobody labelled them', () => {
  const text = '😀 Sur and Sur’s, Surinam, ASur, Sur.'
  const places = placesOf(text, 'codepoint')
  const answer = [span(2, 5)]
  const echoes = (of: Span, spans: Span[]) => echoesOf(text, of, marksOf(spans, null, places), places)
  assert.deepEqual(echoes(span(2, 5), answer), [span(10, 13), span(32, 35)])
  assert.deepEqual(echoes(span(2, 5), [...answer, span(10, 15, 'B')]), [span(32, 35)])
  assert.deepEqual(echoes(span(6, 9), [span(6, 9)]), [], 'nowhere else')
})
