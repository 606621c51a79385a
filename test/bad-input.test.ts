/**
 * Bodies that must be refused, at every endpoint that takes one; an endpoint that is added later is tried by itself.
 * The numbers of the rows are stable: they are cited elsewhere.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { endpoints } from '../src/server/server.ts'
import { assertRefused, leavesNoTrace, names } from './refused.ts'
import { type Place, placesOf, type Sample, sampleOf, withValue } from './sample.ts'
import { type Answer, openTeam, type Send, type Team } from './team.ts'

const samples = endpoints.filter(({ method, takes }) => (method === 'POST' || method === 'PUT') && !takes).map(sampleOf)

let team: Team
let senders: Record<'admin' | 'administrator', Send>

before(async () => {
  team = await openTeam({ works: false })
  senders = { admin: (await team.person('admin')).send, administrator: (await team.administrator()).send }
})
after(() => team.close())

type Body = Parameters<Send>[2]

const send = ({ endpoint, url }: Sample, body: Body): Promise<Answer> =>
  senders[endpoint.may === 'administrator' ? 'administrator' : 'admin'](endpoint.method, url, body)

/** Sends to every endpoint what `bodies` makes of its sample; all of it is refused. */
const refuseAll = (code: string | string[], bodies: (sample: Sample) => Record<string, Body>) =>
  leavesNoTrace(team, async () => {
    for (const sample of samples) {
      for (const [told, body] of Object.entries(bodies(sample))) {
        assertRefused(await send(sample, body), 400, code, `${sample.endpoint.name}: ${told}`)
      }
    }
  })

/** The body with one more member, written as it is. */
const withMember = ({ body }: Sample, member: string) => {
  const text = JSON.stringify(body)
  return `${text.slice(0, -1)}${text === '{}' ? '' : ','}${member}}`
}

const dotted = ({ path }: Place) => path.join('.')

/** Spoils every place for which there are bad values: each is refused, and by its name. */
const spoil = (valuesFor: (place: Place) => unknown[]) =>
  leavesNoTrace(team, async () => {
    let tried = 0
    for (const sample of samples) {
      for (const place of placesOf(sample.schema)) {
        if (place.path.length === 0) continue
        for (const value of valuesFor(place)) {
          const answer = await send(sample, withValue(sample.body, place.path, value) as object)
          const told = `${sample.endpoint.name}: ${dotted(place)} = ${JSON.stringify(value)}`
          assertRefused(answer, 400, 'INVALID', told)
          assert.ok(names(answer, dotted(place)), `${told}: ${answer.text}`)
          tried += 1
        }
      }
    }
    assert.ok(tried > 20, `${tried} places`)
  })

test('row 1: NUL in a text or in a key', async () => {
  await refuseAll('TEXT_NUL', sample => ({
    key: withMember(sample, '"a\\u0000b":1'),
    nested: withMember(sample, '"more":{"deep":["a\\u0000b"]}'),
    ...Object.fromEntries(
      placesOf(sample.schema)
        .filter(({ schema }) => schema.type === 'string')
        .map(place => [dotted(place), withValue(sample.body, place.path, 'a\0b') as object]),
    ),
  }))
})

test('row 2: half a surrogate pair, in a text or in a key', async () => {
  await refuseAll('TEXT_SURROGATE', sample => ({
    escaped: withMember(sample, '"more":"\\ud800"'),
    'half an emoji': withMember(sample, `"more":${JSON.stringify('😀'.slice(0, 1))}`),
    'the other half': withMember(sample, '"more":"x\\ude00"'),
    reversed: withMember(sample, '"more":"\\ude00\\ud83d"'),
    key: withMember(sample, '"\\ud800":1'),
  }))
})

test('row 3: bytes that are not UTF-8', async () => {
  const bytes = (...middle: number[]) => Buffer.concat([Buffer.from('{"x":"'), Buffer.from(middle), Buffer.from('"}')])
  await refuseAll('UTF8', () => ({
    garbage: bytes(0xff, 0xfe, 0xc0),
    overlong: bytes(0xc0, 0xaf),
    'surrogate in UTF-8': bytes(0xed, 0xa0, 0x80),
    'cut short': bytes(0xf0, 0x9f, 0x98),
    'UTF-16': Buffer.from('\ufeff{"x":1}', 'utf16le'),
  }))
})

const nested = (open: string, close: string, levels: number) => open.repeat(levels) + close.repeat(levels)

test('row 4: nesting 65, 5,000, 100,000 and 400,000 deep', async () => {
  const bodies: Record<string, string> = {}
  for (const levels of [64, 5000, 100_000, 400_000]) {
    bodies[`${levels} arrays`] = `{"x":${nested('[', ']', levels)}}`
    bodies[`${levels} objects`] = `{"x":${'{"x":'.repeat(levels)}1${'}'.repeat(levels)}}`
    bodies[`${levels} arrays left open`] = `{"x":${'['.repeat(levels)}`
  }
  await refuseAll('JSON_DEPTH', () => bodies)
})

test('row 5: deep JSON that no schema takes (CVE-2026-63462: the error itself must not be deep)', async () => {
  const deep = JSON.parse(nested('[', ']', 50))
  await refuseAll('INVALID', sample => ({ 'unknown key': { ...sample.body, x: deep }, 'all of it': deep }))
  await spoil(({ schema: { type } }) => (type === 'string' || type === 'number' || type === 'integer' ? [deep] : []))
})

test('row 6: NaN and Infinity, as words and as texts', async () => {
  await refuseAll('JSON_SYNTAX', sample => ({
    NaN: withMember(sample, '"x":NaN'),
    Infinity: withMember(sample, '"x":Infinity'),
    '-Infinity': withMember(sample, '"x":-Infinity'),
    'plus sign': withMember(sample, '"x":+1'),
    hexadecimal: withMember(sample, '"x":0x10'),
  }))
  await spoil(({ schema: { type } }) =>
    type === 'number' || type === 'integer' ? ['NaN', 'Infinity', '-Infinity'] : [],
  )
})

test('row 7: numbers out of every range', async () => {
  await refuseAll('NUM_RANGE', sample => ({
    '1e999': withMember(sample, '"x":1e999'),
    '-1e999': withMember(sample, '"x":-1e999'),
    '1e131000': withMember(sample, '"x":[1e131000]'),
    'many 1e308': withMember(sample, `"x":[${Array(20_000).fill('1e308').join(',')}]`),
  }))
})

test('row 8: integers that a double would round', async () => {
  await refuseAll('NUM_RANGE', sample => ({
    '2^53 + 1': withMember(sample, '"x":9007199254740993'),
    '23 digits': withMember(sample, '"x":12345678901234567890123'),
  }))
})

test('row 9: null where something is needed', async () => {
  // `x.optional()` takes no null either: what is left out and what is empty are not mixed up.
  await spoil(({ schema, nullable }) => (nullable || schema.type === undefined ? [] : [null]))
})

test('row 10: another type than the one asked for', async () => {
  const wrong: Record<string, unknown[]> = {
    number: ['1', 'true', '', true, [1], {}],
    integer: ['1', '0x1', '', 1.5, false, [1], {}],
    boolean: ['true', 'false', '', 0, 1, [true], {}],
    string: [1, true, ['a'], {}],
    array: ['a', { 0: 'a', length: 1 }, 1, true],
    object: ['{}', 1, true, [], [{}]],
  }
  await spoil(({ schema: { type } }) => (type ? (wrong[type] ?? []) : []))
})

test('row 10: a body that is no object', async () => {
  await refuseAll(['INVALID', 'JSON_SYNTAX'], () => ({
    array: '[]',
    text: '"{}"',
    number: '1',
    null: 'null',
    nothing: '',
    cut: '{"x":',
    two: '{}{}',
  }))
})

test('row 11: a key that nobody asked for, at any depth (mass assignment, misspelling)', async () => {
  await leavesNoTrace(team, async () => {
    let tried = 0
    for (const sample of samples) {
      for (const { path, schema } of placesOf(sample.schema)) {
        if (schema.type !== 'object' || schema.additionalProperties !== false) continue
        for (const key of ['role', 'is_admin', 'project_id', 'created_by', 'confidance', 'id', 'proof']) {
          if (schema.properties && key in schema.properties) continue
          const answer = await send(sample, withValue(sample.body, [...path, key], 'admin') as object)
          const told = `${sample.endpoint.name}: ${[...path, key].join('.')}`
          assertRefused(answer, 400, 'INVALID', told)
          assert.ok(names(answer, [...path, key].join('.')), `${told}: ${answer.text}`)
          tried += 1
        }
      }
    }
    assert.ok(tried > 100)
  })
})

test('row 12: keys that reach for the prototype', async () => {
  await refuseAll('JSON_KEY', sample => ({
    plain: withMember(sample, '"__proto__":{"polluted":1}'),
    nested: withMember(sample, '"x":[{"y":{"__proto__":{"polluted":1}}}]'),
    escaped: withMember(sample, '"\\u005f_proto__":{"polluted":1}'),
    'half escaped': withMember(sample, '"__pro\\u0074o__":{"polluted":1}'),
  }))
  await refuseAll('INVALID', sample => ({
    dotted: withMember(sample, '"__proto__.polluted":1'),
    'through the constructor': withMember(sample, '"constructor.prototype.polluted":1'),
    constructor: withMember(sample, '"constructor":{"prototype":{"polluted":1}}'),
  }))
})

test('row 14: a key that is there twice', async () => {
  await refuseAll('JSON_KEY', sample => ({
    plain: withMember(sample, '"x":"a","x":"b"'),
    escaped: withMember(sample, '"x":"a","\\u0078":"b"'),
    nested: withMember(sample, '"y":[{"x":1,"x":1}]'),
  }))
})

test('row 15: more elements than anybody needs', async () => {
  const many = `[${Array(1_100_000).fill(1).join(',')}]`
  await refuseAll('JSON_SIZE', sample => ({ elements: withMember(sample, `"x":${many}`) }))
})
