import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkOf } from './check.ts'
import { entered, type Field, fieldsOf, freshElement, type Schema } from './fields.ts'

const schema: Schema = {
  type: 'object',
  required: ['number', 'seller'],
  properties: {
    number: { type: 'string', maxLength: 20, title: 'Invoice number', description: 'top right' },
    note: { type: 'string' },
    total: { type: 'number' },
    seats: { type: ['integer', 'null'] },
    due: { anyOf: [{ type: 'string', format: 'date' }, { type: 'null' }] },
    currency: { enum: ['EUR', 'USD'] },
    paid: { type: 'boolean' },
    discount: { oneOf: [{ type: 'number' }, { type: 'object' }] },
    seller: { $ref: '#/$defs/party' },
    buyer: { $ref: '#/$defs/party', title: 'Buyer' },
    lines: { type: 'array', items: { type: 'object', required: ['what'], properties: { what: { type: 'string' } } } },
    point: { type: 'array', prefixItems: [{ type: 'number' }] },
  },
  $defs: { party: { type: 'object', properties: { name: { type: 'string' } } } },
}
const outline = (fields: Field[]) => fields.map(({ path, control }) => `${path.join('.')} ${control}`)

test('a schema becomes fields; what is required is open, what is optional waits to be added', () => {
  assert.deepEqual(outline(fieldsOf(schema, {})), [
    ...['number line', 'note text', 'total number', 'seats number', 'due line', 'currency pick', 'paid pick'],
    ...['discount json', 'seller object', 'seller.name text', 'buyer object', 'lines array', 'point json'],
  ])
  const [number] = fieldsOf(schema, {})
  assert.deepEqual([number?.title, number?.about, number?.required], ['Invoice number', 'top right', true])
})

test('a document brings its own: elements, fields the schema does not name, values that do not fit', () => {
  const value = {
    lines: [{ what: 'seat', extra: 1 }, 'no object'],
    buyer: [],
    more: { kept: true },
    flag: true,
    total: null,
  }
  const fields = fieldsOf(schema, value)
  const tail = outline(fields).slice(10)
  assert.deepEqual(tail, [
    ...['buyer json', 'lines array', 'lines.0 object', 'lines.0.what text', 'lines.0.extra number', 'lines.1 json'],
    ...['point json', 'more json', 'flag pick'],
  ])
  const removable = fields.filter(field => field.removable).map(field => field.path.join('.'))
  assert.deepEqual(removable, ['lines.0', 'lines.0.extra', 'lines.1', 'more', 'flag'])
})

test('names that objects have of their own are fields like any other', () => {
  const hostile: Schema = {
    type: 'object',
    properties: JSON.parse('{"__proto__": {"type": "string"}, "toString": {}}'),
  }
  assert.deepEqual(outline(fieldsOf(hostile, {})), ['__proto__ text', 'toString json'])
  assert.deepEqual(outline(fieldsOf({ type: 'object' }, JSON.parse('{"__proto__": 1}'))), ['__proto__ number'])
})

test('a long list shows its first elements and says how many follow; a circle of references ends', () => {
  const list: Schema = { type: 'object', properties: { n: { type: 'array', items: { type: 'number' } } } }
  const fields = fieldsOf(list, { n: Array.from({ length: 60 }, (_, index) => index) })
  assert.equal(fields.length, 52)
  assert.deepEqual([fields.at(-1)?.control, fields.at(-1)?.hidden], ['more', 10])
  const circle: Schema = {
    type: 'object',
    required: ['next'],
    properties: { next: { $ref: '#/$defs/a' } },
    $defs: { a: { type: 'object', required: ['next'], properties: { next: { $ref: '#/$defs/a' } } } },
  }
  assert.ok(fieldsOf(circle, {}).length < 40)
})

test('what is typed becomes a value, and what is no number stays for the schema to judge', () => {
  const field = (path: string, value: unknown = {}) =>
    fieldsOf(schema, value).find(each => each.path.join('.') === path) as Field
  const table = [
    ['total', '12.50', 12.5],
    ['total', '12.', 12],
    ['total', '-3e2', -300],
    ['total', '12a', '12a'],
    ['total', '0x10', '0x10'],
    ['total', ' ', ' '],
    ['total', '1e999', '1e999'],
    ['total', '', undefined],
    ['seats', '', null],
    ['due', '', null],
    ['note', '', undefined],
    ['number', '', ''],
    ['note', '12', '12'],
  ] as const
  for (const [path, typed, value] of table) assert.deepEqual(entered(typed, field(path)), value, `${path} "${typed}"`)
  assert.equal(entered('', field('lines.0.extra', { lines: [{ extra: 1 }] })), undefined)
  assert.deepEqual(freshElement(field('lines'), schema), {})
})

test('the check tells each field what is wrong with it, in words', () => {
  const errors = checkOf({
    ...schema,
    additionalProperties: false,
    properties: { ...(schema.properties as Schema), code: { type: 'string', minLength: 1 }, rate: { minimum: 0 } },
  })({
    ...{ number: 'x'.repeat(21), total: '12a', due: 'soon', currency: 'CHF', discount: 'much', code: '', rate: -1 },
    ...{ seller: { name: 1 }, lines: [{ what: 'a' }, {}], odd: 1 },
  })
  assert.deepEqual(Object.fromEntries(errors), {
    '["number"]': 'Must have 20 characters at most',
    '["total"]': 'Must be a number',
    '["due"]': 'Fits none of the forms it may have',
    '["currency"]': 'Must be one of EUR, USD',
    '["discount"]': 'Must fit exactly one of the forms it may have',
    '["code"]': 'Must not be empty',
    '["rate"]': 'Must be 0 or more',
    '["seller","name"]': 'Must be a text',
    '["lines","1","what"]': 'Is missing',
    '["odd"]': 'The schema has no such field',
  })
  assert.equal(checkOf(schema)({ number: '1', seller: {} }).size, 0)
  assert.deepEqual([...checkOf(schema)({ seller: {} })], [['["number"]', 'Is missing']])
})
