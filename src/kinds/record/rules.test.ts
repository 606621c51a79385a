import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { record } from './rules.ts'

const schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties: {
    total: { type: 'number', minimum: 0 },
    day: { type: 'string', format: 'date' },
    lines: { type: 'array', items: { $ref: '#/$defs/line' }, maxItems: 3 },
  },
  required: ['total'],
  additionalProperties: false,
  $defs: {
    line: { type: 'object', properties: { name: { type: 'string' }, sort: { enum: ['a', 'b'] } }, required: ['name'] },
  },
}

const answersOf = (given: object) => record.answer({ labels: [], settings: record.settings.parse({ schema: given }) })

test('an answer conforms to the schema, and what does not is told by its place', () => {
  const answers = answersOf(schema)
  const good = { total: 4.5, day: '2026-02-28', lines: [{ name: 'x', sort: 'a' }] }
  assert.deepEqual(answers.parse(good), good)
  const table: [unknown, string, RegExp][] = [
    [{}, '', /required property "total"/],
    [{ total: '4' }, 'total', /"string" is invalid/],
    [{ total: -1 }, 'total', /less than/],
    [{ total: 1, day: '2026-02-30' }, 'day', /format "date"/],
    [{ total: 1, note: 'x' }, 'note', /no such field/],
    [{ total: 1, lines: [{ name: 'x' }, {}] }, 'lines.1', /"name"/],
    [{ total: 1, lines: [{ name: 'x', sort: 'c' }] }, 'lines.0.sort', /any of/],
    [[], '', /expected record/],
    ['{"total":1}', '', /expected record/],
  ]
  for (const [bad, path, message] of table) {
    const issue = answers.safeParse(bad).error?.issues[0]
    assert.equal(issue?.path.join('.'), path, JSON.stringify(bad))
    assert.match(String(issue?.message), message)
  }
  assert.equal('__absolute_uri__' in schema, false, 'the schema is left as it was')
})

test('a schema that cannot be checked safely, or is none, is refused where it errs', () => {
  const object = (properties: object, more = {}) => ({ type: 'object', properties, ...more })
  const deep = (levels: number): object => (levels === 0 ? {} : { items: deep(levels - 1) })
  const double = Object.fromEntries(
    Array.from({ length: 30 }, (_, n) => [
      `d${n}`,
      n === 29 ? {} : { allOf: Array(2).fill({ $ref: `#/$defs/d${n + 1}` }) },
    ]),
  )
  const table: [unknown, string, RegExp][] = [
    [{ type: 'array' }, 'type', /"object"/],
    [object({ a: { pattern: '^(a+)+$' } }), 'properties.a.pattern', /no pattern/],
    [{ type: 'object', patternProperties: { '^(a+)+$': {} } }, 'patternProperties', /no pattern/],
    [object({ a: { format: 'regex' } }), 'properties.a.format', /one of date/],
    [object({ a: { $ref: 'https://example.org/schema' } }), 'properties.a.$ref', /#\/\$defs/],
    [object({ a: { $ref: '#' } }), 'properties.a.$ref', /#\/\$defs/],
    [object({ a: { $ref: '#/$defs/no' } }), '', /what "#\/\$defs\/no" means/],
    [object({ a: { $ref: '#/$defs/a' } }, { $defs: { a: { allOf: [{ $ref: '#/$defs/a' }] } } }), '', /circle/],
    [object({ a: { $ref: '#/$defs/constructor' } }, { $defs: {} }), '', /means/],
    [object({ a: { $ref: '#/$defs/d0' } }, { $defs: double }), '', /parts/],
    [object({ a: { $id: 'x' } }), 'properties.a.$id', /known/],
    [object({ a: { requried: ['b'] } }), 'properties.a.requried', /known/],
    [object({ a: { required: 'b' } }), 'properties.a.required', /names/],
    [object({ a: { type: 'text' } }), 'properties.a.type', /one of object/],
    [object({ a: { minLength: '3' } }), 'properties.a.minLength', /whole number/],
    [object({ a: 'string' }), 'properties.a', /a schema/],
    [object({ a: { anyOf: {} } }), 'properties.a.anyOf', /list of schemas/],
    [object({ a: deep(40) }), `properties.a${'.items'.repeat(16)}`, /within one another/],
    [object({ a: { enum: Array(6000).fill(1) } }), '', /parts/],
    [object({ a: { description: 'x'.repeat(70_000) } }), '', /characters/],
  ]
  for (const [bad, path, message] of table) {
    const issue = record.settings.safeParse({ schema: bad }).error?.issues[0]
    assert.equal(issue?.path.join('.'), ['schema', path].filter(Boolean).join('.'), JSON.stringify(bad).slice(0, 200))
    assert.match(String(issue?.message), message)
  }
  assert.equal(record.settings.safeParse({}).success, false)
})

test('an answer that would take long to check is none', () => {
  const answers = answersOf({ type: 'object' })
  const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)])
  const bad = [
    { a: Array(1001).fill(1) },
    { a: deep(40) },
    { a: 'x'.repeat(300_000) },
    { a: Array(900).fill([1, 2, 3, 4, 5]) },
  ]
  for (const answer of bad)
    assert.match(String(answers.safeParse(answer).error?.issues[0]?.message), /at most 5000 values/)
  assert.equal(answers.safeParse({ a: Array(1000).fill(1) }).success, true)
})

test('fields are compared by their paths', () => {
  const [fields] = record.measures
  const table: [object, object, number, number][] = [
    [{ a: 1, b: 2 }, { a: 1, b: 3 }, 1, 2],
    [{ a: 1 }, { a: 1, b: 3 }, 1, 2],
    [{ a: { b: 1, c: 2 } }, { a: { c: 2, b: 1 } }, 2, 2],
    [{ a: [1, 2] }, { a: [2, 1] }, 0, 2],
    [{ a: [] }, { a: {} }, 0, 2],
    [{ a: [] }, { a: [] }, 1, 1],
    [{ a: null }, {}, 0, 2],
    [{}, {}, 1, 1],
  ]
  for (const [one, other, part, whole] of table)
    assert.deepEqual(fields?.of(one as never, other as never), { part, whole })
})

const KEYWORDS = [
  ...[
    'type',
    'properties',
    'required',
    'items',
    'prefixItems',
    'enum',
    'const',
    '$ref',
    '$defs',
    'anyOf',
    'oneOf',
    'not',
  ],
  ...['if', 'then', 'else', 'minLength', 'multipleOf', 'uniqueItems', 'contains', 'minContains', 'propertyNames'],
  ...['additionalProperties', 'unevaluatedProperties', 'dependentRequired', 'dependentSchemas', 'format', 'title'],
  ...['constructor', 'toString', 'a'],
]

const json = fc.letrec(tie => ({
  value: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.constantFrom(null, true, false, 0, 1, -1, 0.5, 'a', 'object', 'string', 'array', 'date', '#/$defs/a'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...KEYWORDS), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value

test('whatever a schema and an answer are, they are accepted or told what is wrong', () => {
  let accepted = 0
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...KEYWORDS), json, { noNullPrototype: true }), json, (given, answer) => {
      const read = record.settings.safeParse({ schema: { ...given, type: 'object' } })
      if (!read.success) return
      accepted += 1
      record.answer({ labels: [], settings: read.data }).safeParse(answer)
      record.answer({ labels: [], settings: read.data }).safeParse({ constructor: answer, a: answer })
    }),
    { numRuns: 5000 },
  )
  assert.ok(accepted > 200, `${accepted} schemas accepted`)
})
