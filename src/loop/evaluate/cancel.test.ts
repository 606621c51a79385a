/** An evaluation takes as long as the models in it: it shows how far it is, and can be stopped and taken up again. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { call, ended, freezeLessons, lessons } from '../../../test/lessons.ts'
import { type ModelServer, openModelServer } from '../../../test/model-server.ts'
import { openTeam, PROJECT, type Send, type Team } from '../../../test/team.ts'
import { longListeners } from '../../loop.ts'
import type { Evaluation } from './contract.ts'

const ALL = Number.POSITIVE_INFINITY

let team: Team
let maintainer: Send
let server: ModelServer

const evaluation = (id: string): Promise<Evaluation> => call(maintainer, ['GET', `/evaluations/${id}`])
const cancel = (id: string, body: object = {}, send = maintainer) =>
  send('POST', `/api/projects/${PROJECT}/evaluations/${id}/cancel`, body)
const actions = async (evaluation_id: string): Promise<string[]> =>
  (await call(maintainer, ['GET', '/ledger?limit=1000'])).entries
    .filter((entry: { payload: { evaluation_id?: string } }) => entry.payload.evaluation_id === evaluation_id)
    .map((entry: { action: string }) => entry.action)

/** Asks for an evaluation whose model stops answering after some requests, and waits until it does. */
const stuckAfter = async (requests: number): Promise<Evaluation> => {
  server.answer(requests)
  const asked = await call(maintainer, ['POST', '/evaluations'], { candidate: 'served-1' })
  await server.holds(1)
  return asked
}

before(async () => {
  team = await openTeam()
  maintainer = (await team.person('maintainer')).send
  const dataset = await freezeLessons(maintainer, lessons(800), { holdout_share: 0.8 })
  server = await openModelServer(team.home, maintainer, dataset)
})
after(async () => {
  server.close()
  await team.close()
})

test('a running evaluation tells which share is done', async () => {
  const { id, progress, state } = await stuckAfter(2)
  assert.deepEqual([state, progress], ['queued', 0])
  let found = await evaluation(id)
  while (found.progress === 0) {
    await pause(10)
    found = await evaluation(id)
  }
  const { holdout } = await call(maintainer, ['GET', '/datasets/1'])
  assert.deepEqual([found.state, found.progress], ['running', 512 / holdout])
  const reply = server.held[0] as ServerResponse
  const rest = Array.from({ length: holdout - 512 }, () => ({ label: 'other', scores: { other: 1 } }))
  reply.end(JSON.stringify({ answers: rest }))
  const done = await ended(maintainer, `/evaluations/${id}`)
  assert.deepEqual([done.state, done.progress, done.comparison.result.n], ['done', 1, holdout])
})

test('it is cancelled, once, and its model is asked no more', async () => {
  const { id } = await stuckAfter(1)
  const viewer = (await team.person('viewer')).send
  assert.equal((await cancel(id, {}, viewer)).status, 403)
  const dropped = once(server.held[0] as ServerResponse, 'close')
  const { status, body } = await cancel(id, { reason: 'wrong model' })
  assert.deepEqual([status, body.state, body.message], [200, 'cancelled', 'wrong model'])
  await dropped
  await team.settled()
  const found = await evaluation(id)
  assert.deepEqual([found.state, found.message, found.comparison], ['cancelled', 'wrong model', null])
  assert.deepEqual(await actions(id), ['evaluation.cancelled', 'evaluation.asked'])
  const { entries } = await call(maintainer, ['GET', '/ledger?action=evaluation.cancelled'])
  assert.deepEqual(entries[0].because, [found.proof])
  const late = await cancel(id)
  assert.deepEqual([late.status, late.body.detail], [409, 'this evaluation is cancelled already'])
  assert.equal((await cancel(crypto.randomUUID())).status, 404)
})

test('whose process stops is no failure: it is heard again and begun anew', async () => {
  const { id, proof } = await stuckAfter(1)
  const stop = new AbortController()
  const measure = longListeners.find(each => each.name === 'evaluate.measure')
  const event = { project_id: PROJECT, entry_id: proof, action: 'evaluation.asked' }
  const work = (signal: AbortSignal) => measure?.work(team.app, event, signal)
  const stopped = work(stop.signal)
  await server.holds(2)
  stop.abort()
  await assert.rejects(async () => stopped)
  assert.equal((await evaluation(id)).state, 'running')
  const held = [...server.held]
  server.answer(ALL)
  await work(new AbortController().signal)
  assert.equal((await evaluation(id)).state, 'done')
  for (const reply of held) reply.destroy()
  await team.settled()
  assert.deepEqual(await actions(id), ['evaluation.made', 'evaluation.asked'])
})

test('what is cancelled before its turn is never begun', async () => {
  const lonely = await openTeam({ works: false })
  try {
    const { send } = await lonely.person('maintainer')
    await freezeLessons(send, lessons(20))
    const predictions = [{ external_id: 'one', input: { text: 'one' }, model: 'house', answer: 'refund' }]
    await call(send, ['POST', '/predictions'], { predictions })
    const { id } = await call(send, ['POST', '/evaluations'], { candidate: 'house' })
    assert.equal((await call(send, ['POST', `/evaluations/${id}/cancel`], {})).message, null)
    await lonely.app.work()
    await lonely.settled()
    const { state, progress, comparison } = await call(send, ['GET', `/evaluations/${id}`])
    assert.deepEqual([state, progress, comparison], ['cancelled', 0, null])
  } finally {
    await lonely.close()
  }
})
