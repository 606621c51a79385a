import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { verifyProject } from '../../../src/ledger/index.ts'
import { call, evaluated, freezeLessons, lessons, trainOn } from '../../../test/lessons.ts'
import { openTeam, PROJECT, type Send, type Team } from '../../../test/team.ts'
import { covers } from '../../loop.ts'
import { hashUnit } from '../../stats/random.ts'

let team: Team
let maintainer: Send
let machine: Send
let policies = 1

const release = (body: object) => call(maintainer, ['POST', '/releases'], { reason: 'test', ...body })
const ask = (body: object) => machine('POST', `/api/projects/${PROJECT}/decide`, body)
const decide = (body: object) => call(machine, ['POST', '/decide'], body)
const predictions = async (external_id: string) =>
  (await call(maintainer, ['GET', `/predictions?external_id=${encodeURIComponent(external_id)}`])).predictions
const setPolicy = async (policy: object) => {
  await call(maintainer, ['PUT', '/policy'], { replaces: policies, policy })
  policies += 1
}
/** Nothing is reviewed but an audit that hardly anything falls into. */
const CALM = { audit_share: 0.0001 }
const EVERYTHING = { rules: [{ name: 'all', when: 'true', do: { outcome: 'review', queue: 'all' } }], ...CALM }

const item = (external_id: string, text = 'I want a refund of the lamp') => ({ external_id, input: { text } })
const own = (answer = 'billing', model = 'house') => ({ prediction: { model, answer, confidence: 0.9 } })
const given = ({ answer, held, suggestion, route, mode, model }: Record<string, unknown>) => ({
  answer,
  held,
  suggestion,
  route,
  mode,
  model,
})

before(async () => {
  team = await openTeam()
  maintainer = (await team.person('maintainer')).send
  machine = (await team.machine(['ingest'])).send
  await call(maintainer, ['POST', '/predictions'], {
    predictions: [{ ...item('first'), model: 'house', answer: 'other', confidence: 0.9 }],
  })
  await team.settled()
  await setPolicy(CALM)
  assert.equal(await trainOn(maintainer, await freezeLessons(maintainer, lessons(80))), 'linear-1')
  assert.equal(await trainOn(maintainer, await freezeLessons(maintainer, lessons(300))), 'linear-2')
})
after(() => team.close())
afterEach(() => setPolicy(CALM))

test("before the first release the caller's own prediction is routed and given", async () => {
  const { status, body } = await ask(item('alone'))
  assert.deepEqual([status, body.code, body.field], [409, 'CONFLICT', 'prediction'])
  const calm = await decide({ ...item('own'), ...own() })
  const answered = { answer: 'billing', held: false, suggestion: null, route: 'pass', mode: null, model: 'house' }
  assert.deepEqual(given(calm), answered)
  assert.deepEqual([calm.release_id, calm.inclusion_probability], [null, 0.0001])
  await setPolicy(EVERYTHING)
  const doubted = await decide({ ...item('own 2'), ...own() })
  assert.deepEqual([doubted.answer, doubted.held, doubted.route, doubted.reason], [null, true, 'review', 'rule "all"'])
  await team.settled()
  const { tasks } = await call(maintainer, ['GET', '/tasks?queue=all'])
  assert.deepEqual(
    tasks.map((task: { prediction_id: string }) => task.prediction_id),
    [doubted.prediction_id],
  )
})

test('automated: the pinned model answers, and its prediction is kept', async () => {
  const { id } = await release({ model: 'linear-1', mode: 'automated' })
  const decided = await decide(item('automated'))
  const answered = { answer: 'refund', held: false, suggestion: null, route: 'pass', mode: 'automated' }
  assert.deepEqual(given(decided), { ...answered, model: 'linear-1' })
  assert.equal(decided.release_id, id)
  const [kept] = await predictions('automated')
  assert.deepEqual([kept.id, kept.model, kept.answer], [decided.prediction_id, 'linear-1', 'refund'])
  const total = Object.values(kept.scores as Record<string, number>).reduce((sum, each) => sum + each)
  assert.ok(Math.abs(total - 1) < 1e-5)
  const strange = await decide(item('far from home', '今天天气怎么样'))
  const [unknown] = await predictions('far from home')
  assert.ok(kept.novelty < unknown.novelty && unknown.novelty <= 1, strange.reason)
  assert.equal(kept.confidence, kept.scores.refund)
})

test('asked again, the first answer is given again; another input is refused', async () => {
  const first = await decide(item('twice'))
  await setPolicy(EVERYTHING)
  assert.deepEqual(await decide({ ...item('twice'), metadata: { again: true } }), first)
  const { status, body } = await ask(item('twice', 'something else'))
  assert.deepEqual([status, body.code, body.field], [409, 'CONFLICT', 'input'])
})

test('asked many times at once, one decision is made', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => decide(item('at once'))))
  assert.equal(new Set(answers.map(each => each.proof)).size, 1)
  assert.equal((await predictions('at once')).length, 1)
})

test("the caller's own prediction is kept beside the one that answers", async () => {
  const decided = await decide({ ...item('beside'), ...own() })
  assert.deepEqual([decided.model, decided.answer], ['linear-1', 'refund'])
  const models = (await predictions('beside')).map((each: { model: string }) => each.model)
  assert.deepEqual(models.toSorted(), ['house', 'linear-1'])
})

test('a caller can neither speak for a model that answers here nor send what is no answer', async () => {
  const posing = await ask({ ...item('posing'), ...own('billing', 'linear-1') })
  assert.deepEqual([posing.status, posing.body.field], [400, 'prediction.model'])
  const strange = await ask({ ...item('strange'), ...own('no label') })
  assert.deepEqual([strange.status, strange.body.field], [400, 'prediction.answer'])
  assert.deepEqual(await predictions('unfamiliar'), [])
  const reviewer = await team.person('reviewer')
  assert.equal((await reviewer.send('POST', `/api/projects/${PROJECT}/decide`, item('reviewer'))).status, 403)
})

test('an answer in doubt is held; an audited one is given, and reviewed unseen', async () => {
  await setPolicy({ ...EVERYTHING })
  const doubted = await decide(item('in doubt'))
  assert.deepEqual([doubted.answer, doubted.held, doubted.inclusion_probability], [null, true, 1])
  await setPolicy({ audit_share: 1, review: { queue: 'audits' } })
  const audited = await decide(item('audited'))
  assert.deepEqual([audited.answer, audited.held, audited.route], ['refund', false, 'review'])
  await team.settled()
  const { tasks } = await call(maintainer, ['GET', '/tasks?queue=audits'])
  assert.deepEqual(
    tasks.map((task: { prediction_id: string; blind: boolean }) => [task.prediction_id, task.blind]),
    [[audited.prediction_id, true]],
  )
})

test('what a rule answers is given, audited or not', async () => {
  const rules = [{ name: 'lamps', matches: 'lamp', do: { outcome: 'rule', answer: 'other' } }]
  await setPolicy({ rules, ...CALM })
  const ruled = await decide(item('ruled'))
  assert.deepEqual([ruled.answer, ruled.held, ruled.route, ruled.reason], ['other', false, 'rule', 'rule "lamps"'])
  await setPolicy({ rules, audit_share: 1 })
  const audited = await decide(item('ruled and audited'))
  assert.deepEqual([audited.answer, audited.held, audited.route], ['other', false, 'review'])
})

test('assisted: every answer is a suggestion, and triage sends no more to review', async () => {
  await release({ mode: 'assisted' })
  const decided = await decide(item('assisted'))
  const suggested = { answer: null, held: true, suggestion: 'refund', route: 'pass', mode: 'assisted' }
  assert.deepEqual(given(decided), { ...suggested, model: 'linear-1' })
})

for (const mode of ['reviewed', 'off']) {
  test(`${mode}: every answer is held and goes to people`, async () => {
    await release({ mode })
    const decided = await decide(item(mode))
    const held = { answer: null, held: true, suggestion: null, route: 'review', mode, model: 'linear-1' }
    assert.deepEqual(given(decided), held)
    assert.deepEqual([decided.reason, decided.inclusion_probability], [`mode ${mode}`, 1])
  })
}

test("shadow: the caller's own answer is given, the model's is kept", async () => {
  await release({ model: 'linear-1', mode: 'automated' })
  await release({ model: 'linear-2', mode: 'shadow' })
  const decided = await decide({ ...item('shadow'), ...own() })
  assert.deepEqual([decided.answer, decided.model, decided.mode], ['billing', 'house', 'shadow'])
  const kept = await predictions('shadow')
  assert.deepEqual(kept.map((each: { model: string }) => each.model).toSorted(), ['house', 'linear-2'])
  const fallen = await decide(item('shadow 2'))
  assert.deepEqual([fallen.answer, fallen.model], ['refund', 'linear-1'])
})

test('a share of items and of groups gets the model, the rest what answered before', async () => {
  await evaluated(maintainer, { candidate: 'linear-2', baseline: 'linear-1' })
  await release({ model: 'linear-2', mode: 'automated', share: 0.3, gate: { margin: 1 } })
  const before = new Set<string>()
  for (let number = 0; number < 30; number += 1) {
    const external_id = `share ${number}`
    const { model } = await decide(item(external_id))
    assert.equal(model, hashUnit(`release:${PROJECT}:${external_id}`) < 0.3 ? 'linear-2' : 'linear-1')
    if (model === 'linear-2') before.add(external_id)
  }
  assert.ok(before.size > 0 && before.size < 30)
  const group_key = [...before][0]
  for (const external_id of ['grouped 1', 'grouped 2', 'grouped 3']) {
    assert.equal((await decide({ ...item(external_id), group_key })).model, 'linear-2')
  }
})

test('labels that the guideline dropped are no answers any more', async () => {
  await release({ model: 'linear-2', mode: 'automated', gate: { margin: 1 } })
  const labels = [{ name: 'billing' }, { name: 'other' }, { name: 'new' }]
  await call(maintainer, ['PUT', '/guideline'], { replaces: 1, question: 'Which?', labels })
  const decided = await decide(item('dropped'))
  assert.ok(['billing', 'other'].includes(decided.answer))
  const [kept] = await predictions('dropped')
  assert.deepEqual(Object.keys(kept.scores).toSorted(), ['billing', 'other'])
})

test('an answer rests on its route and on the release, and all of it is covered', async () => {
  const decided = await decide(item('proof'))
  const { entries } = await call(maintainer, ['GET', `/ledger/${decided.proof}/provenance`])
  const next = entries.filter((each: { distance: number }) => each.distance === 1)
  assert.equal(entries[0].action, 'answer.served')
  const actions = next.map((each: { action: string }) => each.action).toSorted()
  assert.deepEqual(actions, ['predictions.routed', 'release.pinned'])
  await team.settled()
  const { app } = team
  assert.equal((await verifyProject(app.database, app.vault, { project_id: PROJECT, covers })).divergence, null)
})
