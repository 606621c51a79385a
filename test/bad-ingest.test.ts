/** What models send, as bad as it comes: what is wrong is told row by row, what is right is kept to the byte. */
import assert from 'node:assert/strict'
import { type AddressInfo, connect } from 'node:net'
import { after, before, test } from 'node:test'
import { assertRefused } from './refused.ts'
import { type Answer, LABELS, openTeam, PROJECT, type Send, type Team } from './team.ts'

const PREDICTIONS = `/api/projects/${PROJECT}/predictions`
let team: Team
let send: Send
let token: string

before(async () => {
  team = await openTeam()
  const admin = await team.person('admin')
  send = admin.send
  token = admin.token
})
after(() => team.close())

type Row = Record<string, unknown>
const row = (external_id: string, more: Row = {}): Row => ({
  ...{ external_id, input: { text: 'Please refund me.' }, model: 'm-1', answer: 'refund' },
  ...more,
})

const take = (...predictions: unknown[]) => send('POST', PREDICTIONS, { predictions })

const stream = (lines: (string | Buffer)[]): Promise<Answer> => {
  const body = Buffer.concat(lines.flatMap(line => [Buffer.from(line), Buffer.from('\n')]))
  return send('POST', `${PREDICTIONS}/stream`, body, { 'content-type': 'application/x-ndjson' })
}

/** The prediction that is stored of an item. */
const stored = async (external_id: string) => {
  const { body } = await send('GET', `${PREDICTIONS}?external_id=${encodeURIComponent(external_id)}`)
  assert.equal(body.predictions.length, 1, external_id)
  return body.predictions[0]
}

test('rows 1-4, 7, 8, 12: bad lines of a stream are told one by one, and the good ones are kept', async () => {
  const good = (n: number) => JSON.stringify(row(`streamed ${n}`))
  const spoilt = (text: string) => good(0).replace('Please', text)
  const bad: [line: string | Buffer, code: string][] = [
    [spoilt('a\\u0000b'), 'TEXT_NUL'],
    [spoilt('\\ud800'), 'TEXT_SURROGATE'],
    [Buffer.concat([Buffer.from('{"x":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]), 'UTF8'],
    [`{"x":${'['.repeat(400_000)}${']'.repeat(400_000)}}`, 'JSON_DEPTH'],
    ['{"x":1e999}', 'NUM_RANGE'],
    ['{"x":9007199254740993}', 'NUM_RANGE'],
    ['{"__proto__":{"polluted":1}}', 'JSON_KEY'],
    ['{"x":1', 'JSON_SYNTAX'],
    ['[]', 'INVALID'],
    ['null', 'INVALID'],
    [JSON.stringify(row('streamed 0', { confidance: 1 })), 'INVALID'],
    [`"${'x'.repeat(2_000_000)}"`, 'TOO_LARGE'],
  ]
  const lines = bad.flatMap(([line], n) => [line, good(n)])
  const { status, text } = await stream(['', '  ', ...lines])
  assert.equal(status, 200)
  const told = JSON.parse(text)
  assert.deepEqual([told.taken, told.known], [bad.length, 0])
  assert.deepEqual(
    told.errors.map((each: { row: number; code: string }) => [each.row, each.code]),
    bad.map(([, code], n) => [2 + 2 * n, code]),
  )
  assert.doesNotMatch(text, /xxxxx|node_modules/)
  const again = JSON.parse((await stream(lines)).text)
  assert.deepEqual([again.taken, again.known, again.proof], [0, bad.length, null])
})

test('rows 1 and 2: a row whose text cannot be kept is told, and the rest of the batch is stored', async () => {
  const nul = row('nul 2', { input: { text: 'a\0b' } })
  const key = row('nul 3', { metadata: { 'a\0b': 1 } })
  const half = row('half 4', { input: { text: 'a\ud800b' } })
  const { status, body } = await take(row('kept 1'), nul, key, half, row('kept 5'))
  assert.equal(status, 200)
  assert.equal(body.taken, 2)
  const told = body.errors.map((error: { row: number; code: string; field: string }) => [
    error.row,
    error.code,
    error.field,
  ])
  assert.deepEqual(told, [
    [1, 'TEXT_NUL', 'input.text'],
    [2, 'TEXT_NUL', 'metadata.a\0b'],
    [3, 'TEXT_SURROGATE', 'input.text'],
  ])
})

test('a repeated key is still found where a row was set aside', async () => {
  const spoiled = JSON.stringify(row('nul 6', { input: { text: 'a\0b' } }))
  const doubled = JSON.stringify(row('two 7')).replace('{', '{"external_id":"two 7",')
  const answer = await send('POST', PREDICTIONS, `{"predictions":[${spoiled},${doubled}]}`)
  assertRefused(answer, 400, 'JSON_KEY')
})

test('ten thousand rows with eighty scores each fit one batch', async () => {
  const scores = Object.fromEntries(LABELS.map(label => [label.name, 0.3]))
  const more = Object.fromEntries(Array.from({ length: 80 }, (_, n) => [`k${n}`, n]))
  const rows = Array.from({ length: 10_000 }, (_, n) => row(`many ${n}`, { scores, metadata: more }))
  const { status, body } = await take(...rows)
  assert.deepEqual([status, body.taken], [200, 10_000])
})

test('row 13: keys that are only names come back as they were sent', async () => {
  const names = ['constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'length', '__proto__.x', '$where']
  names.push('constructor.prototype.polluted', '', ' ', 'a.b[0]', '0', 'then', 'toJSON', '😀', 'é', 'e\u0301')
  const metadata = Object.fromEntries(names.map((name, n) => [name, { [name]: n }]))
  const input = { ...metadata, text: 'Please refund me.' }
  const { body } = await take(row('names', { metadata, input }))
  assert.deepEqual([body.taken, body.errors], [1, []])
  const found = await stored('names')
  const canonical = (value: object) => JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
  assert.equal(canonical(found.metadata), canonical(metadata))
  assert.equal(canonical(found.input), canonical(input))
  await team.settled()
  assert.equal(({} as { polluted?: unknown }).polluted, undefined, 'nor did the workers')
  const { body: route } = await send('GET', `${PREDICTIONS}/${found.id}/route`)
  assert.ok(route.outcome, 'it went its way')
})

test('row 22: external ids are their bytes: equal ones are one, others are not, long ones are none', async () => {
  const random = Array.from({ length: 12_000 }, (_, n) => String.fromCharCode(97 + ((n * 7919) % 26))).join('')
  const ids = ['a', 'A', 'a ', ' a', 'caf\u00e9', 'cafe\u0301', 'k', '\u212a', '😀', '\u200b', '\u202e', '%', '_', "'"]
  ids.push('x'.repeat(255), '€'.repeat(85))
  const bad = ['', 'x'.repeat(256), '€'.repeat(86), random]
  const { body } = await take(...[...ids, ...bad].map(id => row(id)))
  assert.equal(body.taken, ids.length)
  assert.deepEqual(
    body.errors.map((each: { row: number; field: string }) => [each.row, each.field]),
    bad.map((_, n) => [ids.length + n, 'external_id']),
  )
  for (const id of ids) assert.equal((await stored(id)).external_id, id)
  const long = await send('GET', `${PREDICTIONS}?external_id=${random}`)
  assertRefused(long, 400, 'INVALID')
})

test('row 24: moments that there are not', async () => {
  const bad = [
    '2026-02-30T00:00:00Z',
    '2026-02-01',
    '2026-02-01T00:00:00',
    'infinity',
    'now',
    '+275760-09-13T00:00:00Z',
  ]
  bad.push('300000-01-01T00:00:00Z', '2026-13-01T00:00:00Z', '2026-01-01T24:00:01Z', '0000-01-01T00:00:00Z', '')
  bad.push('9999-12-31T23:59:59-14:00', '0001-01-01T00:00:00+14:00', '2026-01-01T00:00:00+99:00', '1e18')
  const good = ['2024-02-29T23:59:59.999+14:00', '9999-12-31T23:59:59.999Z', '0001-01-01T00:00:00Z']
  const { body } = await take(...[...bad, ...good].map((occurred_at, n) => row(`moment ${n}`, { occurred_at })))
  assert.deepEqual(
    body.errors.map((each: { row: number; field: string }) => [each.row, each.field]),
    bad.map((_, n) => [n, 'occurred_at']),
  )
  for (const [n, moment] of good.entries()) {
    const { occurred_at } = await stored(`moment ${bad.length + n}`)
    assert.equal(new Date(occurred_at).getTime(), new Date(moment).getTime())
  }
})

test('row 32: a search finds its text and nothing that only looks like it', async () => {
  const texts = [
    "O'Brien",
    '50 %',
    '50 x',
    'a_b',
    'aXb',
    'back\\slash',
    '"quoted"',
    '$1',
    '--',
    ';',
    '/*',
    '\\',
    '{{x}}',
  ]
  texts.push('%', '_', '(', '[a-z]', '.*', "'; drop table item; --", '\t', '😀', '\u202e', '<script>', '$$', ':x', '?')
  await take(...texts.map((text, n) => row(`text ${n}`, { input: { text: `«${text}»` } })))
  for (const text of texts) {
    const { status, body } = await send('GET', `${PREDICTIONS}?limit=1000&contains=${encodeURIComponent(`«${text}»`)}`)
    assert.equal(status, 200, text)
    const found = body.predictions.map((each: { input: { text: string } }) => each.input.text)
    assert.deepEqual(found, [`«${text}»`])
    const loose = await send('GET', `${PREDICTIONS}?limit=1000&contains=${encodeURIComponent(text)}`)
    assert.ok(
      loose.body.predictions.every((each: { input: { text: string } }) => each.input.text.includes(text)),
      text,
    )
  }
  const nul = await send('GET', `${PREDICTIONS}?contains=%00`)
  assertRefused(nul, 400, 'TEXT_NUL')
})

test('row 85: a confidence that is none is refused; it would count as sure', async () => {
  const bad = [2, -1, 1.0000001, '0.9', 'NaN', null, true, [0.5], {}]
  const scores = [
    { refund: 2 },
    { refund: -0.1 },
    { refund: '0.9' },
    { refund: null },
    { other_label: 0.5 },
    [0.5],
    0.5,
  ]
  const rows = [...bad.map(confidence => ({ confidence })), ...scores.map(each => ({ scores: each }))]
  const { body } = await take(...rows.map((more, n) => row(`sure ${n}`, more)), row('sure', { confidence: 1 }))
  assert.equal(body.taken, 1)
  assert.deepEqual(
    body.errors.map((each: { row: number }) => each.row),
    rows.map((_, n) => n),
  )
  for (const each of body.errors) assert.match(each.field, /^(confidence|scores(\.\w+)?)$/)
  for (const value of ['NaN', 'Infinity', '-Infinity', '1.5', '-0.1']) {
    for (const column of ['confidence', 'margin', 'novelty']) {
      const forced = team.app.database.pool.query(
        `insert into prediction (project_id, id, item_id, model, answer, ${column}, at, proof)
         select project_id, gen_random_uuid(), item_id, 'm-2', answer, '${value}', at, proof from prediction limit 1`,
      )
      await assert.rejects(forced, { code: '23514' }, `${column} ${value}`)
    }
  }
})

test('row 16: a line without end is not kept in memory, and one that is cut off harms nobody', async () => {
  await team.server.listen({ port: 0, host: '127.0.0.1' })
  const { port } = team.server.server.address() as AddressInfo
  const open = () => {
    const socket = connect(port, '127.0.0.1')
    socket.write(
      `POST ${PREDICTIONS}/stream HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n` +
        'content-type: application/x-ndjson\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n',
    )
    return socket
  }
  const chunk = Buffer.alloc(1 << 20, 'x')
  const write = (socket: ReturnType<typeof open>, data: Buffer | string) => {
    socket.write(`${data.length.toString(16)}\r\n`)
    socket.write(data)
    return new Promise<void>((resolve, reject) => socket.write('\r\n', error => (error ? reject(error) : resolve())))
  }
  const socket = open()
  let text = ''
  socket.on('data', data => {
    text += data
  })
  const ended = new Promise(resolve => socket.on('close', resolve))
  const before_it = process.memoryUsage().rss
  for (let n = 0; n < 200; n += 1) await write(socket, chunk)
  const grown = process.memoryUsage().rss - before_it
  await write(socket, `\n${JSON.stringify(row('after the long line'))}\n`)
  socket.write('0\r\n\r\n')
  await ended
  assert.match(text, /"code":"TOO_LARGE"/)
  assert.match(text, /"taken":1/)
  assert.ok(grown < 100 << 20, `${grown >> 20} MB for a line of 200 MB`)
  const cut = open()
  await write(cut, `${JSON.stringify(row('cut off'))}\n{"external_id":`)
  cut.destroy()
  assert.equal((await take(row('after the cut'))).body.taken, 1)
  assert.equal((await send('GET', '/readyz')).status, 200)
})
