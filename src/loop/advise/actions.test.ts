import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ask, base, heard, judgeAll, people, type Worker } from '../../../test/judging.ts'
import { call, freezeLessons, lessons, trainOn } from '../../../test/lessons.ts'
import { openTeam, type Team } from '../../../test/team.ts'

type Word = { contribution: number }

let team: Team
let maintainer: Worker
let reviewer: Worker
let viewer: Worker
let policies = 0

const get = async (by: Worker, path: string) => {
  const { status, body } = await by.send('GET', `${base}${path}`)
  return { status, body }
}
const route = async (do_: object, more: object = {}) => {
  const policy = { rules: [{ name: 'all', when: 'true', do: do_ }], audit_share: 0.0001, ...more }
  await call(maintainer.send, ['PUT', '/policy'], { replaces: policies, policy })
  policies += 1
}
const REVIEW = { outcome: 'review' }
const next = async (by: Worker) => (await by.send('POST', `${base}/tasks/next`, {})).body.tasks[0]
const judge = async (by: Worker, task: { task_id: string; fence: string }, answer: string) => {
  const said = await by.send('POST', `${base}/tasks/${task.task_id}/judgement`, { fence: task.fence, answer })
  assert.equal(said.status, 201, said.text)
  return said.body.id as string
}
/** Takes a prediction and gives its id. */
const one = async (external_id: string, text: string, { answer = 'billing', model = 'house' } = {}) => {
  await ask(team, maintainer, [{ external_id, text, answer, model }])
  const { predictions } = await call(maintainer.send, ['GET', `/predictions?external_id=${external_id}`])
  return predictions.find((each: { model: string }) => each.model === model).id as string
}
/** Corrections of what a model said, each by a person. */
const correct = async (prefix: string, texts: string[], answer: string) => {
  const was = answer === 'refund' ? 'billing' : 'refund'
  const asked = texts.map((text, n) => ({ external_id: `${prefix} ${n}`, text, answer: was, model: 'house' }))
  await ask(team, maintainer, asked)
  await judgeAll(reviewer, external_id => (external_id.startsWith(prefix) ? { answer } : undefined))
  await heard(team)
}

before(async () => {
  team = await openTeam()
  ;[maintainer, reviewer, viewer] = (await people(team, ['maintainer', 'reviewer', 'viewer'])) as [
    Worker,
    Worker,
    Worker,
  ]
  await route(REVIEW)
})
after(() => team.close())

test('without a model of ours nothing is explained, doubted or found alike, and the reason is said', async () => {
  const id = await one('early', 'send my money back')
  const { body } = await get(viewer, `/predictions/${id}/explanation`)
  assert.equal(body.available, false)
  assert.match(body.reason, /no built-in one to stand in/)
  const task = await next(reviewer)
  const found = (await get(reviewer, `/tasks/${task.task_id}/suggestions`)).body
  assert.deepEqual([found.hidden, found.precedents, found.suggestion], [false, [], null])
  assert.deepEqual(found.models, [{ model: 'house', answer: 'billing', confidence: null, kept: true }])
  const judgement = await judge(reviewer, task, 'other')
  assert.deepEqual((await get(reviewer, `/judgements/${judgement}/doubt`)).body, { doubt: null })
})

test('an explanation adds up to the margin, names who explains and points into the text', async () => {
  assert.equal(await trainOn(maintainer.send, await freezeLessons(maintainer.send, lessons(300))), 'linear-1')
  const text = '👋 I want a REFUND of the lamp'
  const id = await one('why', text, { answer: 'refund' })
  const { body } = await get(viewer, `/predictions/${id}/explanation`)
  assert.deepEqual([body.available, body.by, body.itself, body.label], [true, 'linear-1', false, 'refund'])
  const sum = body.words.reduce((total: number, each: Word) => total + each.contribution, body.rest)
  assert.ok(Math.abs(sum - body.margin) < 1e-9)
  const [strongest] = body.words.toSorted((a: Word, b: Word) => b.contribution - a.contribution)
  assert.equal(text.slice(strongest.start, strongest.stop), 'REFUND')
  const own = await one('why', text, { answer: 'other', model: 'linear-1' })
  const against = (await get(viewer, `/predictions/${own}/explanation`)).body
  assert.deepEqual([against.itself, against.label, against.rival], [true, 'other', 'refund'])
  assert.ok(against.margin < 0, 'the model would have said something else')
  assert.equal((await get(viewer, `/predictions/${crypto.randomUUID()}/explanation`)).status, 404)
  await judgeAll(reviewer, () => ({ answer: 'refund' }))
})

test('what was corrected before is found by likeness, and most of it makes a suggestion', async () => {
  const things = ['sofa', 'desk', 'fork', 'plate', 'scarf']
  await correct(
    'like',
    things.map(thing => `please refund me for the ${thing} i bought`),
    'refund',
  )
  await one('asked', 'please refund me for the tent i bought')
  const task = await next(reviewer)
  const { body } = await get(reviewer, `/tasks/${task.task_id}/suggestions`)
  assert.equal(body.suggestion.answer, 'refund')
  assert.deepEqual([body.suggestion.exact, body.suggestion.reason], [false, '5 of 5 similar corrections say refund.'])
  const [first] = body.precedents
  assert.deepEqual([first.was, first.answer, first.people], ['billing', 'refund', ['reviewer']])
  assert.ok(first.similarity > 0.3 && first.similarity < 0.9)
  const similarities = body.precedents.map((each: { similarity: number }) => each.similarity)
  assert.deepEqual(
    similarities,
    similarities.toSorted((a: number, b: number) => b - a),
  )
  const models = body.models.map((each: { model: string; kept: boolean }) => [each.model, each.kept])
  assert.deepEqual(models, [
    ['house', true],
    ['linear-1', false],
  ])
  await judge(reviewer, task, 'refund')
})

test('the same text but for case and blanks counts as the same; an erratum out of force does not', async () => {
  await correct('exact', ['Where is my parcel, number 7'], 'other')
  await one('again', 'where  is my PARCEL, number 7')
  const task = await next(reviewer)
  const found = async () => (await get(reviewer, `/tasks/${task.task_id}/suggestions`)).body
  const { suggestion, precedents } = await found()
  assert.deepEqual([suggestion.answer, suggestion.exact], ['other', true])
  assert.equal(suggestion.erratum_id, precedents[0].erratum_id)
  const { errata } = await call(maintainer.send, ['GET', '/errata?contains=number%207'])
  const reason = 'it was right'
  const path = `${base}/resolutions/${errata[0].resolution_id}/overrule`
  const adjudicator = await team.person('adjudicator')
  const overruled = await adjudicator.send('POST', path, { answer: errata[0].was, reason })
  assert.equal(overruled.status, 201, overruled.text)
  await heard(team)
  const after_ = await found()
  assert.ok(!after_.precedents.some((each: { erratum_id: string }) => each.erratum_id === errata[0].id))
  await judge(reviewer, task, 'other')
})

test('a judgement that looks like a slip is doubted, to its giver alone', async () => {
  await one('slip', 'I want a refund of the lamp')
  const task = await next(reviewer)
  const slip = await judge(reviewer, task, 'other')
  const { doubt } = (await get(reviewer, `/judgements/${slip}/doubt`)).body
  assert.deepEqual([doubt.model, doubt.probability < 0.02], ['linear-1', true])
  assert.match(doubt.sentence, /^Are you sure\? The model gives "other" a chance of .*% here\.$/)
  assert.equal((await get(maintainer, `/judgements/${slip}/doubt`)).status, 404)
  await one('no slip', 'I want a refund of the radio')
  const right = await judge(reviewer, await next(reviewer), 'refund')
  assert.deepEqual((await get(reviewer, `/judgements/${right}/doubt`)).body, { doubt: null })
})

test('of a blind task nothing leaks: no reasons, no precedents, no models, no doubt', async () => {
  await route({ outcome: 'pass' }, { audit_share: 1, audit: { wanted: 2 } })
  const id = await one('blind', 'I want a refund of the clock')
  const other = await one('blind', 'I want a refund of the clock', { answer: 'refund', model: 'linear-1' })
  const task = await next(reviewer)
  assert.equal(task.blind, true)
  const hidden = { hidden: true, precedents: [], suggestion: null, models: [] }
  assert.deepEqual((await get(reviewer, `/tasks/${task.task_id}/suggestions`)).body, hidden)
  const refused = async (by: Worker, prediction: string) => {
    const { status, body } = await get(by, `/predictions/${prediction}/explanation`)
    return [status, body.code]
  }
  assert.deepEqual(await refused(reviewer, id), [409, 'CONFLICT'])
  assert.deepEqual(await refused(maintainer, id), [409, 'CONFLICT'], 'whoever may review might get the second seat')
  assert.deepEqual(await refused(reviewer, other), [409, 'CONFLICT'], 'another model of the same item')
  assert.equal((await get(viewer, `/predictions/${id}/explanation`)).status, 200)
  const judgement = await judge(reviewer, task, 'other')
  assert.deepEqual((await get(reviewer, `/judgements/${judgement}/doubt`)).body, { doubt: null })
  assert.deepEqual(await refused(reviewer, id), [409, 'CONFLICT'], 'one seat is open still')
  await judgeAll(reviewer, () => ({ answer: 'refund' }))
  await judgeAll(maintainer, () => ({ answer: 'refund' }))
  assert.equal((await get(reviewer, `/predictions/${id}/explanation`)).status, 200)
})

test('suggestions are for reviewers, of a task that is there', async () => {
  assert.equal((await get(viewer, `/tasks/${crypto.randomUUID()}/suggestions`)).status, 403)
  assert.equal((await get(reviewer, `/tasks/${crypto.randomUUID()}/suggestions`)).status, 404)
})
