import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  excerptOf,
  layoutOf,
  letterAfter,
  letterBefore,
  paragraphsOf,
  type Stretch,
  snapped,
  wordAfter,
  wordBefore,
  wordsOf,
} from './words.ts'

/** Texts that are hard to cut: pictures of several code points, marks that combine, two directions, all line ends. */
export const hardText = fc
  .array(
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.constantFrom('the ', 'Bank', '€600,000', 'AT&T', ' ', '. ', ', ', 'Sur’s ', '1️⃣', '#'),
      },
      {
        weight: 2,
        arbitrary: fc.constantFrom('👩‍👩‍👧‍👦', '😀', '🇩🇪', 'e\u0301', 'שלום ', 'مرحبا ', '日本語', 'ไทย', '𝒳'),
      },
      { weight: 1, arbitrary: fc.constantFrom('\n', '\r\n', '\r', '\u2028', '\n\n', '\t') },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
    ),
    { maxLength: 40 },
  )
  .map(parts => parts.join(''))

const cut = (text: string, stretches: Stretch[]) => stretches.map(({ start, end }) => text.slice(start, end))
const isWhole = (text: string, index: number) => text.slice(0, index).isWellFormed() && text.slice(index).isWellFormed()

test('words are what one would label: with their signs, without their punctuation', () => {
  const table: [text: string, words: string[]][] = [
    ['for €2.4 million.', ['for', '€2.4', 'million']],
    ['(invoices #4471, 25%)', ['invoices', '#4471', '25%']],
    ['Banco del Sur’s AT&T', ['Banco', 'del', 'Sur’s', 'AT&T']],
    ['Ernst & Young', ['Ernst', '&', 'Young']],
    ['so 😀👩‍👩‍👧‍👦!', ['so', '😀', '👩‍👩‍👧‍👦']],
    ['cafe\u0301 שלום, מרתה', ['cafe\u0301', 'שלום', 'מרתה']],
    ['€ 5 5€', ['€', '5', '5€']],
    ['  ...', []],
  ]
  for (const [text, words] of table) assert.deepEqual(cut(text, wordsOf(text)), words)
})

test('words stand in order, hold every letter, no white space, and cut no character in two', () => {
  fc.assert(
    fc.property(hardText, text => {
      let [from, left] = [0, '']
      for (const { start, end } of wordsOf(text)) {
        assert.ok(from <= start && start < end && end <= text.length)
        assert.doesNotMatch(text.slice(start, end).trim(), /[\t\n ]/)
        assert.ok(isWhole(text, start) && isWhole(text, end))
        left += text.slice(from, start)
        from = end
      }
      assert.doesNotMatch(left + text.slice(from), /[a-z0-9א-ת]/i)
    }),
  )
})

test('paragraphs and the line ends between them are the text', () => {
  assert.deepEqual(cut('a\r\nb\n\nc\u2028', paragraphsOf('a\r\nb\n\nc\u2028')), ['a', 'b', '', 'c', ''])
  fc.assert(
    fc.property(hardText, text => {
      let from = 0
      for (const { start, end } of paragraphsOf(text)) {
        assert.match(text.slice(from, start), /^(\r\n|[\n\r\u2028\u2029])?$/)
        assert.doesNotMatch(text.slice(start, end), /[\n\r\u2028\u2029]/)
        from = end
      }
      assert.equal(from, text.length)
    }),
  )
})

test('a paragraph without end is cut behind sentences, else words, else letters', () => {
  const long = { 'One sentence of it. ': /\. $/, 'words and words ': / $/, '👩‍👩‍👧‍👦': /👦$/u, '日本語です。': /。$/ }
  for (const [part, end] of Object.entries(long)) {
    const text = part.repeat(2000)
    const parts = cut(text, paragraphsOf(text))
    assert.equal(parts.join(''), text)
    for (const each of parts) assert.ok(each.length <= 4000 && end.test(each), each.slice(-20))
  }
})

test('from word to word one passes each once, forth and back', () => {
  fc.assert(
    fc.property(hardText, text => {
      const layout = layoutOf(text)
      const all = layout.paragraphs.flatMap((_, index) => layout.wordsIn(index))
      const forth: Stretch[] = []
      for (let word = wordAfter(layout, 0); word; word = wordAfter(layout, word.end)) forth.push(word)
      const back: Stretch[] = []
      for (let word = wordBefore(layout, text.length); word; word = wordBefore(layout, word.start)) back.unshift(word)
      assert.deepEqual(forth, all)
      assert.deepEqual(back, all)
    }),
  )
})

test('what is dragged over grows to whole words, and to no more', () => {
  const layout = layoutOf('with Lucía Fernández, chief\nbuyer 👍 .')
  const words = (start: number, end: number) => {
    const found = snapped(layout, { start, end })
    return found && layout.text.slice(found.start, found.end)
  }
  assert.equal(words(7, 13), 'Lucía Fernández')
  assert.equal(words(10, 12), 'Fernández', 'the space before it is no part of a word')
  assert.equal(words(7, 7), 'Lucía')
  assert.equal(words(20, 20), 'Fernández', 'a click behind the last letter')
  assert.equal(words(24, 30), 'chief\nbuyer')
  assert.equal(words(37, 37), undefined, 'nothing to select')
  fc.assert(
    fc.property(hardText, fc.nat(80), fc.nat(80), (text, one, other) => {
      const [start, end] = [Math.min(one, other, text.length), Math.min(Math.max(one, other), text.length)]
      const around = snapped(layoutOf(text), { start, end })
      if (around) assert.deepEqual(snapped(layoutOf(text), around), around)
    }),
  )
})

test('a letter is what people count as one', () => {
  const text = 'e\u0301👩‍👩‍👧‍👦🇩🇪x'
  const places = [0]
  while ((places.at(-1) as number) < text.length) places.push(letterAfter(text, places.at(-1) as number))
  assert.deepEqual(places, [0, 2, 13, 17, 18])
  assert.deepEqual(
    places.slice(1).map(place => letterBefore(text, place)),
    places.slice(0, -1),
  )
  assert.deepEqual([letterBefore(text, 0), letterAfter(text, text.length)], [0, text.length])
})

test('an excerpt is one line, with whole characters, its middle left out', () => {
  assert.equal(excerptOf('a Banco\n del Sur', { start: 2, end: 16 }), 'Banco del Sur')
  const long = `${'😀'.repeat(40)}x${'😀'.repeat(40)}`
  const excerpt = excerptOf(`x${long}`, { start: 1, end: long.length + 1 })
  assert.ok(excerpt.isWellFormed() && excerpt.includes(' … ') && excerpt.length < 70, excerpt)
})
