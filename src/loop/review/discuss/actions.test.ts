/** What people say to each other, and that nobody hears it who must still judge alone. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ask, base, heard, people, type Worker } from '../../../../test/judging.ts'
import { openTeam, type Team } from '../../../../test/team.ts'
import { verifyProject } from '../../../ledger/index.ts'
import { covers } from '../../../loop.ts'

let team: Team
let boss: Worker
let viewer: Worker
let policies = 0

before(async () => {
  team = await openTeam()
  boss = await team.person('maintainer')
  viewer = await team.person('viewer')
})
after(() => team.close())

/** One prediction under a policy; `queue` keeps tests apart. */
const asked = async (name: string, policy: object) => {
  const put = await boss.send('PUT', `${base}/policy`, { replaces: policies, policy })
  assert.equal(put.status, 201, put.text)
  policies += 1
  const ids = await ask(team, boss, [{ external_id: name, text: `text of ${name}`, answer: 'refund' }])
  return ids.get(name) as string
}
const reviewBy = (queue: string, wanted: number) => ({
  rules: [{ name: 'all', when: 'true', do: { outcome: 'review', queue, wanted } }],
})
const blindIn = (queue: string, wanted = 1) => ({ audit_share: 1, audit: { queue, wanted } })

const next = async (by: Worker, queue: string) => (await by.send('POST', `${base}/tasks/next`, { queue })).body.tasks[0]
const judge = (by: Worker, { task_id, fence }: { task_id: string; fence: string }, answer: unknown, more = {}) =>
  by.send('POST', `${base}/tasks/${task_id}/judgement`, { fence, answer, ...more })
const say = (by: Worker, prediction_id: string, text: string) =>
  by.send('POST', `${base}/predictions/${prediction_id}/comments`, { text })
const discuss = (by: Worker, { task_id, fence }: { task_id: string; fence: string }, text = 'no label fits') =>
  by.send('POST', `${base}/tasks/${task_id}/discuss`, { fence, text })
const read = async (by: Worker, prediction_id: string) => {
  const { body } = await by.send('GET', `${base}/predictions/${prediction_id}/comments`)
  return body.hidden ? 'hidden' : body.comments.map((each: { text: string }) => each.text)
}

test('comments are heard by those who have judged, and by those who never will', async () => {
  const prediction_id = await asked('c1', reviewBy('c', 2))
  const [one, other] = (await people(team, ['reviewer', 'reviewer'])) as [Worker, Worker]
  const made = await say(one, prediction_id, ' see section 4 ')
  assert.deepEqual([made.status, made.body.text, made.body.person_id], [201, 'see section 4', one.id])
  assert.equal(await read(one, prediction_id), 'hidden', 'their own too: others may have answered')
  await judge(one, await next(one, 'c'), 'refund')
  assert.deepEqual(await read(one, prediction_id), ['see section 4'])
  assert.equal(await read(other, prediction_id), 'hidden')
  assert.deepEqual(await read(viewer, prediction_id), ['see section 4'])
  const theirs = await next(other, 'c')
  await other.send('POST', `${base}/tasks/${theirs.task_id}/skip`, { fence: theirs.fence })
  assert.deepEqual(await read(other, prediction_id), ['see section 4'], 'who passed it on is never asked again')
})

test('a comment needs a person, a prediction and words', async () => {
  const prediction_id = await asked('c2', reviewBy('c2', 1))
  const machine = await team.machine(['read', 'review'])
  const path = `${base}/predictions/${prediction_id}/comments`
  assert.equal((await machine.send('POST', path, { text: 'x' })).body.code, 'FORBIDDEN')
  assert.equal((await say(boss, prediction_id, '  ')).body.field, 'text')
  assert.equal((await say(boss, crypto.randomUUID(), 'x')).status, 404)
  assert.equal((await boss.send('GET', `${base}/predictions/${crypto.randomUUID()}/comments`)).status, 404)
})

test('who discusses a task hands it to an adjudicator, with what they say', async () => {
  const prediction_id = await asked('d1', reviewBy('d', 1))
  const [rita, ada] = (await people(team, ['reviewer', 'adjudicator'])) as [Worker, Worker]
  const task = await next(rita, 'd')
  const made = await discuss(rita, task)
  assert.deepEqual([made.status, made.body.text, made.body.prediction_id], [201, 'no label fits', prediction_id])
  assert.equal((await discuss(rita, task)).body.code, 'LEASE_LOST')
  assert.equal(await next(boss, 'd'), undefined, 'no reviewer is asked any more')
  const { tasks } = (await boss.send('GET', `${base}/tasks?queue=d`)).body
  assert.equal(tasks[0].state, 'closed')
  const dispute = await next(ada, 'adjudication')
  assert.deepEqual([dispute.prediction_id, dispute.reason], [prediction_id, 'a reviewer asks'])
  const { body } = await ada.send('GET', `${base}/predictions/${prediction_id}/comments`)
  assert.deepEqual([body.comments[0].text, body.comments[0].name], ['no label fits', null], 'before it is decided')
  assert.equal((await discuss(ada, dispute)).body.code, 'CONFLICT')
  const { proof } = made.body
  const walk = await boss.send('GET', `${base}/ledger/${proof}/provenance?direction=forward`)
  assert.ok(walk.body.entries.some((entry: { action: string }) => entry.action === 'tasks.opened'))
  await judge(ada, (await ada.send('POST', `${base}/tasks/${dispute.task_id}/claim`, {})).body, 'other')
  await heard(team)
  const resolved = await boss.send('GET', `${base}/predictions/${prediction_id}/resolution`)
  assert.deepEqual([resolved.body.how, resolved.body.answer], ['adjudicated', 'other'])
  const after = await ada.send('GET', `${base}/predictions/${prediction_id}/comments`)
  assert.equal(after.body.comments[0].name, 'reviewer')
})

test('who was at the task when it was handed on may finish, and hears nothing before', async () => {
  const prediction_id = await asked('d2', reviewBy('d2', 3))
  const [one, other] = (await people(team, ['reviewer', 'reviewer'])) as [Worker, Worker]
  const [task, theirs] = [await next(one, 'd2'), await next(other, 'd2')]
  await discuss(one, task)
  assert.equal(await next(boss, 'd2'), undefined)
  assert.equal(await read(other, prediction_id), 'hidden')
  assert.equal((await judge(other, theirs, 'billing')).status, 201)
  assert.deepEqual(await read(other, prediction_id), ['no label fits'])
})

test('answers of others are told to nobody who must still give one', async () => {
  const prediction_id = await asked('r1', reviewBy('r', 2))
  const [one, other, third] = (await people(team, ['reviewer', 'reviewer', 'reviewer'])) as [Worker, Worker, Worker]
  const given = await judge(one, await next(one, 'r'), 'billing')
  await judge(other, await next(other, 'r'), 'billing')
  await heard(team)
  await one.send('POST', `${base}/judgements/${given.body.id}/withdraw`, {})
  await heard(team)
  const said = async (by: Worker) => {
    const { body } = await by.send('GET', `${base}/predictions/${prediction_id}/resolution`)
    return [body.hidden, body.said.length]
  }
  assert.deepEqual(
    [await said(third), await said(other), await said(viewer)],
    [
      [true, 0],
      [false, 1],
      [false, 1],
    ],
  )
})

test('of an item under blind review no reviewer can look up what the model said', async () => {
  const rule = { name: 'known', when: 'true', do: { outcome: 'rule', answer: 'billing' } }
  const prediction_id = await asked('b1', { ...blindIn('b', 2), rules: [rule] })
  const [one, other] = (await people(team, ['reviewer', 'reviewer'])) as [Worker, Worker]
  const machine = await team.machine(['read'])
  const look = async (send: Worker['send']) => {
    const { body } = await send('GET', `${base}/predictions/${prediction_id}`)
    const { predictions } = (await send('GET', `${base}/predictions?external_id=b1`)).body
    assert.deepEqual(predictions[0], body, 'alone and in the list')
    const { body: route } = await send('GET', `${base}/predictions/${prediction_id}/route`)
    assert.equal(route.answer, body.hidden ? null : 'billing', 'nor what a rule answered in its place')
    const { hidden, answer, scores, confidence, margin } = body
    return [hidden, answer, scores, confidence, margin]
  }
  const nothing = [true, null, null, null, null]
  assert.deepEqual(await look(one.send), nothing)
  await judge(one, await next(one, 'b'), 'other')
  for (const { send } of [one, other, boss]) assert.deepEqual(await look(send), nothing, 'until all have judged')
  for (const { send } of [machine, viewer]) assert.deepEqual((await look(send)).slice(0, 2), [false, 'refund'])
  await judge(other, await next(other, 'b'), 'other')
  assert.deepEqual((await look(one.send)).slice(0, 2), [false, 'refund'])
})

test('a second model’s answer to that item is hidden too', async () => {
  await asked('b2', blindIn('b2'))
  await ask(team, boss, [{ external_id: 'b2', text: 'text of b2', answer: 'billing', model: 'm-2' }])
  const [one] = (await people(team, ['reviewer'])) as [Worker]
  const { predictions } = (await one.send('GET', `${base}/predictions?external_id=b2`)).body
  assert.deepEqual(
    predictions.map((each: { model: string; answer: unknown }) => [each.model, each.answer]),
    [
      ['m-2', null],
      ['m-1', null],
    ],
  )
})

test('the ledger covers comments and closed tasks', async () => {
  await team.settled()
  const verdict = await verifyProject(team.app.database, team.app.vault, { project_id: 'post', covers })
  assert.deepEqual([verdict.ok, verdict.divergence], [true, null])
})
