/** What people decided is not told to who may have to judge the same alone. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ask, base, heard, judgeAll, people, type Worker, withdraw } from '../../../test/judging.ts'
import { openTeam, type Team } from '../../../test/team.ts'

let team: Team
let boss: Worker
let rita: Worker
let viewer: Worker
let machine: Pick<Worker, 'send' | 'token'>
let ids: Map<string, string>
let erratum_id: string
let policies = 0

const policy = async (rules: object) => {
  const put = await boss.send('PUT', `${base}/policy`, { replaces: policies, policy: rules })
  assert.equal(put.status, 201, put.text)
  policies += 1
}
const reviewBy = (wanted: number) => ({ rules: [{ name: 'all', when: 'true', do: { outcome: 'review', wanted } }] })

type Rows = { external_id: string; prediction_id: string }[]
const namesOf = (rows: Rows) => rows.map(each => each.external_id).sort()

/** What a caller finds of two items, by every way there is to what people decided. */
const found = async ({ send, token }: Pick<Worker, 'send' | 'token'>) => {
  const { errata } = (await send('GET', `${base}/errata?limit=1`)).body
  const { errata: filtered } = (await send('GET', `${base}/errata?answer=billing`)).body
  const one = await send('GET', `${base}/errata/${erratum_id}`)
  const headers = { authorization: `Bearer ${token}` }
  const csv = await team.server.inject({ url: `${base}/errata.csv`, headers })
  const { resolutions } = (await send('GET', `${base}/resolutions`)).body
  const mine = (await send('GET', `${base}/predictions/${ids.get('again')}/resolution`)).body
  const diff = (await send('GET', `${base}/datasets/2/diff?since=1`)).body
  const lines = await team.server.inject({ url: `${base}/datasets/2/lines`, headers })
  return {
    errata: namesOf(errata),
    filtered: namesOf(filtered),
    one: one.body.code ?? one.body.answer,
    csv: csv.body.includes(',again,'),
    resolutions: resolutions.length,
    answer: mine.answer,
    diff: namesOf(diff.changes),
    lines: lines.statusCode,
  }
}

const ALL = {
  errata: ['again'],
  filtered: ['again', 'once'],
  one: 'billing',
  csv: true,
  resolutions: 2,
  answer: 'billing',
  diff: ['again'],
  lines: 200,
}
const NOTHING = {
  errata: ['once'],
  filtered: ['once'],
  one: 'CONFLICT',
  csv: false,
  resolutions: 1,
  answer: null,
  diff: [],
  lines: 409,
}

const freeze = async () => {
  const accept = ['empty', 'contradiction', 'leakage', 'duplicate', 'missing_class', 'thin_class']
  const frozen = await boss.send('POST', `${base}/datasets`, { reason: 'veil', accept })
  assert.equal(frozen.status, 201, frozen.text)
}
const asked = (external_id: string, model = 'm-1') => ({
  external_id,
  text: `I want a refund of the lamp, ${external_id}`,
  answer: 'refund',
  model,
})

before(async () => {
  team = await openTeam()
  boss = await team.person('maintainer')
  viewer = await team.person('viewer')
  machine = await team.machine(['read'])
  ;[rita] = (await people(team, ['reviewer'])) as [Worker]
  await policy(reviewBy(1))
  for (const name of ['once', 'again']) {
    ids = await ask(team, boss, [asked(name)])
    await judgeAll(rita, () => ({ answer: 'billing' }))
    await heard(team)
    await freeze()
  }
  erratum_id = (await boss.send('GET', `${base}/errata?contains=again`)).body.errata[0].id
})
after(() => team.close())

test('while an item is judged blind, no reviewer can look up what was decided of it before', async () => {
  assert.deepEqual(await found(rita), ALL)
  await policy({ audit_share: 1, audit: { queue: 'blind' } })
  await ask(team, boss, [asked('again', 'm-2')])
  assert.deepEqual(await found(rita), NOTHING)
  assert.deepEqual(await found(boss), { ...NOTHING, lines: 200 }, 'a maintainer teaches models with the lines')
  assert.deepEqual([await found(viewer), await found(machine)], [ALL, ALL], 'who never judges may see it')

  await policy({ rules: [{ name: 'all', when: 'true', do: { outcome: 'review', queue: 'shown' } }] })
  await ask(team, boss, [asked('like it')])
  const [like] = (await rita.send('POST', `${base}/tasks/next`, { queue: 'shown' })).body.tasks
  const { precedents } = (await rita.send('GET', `${base}/tasks/${like.task_id}/suggestions`)).body
  const texts = precedents.map((each: { text: string }) => each.text)
  assert.deepEqual(texts, [asked('once').text], 'nor from the precedents of another task')

  await judgeAll(rita, () => ({ answer: 'refund' }))
  await heard(team)
  assert.equal((await found(rita)).one, 'billing', 'once they have judged it, they may')
})

test('who may still have to give another opinion is not told the answer that stands', async () => {
  await policy(reviewBy(2))
  const [one, other, third, judge] = (await people(team, ['reviewer', 'reviewer', 'reviewer', 'adjudicator'])) as [
    ...[Worker, Worker, Worker, Worker],
  ]
  ids = await ask(team, boss, [asked('opinions')])
  const given = await judgeAll(one, () => ({ answer: 'billing' }))
  await judgeAll(other, () => ({ answer: 'billing' }))
  await heard(team)
  await withdraw(one, given.get('opinions'))
  await heard(team)
  const outOfForce = async ({ send }: Worker) =>
    namesOf((await send('GET', `${base}/errata?all=true&contains=opinions`)).body.errata)
  assert.deepEqual([await outOfForce(third), await outOfForce(other)], [[], ['opinions']])

  const asks = { filter: { contains: 'opinions' }, answer: 'other' }
  const { digest } = (await judge.send('POST', `${base}/bulks/preview`, asks)).body
  assert.equal((await judge.send('POST', `${base}/bulks`, { ...asks, digest, reason: 'a rule' })).status, 201)
  await heard(team)
  const told = async ({ send }: Worker) => {
    const { answer, hidden, dissent } = (await send('GET', `${base}/predictions/${ids.get('opinions')}/resolution`))
      .body
    return [hidden, answer, dissent.length]
  }
  assert.deepEqual(
    [await told(third), await told(other)],
    [
      [true, null, 0],
      [false, 'other', 1],
    ],
  )
})
