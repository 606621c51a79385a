import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ask, base, heard, judgeAll, people, reviewAll, type Worker, withdraw } from '../../../test/judging.ts'
import { openTeam, PROJECT, type Team } from '../../../test/team.ts'
import type { Event } from '../../ledger/context.ts'
import { verifyProject } from '../../ledger/index.ts'
import { covers } from '../../loop.ts'
import { sql } from '../../platform/db.ts'
import { hearJudged } from './actions.ts'

let team: Team
let boss: Worker
let policies = 0

before(async () => {
  team = await openTeam()
  boss = await team.person('maintainer')
})
after(() => team.close())

/** Predictions before `wanted` people each. */
const asked = async (wanted: number, names: string[]) => {
  await reviewAll(boss, wanted, policies)
  policies += 1
  return ask(
    team,
    boss,
    names.map(external_id => ({ external_id, text: `text of ${external_id}`, answer: 'refund' })),
  )
}

const standing = async (prediction_id: string | undefined) =>
  (await boss.send('GET', `${base}/predictions/${prediction_id}/resolution`)).body

const chainOf = (prediction_id: string | undefined) =>
  team.app.database.rows<{ how: string; answer: string | null }>(sql`
    select how, answer from resolution where project_id = ${PROJECT} and prediction_id = ${prediction_id} order by id`)

const eventsOf = async (prediction_id: string | undefined): Promise<Event[]> =>
  (
    await team.app.database.rows<{ id: string; action: string }>(sql`
      select id, action from entry
      where project_id = ${PROJECT} and action like 'judgement.%'
        and payload->>'prediction_id' = ${prediction_id} order by id`)
  ).map(({ id, action }) => ({ project_id: PROJECT, entry_id: id, action }))

const hear = (events: Event[]) => team.app.act({ actor: 'system:resolve' }, ctx => hearJudged(ctx, events))

const overrule = (by: Worker, resolution_id: string, answer: unknown, reason = 'see the guideline') =>
  by.send('POST', `${base}/resolutions/${resolution_id}/overrule`, { answer, reason })

describe('settling', () => {
  test('one reviewer is enough where one is wanted, and it rests on the judgement', async () => {
    const [rita] = (await people(team, ['reviewer'])) as [Worker]
    const ids = await asked(1, ['s1'])
    const given = await judgeAll(rita, () => ({ answer: 'other' }))
    await heard(team)
    const found = await standing(ids.get('s1'))
    assert.deepEqual(
      [found.how, found.answer, found.judgements, found.decided_by, found.stands],
      ['single', 'other', [given.get('s1')], rita.id, true],
    )
    assert.equal(found.said[0].id, given.get('s1'))
    const walk = await boss.send('GET', `${base}/ledger/${found.proof}/provenance`)
    const actions = walk.body.entries.map((entry: { action: string }) => entry.action)
    assert.ok(actions.includes('judgement.given') && actions.includes('predictions.taken'))
  })

  test('three reviewers: the majority stands and the dissent is kept', async () => {
    const three = (await people(team, ['reviewer', 'reviewer', 'reviewer'])) as [Worker, Worker, Worker]
    const ids = await asked(3, ['m1'])
    for (const [index, each] of three.entries()) {
      await judgeAll(each, () => ({ answer: index === 1 ? 'refund' : 'billing' }))
      await heard(team)
      if (index < 2) assert.equal((await standing(ids.get('m1'))).code, 'NOT_FOUND')
    }
    const found = await standing(ids.get('m1'))
    assert.deepEqual([found.how, found.answer, found.judgements.length], ['consensus', 'billing', 2])
    assert.deepEqual(
      found.dissent.map((camp: { answer: string; judgements: string[] }) => [camp.answer, camp.judgements.length]),
      [['refund', 1]],
    )
  })

  test('a tie goes to an adjudicator who judged neither side', async () => {
    const [one, two] = (await people(team, ['adjudicator', 'reviewer'])) as [Worker, Worker]
    const ids = await asked(2, ['t1'])
    await judgeAll(one, () => ({ answer: 'refund' }))
    await judgeAll(two, () => ({ answer: 'billing' }))
    await heard(team)
    assert.equal((await standing(ids.get('t1'))).code, 'NOT_FOUND')
    assert.equal((await judgeAll(one, () => ({ answer: 'refund' }))).size, 0)
    const [judge] = (await people(team, ['adjudicator'])) as [Worker]
    const [task] = (await judge.send('POST', `${base}/tasks/next`, {})).body.tasks
    assert.deepEqual([task.stage, task.reason], ['adjudicate', 'reviewers disagree: 1 refund, 1 billing'])
    const given = await judgeAll(judge, () => ({ answer: 'billing' }))
    await heard(team)
    const found = await standing(ids.get('t1'))
    assert.deepEqual([found.how, found.answer, found.decided_by], ['adjudicated', 'billing', judge.id])
    await withdraw(judge, given.get('t1'))
    await heard(team)
    assert.deepEqual([(await standing(ids.get('t1'))).how, (await chainOf(ids.get('t1'))).length], ['withdrawn', 2])
  })

  test('undo, judge again, undo again: a chain, and the end of it stands', async () => {
    const [rita] = (await people(team, ['reviewer'])) as [Worker]
    const ids = await asked(1, ['u1'])
    for (const answer of ['other', 'billing']) {
      const given = await judgeAll(rita, () => ({ answer }))
      await heard(team)
      assert.equal((await standing(ids.get('u1'))).answer, answer)
      await withdraw(rita, given.get('u1'))
      await heard(team)
      assert.deepEqual(
        [(await standing(ids.get('u1'))).how, (await standing(ids.get('u1'))).answer],
        ['withdrawn', null],
      )
    }
    const hows = (await chainOf(ids.get('u1'))).map(row => row.how)
    assert.deepEqual(hows, ['single', 'withdrawn', 'single', 'withdrawn'])
    // Who may review is not told of what they may still be given.
    const viewer = await team.person('viewer')
    const { body } = await viewer.send('GET', `${base}/resolutions?how=withdrawn`)
    assert.equal(
      body.resolutions.filter((row: { prediction_id: string }) => row.prediction_id === ids.get('u1')).length,
      1,
    )
    const all = await viewer.send('GET', `${base}/resolutions?how=withdrawn&all=true`)
    const mine = all.body.resolutions.filter((row: { prediction_id: string }) => row.prediction_id === ids.get('u1'))
    assert.deepEqual(
      mine.map((row: { stands: boolean }) => row.stands),
      [true, false],
    )
  })
})

describe('hearing', () => {
  test('the same events twice, in any order and by two at once, settle once', async () => {
    const [rita] = (await people(team, ['reviewer'])) as [Worker]
    const ids = await asked(1, ['h1'])
    const first = await judgeAll(rita, () => ({ answer: 'other' }))
    await withdraw(rita, first.get('h1'))
    await judgeAll(rita, () => ({ answer: 'billing' }))
    await heard(team)
    const chain = await chainOf(ids.get('h1'))
    const events = await eventsOf(ids.get('h1'))
    assert.equal(events.length, 3)
    await Promise.all([hear(events), hear(events.toReversed()), ...events.map(event => hear([event]))])
    assert.deepEqual(await chainOf(ids.get('h1')), chain)
    assert.equal(chain.at(-1)?.answer, 'billing')
  })
})

describe('hearing late', () => {
  let still: Team
  before(async () => {
    still = await openTeam({ works: false })
  })
  after(() => still.close())

  /** Lets every listener hear what waits, here and now, by the given order of steps. */
  const hearAll = async (action: string, act: (events: Event[]) => Promise<unknown>) => {
    const rows = await still.app.database.rows<{ id: string }>(sql`
      select id from entry where project_id = ${PROJECT} and action = ${action} order by id`)
    await act(rows.map(({ id }) => ({ project_id: PROJECT, entry_id: id, action })))
  }

  test('concurrent hearers of one prediction make one resolution', async () => {
    const { listeners } = await import('../../loop.ts')
    const chief = await still.person('maintainer')
    await reviewAll(chief, 3)
    const predictions = ['a', 'b', 'c'].map(external_id => ({
      external_id,
      input: { text: external_id },
      model: 'm-1',
      answer: 'refund',
    }))
    await chief.send('POST', `${base}/predictions`, { predictions })
    for (const action of ['predictions.taken', 'predictions.routed']) {
      const { hear: listen } = listeners.find(each => each.hears.includes(action))!
      await hearAll(action, events => still.app.act({ actor: 'system:test' }, ctx => listen(ctx, events)))
    }
    for (const each of await people(still, ['reviewer', 'reviewer', 'reviewer'])) {
      await judgeAll(each, () => ({ answer: 'other' }))
    }
    await hearAll('judgement.given', events =>
      Promise.all(events.map(event => still.app.act({ actor: 'system:resolve' }, ctx => hearJudged(ctx, [event])))),
    )
    const made = await still.app.database.rows<{ n: number }>(sql`
      select count(*) as n from resolution where project_id = ${PROJECT} group by prediction_id`)
    assert.deepEqual(
      made.map(row => row.n),
      [1, 1, 1],
    )
  })
})

describe('overruling', () => {
  test('an adjudicator may, with an answer of the project; who decided alone may not', async () => {
    const [ada, bob] = (await people(team, ['adjudicator', 'adjudicator'])) as [Worker, Worker]
    const ids = await asked(1, ['o1'])
    const given = await judgeAll(ada, () => ({ answer: 'other' }))
    await heard(team)
    const single = await standing(ids.get('o1'))
    assert.equal((await overrule(ada, single.id, 'billing')).body.code, 'FORBIDDEN')
    assert.equal((await overrule(bob, single.id, 'nonsense')).body.field, 'answer')
    assert.equal((await overrule(bob, single.id, 'other')).body.code, 'CONFLICT')
    const made = await overrule(bob, single.id, 'billing')
    assert.equal(made.status, 201)
    assert.deepEqual([made.body.how, made.body.supersedes, made.body.decided_by], ['overruled', single.id, bob.id])
    assert.deepEqual(made.body.dissent, [{ answer: 'other', judgements: [given.get('o1')] }])
    assert.equal((await overrule(bob, made.body.id, 'refund')).body.code, 'FORBIDDEN')
    assert.equal((await overrule(bob, single.id, 'refund')).body.code, 'STALE')

    // Heard again, and taken back: neither undoes what was overruled. Judged anew, it does.
    await hear(await eventsOf(ids.get('o1')))
    await withdraw(ada, given.get('o1'))
    await heard(team)
    assert.equal((await standing(ids.get('o1'))).id, made.body.id)
    await judgeAll(ada, () => ({ answer: 'refund' }))
    await heard(team)
    assert.deepEqual(
      [(await standing(ids.get('o1'))).how, (await standing(ids.get('o1'))).answer],
      ['single', 'refund'],
    )
  })

  test('reviewers and machines may not', async () => {
    const [rita] = (await people(team, ['reviewer'])) as [Worker]
    const ids = await asked(1, ['o2'])
    await judgeAll(rita, () => ({ answer: 'other' }))
    await heard(team)
    const { id } = await standing(ids.get('o2'))
    const machine = await team.machine(['read', 'adjudicate'])
    for (const by of [machine, await team.person('viewer')]) {
      const refused = await team.as(by.token)('POST', `${base}/resolutions/${id}/overrule`, {
        answer: 'refund',
        reason: 'x',
      })
      assert.equal(refused.body.code, 'FORBIDDEN')
    }
    const nowhere = crypto.randomUUID()
    assert.equal((await overrule(boss, nowhere, 'refund')).body.code, 'NOT_FOUND')
  })
})

test('pages through resolutions, newest first', async () => {
  const viewer = await team.person('viewer')
  const seen: string[] = []
  for (let next: string | null = ''; next !== null; ) {
    const { body } = await viewer.send('GET', `${base}/resolutions?all=true&limit=3${next && `&after=${next}`}`)
    seen.push(...body.resolutions.map((row: { id: string }) => row.id))
    next = body.next
  }
  const stored = await team.app.database.rows<{ id: string }>(sql`
    select id from resolution where project_id = ${PROJECT} order by id desc`)
  assert.deepEqual(
    seen,
    stored.map(row => row.id),
  )
})

test('the ledger covers every resolution', async () => {
  await team.settled()
  const verdict = await verifyProject(team.app.database, team.app.vault, { project_id: PROJECT, covers })
  assert.deepEqual([verdict.ok, verdict.divergence], [true, null])
})
