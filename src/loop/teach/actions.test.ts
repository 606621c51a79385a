import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { followEvents } from '../../../test/events.ts'
import { base, judgeAll, ask as predict, reviewAll, type Worker, withdraw } from '../../../test/judging.ts'
import { call, freezeLessons, lessons, trainOn } from '../../../test/lessons.ts'
import { openTeam, PROJECT, type Team } from '../../../test/team.ts'
import { verifyProject } from '../../ledger/index.ts'
import { covers } from '../../loop.ts'
import { type App, openApp } from '../../server/app.ts'
import { splitOf } from '../curate/index.ts'

let team: Team
let maintainer: Worker
let model: string
const others: App[] = []

const candidate = async () => (await call(maintainer.send, ['GET', '/candidate'])).candidate
const lessonsTaken = async () => (await call(maintainer.send, ['GET', '/lessons?limit=1000'])).lessons

/** Waits until the candidate has so many corrections. */
const grown = async (seq: number) => {
  for (;;) {
    const found = await candidate()
    if (found?.seq === seq) return found
    await pause(10)
  }
}

const side = (text: string) => splitOf({ input: { text }, group_key: null }, { seed: PROJECT, holdout_share: 0.2 })

/** Messages of which the guideline's `other` is right, however the model reads them, on one side of the split. */
const messages = (name: string, count: number, on: 'train' | 'holdout' = 'train') =>
  Array.from({ length: 200 }, (_, n) => ({ external_id: `${name} ${n}`, text: `${name} ${n}: send my money back` }))
    .filter(each => side(each.text) === on)
    .slice(0, count)

/** Puts messages before people, and has them answered. */
const correct = async (given: { external_id: string; text: string }[], answer = 'other') => {
  await predict(
    team,
    maintainer,
    given.map(each => ({ ...each, answer: 'refund' })),
  )
  const names = new Set(given.map(each => each.external_id))
  return judgeAll(maintainer, external_id => (names.has(external_id) ? { answer } : undefined))
}

/** Another process with the learn role, as far as the database can tell. */
const another = async () => {
  const app = await openApp({ url: team.url, home: team.home })
  others.push(app)
  await app.learn()
  return app
}

before(async () => {
  team = await openTeam()
  maintainer = await team.person('maintainer')
  model = await trainOn(maintainer.send, await freezeLessons(maintainer.send, lessons(300)))
  await reviewAll(maintainer, 1)
})
after(async () => {
  for (const app of others) await app.close()
  await team.close()
})

test('without a learner there is no preview, and it is said why', async () => {
  await predict(team, maintainer, [{ ...messages('early', 1)[0]!, answer: 'refund' }])
  const [task] = (await maintainer.send('POST', `${base}/tasks/next`, {})).body.tasks
  const asked = await maintainer.send('POST', `${base}/tasks/${task.task_id}/preview`, { answer: 'other' })
  assert.deepEqual([asked.status, asked.body.ready, asked.body.reason], [200, false, 'learner'])
  await maintainer.send('POST', `${base}/tasks/${task.task_id}/release`, { fence: task.fence })
  assert.equal(await candidate(), null)
})

test('a correction is taught at once, does what its preview said, and is told to whoever follows', async () => {
  await team.app.learn()
  const fresh = await grown(0)
  assert.equal(fresh.base, model)
  const heard = await followEvents(team, { path: `${base}/events?actions=lesson.taken`, token: maintainer.token })
  assert.match(heard.type ?? '', /^text\/event-stream/)
  const [task] = (await maintainer.send('POST', `${base}/tasks/next`, {})).body.tasks
  const ask = (answer: string) => maintainer.send('POST', `${base}/tasks/${task.task_id}/preview`, { answer })
  const { body: seen } = await ask('other')
  assert.equal(seen.ready, true, JSON.stringify(seen))
  assert.equal((await candidate()).digest, fresh.digest, 'a preview changes nothing')
  assert.equal((await ask('nothing')).status, 400)
  const judged = { fence: task.fence, answer: 'other' }
  assert.equal((await maintainer.send('POST', `${base}/tasks/${task.task_id}/judgement`, judged)).status, 201)
  const told = await heard.next()
  heard.close()
  const { lesson } = told?.data ?? {}
  assert.equal(told?.event, 'lesson.taken')
  assert.deepEqual(lesson.effect, seen.effect)
  assert.equal(lesson.sentence, seen.sentence)
  assert.deepEqual([lesson.seq, lesson.base, lesson.effect.after.label], [1, model, 'other'])
  assert.equal(lesson.effect.before.label, 'refund')
  assert.equal(lesson.effect.holdout.items, (await call(maintainer.send, ['GET', '/datasets/1'])).holdout)
  const { entries } = await call(maintainer.send, ['GET', `/ledger/${told?.data.id}/provenance`])
  const near = entries.filter((each: { distance: number }) => each.distance === 1)
  const actions = near.map((each: { action: string }) => each.action).sort()
  assert.deepEqual(actions, ['erratum.kept', 'model.fitted'])
  assert.notEqual((await grown(1)).digest, fresh.digest)
})

type Preview = { effect: { before: { label: string }; after: { label: string } } }

/** Looks at a new item by one of its answers, and waits a while for what is foreseen of it. */
const lookAt = async (message: { external_id: string; text: string }, holding: string[]) => {
  await predict(team, maintainer, [{ ...message, answer: 'refund' }])
  const [task] = (await maintainer.send('POST', `${base}/tasks/next`, { holding })).body.tasks
  const ask = async (answer: string): Promise<Preview> =>
    (await maintainer.send('POST', `${base}/tasks/${task.task_id}/preview`, { answer })).body
  const { effect } = await ask('billing')
  const kept = 'select label from preview where prediction_id = $1 and effect is not null'
  for (let tries = 0; tries < 100; tries += 1) {
    const { rows } = await team.app.database.pool.query(kept, [task.prediction_id])
    // The model knows what the likeliest are: with the unlikely one asked for there are three, else two.
    if (rows.length >= 2) return { task, ask, foreseen: rows.map(row => row.label), likely: effect.before.label }
    await pause(10)
  }
  return { task, ask, foreseen: [], likely: effect.before.label }
}

test('who looks at an item once finds its likeliest answers foreseen', async () => {
  const holding: string[] = []
  let found: Awaited<ReturnType<typeof lookAt>> | undefined
  // Nothing is foreseen while anybody waits for something else.
  for (const message of messages('looked', 5)) {
    found = await lookAt(message, holding)
    holding.push(found.task.task_id)
    if (found.foreseen.length > 0) break
  }
  const { task, ask, foreseen, likely } = found!
  assert.ok(foreseen.includes(likely) && foreseen.includes('billing'), `${foreseen}`)
  assert.equal((await ask(likely)).effect.after.label, likely)
  const { seq } = await candidate()
  await maintainer.send('POST', `${base}/tasks/${task.task_id}/judgement`, { fence: task.fence, answer: likely })
  await grown(seq + 1)
})

test('what is withdrawn is unlearned, to the bit', async () => {
  const { seq, digest } = await candidate()
  const given = await correct(messages('undone', 3))
  await grown(seq + 3)
  const [first, ...rest] = [...given.values()]
  await withdraw(maintainer, first)
  await grown(seq + 2)
  for (const id of rest) await withdraw(maintainer, id)
  assert.equal((await grown(seq)).digest, digest)
})

test('held-out items are never taught', async () => {
  const { seq, digest } = await candidate()
  const held = messages('held', 3, 'holdout')
  await predict(
    team,
    maintainer,
    held.map(each => ({ ...each, answer: 'refund' })),
  )
  const listed = (await maintainer.send('GET', `${base}/tasks?state=open&limit=100`)).body.tasks
  const asked = await maintainer.send('POST', `${base}/tasks/${listed[0].id}/preview`, { answer: 'other' })
  assert.equal(asked.body.reason, 'held_out')
  await correct(held)
  await correct(messages('after held', 1))
  await grown(seq + 1)
  const taken = await lessonsTaken()
  assert.ok(taken.every((each: { effect: { external_id: string } }) => !each.effect.external_id.startsWith('held')))
  assert.notEqual((await candidate()).digest, digest)
})

test('two learners settle on one lesson a correction, and one that starts late comes to the same bits', async () => {
  const { seq } = await candidate()
  const second = await another()
  await correct(messages('both', 12))
  const { digest } = await grown(seq + 12)
  const taken = await lessonsTaken()
  const resolutions = taken.map((each: { resolution_id: string }) => each.resolution_id)
  assert.equal(new Set(resolutions).size, resolutions.length)
  await second.close()
  others.splice(0)
  await team.app.database.pool.query('delete from candidate')
  await another()
  assert.equal((await grown(seq + 12)).digest, digest, 'grown anew from the database alone')
  assert.equal((await lessonsTaken()).length, taken.length)
})

test('of a blind task no preview is given', async () => {
  const policy = { audit_share: 1 }
  assert.equal((await maintainer.send('PUT', `${base}/policy`, { replaces: 1, policy })).status, 201)
  await predict(
    team,
    maintainer,
    messages('blind', 2).map(each => ({ ...each, answer: 'refund' })),
  )
  const { tasks } = (await maintainer.send('GET', `${base}/tasks?state=open&limit=100`)).body
  const blind = tasks.find((each: { blind: boolean }) => each.blind)
  assert.ok(blind)
  const { body } = await maintainer.send('POST', `${base}/tasks/${blind.id}/preview`, { answer: 'other' })
  assert.deepEqual(body, { ready: false, reason: 'blind', effect: null, sentence: null })
})

test('lessons are covered by the ledger, and only reviewers may preview', async () => {
  await team.settled()
  const verify = () => verifyProject(team.app.database, team.app.vault, { project_id: PROJECT, covers })
  assert.equal((await verify()).divergence, null)
  await team.app.database.pool.query(`
    alter table lesson disable trigger lesson_fact;
    update lesson set sentence = 'all is well' where seq = 1;
    alter table lesson enable trigger lesson_fact`)
  assert.equal((await verify()).divergence?.table, 'lesson')
  const reader = await team.machine(['read'])
  const task_id = '00000000-0000-7000-8000-000000000000'
  const asked = { answer: 'other' }
  assert.equal((await reader.send('POST', `${base}/tasks/${task_id}/preview`, asked)).status, 403)
  assert.equal((await maintainer.send('POST', `${base}/tasks/${task_id}/preview`, asked)).status, 404)
})
