/** A model server whose answers are no labels: trained, measured, released, and held back where its answer is none. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { openTeam, type Send, type Team } from '../../../test/team.ts'

const PROJECT_ID = 'names'
const LABELS = [{ name: 'ORG' }, { name: 'PER' }]

type Input = { text: string; hint?: string }

let team: Team
let send: Send
let broken = false
const heard: { train: object[]; predict: Record<string, unknown>[] } = { train: [], predict: [] }

/** Finds "Acme" wherever it stands. */
const spansOf = ({ text }: Input) =>
  [...text.matchAll(/Acme/g)].map(({ index }) => ({ start: index, end: index + 4, label: 'ORG' }))

const answer = (path: string, body: string): object => {
  if (path === '/train') {
    heard.train = body
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as object)
    return { model: 'first' }
  }
  const asked = JSON.parse(body) as { inputs: Input[] }
  heard.predict.push(asked)
  const beyond = [{ start: 0, end: 9999, label: 'ORG' }]
  return { answers: asked.inputs.map(input => ({ answer: broken ? beyond : spansOf(input), confidence: 0.9 })) }
}

const listening = createServer(async (request, reply) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  reply.end(JSON.stringify(answer(request.url ?? '', Buffer.concat(chunks).toString())))
})

const call = async (method: 'GET' | 'POST' | 'PUT', path: string, body?: object) => {
  const got = await send(method, `/api/projects/${PROJECT_ID}${path}`, body)
  assert.ok(got.status < 300, `${method} ${path}: ${got.text}`)
  return got.body
}

const ended = async (path: string) => {
  for (;;) {
    const found = await call('GET', path)
    if (found.state !== 'queued' && found.state !== 'running') return found
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

before(async () => {
  await new Promise<void>(resolve => listening.listen(0, '127.0.0.1', resolve))
  const { port } = listening.address() as AddressInfo
  team = await openTeam()
  const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
  const finder = { url: `http://127.0.0.1:${port}`, secret, limit_seconds: 60 }
  writeFileSync(join(team.home, 'learners.json'), JSON.stringify({ finder }))
  const guideline = { labels: LABELS, settings: { unit: 'utf16' } }
  const body = { project_id: PROJECT_ID, title: 'Names', kind: 'spans', guideline }
  assert.equal((await (await team.administrator()).send('POST', '/api/projects', body)).status, 201)
  send = (await team.person('admin', PROJECT_ID)).send
  await call('PUT', '/policy', { replaces: 0, policy: { audit_share: 0.0001 } })
  const examples = Array.from({ length: 40 }, (_, n) => {
    const input = { text: n % 2 ? `Mail ${n} of Acme` : `Acme and Acme wrote ${n}`, hint: 'names' }
    return { external_id: `e-${n}`, input, answer: spansOf(input) }
  })
  assert.deepEqual((await call('POST', '/examples', { examples })).errors, [])
  const old = examples.map(({ answer: _, ...row }) => ({ ...row, model: 'old', answer: [] }))
  assert.equal((await call('POST', '/predictions', { predictions: old })).taken, 40)
  await call('POST', '/datasets', { reason: 'test', holdout_share: 0.4 })
})
after(async () => {
  listening.closeAllConnections()
  listening.close()
  await team.close()
})

test('it learns from whole inputs and answers, and hears the kind', async () => {
  const { id } = await call('POST', '/trainings', { dataset: 1, learner: 'command', command: 'finder' })
  const { state, model, message } = await ended(`/trainings/${id}`)
  assert.deepEqual([state, model], ['done', 'finder-1'], message)
  const [first, row] = heard.train as [object, { input: Input; answer: unknown }]
  assert.deepEqual(first, { seed: '0', kind: 'spans', labels: LABELS, settings: { unit: 'utf16' } })
  assert.equal(row.input.hint, 'names')
  assert.deepEqual(row.answer, spansOf(row.input))
})

test('it is measured, and lets itself be released by the gate', async () => {
  const { id } = await call('POST', '/evaluations', { candidate: 'finder-1', baseline: 'old' })
  const { state, message, comparison } = await ended(`/evaluations/${id}`)
  assert.equal(state, 'done', message)
  assert.equal(comparison.result.candidate.accuracy.estimate, 1)
  assert.deepEqual(
    comparison.result.measures.map((each: { name: string; baseline: { estimate: number } }) => [
      each.name,
      each.baseline.estimate,
    ]),
    [
      ['f1', 0],
      ['f1_partial', 0],
    ],
  )
  assert.equal((await call('POST', '/releases', { model: 'finder-1', mode: 'automated', reason: 'test' })).gate, null)
})

test('a second one must pass the gate, by its share of right answers', async () => {
  const { id } = await call('POST', '/trainings', { dataset: 1, learner: 'command', command: 'finder' })
  assert.equal((await ended(`/trainings/${id}`)).model, 'finder-2')
  const path = `/api/projects/${PROJECT_ID}/releases`
  const wish = { model: 'finder-2', mode: 'automated', reason: 'test' }
  assert.equal((await send('POST', path, wish)).status, 409)
  await ended(`/evaluations/${(await call('POST', '/evaluations', { candidate: 'finder-2' })).id}`)
  const { gate } = await call('POST', '/releases', { ...wish, gate: { margin: 0.5 } })
  assert.deepEqual([gate.baseline, gate.estimate], ['finder-1', 0])
})

const decide = (external_id: string, text: string) => call('POST', '/decide', { external_id, input: { text } })

test('it answers items, with all that they show', async () => {
  heard.predict = []
  const decided = await decide('one', 'To Acme')
  assert.deepEqual([decided.answer, decided.held], [[{ start: 3, end: 7, label: 'ORG' }], false])
  assert.deepEqual(heard.predict[0]?.inputs, [{ text: 'To Acme' }])
  assert.deepEqual([heard.predict[0]?.kind, heard.predict[0]?.model], ['spans', 'first'])
})

test('an answer that is none is not given: people decide, or the caller hears it', async () => {
  broken = true
  const own = { model: 'house', answer: [] }
  const held = await call('POST', '/decide', { external_id: 'two', input: { text: 'Acme!' }, prediction: own })
  assert.deepEqual([held.held, held.answer], [true, null])
  assert.match(held.reason, /its answer is none: span 0: `end` within the text/)
  const body = { external_id: 'three', input: { text: 'Acme!' } }
  const none = await send('POST', `/api/projects/${PROJECT_ID}/decide`, body)
  assert.deepEqual([none.status, none.body.code], [503, 'UNAVAILABLE'])
  const { id } = await call('POST', '/evaluations', { candidate: 'finder-1', baseline: null })
  const { state, message } = await ended(`/evaluations/${id}`)
  assert.equal(state, 'failed')
  assert.match(message, /what "finder-1" answers to "e-\d+" is none/)
})
