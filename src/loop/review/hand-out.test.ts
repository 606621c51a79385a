/** Which task comes to whom: screens of one person, several at once, a certain one, and what is left. */
import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { openTeam, PROJECT, type Send, type Team } from '../../../test/team.ts'

const BASE = `/api/projects/${PROJECT}`
const SINCE = '2020-01-01T00:00:00Z'
let team: Team
let bot: Send
let maintainer: Send
let policy_version = 0
let items = 0
let queue = ''

before(async () => {
  team = await openTeam()
  bot = (await team.machine(['ingest', 'read'])).send
  maintainer = (await team.person('maintainer')).send
})
after(() => team.close())

const askFor = async (more: object = {}) => {
  queue = `queue ${policy_version}`
  const rule = { name: 'all', when: 'true', do: { outcome: 'review', queue, ...more } }
  const body = { replaces: policy_version, policy: { rules: [rule] } }
  assert.equal((await maintainer('PUT', `${BASE}/policy`, body)).status, 201)
  policy_version += 1
}

const bring = async (count: number) => {
  const predictions = Array.from({ length: count }, () => {
    items += 1
    return { external_id: `item-${items}`, input: { text: `text ${items}` }, model: 'm', answer: 'refund' }
  })
  assert.equal((await bot('POST', `${BASE}/predictions`, { predictions })).status, 200)
  await team.settled()
}

type Task = { task_id: string; fence: string; external_id: string; stage: string; prediction_id: string }
const next = async (send: Send, more: object = {}): Promise<{ tasks: Task[]; why_none: string | null }> =>
  (await send('POST', `${BASE}/tasks/next`, { queue, ...more })).body
const claim = (send: Send, task_id: string, more: object = {}) => send('POST', `${BASE}/tasks/${task_id}/claim`, more)
const judge = (send: Send, { task_id, fence }: { task_id: string; fence: string }, answer: unknown = 'billing') =>
  send('POST', `${BASE}/tasks/${task_id}/judgement`, { fence, answer })
const progress = async (send: Send) => (await send('GET', `${BASE}/progress?since=${SINCE}`)).body
const reviewer = async () => (await team.person('reviewer')).send
const lapse = (task_id: string) =>
  team.app.database.pool.query(`update seat set lease_until = now() - interval '1 ms' where task_id = $1`, [task_id])
const ids = (tasks: Task[]) => tasks.map(each => each.task_id)

beforeEach(() => askFor())

test('two screens of one person are given different tasks, and each its own again', async () => {
  await bring(3)
  const send = await reviewer()
  const [left, right] = [crypto.randomUUID(), crypto.randomUUID()]
  const one = await next(send, { desk: left, wanted: 2 })
  const other = await next(send, { desk: right, wanted: 2 })
  assert.deepEqual([one.tasks.length, other.tasks.length], [2, 1])
  assert.deepEqual(new Set(ids([...one.tasks, ...other.tasks])).size, 3)
  const again = await next(send, { desk: left, wanted: 5 })
  assert.deepEqual(
    again.tasks.map(each => [each.task_id, each.fence]),
    one.tasks.map(each => [each.task_id, each.fence]),
  )
  assert.equal((await next(send, { desk: left, holding: ids(one.tasks) })).why_none, 'claimed')
  assert.equal((await next(send)).why_none, 'claimed', 'who names no desk is at none of them')
})

test('a claim that ran out on one screen may go to the other, under a new fence', async () => {
  await bring(1)
  const send = await reviewer()
  const [left, right] = [crypto.randomUUID(), crypto.randomUUID()]
  const [old] = (await next(send, { desk: left })).tasks as [Task]
  await lapse(old.task_id)
  const [fresh] = (await next(send, { desk: right })).tasks as [Task]
  assert.equal(fresh.task_id, old.task_id)
  assert.equal((await judge(send, old)).body.code, 'LEASE_LOST')
  assert.equal((await judge(send, fresh)).status, 201)
})

test('undo brings the task to the screen that asks', async () => {
  await bring(1)
  const send = await reviewer()
  const [left, right] = [crypto.randomUUID(), crypto.randomUUID()]
  const [task] = (await next(send, { desk: left })).tasks as [Task]
  const { id } = (await judge(send, task)).body
  assert.equal((await send('POST', `${BASE}/judgements/${id}/withdraw`, { desk: right })).status, 200)
  assert.deepEqual((await next(send, { desk: left })).tasks, [])
  assert.deepEqual(ids((await next(send, { desk: right })).tasks), [task.task_id])
})

test('twenty screens of one person at once, five each: none goes out twice, and none is left', async () => {
  await askFor({ wanted: 2 })
  await bring(60)
  const send = await reviewer()
  const given = await Promise.all(
    Array.from({ length: 20 }, () => next(send, { desk: crypto.randomUUID(), wanted: 5 })),
  )
  const all = given.flatMap(each => ids(each.tasks))
  assert.deepEqual([all.length, new Set(all).size], [60, 60], 'one seat of each task, however many there are')
})

test('only what is asked for: the screen of disputes takes nothing else', async () => {
  await askFor({ wanted: 2 })
  await bring(1)
  for (const answer of ['refund', 'billing']) {
    const send = await reviewer()
    await judge(send, (await next(send)).tasks[0] as Task, answer)
  }
  await team.settled()
  await askFor()
  await bring(1)
  const { send } = await team.person('adjudicator')
  const disputes = await next(send, { queue: undefined, stage: 'adjudicate', wanted: 5 })
  assert.deepEqual(
    disputes.tasks.map(each => each.stage),
    ['adjudicate'],
  )
  assert.equal((await next(send, { stage: 'adjudicate' })).why_none, 'empty')
  assert.deepEqual(await next(await reviewer(), { queue: undefined, stage: 'adjudicate' }), {
    tasks: [],
    why_none: 'empty',
    retry_at: null,
  })
})

test('a certain task can be claimed, also one that another screen of the same person has', async () => {
  await bring(2)
  const send = await reviewer()
  const desk = crypto.randomUUID()
  const [first] = (await next(send, { desk })).tasks as [Task]
  const same = await claim(send, first.task_id, { desk })
  assert.deepEqual([same.status, same.body.fence, same.body.input.text], [200, first.fence, `text ${items - 1}`])
  const moved = await claim(send, first.task_id, { desk: crypto.randomUUID() })
  assert.ok(Number(moved.body.fence) > Number(first.fence))
  assert.equal((await judge(send, first)).body.code, 'LEASE_LOST')
  assert.equal((await judge(send, moved.body)).status, 201)
})

test('why a certain task cannot be had is said', async () => {
  await bring(1)
  const [one, other] = [await reviewer(), await reviewer()]
  const [task] = (await next(one)).tasks as [Task]
  const why = async (send: Send) => {
    const { status, body } = await claim(send, task.task_id)
    return [status, body.code, body.why]
  }
  const held = (await claim(other, task.task_id)).body
  assert.deepEqual([held.code, held.why], ['CONFLICT', 'claimed'])
  assert.ok(Date.parse(held.retry_at) > Date.now())
  await one('POST', `${BASE}/tasks/${task.task_id}/skip`, { fence: task.fence })
  assert.deepEqual(await why(one), [409, 'CONFLICT', 'skipped'])
  await judge(other, (await claim(other, task.task_id)).body)
  assert.deepEqual(await why(other), [409, 'CONFLICT', 'judged'])
  assert.deepEqual(await why(await reviewer()), [409, 'CONFLICT', 'done'])
  assert.equal((await claim(one, crypto.randomUUID())).status, 404)
})

test('a certain task of others, and a dispute for those who are no adjudicators', async () => {
  await askFor({ wanted: 2 })
  await bring(1)
  const two = [await team.person('adjudicator'), await team.person('reviewer')]
  const members = two.map(each => each.id)
  await maintainer('PUT', `${BASE}/queues/${encodeURIComponent(queue)}/members`, { members })
  const { tasks } = (await maintainer('GET', `${BASE}/tasks?queue=${encodeURIComponent(queue)}`)).body
  assert.equal((await claim(await reviewer(), tasks[0].id)).body.why, 'restricted')
  for (const [n, { send }] of two.entries())
    await judge(send, (await next(send)).tasks[0] as Task, n ? 'other' : 'refund')
  await team.settled()
  const { tasks: disputes } = (await maintainer('GET', `${BASE}/tasks?stage=adjudicate&state=open`)).body
  const dispute = disputes.find((each: { prediction_id: string }) => each.prediction_id === tasks[0].prediction_id)
  assert.equal((await claim(await reviewer(), dispute.id)).body.why, 'adjudication')
  assert.equal((await claim((two[0] as { send: Send }).send, dispute.id)).body.why, 'judged')
  assert.equal((await claim((await team.person('adjudicator')).send, dispute.id)).status, 200)
})

test('ten at once for one seat of a certain task: one has it', async () => {
  await bring(1)
  const { tasks } = (await maintainer('GET', `${BASE}/tasks?queue=${encodeURIComponent(queue)}`)).body
  const ten = await Promise.all(Array.from({ length: 10 }, reviewer))
  const answers = await Promise.all(ten.flatMap(send => [claim(send, tasks[0].id), claim(send, tasks[0].id)]))
  const fences = new Set(answers.filter(each => each.status === 200).map(each => each.body.fence))
  assert.equal(fences.size, 1)
  const refused = answers.filter(each => each.status !== 200).map(each => each.body.why)
  assert.deepEqual(refused, Array(18).fill('claimed'))
})

test('progress: what I judged, without what I took back, and what waits for me', async () => {
  await askFor({ wanted: 2 })
  const send = await reviewer()
  const before = await progress(send)
  await bring(3)
  const { tasks } = await next(send, { wanted: 3 })
  assert.equal((await progress(send)).waiting, before.waiting + 3, 'what I have on my screen waits for me')
  const { id } = (await judge(send, tasks[0] as Task)).body
  await judge(send, tasks[1] as Task)
  await send('POST', `${BASE}/judgements/${id}/withdraw`, {})
  const after = await progress(send)
  assert.deepEqual([after.judged_today, after.waiting], [1, before.waiting + 2], 'the whole stays what it was')
  assert.equal((await progress(await reviewer())).waiting, before.waiting + 3, 'a task of two seats waits once')
  assert.equal(
    (await send('GET', `${BASE}/progress?since=${new Date(Date.now() + 60_000).toISOString()}`)).body.judged_today,
    0,
  )
  assert.equal((await send('GET', `${BASE}/progress?since=yesterday`)).body.field, 'since')
})

test('a queue and its tasks tell who is at them and since when', async () => {
  await bring(2)
  const { id, send } = await team.person('reviewer')
  const [task] = (await next(send)).tasks as [Task]
  const listed = (await maintainer('GET', `${BASE}/tasks?queue=${encodeURIComponent(queue)}`)).body.tasks
  const mine = listed.find((each: { id: string }) => each.id === task.task_id)
  assert.deepEqual([mine.state, mine.claimed_by[0].person_id, mine.external_id], ['open', id, task.external_id])
  const found = await maintainer('GET', `${BASE}/tasks?contains=${encodeURIComponent(`text ${items}`)}`)
  assert.deepEqual(
    found.body.tasks.map((each: { text: string }) => each.text),
    [`text ${items}`],
  )
  const { queues } = (await maintainer('GET', `${BASE}/queues`)).body
  const state = queues.find((each: { queue: string }) => each.queue === queue)
  assert.deepEqual([state.free, state.claimed, state.judged, state.overdue], [1, 1, 0, 0])
  assert.equal(state.oldest_at, mine.at)
  await judge(send, task)
  const done = await maintainer('GET', `${BASE}/tasks?state=done&queue=${encodeURIComponent(queue)}`)
  assert.deepEqual(ids(done.body.tasks.map((each: { id: string }) => ({ task_id: each.id }))), [task.task_id])
})
