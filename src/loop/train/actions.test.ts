import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { verifyProject } from '../../../src/ledger/index.ts'
import { call, ended, freezeLessons, lessons } from '../../../test/lessons.ts'
import { openTeam, PROJECT, type Send, type Team } from '../../../test/team.ts'
import { covers, longListeners } from '../../loop.ts'
import { Refusal } from '../../platform/errors.ts'
import { modelOf, openModel } from './index.ts'

const PROGRAM = [process.execPath, join(import.meta.dirname, '../../learners/command.fixture.js')]

let team: Team
let maintainer: Send
let dataset: number

const register = (programs: object) => writeFileSync(join(team.home, 'learners.json'), JSON.stringify(programs))
const train = (body: object) => call(maintainer, ['POST', '/trainings'], { dataset, ...body })
const training = (id: string) => call(maintainer, ['GET', `/trainings/${id}`])
const model = (name: string) => call(maintainer, ['GET', `/models/${name}`])

/** Asks for a training and waits for its end. */
const trained = async (body: object) => ended(maintainer, `/trainings/${(await train(body)).id}`)

const actions = async (training_id: string): Promise<string[]> =>
  (await call(maintainer, ['GET', '/ledger?limit=1000'])).entries
    .filter((entry: { payload: { training_id?: string } }) => entry.payload.training_id === training_id)
    .map((entry: { action: string }) => entry.action)

before(async () => {
  team = await openTeam()
  maintainer = (await team.person('maintainer')).send
  dataset = await freezeLessons(maintainer, lessons(200))
})
after(() => team.close())

test('a training is taken at once and becomes a model that answers', async () => {
  const asked = await maintainer('POST', `/api/projects/${PROJECT}/trainings`, { dataset })
  assert.equal(asked.status, 202)
  assert.equal(asked.body.state, 'queued')
  const done = await ended(maintainer, `/trainings/${asked.body.id}`)
  assert.deepEqual([done.state, done.progress, done.message], ['done', 1, null])
  const facts = await modelOf(team.app.database, PROJECT, done.model)
  assert.deepEqual([facts.learner, facts.dataset, facts.labels], ['linear', dataset, ['refund', 'billing', 'other']])
  const opened = await openModel(team.app.database, PROJECT, { facts })
  const [answer] = await opened.predict(['please send my money back'])
  assert.equal(answer?.label, 'refund')
})

test('names count up; the same seed and dataset give the same bytes, another seed others', async () => {
  const runs = []
  for (const seed of ['a', 'a', 'b']) runs.push(await trained({ seed }))
  const [one, two, three] = await Promise.all(runs.map(run => model(run.model)))
  assert.deepEqual([one, two, three].map(each => Number(each.name.split('-')[1])).sort(), [2, 3, 4])
  assert.equal(one.digest, two.digest)
  assert.notEqual(one.digest, three.digest)
})

test('a model rests on what was asked and on its dataset', async () => {
  const { id, model: name, proof } = await trained({ seed: 'rests' })
  const frozen = await call(maintainer, ['GET', `/datasets/${dataset}`])
  const fitted = await model(name)
  const walk = await call(maintainer, ['GET', `/ledger/${fitted.proof}/provenance`])
  const next = walk.entries.filter((each: { distance: number }) => each.distance === 1)
  assert.deepEqual(next.map((each: { id: string }) => each.id).sort(), [proof, frozen.proof].sort())
  assert.equal(fitted.dataset_root, frozen.root)
  assert.deepEqual(await actions(id), ['model.fitted', 'training.asked'])
})

test('programs come from the operator alone', async () => {
  register({ lengths: { argv: PROGRAM, limit_seconds: 60 } })
  const send = (body: object) => maintainer('POST', `/api/projects/${PROJECT}/trainings`, { dataset, ...body })
  assert.equal((await send({ learner: 'command', command: { argv: ['sh'] } })).status, 400)
  assert.equal((await send({ learner: 'command', argv: ['sh'] })).status, 400)
  assert.equal((await send({ learner: 'command' })).status, 400)
  assert.equal((await send({ command: 'lengths' })).status, 400)
  assert.equal((await send({ learner: 'command', command: '../lengths' })).status, 400)
  const run = await trained({ learner: 'command', command: 'lengths' })
  assert.equal(run.model, 'lengths-1')
  const unknown = await trained({ learner: 'command', command: 'constructor' })
  assert.equal(unknown.state, 'failed')
  assert.equal(unknown.message, 'no program is registered as "constructor" in learners.json')
})

test('a program that fails ends its training with what it said', async () => {
  register({ broken: { argv: PROGRAM, limit_seconds: 60, env: { MODE: 'fail' } } })
  const run = await trained({ learner: 'command', command: 'broken' })
  assert.equal(run.state, 'failed')
  assert.match(run.message, /ended with code 3.*no memory left$/)
  assert.equal(run.model, null)
  assert.deepEqual(await actions(run.id), ['training.failed', 'training.asked'])
})

test('a running training is cancelled, once, and its program ends', async () => {
  register({ slow: { argv: PROGRAM, limit_seconds: 60, env: { MODE: 'slow' } } })
  const { id } = await train({ learner: 'command', command: 'slow' })
  while ((await training(id)).state === 'queued') await pause(10)
  const cancelled = await call(maintainer, ['POST', `/trainings/${id}/cancel`], { reason: 'wrong dataset' })
  assert.deepEqual([cancelled.state, cancelled.message], ['cancelled', 'wrong dataset'])
  // The job ends only when the program has ended: it would sleep for a minute.
  await team.settled()
  assert.equal((await training(id)).state, 'cancelled')
  assert.deepEqual(await actions(id), ['training.cancelled', 'training.asked'])
  const late = await maintainer('POST', `/api/projects/${PROJECT}/trainings/${id}/cancel`, {})
  assert.equal(late.status, 409)
})

test('who may only review may not train, and a dataset must be there', async () => {
  const reviewer = await team.person('reviewer')
  assert.equal((await reviewer.send('POST', `/api/projects/${PROJECT}/trainings`, { dataset })).status, 403)
  assert.equal((await maintainer('POST', `/api/projects/${PROJECT}/trainings`, { dataset: 99 })).status, 404)
})

test('every row is covered by the ledger, and harmed bytes are neither verified nor asked', async () => {
  const { model: name } = await trained({ seed: 'harmed' })
  const { app } = team
  const verify = () => verifyProject(app.database, app.vault, { project_id: PROJECT, covers })
  await team.settled()
  assert.deepEqual((await verify()).divergence, null)
  await app.database.pool.query(`
    alter table artefact disable trigger artefact_fact;
    update artefact set bytes = set_byte(bytes, 100, get_byte(bytes, 100) # 1) where model = '${name}';
    alter table artefact enable trigger artefact_fact`)
  assert.deepEqual(await verify().then(({ divergence }) => [divergence?.table, divergence?.what]), [
    'artefact',
    'a row was changed',
  ])
  const facts = await modelOf(app.database, PROJECT, name)
  const harmed = (error: unknown) => error instanceof Refusal && error.code === 'UNAVAILABLE'
  await assert.rejects(() => openModel(app.database, PROJECT, { facts }), harmed)
})

/** A process of its own that works until it is killed. */
const WORKER = `
  import { openApp } from ${JSON.stringify(import.meta.resolve('../../server/app.ts'))}
  const [url, home] = process.argv.slice(1)
  const app = await openApp({ url, home })
  await app.work()
`

test('a training whose worker was killed is fitted by the next, once', async t => {
  const lonely = await openTeam({ works: false })
  let worker: ChildProcess | undefined
  t.after(async () => {
    worker?.kill('SIGKILL')
    await lonely.close()
  })
  const { send } = await lonely.person('maintainer')
  const version = await freezeLessons(send, lessons(60))
  const programs = join(lonely.home, 'learners.json')
  const sleeps = ['sh', '-c', `echo $$ > '${join(lonely.home, 'pid')}'; exec sleep 60`]
  writeFileSync(programs, JSON.stringify({ p: { argv: sleeps, limit_seconds: 60 } }))
  const asked = await call(send, ['POST', '/trainings'], { dataset: version, learner: 'command', command: 'p' })
  worker = spawn(process.execPath, ['--input-type=module', '-e', WORKER, lonely.url, lonely.home])
  const state = async () => (await call(send, ['GET', `/trainings/${asked.id}`])).state
  while (!existsSync(join(lonely.home, 'pid')) && (await state()) !== 'failed') await pause(10)
  worker.kill('SIGKILL')
  await once(worker, 'exit')
  process.kill(Number(readFileSync(join(lonely.home, 'pid'), 'utf8')), 'SIGKILL')
  assert.equal(await state(), 'running')
  writeFileSync(programs, JSON.stringify({ p: { argv: PROGRAM, limit_seconds: 60 } }))
  const hear = () => {
    const event = { project_id: PROJECT, entry_id: asked.proof, action: 'training.asked' }
    const fit = longListeners.find(each => each.name === 'train.fit')
    return fit?.work(lonely.app, event, new AbortController().signal)
  }
  await Promise.all([hear(), hear()])
  await hear()
  assert.equal(await state(), 'done')
  const { models } = await call(send, ['GET', '/models'])
  assert.deepEqual(
    models.map((each: { name: string }) => each.name),
    ['p-1'],
  )
})
