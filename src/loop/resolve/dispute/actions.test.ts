/** What an adjudicator sees before and after deciding, and how a dispute can end. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ask, base, heard, judgeAll, people, reviewAll, type Worker, withdraw } from '../../../../test/judging.ts'
import { openTeam, type Team } from '../../../../test/team.ts'

let team: Team
let boss: Worker
let ada: Worker
let pair: [Worker, Worker]

before(async () => {
  team = await openTeam()
  boss = await team.person('maintainer')
  ada = await team.person('adjudicator')
  pair = (await people(team, ['reviewer', 'reviewer'])) as typeof pair
  await reviewAll(boss, 2)
})
after(() => team.close())

const judge = (by: Worker, { task_id, fence }: { task_id: string; fence: string }, answer: unknown, more = {}) =>
  by.send('POST', `${base}/tasks/${task_id}/judgement`, { fence, answer, ...more })
const see = (by: Worker, task_id: string) => by.send('GET', `${base}/tasks/${task_id}/dispute`)
const next = async (by: Worker) => (await by.send('POST', `${base}/tasks/next`, { stage: 'adjudicate' })).body.tasks[0]
const resolved = async (prediction_id: string) =>
  (await boss.send('GET', `${base}/predictions/${prediction_id}/resolution`)).body

/** Two reviewers disagree. @returns the judgements, by who gave them, and the prediction */
const disagree = async (name: string, answers = ['refund', 'billing']) => {
  const ids = await ask(team, boss, [{ external_id: name, text: `text of ${name}`, answer: 'other' }])
  const given: string[] = []
  for (const [n, by] of pair.entries()) {
    const rationale = `because ${n}`
    const made = await judgeAll(by, () => ({ answer: answers[n] as string, category: 'wrong intent', rationale }))
    given.push(made.get(name) as string)
  }
  await heard(team)
  return { prediction_id: ids.get(name) as string, given }
}

test('before deciding: both sides, no names, no order to read anything from; after it, the names', async () => {
  const { prediction_id } = await disagree('a1')
  await boss.send('POST', `${base}/predictions/${prediction_id}/comments`, { text: 'read the last line' })
  const task = await next(ada)
  const { body } = await see(ada, task.task_id)
  assert.deepEqual([body.decided, body.input.text, body.answer, body.resolution], [false, 'text of a1', 'other', null])
  const sides = body.sides.map((each: { answer: string }) => each.answer)
  assert.deepEqual(sides.toSorted(), ['billing', 'refund'])
  for (const { judgements } of body.sides) {
    const [{ person_id, name, at, category }] = judgements
    assert.deepEqual([person_id, name, at, category], [null, null, null, 'wrong intent'])
  }
  assert.deepEqual([body.comments[0].text, body.comments[0].name], ['read the last line', null])
  assert.deepEqual((await see(ada, task.task_id)).body, body, 'the same order each time')
  assert.equal((await see(pair[0], task.task_id)).body.code, 'FORBIDDEN')

  assert.equal((await judge(ada, task, 'billing')).status, 201)
  await heard(team)
  const after = (await see(ada, task.task_id)).body
  assert.deepEqual([after.decided, after.resolution.how], [true, 'adjudicated'])
  const people = after.sides.flatMap((each: { judgements: { person_id: string }[] }) =>
    each.judgements.map(one => one.person_id),
  )
  assert.deepEqual(people.toSorted(), pair.map(each => each.id).toSorted())
  assert.equal(after.comments[0].name, 'maintainer')
})

test('the sides stand in either order, from task to task', async () => {
  const first = new Set<string>()
  for (let n = 0; n < 24 && first.size < 2; n += 1) {
    await disagree(`order-${n}`)
    const task = await next(ada)
    first.add((await see(ada, task.task_id)).body.sides[0].answer)
    await judge(ada, task, 'refund')
  }
  assert.deepEqual([...first].toSorted(), ['billing', 'refund'])
})

test('how earlier disputes between the same answers ended', async () => {
  await heard(team)
  await disagree('e1', ['other', 'refund'])
  await judge(ada, await next(ada), 'other')
  await heard(team)
  const { prediction_id } = await disagree('e2', ['refund', 'other'])
  const task = await next(ada)
  const { earlier } = (await see(ada, task.task_id)).body
  assert.deepEqual(
    [earlier.count, earlier.outcomes, earlier.cases.map((each: { external_id: string }) => each.external_id)],
    [1, [{ answer: 'other', how: 'adjudicated', count: 1 }], ['e1']],
  )
  await judge(ada, task, null, { rationale: 'it says both' })
  await heard(team)
  const found = await resolved(prediction_id)
  assert.deepEqual([found.how, found.answer, found.dissent.length, found.decided_by], ['undecidable', null, 2, ada.id])
})

test('that it cannot be decided is an adjudicator’s to say, with reasons, and teaches nothing', async () => {
  const { prediction_id } = await disagree('u1')
  const task = await next(ada)
  assert.equal((await judge(ada, task, null)).body.field, 'rationale')
  assert.equal((await judge(ada, task, null, { rationale: 'cut off' })).status, 201)
  await heard(team)
  const found = await resolved(prediction_id)
  assert.deepEqual([found.how, found.answer], ['undecidable', null])
  const { errata } = (await boss.send('GET', `${base}/errata?contains=${encodeURIComponent('text of u1')}`)).body
  assert.deepEqual(errata, [])
  const overruled = await boss.send('POST', `${base}/resolutions/${found.id}/overrule`, {
    answer: 'refund',
    reason: 'x',
  })
  assert.deepEqual([overruled.status, overruled.body.how], [201, 'overruled'])
  await ask(team, boss, [{ external_id: 'u2', text: 'text of u2', answer: 'other' }])
  const [mine] = (await pair[0].send('POST', `${base}/tasks/next`, {})).body.tasks
  assert.equal((await judge(pair[0], mine, null, { rationale: 'x' })).body.field, 'answer')
  for (const by of pair) await judgeAll(by, () => ({ answer: 'refund' }))
  await heard(team)
})

test('reviewers who come to agree by themselves close the dispute; a new one opens another', async () => {
  const { prediction_id, given } = await disagree('m1')
  const held = await next(ada)
  await withdraw(pair[1], given[1])
  await judgeAll(pair[1], () => ({ answer: 'refund' }))
  await heard(team)
  assert.equal((await resolved(prediction_id)).how, 'consensus')
  assert.equal((await judge(ada, held, 'billing')).body.code, 'LEASE_LOST')
  const { tasks } = (await boss.send('GET', `${base}/tasks?stage=adjudicate&state=closed`)).body
  assert.deepEqual(
    tasks.map((each: { id: string }) => each.id),
    [held.task_id],
  )
  await withdraw(pair[0], given[0])
  await judgeAll(pair[0], () => ({ answer: 'other' }))
  await heard(team)
  const again = await next(ada)
  assert.deepEqual([again.prediction_id, again.task_id === held.task_id], [prediction_id, false])
  await judge(ada, again, 'other')
  await heard(team)
  assert.equal((await resolved(prediction_id)).how, 'adjudicated')
})

test('a reviewer who undoes meanwhile hides nothing from the adjudicator; one’s own review comes first', async () => {
  const { given } = await disagree('w1')
  const task = await next(ada)
  await withdraw(pair[1], given[1])
  assert.equal((await see(ada, task.task_id)).body.sides.length, 1)
  const [held] = (await pair[1].send('POST', `${base}/tasks/next`, {})).body.tasks
  await pair[1].send('POST', `${base}/tasks/${held.task_id}/release`, { fence: held.fence })
  const chief = await team.person('adjudicator')
  assert.equal((await chief.send('POST', `${base}/tasks/${held.task_id}/claim`, {})).status, 200)
  assert.equal((await see(chief, task.task_id)).body.code, 'CONFLICT')
})
