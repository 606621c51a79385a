import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { heard } from '../../../test/judging.ts'
import { call } from '../../../test/lessons.ts'
import { openTeam, type Send, type Team } from '../../../test/team.ts'

let team: Team
let maintainer: Send
let policies = 0

const setPolicy = async (strategy: string, share: number) => {
  const policy = { uncertain: { strategy, share }, audit_share: 0.0001 }
  await call(maintainer, ['PUT', '/policy'], { replaces: policies, policy })
  policies += 1
}
const take = async (predictions: object[]) => {
  assert.deepEqual((await call(maintainer, ['POST', '/predictions'], { predictions })).errors, [])
  await heard(team)
}
const routes = async (external_id: string) => {
  const { predictions } = await call(maintainer, ['GET', `/predictions?external_id=${encodeURIComponent(external_id)}`])
  const found = predictions.map(async (each: { id: string; model: string }) => {
    const { strategy, score, reason } = await call(maintainer, ['GET', `/predictions/${each.id}/route`])
    return [each.model, { strategy, score, reason }] as const
  })
  return Object.fromEntries(await Promise.all(found))
}
const row = (external_id: string, more: object = {}) => ({
  ...{ external_id, input: { text: external_id }, model: 'house', answer: 'refund' },
  ...more,
})
const sure = (refund: number) => ({ scores: { refund, billing: 1 - refund } })

before(async () => {
  team = await openTeam()
  maintainer = (await team.person('maintainer')).send
})
after(() => team.close())

test('margin: the closest tenth of a batch is reviewed; what comes alone is held against recent traffic', async () => {
  await setPolicy('margin', 0.1)
  await take(Array.from({ length: 100 }, (_, n) => row(`margin ${n}`, sure(0.5 + n / 200))))
  const chosen = await Promise.all(Array.from({ length: 20 }, (_, n) => routes(`margin ${n}`)))
  assert.ok(chosen.slice(0, 10).every(each => each.house.strategy === 'margin'))
  assert.ok(!chosen.slice(10).some(each => each.house.strategy === 'margin'))
  await take([row('alone and close', sure(0.5)), row('another model', { ...sure(0.5), model: 'm-2' })])
  const alone = (await routes('alone and close')).house
  assert.deepEqual([alone.strategy, alone.score], ['margin', 1])
  assert.match(alone.reason, /^margin 0\.000 is below 0\.0\d\d$/)
  const other = (await routes('another model'))['m-2']
  assert.notEqual(other.strategy, 'margin', 'all that is known of its traffic is itself')
})

test('margin-diversity: of a batch that says one thing ten times, it is asked once', async () => {
  await setPolicy('margin-diversity', 0.2)
  const same = Array.from({ length: 10 }, (_, n) =>
    row(`same ${n}`, { ...sure(0.5 + n / 1000), input: { text: 'where is my card' } }),
  )
  const different = Array.from({ length: 10 }, (_, n) => row(`different${n}`, sure(0.6 + n / 100)))
  await take([...same, ...different])
  const chosen = await Promise.all([...same, ...different].map(each => routes(each.external_id)))
  const names = chosen.flatMap((each, n) => (each.house.strategy === 'margin-diversity' ? [n] : []))
  assert.deepEqual(names, [0, 10, 11, 12])
})

test('disagreement: where another model says something else; what one model answered is not ranked', async () => {
  await setPolicy('disagreement', 0.25)
  const items = Array.from({ length: 8 }, (_, n) => `twice ${n}`)
  await take(items.map(name => row(name, sure(0.9))))
  assert.equal((await routes('twice 0')).house.score, null)
  await take(items.map((name, n) => row(name, { ...sure(n < 2 ? 0.1 : 0.9), model: 'm-3' })))
  const found = await Promise.all(items.map(routes))
  const chosen = found.flatMap((each, n) => (each['m-3'].strategy === 'disagreement' ? [n] : []))
  assert.deepEqual(chosen, [0, 1])
  assert.match(found[0]['m-3'].reason, /^disagreement 0\.\d{3} is above 0\.\d{3}$/)
})

test('a policy names a strategy that there is, and a value only for what has one', async () => {
  for (const uncertain of [
    { strategy: 'luck', share: 0.1 },
    { strategy: 'novelty', below: 0.1 },
    { strategy: 'margin' },
    { strategy: 'margin', share: 0.1, below: 0.1 },
  ]) {
    const path = '/api/projects/post/policy'
    const { status, body } = await maintainer('PUT', path, { replaces: policies, policy: { uncertain } })
    assert.deepEqual([status, body.code], [400, 'INVALID'], JSON.stringify(uncertain))
  }
})
