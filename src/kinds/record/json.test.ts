import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { faultIn, parsed, printed } from './json.ts'

test('what is wrong is told with its line', () => {
  const table = [
    ['{\n "a": 1,\n "b" 2\n}', 'Line 3: a colon is missing after the name'],
    ['{\n "a": 1\n "b": 2\n}', 'Line 2: a comma or a closing bracket is missing here'],
    ['{\n "a": [1,\n]}', 'Line 2: a value is missing here'],
    ['{"a": 1,}', 'Line 1: a name in double quotes is missing here'],
    ['{a: 1}', 'Line 1: a name in double quotes or } is missing here'],
    ['{"a":\n\n', 'Line 1: a value is missing here'],
    ['{\n"a": "x', 'Line 2: a string does not end'],
    ['{\n"a": "x\ny"}', 'Line 2: a string does not end'],
    ['[1\n}', 'Line 1: a comma or a closing bracket is missing here'],
    ['{}\n\nx', 'Line 3: nothing may follow the end'],
    ['[01]', 'Line 1: a comma or a closing bracket is missing here'],
    ['', 'Line 1: a value is missing here'],
    ['nope', 'Line 1: a value is missing here'],
  ]
  for (const [text, error] of table) assert.equal(parsed(text as string).error, error)
})

test('JSON is read, and what is printed is read back', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value =>
      assert.deepEqual(parsed(printed(value)), { value: JSON.parse(JSON.stringify(value)) }),
    ),
  )
})

test('a fault is found exactly where the engine refuses', () => {
  const broken = fc
    .tuple(
      fc.json(),
      fc.nat(),
      fc.constantFrom('', ',', '}', ']', '"', '\\', '0', '-', '\n', '\u0000', '\u007f', '\u2028', '\ud800'),
    )
    .map(([json, at, put]) => json.slice(0, at % (json.length + 1)) + put + json.slice((at % (json.length + 1)) + 1))
  const refuses = (text: string) => {
    try {
      JSON.parse(text)
      return false
    } catch {
      return true
    }
  }
  const numbers = fc.stringMatching(/^[-+0-9.eE]{1,8}$/)
  fc.assert(
    fc.property(fc.oneof(fc.json(), broken, fc.string(), numbers), text => {
      assert.equal(faultIn(text) !== undefined, refuses(text), JSON.stringify(text))
    }),
    { numRuns: 2000 },
  )
})

test('a long text is read in time, whatever stands in it', () => {
  const long = `{"a": "${'\\u00'.repeat(50_000)}`
  assert.equal(parsed(long).error, 'Line 1: a string does not end')
  assert.deepEqual(parsed(`["${'x'.repeat(200_000)}"]`).error, undefined)
})
