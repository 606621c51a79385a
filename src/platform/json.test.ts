import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Refusal } from './errors.ts'
import type { JsonLimits } from './json.ts'
import { parseJson } from './json.ts'

const parseText = (text: string, limits?: Partial<JsonLimits>): unknown => parseJson(Buffer.from(text), limits)

/** The refusal of a body, told by its code and field. */
const refusalFor = (body: string | Uint8Array, limits?: Partial<JsonLimits>): Refusal => {
  try {
    parseJson(Buffer.from(body as string), limits)
  } catch (error) {
    assert.ok(error instanceof Refusal, String(error))
    assert.equal(error.status, 400)
    assert.ok(error.message.length < 300, 'the message stays short')
    return error
  }
  assert.fail(`accepted: ${String(body).slice(0, 100)}`)
}

const refuses = (code: string, bodies: Record<string, string | Uint8Array>): void => {
  for (const [name, body] of Object.entries(bodies)) assert.equal(refusalFor(body).code, code, name)
}

const nested = (open: string, middle: string, close: string, levels: number): string =>
  open.repeat(levels) + middle + close.repeat(levels)

test('bytes that are not UTF-8', () => {
  refuses('UTF8', {
    'bytes that never occur': Buffer.from([0x22, 0xff, 0xfe, 0xc0, 0x22]),
    'overlong slash': Buffer.from([0x22, 0xc0, 0xaf, 0x22]),
    'encoded surrogate': Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]),
    'cut character': Buffer.from([0x22, 0xe2, 0x82, 0x22]),
    'UTF-16 with a byte order mark': Buffer.from('\ufeff{"a":1}', 'utf16le'),
  })
})

test('text that is not JSON', () => {
  refuses('JSON_SYNTAX', {
    nothing: '',
    'UTF-16 without a byte order mark': Buffer.from('{"a":1}', 'utf16le'),
    NaN: '{"a":NaN}',
    Infinity: '[Infinity]',
    'negative Infinity': '[-Infinity]',
    'unclosed array': '[1',
    'unclosed string': '["abc',
    'escape at the end': '["abc\\',
    'closed too often': '[1]]]]',
    'raw NUL': '["a\0b"]',
    'raw newline in a string': '["a\nb"]',
    'trailing comma': '[1,]',
    'number with two points': '[1.2.3]',
    'number of signs': '[1e+-+-+-+-+-+-+-]',
    'single quotes': "{'a':1}",
    comment: '{"a":1} // x',
    'colon in an array': '["a":1]',
  })
})

test('a syntax error names the place but does not quote the body', () => {
  assert.match(refusalFor('[1 2]').message, /position 3 \(line 1 column 4\)\.$/)
  assert.match(refusalFor('{"a": password-1234}').message, /Unexpected token 'p'\.$/)
  assert.doesNotMatch(refusalFor('{"a": "x, y" password-1234}').message, /word/)
})

test('nesting is refused from 65 levels, without touching the stack', () => {
  assert.deepEqual(JSON.stringify(parseText(nested('[', '', ']', 64))), nested('[', '', ']', 64))
  assert.equal(refusalFor('[[1]]', { depth: 1 }).code, 'JSON_DEPTH')
  for (const levels of [65, 5_000, 100_000, 400_000]) {
    refuses('JSON_DEPTH', {
      [`${levels} arrays`]: nested('[', '', ']', levels),
      [`${levels} objects`]: nested('{"a":', '1', '}', levels),
      [`${levels} of both`]: nested('[{"a":', '1', '}]', levels),
      [`${levels} never closed`]: '['.repeat(levels),
    })
  }
  assert.deepEqual(parseText(`["${'['.repeat(400_000)}","\\"${'{'.repeat(65)}"]`), [
    '['.repeat(400_000),
    `"${'{'.repeat(65)}`,
  ])
})

test('elements are counted, 100,000 at most', () => {
  const ones = (count: number): string => `[${Array(count).fill(1).join()}]`
  const keys = (count: number): string => `{${Array.from({ length: count }, (_, index) => `"${index}":1`).join()}}`
  assert.equal((parseText(ones(100_000)) as unknown[]).length, 100_000)
  assert.equal(Object.keys(parseText(keys(100_000)) as object).length, 100_000)
  refuses('JSON_SIZE', {
    'one too many': ones(100_001),
    'a million': ones(1_000_000),
    '200,000 keys': keys(200_000),
    'empty arrays': `[${Array(60_000).fill('[]').join()}]`,
    'commas alone': ','.repeat(100_001),
  })
  assert.equal(refusalFor('[1,2,3]', { elements: 2 }).code, 'JSON_SIZE')
  assert.deepEqual(parseText('[",,,,,,"]', { elements: 1 }), [',,,,,,'])
})

test('NUL in a string or key', () => {
  refuses('TEXT_NUL', { string: '["a\\u0000b"]', key: '{"a\\u0000b":1}', 'after an escape': '["\\\\\\u0000"]' })
  assert.equal(refusalFor('{"items":[{"text":"ok"},{"text":"\\u0000"}]}').field, 'items.1.text')
  assert.deepEqual(parseText('["\\\\u0000"]'), ['\\u0000'])
})

test('half a surrogate pair in a string or key', () => {
  refuses('TEXT_SURROGATE', {
    high: '["\\ud800"]',
    low: '["\\udc00"]',
    swapped: '["\\ude00\\ud83d"]',
    'two high ones': '["\\ud83d\\ud83d\\ude00"]',
    key: '{"\\uD83D":1}',
    'a sliced emoji': JSON.stringify(['😀'.slice(0, 1)]),
  })
  assert.equal(refusalFor('{"a":{"b":"\\ud800"}}').field, 'a.b')
  assert.deepEqual(parseText('["\\ud83d\\ude00😀"]'), ['😀😀'])
})

test('numbers that a double cannot carry', () => {
  refuses('NUM_RANGE', {
    '1e999': '[1e999]',
    '-1e999': '{"a":-1e999}',
    '1E+308': '[1E+308]',
    '1e131000': '[1e131000]',
    'many times 1e308': `[${Array(20_000).fill('1e308').join()}]`,
    '1.1e100': '1.1e100',
    'many digits before the point': `${'9'.repeat(101)}.5`,
    '2^53 + 1': '9007199254740993',
    'negative 2^53 + 1': '[-9007199254740993]',
    'long integer': '{"id":12345678901234567890123}',
    'a megabyte of digits': '7'.repeat(1_000_000),
  })
  assert.equal(refusalFor('9007199254740993').expected, 'a string for long ids')
})

test('numbers that a double carries are kept', () => {
  for (const literal of ['0', '-1', '9007199254740991', '-9007199254740991', '9007199254740992', '1e100', '-1e+100']) {
    assert.equal(parseText(literal), Number(literal), literal)
  }
  for (const literal of [
    '0.1',
    '0.30000000000000004',
    '1e-320',
    '5e-324',
    '0.1234567890123456789012345',
    '1E5',
    '1e20',
  ]) {
    assert.deepEqual(parseText(`[${literal}]`), [Number(literal)], literal)
  }
  assert.ok(Object.is(parseText('-0'), -0))
})

test('types are never changed', () => {
  assert.deepEqual(parseText('[null,"1","true",[1],{},"NaN","Infinity"]'), [
    null,
    '1',
    'true',
    [1],
    {},
    'NaN',
    'Infinity',
  ])
})

test('the key __proto__, however written and wherever', () => {
  for (const [body, field] of [
    ['{"__proto__":{"polluted":1}}', '__proto__'],
    ['[{"a":{"__proto__":1}}]', '0.a.__proto__'],
    ['{"\\u005f_proto__":{"polluted":1}}', '__proto__'],
    ['{"\\u005f\\u005f\\u0070roto\\u005f\\u005f":1}', '__proto__'],
  ] as const) {
    const { code, field: found } = refusalFor(body)
    assert.deepEqual([code, found], ['JSON_KEY', field], body)
  }
  assert.equal(({} as Record<string, unknown>).polluted, undefined)
})

test('keys that only look like it, and names of Object.prototype, are data', () => {
  const body =
    '{"constructor":{"prototype":1},"prototype":2,"toString":"x","hasOwnProperty":null,"valueOf":[],' +
    '"__proto__.x":1,"constructor.prototype.x":2,"__proto":3,"":4,"text":"__proto__"}'
  assert.equal(JSON.stringify(parseText(body)), body)
})

test('a repeated key is refused by name', () => {
  for (const [body, field] of [
    ['{"label":"a","label":"b"}', 'label'],
    ['{"label":"a","l\\u0061bel":"b"}', 'label'],
    ['[{"a":1},{"a":1,"b":{"c":[{"a":1}]},"b" \n\t:2}]', 'b'],
    ['{"a":"\\"","toString":1,"x":":","toString":{"a":1}}', 'toString'],
    ['{"a":{"deep":1},"a":{"deep":1}}', 'a'],
  ] as const) {
    const { code, field: found } = refusalFor(body)
    assert.deepEqual([code, found], ['JSON_KEY', field], body)
  }
  assert.deepEqual(parseText('{"a":{"a":{"a":[{"a":1},{"a":2}]}}}'), { a: { a: { a: [{ a: 1 }, { a: 2 }] } } })
})

test('a UTF-8 byte order mark is skipped, and a view into a larger buffer is read alone', () => {
  assert.deepEqual(parseText('\ufeff{"a":1}'), { a: 1 })
  const whole = new TextEncoder().encode('xx{"id":1234567890123456,"é":1}yy')
  assert.deepEqual(parseJson(whole.subarray(2, -2)), { id: 1234567890123456, é: 1 })
})

const jsonValue = fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' })

/** What a text must hold for its refusal to be right. */
const GROUNDS: Record<string, RegExp> = {
  NUM_RANGE: /\de\+[1-3]\d\d/,
  JSON_KEY: /__proto__/,
  TEXT_NUL: /\\u0000/,
  TEXT_SURROGATE: /\\ud[89a-f]/,
}

test('property: it agrees with JSON.parse on all it accepts, and what it gives is accepted again', () => {
  fc.assert(
    fc.property(jsonValue, fc.constantFrom(undefined, 1), (value, indent) => {
      const text = JSON.stringify(value, null, indent)
      let parsed: unknown
      try {
        parsed = parseText(text)
      } catch (error) {
        assert.ok(error instanceof Refusal && GROUNDS[error.code]?.test(text), `${error}: ${text}`)
        return
      }
      assert.deepEqual(parsed, JSON.parse(text))
      assert.deepEqual(parseText(JSON.stringify(parsed)), JSON.parse(JSON.stringify(parsed)))
    }),
  )
})

test('property: any bytes give a value or a refusal, never another error', () => {
  const piece = fc.constantFrom(
    '"',
    '\\',
    '\\u',
    'd800',
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '1',
    '-',
    '.',
    'e',
    'a',
    ' ',
    '\0',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.array(piece).map(pieces => Buffer.from(pieces.join(''))),
      ),
      bytes => {
        try {
          parseJson(bytes)
        } catch (error) {
          assert.ok(error instanceof Refusal, String(error))
        }
      },
    ),
    { numRuns: 2_000 },
  )
})
