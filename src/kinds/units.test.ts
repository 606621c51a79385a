import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { placesOf, UNITS } from './units.ts'

test('places in a text of one, two, three and four bytes', () => {
  const text = 'né€😀!'
  const table = [
    ['utf16', [0, 1, 2, 3, 5, 6], [4]],
    ['codepoint', [0, 1, 2, 3, 4, 5], []],
    ['byte', [0, 1, 3, 6, 10, 11], [2, 4, 5, 7, 8, 9]],
  ] as const
  for (const [unit, offsets, within] of table) {
    const places = placesOf(text, unit)
    assert.equal(places.length, offsets.at(-1))
    assert.deepEqual(
      offsets.map(offset => places.indexOf(offset)),
      [0, 1, 2, 3, 5, 6],
      unit,
    )
    for (const offset of [...within, -1, places.length + 1, 0.5, Number.NaN])
      assert.equal(places.indexOf(offset), undefined)
    assert.equal(places.offsetOf(4), undefined, 'between the halves of a character')
  }
})

test('what is before a place is as long as the place says, in every unit', () => {
  const lengths = {
    utf16: (text: string) => text.length,
    codepoint: (text: string) => [...text].length,
    byte: (text: string) => new TextEncoder().encode(text).length,
  }
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...UNITS), (text, unit) => {
      const places = placesOf(text, unit)
      let index = 0
      for (const character of [...text, '']) {
        const offset = lengths[unit](text.slice(0, index))
        assert.equal(places.offsetOf(index), offset)
        assert.equal(places.indexOf(offset), index)
        index += character.length
      }
      assert.equal(places.length, lengths[unit](text))
    }),
  )
})
