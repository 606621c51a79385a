import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { verifyProject } from '../../../src/ledger/index.ts'
import { call, evaluated, freezeLessons, lessons, trainOn } from '../../../test/lessons.ts'
import { openTeam, PROJECT, type Send, type Team } from '../../../test/team.ts'
import { covers } from '../../loop.ts'

let team: Team
let maintainer: Send

const release = (body: object) => call(maintainer, ['POST', '/releases'], { reason: 'test', ...body })
const refused = async (body: object, path = '/releases') => {
  const { status, body: problem } = await maintainer('POST', `/api/projects/${PROJECT}${path}`, {
    reason: 'test',
    ...body,
  })
  return [status, problem.code, problem.detail]
}
const inForce = () => call(maintainer, ['GET', '/releases/current'])
/** Goes back, to the very release that was told before. */
const rollBack = async () => {
  const { before } = await inForce()
  const restored = await call(maintainer, ['POST', '/releases/rollback'], { reason: 'back' })
  assert.equal(restored.restores, before.restores ?? before.id)
  return restored
}
const live = async () => (await call(maintainer, ['GET', '/models'])).live
const entry = async (id: string) =>
  (await call(maintainer, ['GET', `/ledger/${id}/provenance`])).entries[0] as {
    action: string
    because: string[]
    payload: { gate: unknown }
  }

before(async () => {
  team = await openTeam()
  maintainer = (await team.person('maintainer')).send
  const turn: Record<string, string> = { refund: 'billing', billing: 'other', other: 'refund' }
  const wrong = lessons(60).map(each => ({ ...each, answer: turn[each.answer] }))
  // The first and the third model learn from wrong answers, the second from right ones.
  const first = await freezeLessons(maintainer, wrong as ReturnType<typeof lessons>)
  assert.equal(await trainOn(maintainer, first), 'linear-1')
  assert.equal(await trainOn(maintainer, await freezeLessons(maintainer, lessons(300))), 'linear-2')
  assert.equal(await trainOn(maintainer, first), 'linear-3')
})
after(() => team.close())

test('nothing is released at first, and there is nothing to roll back', async () => {
  assert.deepEqual(await inForce(), { release: null, before: null })
  assert.deepEqual(await refused({}, '/releases/rollback'), [409, 'CONFLICT', 'nothing has been released yet'])
  assert.deepEqual(await refused({ model: 'linear-9', mode: 'automated' }), [
    404,
    'NOT_FOUND',
    'there is no model "linear-9"',
  ])
})

test('the first model needs no gate', async () => {
  const first = await release({ model: 'linear-1', mode: 'automated' })
  assert.deepEqual([first.fallback, first.gate, first.previous, first.until], [null, null, null, null])
  assert.equal(await live(), 'linear-1')
  const last = await refused({}, '/releases/rollback')
  assert.deepEqual(last.slice(0, 2), [409, 'CONFLICT'])
})

test('a model that would answer must have been measured beside the live one', async () => {
  const [status, code, detail] = await refused({ model: 'linear-2', mode: 'automated' })
  assert.deepEqual([status, code], [409, 'CONFLICT'])
  assert.equal(detail, '"linear-2" would replace "linear-1" and was not measured beside it: evaluate it first')
  assert.equal((await inForce()).release.model, 'linear-1')
})

test('shadow needs no gate and leaves the live model live', async () => {
  const shadow = await release({ model: 'linear-2', mode: 'shadow' })
  assert.deepEqual([shadow.model, shadow.fallback], ['linear-2', 'linear-1'])
  assert.equal(await live(), 'linear-1')
})

test('what passes the gate is pinned with its figures, and rests on model and evaluation', async () => {
  const { comparison, id } = await evaluated(maintainer, { candidate: 'linear-2' })
  const part = await release({ model: 'linear-2', mode: 'automated', share: 0.1 })
  const { estimate, low, high } = comparison.result.paired.accuracy
  const figures = { baseline: 'linear-1', n: comparison.result.n, estimate, low, high, margin: 0.01 }
  assert.deepEqual(part.gate, figures)
  assert.deepEqual([part.evaluation_id, part.fallback, part.share], [id, 'linear-1', 0.1])
  assert.equal(await live(), 'linear-2')
  const { action, because, payload } = await entry(part.proof)
  const { proof } = await call(maintainer, ['GET', '/models/linear-2'])
  const { releases } = await call(maintainer, ['GET', '/releases?limit=2'])
  assert.equal(action, 'release.pinned')
  assert.deepEqual(because.toSorted(), [proof, comparison.proof, releases[1].proof].toSorted())
  assert.deepEqual(payload.gate, figures)
  // The model stays, its share grows: what it replaces is still the first one.
  const whole = await release({ mode: 'automated', share: 1 })
  assert.deepEqual([whole.model, whole.fallback, whole.gate.baseline], ['linear-2', 'linear-1', 'linear-1'])
})

test('a model that is worse does not pass, by default or by name', async () => {
  const { comparison, id } = await evaluated(maintainer, { candidate: 'linear-3' })
  assert.ok(comparison.result.paired.accuracy.high < 0)
  const [status, code, detail] = await refused({ model: 'linear-3', mode: 'assisted' })
  assert.deepEqual([status, code], [409, 'CONFLICT'])
  assert.match(detail, /^"linear-3" against "linear-2" on \d+ held-out items: \d+\.\d points worse/)
  assert.equal((await refused({ model: 'linear-3', mode: 'automated', evaluation_id: id }))[0], 409)
  const stranger = await refused({ model: 'linear-1', mode: 'automated', evaluation_id: id })
  assert.deepEqual(stranger, [400, 'INVALID', 'this evaluation is of "linear-3"'])
  assert.equal(await live(), 'linear-2')
})

test('the stop button needs neither a model nor a gate', async () => {
  const stopped = await release({ mode: 'off', reason: 'complaints' })
  assert.deepEqual([stopped.model, stopped.mode, stopped.gate], ['linear-2', 'off', null])
})

test('a rollback goes one release back, and again one further: never to what was left', async () => {
  const { releases } = await call(maintainer, ['GET', '/releases'])
  const modes = releases.map((each: { model: string; mode: string; share: number }) => [each.mode, each.share])
  assert.deepEqual(modes, [
    ['off', 1],
    ['automated', 1],
    ['automated', 0.1],
    ['shadow', 1],
    ['automated', 1],
  ])
  const [, whole, part, shadow, first] = releases
  const restored = []
  for (let times = 0; times < 4; times += 1) restored.push(await rollBack())
  assert.deepEqual(
    restored.map(each => each.restores),
    [whole.id, part.id, shadow.id, first.id],
  )
  assert.deepEqual([restored[1].model, restored[1].share, restored[1].gate], ['linear-2', 0.1, part.gate])
  assert.equal((await refused({}, '/releases/rollback'))[0], 409)
  assert.equal((await inForce()).before, null)
  assert.equal(await live(), 'linear-1')
  const { action, because } = await entry(restored[0].proof)
  assert.equal(action, 'release.restored')
  assert.deepEqual(because.toSorted(), [releases[0].proof, whole.proof].toSorted())
})

test('after a rollback the next release counts from there', async () => {
  const again = await release({ model: 'linear-2', mode: 'automated' })
  assert.equal(again.gate.baseline, 'linear-1')
  assert.equal((await rollBack()).model, 'linear-1')
})

test('history has no gaps: what was in force is known for every moment', async () => {
  const { releases } = await call(maintainer, ['GET', '/releases'])
  for (const [index, each] of releases.entries()) {
    assert.equal(each.until, releases[index - 1]?.at ?? null)
    const then = await call(maintainer, ['GET', `/releases?at=${each.at}`])
    assert.deepEqual(then.releases, [each])
  }
  const long_ago = await call(maintainer, ['GET', '/releases?at=2020-01-01T00:00:00Z'])
  assert.deepEqual(long_ago.releases, [])
  const page = await call(maintainer, ['GET', `/releases?limit=3&after=${releases[1].id}`])
  assert.deepEqual(page.releases, releases.slice(2, 5))
})

test('two who release at once come one after the other', async () => {
  const both = await Promise.all([release({ mode: 'reviewed' }), release({ mode: 'assisted' })])
  const [earlier, later] = both.toSorted((one, other) => (one.at < other.at ? -1 : 1))
  assert.equal(later.previous, earlier.id)
  assert.ok(earlier.at < later.at)
})

test('who may not maintain may not release, and all of it is covered', async () => {
  const reviewer = await team.person('adjudicator')
  const body = { mode: 'off', reason: 'test' }
  assert.equal((await reviewer.send('POST', `/api/projects/${PROJECT}/releases`, body)).status, 403)
  await team.settled()
  const { app } = team
  assert.equal((await verifyProject(app.database, app.vault, { project_id: PROJECT, covers })).divergence, null)
})
