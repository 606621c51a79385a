/** Requests that must be refused before or beside their body: addresses, queries, headers, media types, credentials. */
import assert from 'node:assert/strict'
import { type AddressInfo, connect } from 'node:net'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { pathNames } from '../src/platform/call.ts'
import type { Endpoint } from '../src/platform/endpoint.ts'
import { BODY_BYTES_MAX } from '../src/platform/http.ts'
import { endpoints } from '../src/server/server.ts'
import { assertRefused, leavesNoTrace, names } from './refused.ts'
import { type Sample, sampleOf, schemaOf } from './sample.ts'
import { type Answer, openTeam, PROJECT, type Send, type Team } from './team.ts'

let team: Team
let senders: Record<'admin' | 'administrator', Send>
let ingester: string
let port: number

before(async () => {
  team = await openTeam({ works: false })
  senders = { admin: (await team.person('admin')).send, administrator: (await team.administrator()).send }
  ingester = (await team.machine(['ingest'])).token
  await team.server.listen({ port: 0, host: '127.0.0.1' })
  port = (team.server.server.address() as AddressInfo).port
})
after(() => team.close())

const samples = endpoints.map(sampleOf)
const writes = samples.filter(({ endpoint: { method } }) => method === 'POST' || method === 'PUT')
const lists = samples.filter(({ endpoint }) => endpoint.method === 'GET')

const sendAs = (endpoint: Endpoint): Send => senders[endpoint.may === 'administrator' ? 'administrator' : 'admin']
const send = ({ endpoint, url }: Sample, body?: unknown, headers?: Record<string, string>): Promise<Answer> =>
  sendAs(endpoint)(endpoint.method, url, body, headers)

/** Sends bytes as they are; the status and the body of what comes back, once the server has closed the connection. */
const overSocket = (parts: (string | Buffer)[]): Promise<{ status: number; head: string; body: string }> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let text = ''
    socket.on('data', data => {
      text += data
    })
    socket.on('error', reject)
    socket.on('close', () => {
      const [head = '', body = ''] = text.split('\r\n\r\n', 2)
      resolve({ status: Number(head.split(' ')[1]), head, body })
    })
    for (const part of parts) socket.write(part)
  })

const problemOver = async (parts: (string | Buffer)[], status: number, code: string) => {
  const answer = await overSocket(parts)
  assert.equal(answer.status, status, answer.head)
  assert.match(answer.head, /content-type: application\/problem\+json/i)
  assert.equal(JSON.parse(answer.body).code, code)
}

test('row 16: a body of one byte more than is taken', async () => {
  await leavesNoTrace(team, async () => {
    const fits = `{"x":"${'x'.repeat(BODY_BYTES_MAX - 8)}"}`
    const sample = writes.find(({ endpoint }) => endpoint.name === 'takePredictions') as Sample
    assertRefused(await send(sample, fits), 400, 'INVALID', 'the largest that is read')
    assertRefused(await send(sample, `${fits} `), 413, 'TOO_LARGE', 'one byte more')
  })
})

test('row 16: a Content-Length that is a lie, none, or not kept', async () => {
  await leavesNoTrace(team, async () => {
    const head = `POST /api/projects/${PROJECT}/predictions HTTP/1.1\r\nhost: x\r\nconnection: close\r\n`
    await problemOver([`${head}content-length: 1e9\r\n\r\n{}`], 400, 'INVALID')
    await problemOver([`${head}content-length: -1\r\n\r\n{}`], 400, 'INVALID')
    await problemOver([`${head}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`], 400, 'INVALID')
    // Who is nobody is turned away before a byte of the body is read.
    const promised = 'content-type: application/json\r\ncontent-length: 1000000000\r\n\r\n{'
    await problemOver([`${head}${promised}`], 401, 'UNAUTHENTICATED')
    await problemOver([`${head}authorization: Bearer ${ingester}\r\n${promised}`], 413, 'TOO_LARGE')
    // A body that ends early: the client is gone, and nothing has happened.
    const short = `${head}authorization: Bearer ${ingester}\r\n${promised.replace('000000', '')}`
    await new Promise<void>(resolve => {
      const socket = connect(port, '127.0.0.1', () => socket.end(short))
      socket.on('close', () => resolve()).resume()
    })
  })
})

test('row 28: bytes that are no request, and headers without end', async () => {
  await problemOver(['NONSENSE\r\n\r\n'], 400, 'INVALID')
  await problemOver([`GET / HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`], 431, 'HEADERS')
})

test('row 17: a body that is compressed', async () => {
  await leavesNoTrace(team, async () => {
    const packed = gzipSync('{"x":"'.padEnd(200_000, 'x'))
    for (const sample of writes) {
      const type = sample.endpoint.takes ? 'application/x-ndjson' : 'application/json'
      for (const encoding of ['gzip', 'br', 'deflate', 'zstd', 'gzip, gzip']) {
        const answer = await send(sample, packed, { 'content-type': type, 'content-encoding': encoding })
        assertRefused(answer, 415, 'MEDIA_TYPE', `${sample.endpoint.name} ${encoding}`)
      }
    }
  })
})

test('row 27: a body of another media type', async () => {
  const types = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/json', 'x']
  const texts = ['application/json\ta', 'application/json5', 'application/json; charset=utf-7', 'application/jsonp', '']
  await leavesNoTrace(team, async () => {
    for (const sample of writes) {
      const other = sample.endpoint.takes ? 'application/json' : 'application/x-ndjson'
      for (const type of [...types, ...texts, other]) {
        const answer = await send(sample, sample.body, { 'content-type': type })
        assertRefused(answer, 415, 'MEDIA_TYPE', `${sample.endpoint.name} as ${JSON.stringify(type)}`)
      }
    }
  })
})

test('row 22: an Idempotency-Key that is empty, too long, or without end', async () => {
  await leavesNoTrace(team, async () => {
    for (const key of ['', 'k'.repeat(256), 'k'.repeat(12_000)]) {
      const sample = writes.find(({ endpoint }) => endpoint.name === 'addMember') as Sample
      const answer = await send(sample, sample.body, { 'idempotency-key': key })
      assertRefused(answer, 400, 'INVALID', `${key.length} bytes`)
      assert.equal(answer.body.field, 'Idempotency-Key')
    }
  })
})

test('row 25: pages of no size, and cursors that are none', async () => {
  const limits = ['-1', '0', '1e9', '1e3', '', '1001', '9000000000000000000', '+1', ' 1', '0x10', '1.5', 'NaN', 'null']
  const cursors = ['', 'x', '-1', '..%2f', '%00', "'", 'null', '01a2072b-bbee-7001-af8d-e202a504ac7', '%F0%9F%98%80']
  await leavesNoTrace(team, async () => {
    let tried = 0
    for (const sample of lists) {
      const { properties = {} } = schemaOf(sample.endpoint)
      const bad: Record<string, string[]> = { limit: [...limits, '10&limit=20'], after: [...cursors, 'x&after=y'] }
      for (const [name, values] of Object.entries(bad)) {
        if (!(name in properties)) continue
        for (const value of values) {
          const answer = await sendAs(sample.endpoint)('GET', `${sample.url}?${name}=${value}`)
          assertRefused(answer, 400, 'INVALID', `${sample.endpoint.name} ${name}=${value}`)
          assert.ok(names(answer, name), answer.text)
          tried += 1
        }
      }
    }
    assert.ok(tried > 50)
  })
})

test('rows 30, 31: orders and filters that nobody offered', async () => {
  const queries = ['sort=id;drop table item', 'sort=constructor', 'sort=__proto__', 'sort=password', 'offset=9e18']
  queries.push('order=asc,(select pg_sleep(5))', 'user.password_hash=x', 'token.hash=x', 'hash=x', 'where=1=1')
  queries.push('__proto__[x]=1', 'constructor=1', 'toString=1', 'fields=hash', 'include=token', 'page=1')
  await leavesNoTrace(team, async () => {
    for (const sample of lists) {
      for (const query of queries) {
        const answer = await sendAs(sample.endpoint)('GET', `${sample.url}?${encodeURI(query)}`)
        assertRefused(answer, 400, 'INVALID', `${sample.endpoint.name}?${query}`)
      }
    }
  })
})

/** Neither a name nor an id of anything. */
const ADDRESSES = [
  'not-a-uuid',
  '0',
  '-1',
  '3e9',
  'x'.repeat(299),
  'x'.repeat(301),
  'x'.repeat(10_000),
  '%00',
  '%zz',
  '%',
]
ADDRESSES.push(
  '..%2f',
  '..%2f..%2fetc%2fpasswd',
  '%252e%252e%252f',
  ';..',
  '\\..\\',
  '%5c..%5c',
  '%ff%fe',
  "'--",
  '%F0%9F',
)

test('row 26: addresses that name nothing', async () => {
  await leavesNoTrace(team, async () => {
    for (const sample of samples) {
      const { endpoint, body } = sample
      const known: Record<string, string> = { project_id: PROJECT }
      for (const spoilt of pathNames(endpoint.path)) {
        for (const address of ADDRESSES) {
          const url = endpoint.path.replace(/\{(\w+)\}/g, (_, name) =>
            name === spoilt ? address : (known[name] ?? '1'),
          )
          const hasBody = endpoint.method === 'POST' || endpoint.method === 'PUT'
          const headers = endpoint.takes ? { 'content-type': 'application/x-ndjson' } : undefined
          const answer = await sendAs(endpoint)(endpoint.method, url, hasBody ? body : undefined, headers)
          const told = `${endpoint.name} ${spoilt}=${address.slice(0, 40)}`
          assert.ok([400, 404].includes(answer.status), `${told}: ${answer.status} ${answer.text}`)
          assertRefused(answer, answer.status, ['INVALID', 'NOT_FOUND', 'TEXT_NUL'], told)
        }
      }
    }
  })
})

test('row 65: paths beside the public ones are not public', async () => {
  const paths = [
    '/api/projects/livez',
    '/api/projects/x/readyz',
    `/api/projects/${PROJECT}/readyz`,
    '//livez',
    '/livez/',
  ]
  paths.push('/livez/../api/me', '/API/me', '/api/me.', '/api/me;', '/api/me/', '/readyz%2f..%2fapi%2fme')
  for (const path of paths) {
    const { status } = await team.as(undefined)('GET', path)
    assert.ok([401, 404].includes(status), `${path}: ${status}`)
  }
})

test('row 61: tokens that are wrong, worn out or in the wrong place', async () => {
  const { token, id } = await team.machine(['read'])
  const other = await team.machine(['read'])
  const [prefix, project, , secret, check] = token.split('_') as [string, string, string, string, string]
  const me = (text: string, path = '/api/me') => team.as(undefined)('GET', path, undefined, { authorization: text })
  assert.equal((await me(`Bearer ${token}`)).status, 200)
  const wrong: Record<string, string> = {
    'no scheme': token,
    'another scheme': `Basic ${Buffer.from(`x:${token}`).toString('base64')}`,
    'one character short': `Bearer ${token.slice(0, -1)}`,
    'one character long': `Bearer ${token}0`,
    'upper case': `Bearer ${token.toUpperCase()}`,
    'the check alone is wrong': `Bearer ${token.slice(0, -8)}${check === '00000000' ? '1' : '0'.repeat(8)}`,
    'of another project': `Bearer ${[prefix, 'elsewhere', id, secret, check].join('_')}`,
    'the id of another': `Bearer ${[prefix, project, other.id, secret, check].join('_')}`,
    'a wildcard': `Bearer ${[prefix, project, '%'.repeat(16), secret, check].join('_')}`,
    SQL: `Bearer ${token}' or '1'='1`,
    nothing: 'Bearer ',
    two: `Bearer ${token}, Bearer ${token}`,
    'very long': `Bearer ${'a'.repeat(10_000)}`,
  }
  for (const [told, text] of Object.entries(wrong)) assertRefused(await me(text), 401, 'UNAUTHENTICATED', told)
  for (const name of ['token', 'access_token', 'authorization', 'api_key']) {
    const answer = await team.as(undefined)('GET', `/api/me?${name}=${token}`)
    assertRefused(answer, 401, 'UNAUTHENTICATED', `in the query as ${name}`)
    assert.ok(!answer.text.includes(secret))
  }
  assertRefused(await me(`Bearer ${token}`, `/api/projects/${PROJECT}/tokens`), 403, 'FORBIDDEN', 'not its permission')
  assertRefused(await me(`Bearer ${token}`, '/api/projects/elsewhere'), 404, 'NOT_FOUND', 'not its project')
  // A second ago: the server's clock has milliseconds, the database's has microseconds.
  const set = (column: string) =>
    team.app.database.pool.query(`update token set ${column} = now() - interval '1 second' where id = $1`, [id])
  await set('expires_at')
  assertRefused(await me(`Bearer ${token}`), 401, 'UNAUTHENTICATED', 'expired')
  await team.app.database.pool.query('update token set expires_at = null where id = $1', [id])
  await set('revoked_at')
  assertRefused(await me(`Bearer ${token}`), 401, 'UNAUTHENTICATED', 'revoked')
})
