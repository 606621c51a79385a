/** What a reviewer meets: the next task and why there is none, giving back, undo, and whose queue it is. */
import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { openTeam, PROJECT, type Send, type Team } from '../../../test/team.ts'

const BASE = `/api/projects/${PROJECT}`
let team: Team
let bot: Send
let maintainer: Send
let policy_version = 0
let items = 0

before(async () => {
  team = await openTeam()
  bot = (await team.machine(['ingest', 'read'])).send
  maintainer = (await team.person('maintainer')).send
})
after(() => team.close())

/** Every prediction that comes is a task of `queue` with `wanted` seats. */
const askFor = async (queue: string, more: object = {}) => {
  const rule = { name: 'all', when: 'true', do: { outcome: 'review', queue, ...more } }
  const { status, body } = await maintainer('PUT', `${BASE}/policy`, {
    replaces: policy_version,
    policy: { rules: [rule] },
  })
  assert.equal(status, 201, JSON.stringify(body))
  policy_version += 1
}

const bring = async (count: number) => {
  const predictions = Array.from({ length: count }, () => {
    items += 1
    return {
      external_id: `item-${items}`,
      input: { text: `text ${items}` },
      model: 'm',
      answer: 'refund',
      confidence: 0.7,
    }
  })
  const { status } = await bot('POST', `${BASE}/predictions`, { predictions })
  assert.equal(status, 200)
  await team.settled()
}

const next = async (send: Send, more: object = {}) => {
  const { tasks, ...none } = (await send('POST', `${BASE}/tasks/next`, more)).body
  return { task: tasks[0], tasks, ...none }
}
const on = (send: Send, task: { task_id: string; fence: string }, verb: string, more: object = {}) =>
  send('POST', `${BASE}/tasks/${task.task_id}/${verb}`, { fence: task.fence, ...more })

let queue = ''
beforeEach(async () => {
  queue = `queue ${policy_version}`
  await askFor(queue)
})

test('a task comes with all that is needed to judge it', async () => {
  await bring(1)
  const { send } = await team.person('reviewer')
  const { task } = await next(send, { queue })
  assert.equal(task.input.text, `text ${items}`)
  assert.deepEqual([task.model, task.answer, task.confidence, task.blind], ['m', 'refund', 0.7, false])
  assert.equal(task.reason, 'rule "all"')
  const { status, body } = await on(send, task, 'judgement', {
    answer: 'billing',
    category: 'wrong intent',
    seconds: 4,
  })
  assert.equal(status, 201)
  assert.deepEqual([body.answer, body.exposure, body.guideline_version], ['billing', 'shown', 1])
})

test('why there is nothing is said', async () => {
  const one = (await team.person('reviewer')).send
  const other = (await team.person('reviewer')).send
  assert.equal((await next(one, { queue })).why_none, 'empty')
  await bring(1)
  const { task } = await next(one, { queue })
  const waiting = await next(other, { queue })
  assert.equal(waiting.why_none, 'claimed')
  assert.equal(waiting.retry_at, task.lease_until)
  await on(one, task, 'skip', { reason: 'not my field' })
  assert.equal((await next(one, { queue })).why_none, 'seen')
  assert.equal((await next(other, { queue })).task.task_id, task.task_id)
})

test('a queue with members is theirs alone, and says so', async () => {
  const member = await team.person('reviewer')
  const stranger = (await team.person('reviewer')).send
  const path = `${BASE}/queues/${encodeURIComponent(queue)}/members`
  assert.equal((await maintainer('PUT', path, { members: [member.id] })).status, 200)
  await bring(1)
  assert.equal((await next(stranger, { queue })).why_none, 'restricted')
  assert.ok((await next(member.send, { queue })).task)
})

test('the most urgent comes first, and a claim one forgot is given again', async () => {
  await bring(1)
  await askFor(queue, { priority: 5 })
  await bring(1)
  const urgent = `item-${items}`
  const { send } = await team.person('reviewer')
  const { task } = await next(send, { queue })
  assert.equal(task.external_id, urgent)
  const again = await next(send, { queue })
  assert.deepEqual([again.task.task_id, again.task.fence], [task.task_id, task.fence])
  const second = await next(send, { queue, holding: [task.task_id] })
  assert.notEqual(second.task.task_id, task.task_id)
})

test('a task given back is anybody’s again, under a new fence', async () => {
  await bring(1)
  const one = (await team.person('reviewer')).send
  const other = (await team.person('reviewer')).send
  const { task } = await next(one, { queue })
  assert.equal((await on(one, task, 'release')).status, 200)
  const { task: theirs } = await next(other, { queue })
  assert.ok(Number(theirs.fence) > Number(task.fence))
  assert.equal((await on(one, task, 'judgement', { answer: 'refund' })).body.code, 'LEASE_LOST')
})

test('undo gives the seat back to its person, and the judgement stays as a withdrawn fact', async () => {
  await bring(1)
  const { send } = await team.person('reviewer')
  const { task } = await next(send, { queue })
  const { body: judgement } = await on(send, task, 'judgement', { answer: 'billing' })
  const other = (await team.person('reviewer')).send
  const undo = `${BASE}/judgements/${judgement.id}/withdraw`
  assert.equal((await other('POST', undo, {})).status, 404, 'of somebody else')
  const { body: seat } = await send('POST', undo, { reason: 'slip' })
  assert.equal(seat.task_id, task.task_id)
  assert.equal((await send('POST', undo, {})).status, 409, 'only once')
  assert.equal((await on(send, { ...task, fence: seat.fence }, 'judgement', { answer: 'refund' })).status, 201)
  await team.settled()
  const { body } = await send('GET', `${BASE}/predictions/${task.prediction_id}/resolution`)
  assert.deepEqual([body.answer, body.how], ['refund', 'single'])
})

test('a tie goes to an adjudicator who did not judge, and nobody else is asked', async () => {
  await askFor(queue, { wanted: 2 })
  await bring(1)
  const judges = [await team.person('adjudicator'), await team.person('reviewer')]
  for (const [n, { send }] of judges.entries()) {
    const { task } = await next(send, { queue })
    await on(send, task, 'judgement', { answer: n ? 'billing' : 'refund' })
  }
  await team.settled()
  for (const { send } of judges) assert.equal((await next(send, { queue: 'adjudication' })).task, undefined)
  const { send } = await team.person('adjudicator')
  const { task } = await next(send, { queue: 'adjudication' })
  assert.equal(task.stage, 'adjudicate')
  await on(send, task, 'judgement', { answer: 'billing' })
  await team.settled()
  const { body } = await send('GET', `${BASE}/predictions/${task.prediction_id}/resolution`)
  assert.deepEqual([body.answer, body.how, body.dissent[0].answer], ['billing', 'adjudicated', 'refund'])
})

test('of a blind task the model’s answer is not sent', async () => {
  const audit = { audit_share: 1, audit: { queue } }
  await maintainer('PUT', `${BASE}/policy`, { replaces: policy_version, policy: audit })
  policy_version += 1
  await bring(1)
  const { send } = await team.person('reviewer')
  const { task } = await next(send, { queue })
  assert.deepEqual([task.blind, task.model, task.answer, task.scores, task.confidence], [true, null, null, null, null])
  const { body } = await on(send, task, 'judgement', { answer: 'other' })
  assert.equal(body.exposure, 'blind')
})
