import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseJson } from '../platform/json.ts'
import { canonical } from './canonical.ts'

const doubleOf = (bits: string): number => Buffer.from(bits, 'hex').readDoubleBE()

test('numbers: the samples of RFC 8785, appendix B', () => {
  for (const [bits, text] of [
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ] as const) {
    assert.equal(canonical(doubleOf(bits)), text, bits)
  }
})

test('the example of RFC 8785, section 3.2.2', () => {
  const given = String.raw`{
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  }`
  assert.equal(
    canonical(parseJson(Buffer.from(given))),
    `{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],` +
      String.raw`"string":"€$\u000f\nA'B\"\\\\\"/"}`,
  )
})

test('keys sort by UTF-16 units: the example of RFC 8785, section 3.2.3', () => {
  const given = {
    '€': 'Euro Sign',
    '\r': 'Carriage Return',
    '\ufb33': 'Hebrew Letter Dalet With Dagesh',
    '1': 'One',
    '😀': 'Emoji: Grinning Face',
    '\u0080': 'Control',
    ö: 'Latin Small Letter O With Diaeresis',
  }
  const text = canonical(given)
  const order = Object.values(given).sort((one, other) => text.indexOf(one) - text.indexOf(other))
  assert.deepEqual(order, [
    'Carriage Return',
    'One',
    'Control',
    'Latin Small Letter O With Diaeresis',
    'Euro Sign',
    'Emoji: Grinning Face',
    'Hebrew Letter Dalet With Dagesh',
  ])
})

test('keys that look like numbers sort as text, at every level', () => {
  assert.equal(canonical({ b: [{ 10: 1, 9: 2, 1: 3 }], a: {}, '': [] }), '{"":[],"a":{},"b":[{"1":3,"10":1,"9":2}]}')
})

test('no normalisation: text stays as it is', () => {
  assert.equal(
    canonical(['\u0041\u030a', '\u00c5', '</script>', '\u2028']),
    '["\u0041\u030a","\u00c5","</script>","\u2028"]',
  )
})

test('what JSON cannot say throws instead of vanishing', () => {
  const bad: unknown[] = [
    undefined,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1n,
    Symbol('x'),
    () => 1,
    new Date(0),
    new Map([['a', 1]]),
    Buffer.from('a'),
    '\ud800',
    { '\udc00': 1 },
    new Array(1),
  ]
  for (const value of bad) {
    assert.throws(() => canonical(value), TypeError)
    assert.throws(() => canonical({ a: [value] }), TypeError)
  }
})

const jsonValue = fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' })

/** The same value with the keys of every object in reverse. */
const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).reverse()
  return Object.fromEntries(entries.map(([key, member]) => [key, reversed(member)]))
}

test('property: it says the same value, once and for all, in whatever order the keys came', () => {
  fc.assert(
    fc.property(jsonValue, value => {
      const text = canonical(value)
      const back: unknown = JSON.parse(text)
      assert.deepEqual(back, JSON.parse(JSON.stringify(value)))
      assert.equal(canonical(back), text)
      assert.equal(canonical(reversed(value)), text)
    }),
  )
})

test('property: the door accepts every canonical text of what it accepted before', () => {
  const number = fc.double({ noNaN: true, min: -1e100, max: 1e100 })
  fc.assert(
    fc.property(fc.array(fc.oneof(number, fc.maxSafeInteger(), number.map(Math.round))), numbers => {
      const text = canonical(numbers)
      assert.equal(canonical(parseJson(Buffer.from(text))), text)
    }),
    { numRuns: 1_000 },
  )
})
