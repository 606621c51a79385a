import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { heard } from '../../../test/judging.ts'
import { call } from '../../../test/lessons.ts'
import { openTeam, PROJECT, type Send, type Team } from '../../../test/team.ts'
import type { Ctx, Event } from '../../ledger/context.ts'
import { verifyProject } from '../../ledger/index.ts'
import { newProof } from '../../ledger/record.ts'
import { covers } from '../../loop.ts'
import { hashUnit } from '../../stats/random.ts'
import { hearResolved } from './actions.ts'

let team: Team
let maintainer: Send
let taken = 0

/** A model that is sure of what it gets wrong, and in doubt where it is right: its novelty points the wrong way. */
const take = async (count: number) => {
  const predictions = Array.from({ length: count }, () => {
    const n = taken++
    const strange = n % 2 === 0
    const answer = strange || n % 4 === 1 ? 'refund' : 'billing'
    return {
      external_id: `${n}`,
      input: { text: `${n}` },
      model: 'house',
      answer,
      novelty: strange ? 0.9 + n / 1e6 : 0.1,
    }
  })
  const { errors } = await call(maintainer, ['POST', '/predictions'], { predictions })
  assert.deepEqual(errors, [])
  await heard(team)
}

const judgeAll = async () => {
  const { send } = await team.person('reviewer')
  for (;;) {
    const [task] = (await call(send, ['POST', '/tasks/next'], {})).tasks
    if (!task) break
    await call(send, ['POST', `/tasks/${task.task_id}/judgement`], { fence: task.fence, answer: 'refund' })
  }
  await heard(team)
}

const gain = (query = '') => call(maintainer, ['GET', `/monitor/gain${query}`])
const route = async (external_id: string) => {
  const { predictions } = await call(maintainer, ['GET', `/predictions?external_id=${external_id}`])
  return call(maintainer, ['GET', `/predictions/${predictions[0].id}/route`])
}

/** The id of a resolution that makes the listener look at the strategy, or of one that does not. */
const resolved = (ctx: Ctx, due: boolean): Event => {
  for (;;) {
    const entry_id = newProof(ctx)
    const looks = hashUnit(`look:${entry_id}`) < 0.01
    if (looks === due) return { project_id: PROJECT, entry_id, action: 'resolution.made' }
  }
}

before(async () => {
  team = await openTeam()
  maintainer = (await team.person('maintainer')).send
  const policy = { uncertain: { strategy: 'novelty', share: 0.2 }, audit_share: 0.5 }
  await call(maintainer, ['PUT', '/policy'], { replaces: 0, policy })
})
after(() => team.close())

test('a route says which strategy chose it, by which score', async () => {
  await take(320)
  const chosen = await route('318')
  assert.deepEqual([chosen.outcome, chosen.strategy, chosen.inclusion_probability], ['review', 'novelty', 1])
  assert.match(chosen.reason, /^novelty 0\.900 is above 0\.900$/)
  const left = await route('1')
  assert.deepEqual([left.score, left.inclusion_probability], [0.1, 0.5])
  assert.ok([null, 'audit'].includes(left.strategy))
})

test('what a strategy finds is told beside what chance finds', async () => {
  const before = await gain()
  assert.match(before.strategies[0].sentence, /^Nothing can be said of novelty yet/)
  await judgeAll()
  const { strategies } = await gain('?model=house')
  const [{ strategy, errors, resolved, audited, difference }] = strategies
  assert.deepEqual([strategy, errors, resolved], ['novelty', 0, 64])
  assert.ok(audited.resolved >= 100 && audited.errors > 20)
  assert.ok(difference.high < 0)
  assert.deepEqual((await gain('?model=another')).strategies, [])
})

test('a strategy that finds less than chance gives way to it: once, recorded, and said in every route', async () => {
  for (let times = 0; times < 2; times += 1) {
    await team.app.act({ actor: 'system:monitor' }, ctx =>
      hearResolved(ctx, [resolved(ctx, false), resolved(ctx, true)]),
    )
  }
  const { suspended } = await gain()
  assert.equal(suspended.strategy, 'novelty')
  assert.match(suspended.reason, /^novelty finds an error in 0\.0% of its reviews, chance in /)
  const { entries } = await call(maintainer, ['GET', '/ledger?action=strategy.suspended'])
  assert.equal(entries.length, 1)
  const policy = await call(maintainer, ['GET', '/policy'])
  assert.equal(policy.suspended.proof, entries[0].id)
  assert.ok(entries[0].because.includes(policy.proof))
  await take(60)
  const routes = await Promise.all(Array.from({ length: 60 }, (_, n) => route(`${taken - 60 + n}`)))
  assert.ok(routes.every(each => Math.abs(each.inclusion_probability - 0.7) < 1e-12))
  assert.ok(!routes.some(each => each.strategy === 'novelty'))
  const random = routes.find(each => each.strategy === 'random')
  assert.equal(random.reason, 'random 20.0%: novelty is suspended')
  assert.equal(routes.find(each => each.strategy === null).reason, 'not drawn: novelty is suspended')
})

test('not every resolution costs a look', async () => {
  const nothing = { now: new Date() } as Ctx
  await hearResolved(nothing, [resolved(nothing, false)])
  await assert.rejects(hearResolved(nothing, [resolved(nothing, true)]))
})

test('the next policy starts anew, and all of it is covered', async () => {
  const policy = { uncertain: { strategy: 'novelty', share: 0.2 }, audit_share: 0.5 }
  await call(maintainer, ['PUT', '/policy'], { replaces: 1, policy })
  assert.equal((await gain()).suspended, null)
  await team.settled()
  const { app } = team
  assert.equal((await verifyProject(app.database, app.vault, { project_id: PROJECT, covers })).divergence, null)
})
