/** A draft of the policy on real traffic: it says what would happen, and nothing happens. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { base, heard, judgeAll, type Worker } from '../../../test/judging.ts'
import { openTeam, type Team } from '../../../test/team.ts'

const COUNT = 300
let team: Team
let boss: Worker

const PRESENT = { uncertain: { strategy: 'margin', share: 0.1 }, audit_share: 0.2 }
const attempt = (policy: object, more: object = {}) => boss.send('POST', `${base}/policy/try`, { policy, ...more })
const entries = async () =>
  (await team.app.database.pool.query('select count(*)::int as n from entry')).rows[0]?.n as number

before(async () => {
  team = await openTeam()
  boss = await team.person('maintainer')
})
after(() => team.close())

test('before anything has come there is nothing to try it on', async () => {
  const { status, body } = await attempt(PRESENT)
  assert.deepEqual([status, body.predictions, body.present, body.errors], [200, 0, null, null])
})

test('the policy in force changes nothing, and sends what it sent', async () => {
  await boss.send('PUT', `${base}/policy`, { replaces: 0, policy: PRESENT })
  const predictions = Array.from({ length: COUNT }, (_, n) => {
    const refund = 0.34 + (0.6 * n) / COUNT
    const scores = { refund, billing: (1 - refund) / 2, other: (1 - refund) / 2 }
    return {
      external_id: `t${n}`,
      input: { text: n % 3 ? 'a parcel' : 'an invoice' },
      model: 'm',
      answer: 'refund',
      scores,
    }
  })
  assert.equal((await boss.send('POST', `${base}/predictions`, { predictions })).body.taken, COUNT)
  await heard(team)
  const { body } = await attempt(PRESENT)
  assert.equal(body.predictions, COUNT)
  assert.deepEqual(body.draft, body.present)
  assert.deepEqual([body.changes.same, body.changes.examples], [COUNT, []])
  const { tasks } = (await boss.send('GET', `${base}/tasks?limit=1000`)).body
  assert.equal(body.present.review, tasks.length, 'all came at once, so what was routed then is what is tried now')
})

test('another policy: who would see what, and which errors; nothing is written', async () => {
  const reviewer = await team.person('reviewer')
  await judgeAll(reviewer, () => ({ answer: 'billing' }))
  await heard(team)
  const before = await entries()
  const rule = { name: 'invoices', matches: 'invoice', do: { outcome: 'review', queue: 'money', wanted: 2 } }
  const { body } = await attempt({ rules: [rule], audit_share: 0.0001 })
  assert.equal(await entries(), before)
  const money = body.draft.queues.find((each: { queue: string }) => each.queue === 'money')
  assert.deepEqual([money.reviews, money.judgements], [COUNT / 3, (COUNT * 2) / 3])
  assert.ok(body.changes.added > 0 && body.changes.dropped > 0)
  assert.equal(body.errors.known, body.present.review, 'people found all of them wrong')
  assert.equal(body.errors.present, body.errors.known)
  assert.ok(body.errors.difference.high > body.errors.difference.low)
  assert.equal(body.draft.minutes_per_day.estimate, 0, 'their judgements took no time')
  assert.match(body.sentence, /^People would see /)
  assert.equal((await attempt(PRESENT, { last: 50 })).body.predictions, 50)
})

test('a draft that cannot be asked is refused as it would be when written', async () => {
  const broken = { rules: [{ name: 'x', when: 'text ==', do: { outcome: 'pass' } }] }
  assert.equal((await attempt(broken)).body.field, 'policy.rules.0.when')
  const fallen = { rules: [{ name: 'x', when: 'true', do: { outcome: 'rule', answer: 'no label' } }] }
  assert.equal((await attempt(fallen)).body.field, 'policy.rules.0.do.answer')
  const { send } = await team.person('reviewer')
  assert.equal((await send('POST', `${base}/policy/try`, { policy: {} })).body.code, 'FORBIDDEN')
})
