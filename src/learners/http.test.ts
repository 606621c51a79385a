import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, beforeEach, test } from 'node:test'
import { http, type Server } from './http.ts'
import { intents, makeIntents } from './intents.fixture.ts'

type Heard = { path: string; headers: IncomingHttpHeaders; body: string }
type Answer = (heard: Heard, reply: ServerResponse) => void

const KEY = Buffer.alloc(24, 7)
const NOW = new Date('2026-03-01T12:00:00Z')
const options = { seed: 'seven', labels: intents }

let server: Server
let answer: Answer
let heard: Heard[] = []

const json = (reply: ServerResponse, value: unknown) => reply.end(JSON.stringify(value))
/** Gives every text the label at the place of its length. */
const good: Answer = ({ path, body }, reply) => {
  if (path === '/v1/train') return json(reply, { model: 'run 7' })
  const { texts, labels } = JSON.parse(body) as { texts: string[]; labels: string[] }
  const answers = texts.map(text => {
    const label = labels[text.length % labels.length] as string
    return { label, scores: { [label]: 1 } }
  })
  return json(reply, { answers })
}

const listening = createServer(async (request, reply) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const said = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() }
  heard.push(said)
  answer(said, reply)
})

before(async () => {
  await new Promise<void>(resolve => listening.listen(0, '127.0.0.1', resolve))
  const { port } = listening.address() as AddressInfo
  server = { url: `http://127.0.0.1:${port}/v1/`, secret: `whsec_${KEY.toString('base64')}`, limit_seconds: 20 }
})
after(() => {
  listening.closeAllConnections()
  listening.close()
})
beforeEach(() => {
  answer = good
  heard = []
})

const learner = (more: Partial<Server> = {}) => http({ ...server, ...more }, () => NOW)
const fitted = () => learner().fit(makeIntents(5, 'train'), options)

test('a server learns, predicts, and its model comes back from bytes', async () => {
  const examples = makeIntents(3, 'few')
  const model = await learner().fit(examples, options)
  const [first, ...rows] = (heard[0] as Heard).body
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  assert.deepEqual(first, { seed: 'seven', labels: intents })
  assert.deepEqual(rows, examples)
  const texts = ['take this', '漢字 🙂', '']
  const answers = await model.predict(texts)
  assert.deepEqual(
    answers.map(each => each.label),
    texts.map(text => intents[text.length % intents.length]),
  )
  assert.equal(JSON.parse((heard[1] as Heard).body).model, 'run 7')
  const again = learner().load(model.save())
  assert.deepEqual(again.labels, intents)
  assert.deepEqual(await again.predict(texts), answers)
  assert.deepEqual(again.save(), model.save())
  assert.deepEqual(await again.predict([]), [])
})

test('every request is signed over its id, moment and body', async () => {
  await (await fitted()).predict(['a'])
  assert.equal(heard.length, 2)
  for (const { headers, body } of heard) {
    const id = headers['webhook-id'] as string
    const expected = createHmac('sha256', KEY)
      .update(`${id}.${NOW.getTime() / 1000}.${body}`)
      .digest('base64')
    assert.equal(headers['webhook-timestamp'], String(NOW.getTime() / 1000))
    assert.equal(headers['webhook-signature'], `v1,${expected}`)
  }
  assert.notEqual(heard[0]?.headers['webhook-id'], heard[1]?.headers['webhook-id'])
})

test('many texts go in several requests, and their answers stay in order', async () => {
  const texts = Array.from({ length: 600 }, (_, n) => 'x'.repeat(n))
  const answers = await (await fitted()).predict(texts)
  assert.equal(heard.length, 1 + 3)
  assert.deepEqual(
    answers.map(each => each.label),
    texts.map(text => intents[text.length % intents.length]),
  )
})

for (const status of [404, 405, 501])
  test(`a server that answers /train with ${status} is adopted as it is`, async () => {
    answer = (said, reply) => {
      if (said.path !== '/v1/train') return good(said, reply)
      reply.statusCode = status
      reply.end('no such page')
    }
    const model = await fitted()
    await model.predict(['a'])
    assert.equal(JSON.parse((heard[1] as Heard).body).model, null)
  })

const [known] = intents as [string]
const said =
  (...answers: unknown[]): Answer =>
  (_, reply) =>
    json(reply, { answers })
const failures: [title: string, answer: Answer, expected: RegExp][] = [
  ['is broken', (_, reply) => reply.end('{"answers": [{"label": "x", "scores": {"x": NaN}}]}'), /what is not JSON/],
  ['answers with no object', (_, reply) => reply.end('7'), /no JSON object/],
  ['fails', (_, reply) => reply.writeHead(500).end('no memory left'), /status 500\. no memory left/],
  ['sends elsewhere', (_, reply) => reply.writeHead(302, { location: '/v1/predict' }).end(), /302 \(redirects are not/],
  ['answers too few', said(), /gave 0 answers to 1 items/],
  ['answers with nothing', (_, reply) => json(reply, {}), /gave no answers to 1 items/],
  ['names a stranger', said({ label: 'stranger', scores: { stranger: 1 } }), /Answer 1 .* none of the labels/],
  ['gives no answer an answer', said(null), /Answer 1 .* none of the labels/],
  ['gives NaN as a text', said({ label: known, scores: { [known]: 'NaN' } }), /a score outside 0 to 1/],
  ['gives null as a score', said({ label: known, scores: { [known]: null } }), /a score outside 0 to 1/],
  ['is too sure', said({ label: known, scores: { [known]: 1.5 } }), /a score outside 0 to 1/],
  ['gives no score', said({ label: known, scores: {} }), /no score for its label/],
  ['hangs up', (_, reply) => void reply.destroy(), /could not be asked/],
]
for (const [title, wrong, expected] of failures)
  test(`a server that ${title} is told so`, async () => {
    const model = await fitted()
    answer = wrong
    heard = []
    await assert.rejects(model.predict(['a']), expected)
    assert.equal(heard.length, 1, 'nothing is tried again or followed')
  })

test('more bytes than allowed are not read', async () => {
  const model = await fitted()
  const block = Buffer.alloc(2 ** 20, 32)
  answer = (_, reply) => {
    const more = () => {
      while (!reply.destroyed && reply.write(block));
      if (!reply.destroyed) reply.once('drain', more)
    }
    more()
  }
  await assert.rejects(model.predict(['a']), /more than 67108864 bytes/)
})

test('a slow server is given up, by its limit or by who waits', async () => {
  const model = await fitted()
  const bytes = model.save()
  answer = () => {}
  await assert.rejects(learner({ limit_seconds: 0.2 }).load(bytes).predict(['a']), /longer than 0.2 seconds/)
  await assert.rejects(model.predict(['a'], { signal: AbortSignal.timeout(100) }), /did not answer in time/)
})

test('a server that is not there, and a reference that is none, are told', async () => {
  answer = (_, reply) => json(reply, { model: 7 })
  await assert.rejects(fitted(), /named no model/)
  const absent = learner({ url: 'http://127.0.0.1:1' })
  await assert.rejects(absent.fit(makeIntents(5, 'train'), options), /could not be asked: .*ECONNREFUSED/)
})

test('bytes of another learner are refused', () => {
  for (const bytes of [new Uint8Array(), Buffer.from('{"format": "errata command 1"}'), Buffer.from('null')])
    assert.throws(() => learner().load(bytes), /not the bytes of a model of a model server/)
})
