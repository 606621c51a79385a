/** A model server as a learner: trained, measured, released, and fail-safe where it does not answer. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { verifyProject } from '../../../src/ledger/index.ts'
import { call, ended, evaluated, freezeLessons, lessons, trainOn } from '../../../test/lessons.ts'
import { openTeam, PROJECT, type Send, type Team } from '../../../test/team.ts'
import { covers } from '../../loop.ts'

type Mode = 'good' | 'slow' | 'broken' | 'stranger' | 'untaught'

let team: Team
let maintainer: Send
let machine: Send
let dataset: number
let mode: Mode = 'good'
let register: (answer_seconds: number) => void
let asked = 0

/** Knows refunds by their name, and calls everything else a bill. */
const labelOf = (text: string) => (/refund|money|payment/.test(text) ? 'refund' : 'billing')

const answer = (path: string, body: string, reply: ServerResponse) => {
  if (path === '/train') {
    if (mode === 'untaught') return void reply.writeHead(404).end()
    return void reply.end(JSON.stringify({ model: 'first' }))
  }
  asked += 1
  if (mode === 'slow') return
  if (mode === 'broken') return void reply.end('{')
  const { texts } = JSON.parse(body) as { texts: string[] }
  const label = (text: string) => (mode === 'stranger' ? 'stranger' : labelOf(text))
  reply.end(JSON.stringify({ answers: texts.map(text => ({ label: label(text), scores: { [label(text)]: 0.9 } })) }))
}

const listening = createServer(async (request, reply) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  answer(request.url ?? '', Buffer.concat(chunks).toString(), reply)
})

const decide = (external_id: string, text: string, more: object = {}) =>
  machine('POST', `/api/projects/${PROJECT}/decide`, { external_id, input: { text }, ...more })
const trained = async () => {
  const { id } = await call(maintainer, ['POST', '/trainings'], { dataset, learner: 'command', command: 'bert' })
  return ended(maintainer, `/trainings/${id}`)
}
const release = (body: object) => call(maintainer, ['POST', '/releases'], { reason: 'test', ...body })

before(async () => {
  await new Promise<void>(resolve => listening.listen(0, '127.0.0.1', resolve))
  const { port } = listening.address() as AddressInfo
  team = await openTeam()
  const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
  register = answer_seconds => {
    const bert = { url: `http://127.0.0.1:${port}`, secret, limit_seconds: 60, answer_seconds }
    writeFileSync(join(team.home, 'learners.json'), JSON.stringify({ bert }))
  }
  register(30)
  maintainer = (await team.person('maintainer')).send
  machine = (await team.machine(['ingest'])).send
  await call(maintainer, ['PUT', '/policy'], { replaces: 0, policy: { audit_share: 0.0001 } })
  dataset = await freezeLessons(maintainer, lessons(120))
})
after(async () => {
  listening.closeAllConnections()
  listening.close()
  await team.close()
})

test('a server is trained, or adopted where it cannot be', async () => {
  assert.equal((await trained()).model, 'bert-1')
  mode = 'untaught'
  const adopted = await trained()
  assert.deepEqual([adopted.state, adopted.model], ['done', 'bert-2'])
  mode = 'good'
})

test('it is measured as any other, and a server that fails ends its evaluation with the reason', async () => {
  const { state, comparison } = await evaluated(maintainer, { candidate: 'bert-1' })
  assert.equal(state, 'done')
  assert.ok(comparison.result.candidate.accuracy.estimate > 0.4)
  mode = 'stranger'
  const failed = await evaluated(maintainer, { candidate: 'bert-1' })
  assert.equal(failed.state, 'failed')
  assert.match(failed.message, /names none of the labels/)
  mode = 'good'
})

test('released, it answers, once for an item however often it is asked', async () => {
  await release({ model: 'bert-1', mode: 'automated' })
  const { body } = await decide('one', 'I want a refund of the lamp')
  assert.deepEqual([body.answer, body.held, body.model, body.route], ['refund', false, 'bert-1', 'pass'])
  asked = 0
  assert.deepEqual((await decide('one', 'I want a refund of the lamp')).body, body)
  assert.equal(asked, 0)
  const posing = await decide('posing', 'x', { prediction: { model: 'bert-1', answer: 'refund' } })
  assert.deepEqual([posing.status, posing.body.field], [400, 'prediction.model'])
})

const own = { prediction: { model: 'house', answer: 'other', confidence: 0.9 } }

test('without anything to stand in, an item is refused for now, and nothing of it is kept', async () => {
  mode = 'broken'
  const { status, body } = await decide('refused', 'a refund')
  assert.deepEqual([status, body.code], [503, 'UNAVAILABLE'])
  assert.match(body.detail, /^"bert-1" did not answer: .*what is not JSON/)
  assert.deepEqual((await call(maintainer, ['GET', '/predictions?external_id=refused'])).predictions, [])
  mode = 'good'
  assert.equal((await decide('refused', 'a refund')).body.answer, 'refund')
})

for (const [failing, why] of [
  ['slow', /did not answer in time/],
  ['broken', /what is not JSON/],
  ['stranger', /names none of the labels/],
] as const) {
  test(`a server that is ${failing} answers nobody: the item is held for people`, async () => {
    mode = failing
    // A slow one never answers; no other is hurried, however busy this machine is.
    register(failing === 'slow' ? 0.2 : 30)
    const { body } = await decide(failing, 'I want a refund of the lamp', own)
    assert.deepEqual([body.answer, body.held, body.suggestion, body.route], [null, true, null, 'review'])
    assert.match(body.reason, /^the model did not answer: "bert-1": /)
    assert.match(body.reason, why)
    assert.deepEqual([body.model, body.inclusion_probability], ['house', 1])
    mode = 'good'
    register(30)
    await team.settled()
    const { tasks } = await call(maintainer, ['GET', '/tasks'])
    assert.equal(tasks[0].prediction_id, body.prediction_id)
    assert.equal(tasks[0].blind, false)
  })
}

test('the built-in model stands in for people where the caller sent nothing, and assists nobody', async () => {
  assert.equal(await trainOn(maintainer, dataset), 'linear-1')
  await release({ mode: 'assisted' })
  mode = 'broken'
  const { body } = await decide('stood in', 'I want a refund of the lamp')
  assert.deepEqual([body.model, body.answer, body.suggestion, body.held], ['linear-1', null, null, true])
  mode = 'good'
})

test('in shadow a server that fails is not missed', async () => {
  await release({ model: 'linear-1', mode: 'off' })
  await release({ model: 'linear-1', mode: 'reviewed' })
  await evaluated(maintainer, { candidate: 'linear-1', baseline: 'bert-1' })
  await release({ model: 'linear-1', mode: 'automated', gate: { margin: 1 } })
  await release({ model: 'bert-1', mode: 'shadow' })
  mode = 'broken'
  const { body } = await decide('in shadow', 'I want a refund of the lamp')
  assert.deepEqual([body.answer, body.model, body.held], ['refund', 'linear-1', false])
  const kept = async (id: string) =>
    (await call(maintainer, ['GET', `/predictions?external_id=${encodeURIComponent(id)}`])).predictions
  assert.equal((await kept('in shadow')).length, 1)
  mode = 'good'
  await decide('in shadow 2', 'I want a refund of the lamp')
  assert.equal((await kept('in shadow 2')).length, 2)
})

test('all of it is covered by the ledger', async () => {
  await team.settled()
  const { app } = team
  assert.equal((await verifyProject(app.database, app.vault, { project_id: PROJECT, covers })).divergence, null)
})
