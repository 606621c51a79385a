import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { heard } from '../../../../test/judging.ts'
import { call } from '../../../../test/lessons.ts'
import { openTeam, PROJECT, type Send, type Team } from '../../../../test/team.ts'
import { verifyProject } from '../../../ledger/index.ts'
import { record } from '../../../ledger/record.ts'
import { covers } from '../../../loop.ts'
import { createProject } from '../../../projects/index.ts'

let team: Team
let maintainer: Send
let policies = 0

/** Half of what is sure is audited, and whatever is in doubt goes to people for certain. */
const POLICY = {
  uncertain: { strategy: 'confidence', below: 0.2 },
  audit_share: 0.5,
  audit: { queue: 'audits' },
  review: { queue: 'doubts' },
}
const setPolicy = async (policy: object) => {
  await call(maintainer, ['PUT', '/policy'], { replaces: policies, policy })
  policies += 1
  await heard(team)
}

/** Sure predictions are right, the others wrong as often as not; those of no confidence to speak of always. */
const take = async (name: string, counts: { sure: number; unsure: number; doubted: number }) => {
  const rows = Object.entries(counts).flatMap(([sort, count]) =>
    Array.from({ length: count }, (_, n) => ({
      external_id: `${name} ${sort} ${n}`,
      input: { text: `${name} ${sort} ${n}` },
      model: 'house',
      answer: sort === 'sure' || (sort === 'unsure' && n % 2 === 0) ? 'refund' : 'billing',
      confidence: { sure: 0.9, unsure: 0.5, doubted: 0.1 }[sort],
    })),
  )
  const { errors } = await call(maintainer, ['POST', '/predictions'], { predictions: rows })
  assert.deepEqual(errors, [])
  await heard(team)
}

/** The right answer to everything is a refund. */
const judgeQueue = async (queue: string) => {
  const { send } = await team.person('reviewer')
  let judged = 0
  for (;;) {
    const [task] = (await call(send, ['POST', '/tasks/next'], { queue })).tasks
    if (!task) break
    await call(send, ['POST', `/tasks/${task.task_id}/judgement`], { fence: task.fence, answer: 'refund' })
    judged += 1
  }
  await heard(team)
  return judged
}

const certify = (more: object = {}) =>
  call(maintainer, ['POST', '/certificates'], { alpha: 0.1, delta: 0.1, model: 'house', ...more })
const certificates = async () => (await call(maintainer, ['GET', '/certificates'])).certificates
const newest = async () => {
  const [{ state, why }] = await certificates()
  return [state, why]
}
const entry = async (id: string) => (await call(maintainer, ['GET', `/ledger/${id}/provenance`])).entries[0]
const decide = (external_id: string, confidence?: number) =>
  call(maintainer, ['POST', '/decide'], {
    external_id,
    input: { text: external_id },
    prediction: { model: 'house', answer: 'refund', ...(confidence !== undefined && { confidence }) },
  })

before(async () => {
  team = await openTeam()
  maintainer = (await team.person('maintainer')).send
  await setPolicy(POLICY)
})
after(() => team.close())

test('without audits nothing is certified, and it is said how many it takes', async () => {
  await take('first', { sure: 120, unsure: 60, doubted: 20 })
  const refused = await certify()
  assert.deepEqual([refused.state, refused.threshold, refused.audits], ['refused', null, 0])
  assert.ok(refused.needed >= 29 && refused.pending > 0)
  assert.equal((await entry(refused.proof)).action, 'certificate.refused')
  const { status, body } = await maintainer('POST', `/api/projects/${PROJECT}/certificates`, {})
  assert.deepEqual([status, body.field], [400, 'model'])
})

test('answered audits certify what is right, resting on the policy and on every one of them', async () => {
  const judged = await judgeQueue('audits')
  const issued = await certify()
  assert.deepEqual([issued.state, issued.threshold, issued.k, issued.pending], ['valid', 0.9, 0, 0])
  assert.equal(issued.audits, judged)
  assert.equal(issued.coverage.estimate, 0.6)
  const { action, because, payload } = await entry(issued.proof)
  const { proof } = await call(maintainer, ['GET', '/policy'])
  assert.deepEqual([action, because], ['certificate.issued', [proof]])
  assert.deepEqual([payload.data_root, payload.grid_hash], [issued.data_root, issued.grid_hash])
})

test('what people said of doubtful answers changes nothing', async () => {
  const [earlier] = await certificates()
  assert.equal(await judgeQueue('doubts'), 20)
  const issued = await certify()
  const { id: _1, at: _2, proof: _3, ...found } = issued
  const { id: _4, at: _5, proof: _6, ...before } = earlier
  assert.deepEqual(found, before)
  const [, replaced] = await certificates()
  assert.deepEqual([replaced.state, replaced.why], ['expired', 'a newer certificate took its place'])
})

test('the policy relies on it in mode automated: what is less sure is held, and nothing else changes', async () => {
  await call(maintainer, ['POST', '/releases'], { model: null, mode: 'automated', reason: 'test' })
  assert.deepEqual(await newest(), ['expired', 'another model was released'])
  await setPolicy({ ...POLICY, automate: { certificate: true }, audit_share: 0.0001 })
  const without = await decide('no certificate', 0.5)
  // One in a thousand is audited, and given all the same.
  assert.equal(without.held, false)
  assert.match(without.reason, /^(sure enough|random audit of 0\.1%); no certificate is valid$/)
  await certify()
  const held = await decide('less sure', 0.5)
  assert.deepEqual([held.held, held.route, held.inclusion_probability], [true, 'review', 1])
  assert.equal(held.reason, 'confidence 0.500: below the certified threshold 0.900')
  const given = await decide('sure', 0.95)
  assert.deepEqual([given.held, given.answer], [false, 'refund'])
  assert.match(given.reason, /^(sure enough|random audit of 0\.1%)$/)
})

test('audits drawn above a threshold certify nothing below it', async () => {
  await setPolicy({ ...POLICY, automate: { certificate: true }, audit_share: 1 })
  for (let n = 0; n < 5; n += 1) await decide(`audited ${n}`, 0.99)
  await heard(team)
  assert.equal(await judgeQueue('audits'), 5)
  const issued = await certify()
  assert.equal(issued.threshold, 0.9)
})

test('it ends with a policy that holds back others, an alarm, its time; each end is known and said', async () => {
  await setPolicy({ ...POLICY, audit_share: 0.9 })
  assert.equal((await newest())[0], 'valid', 'to audit more harms nobody')
  await setPolicy({ ...POLICY, uncertain: { strategy: 'confidence', below: 0.1 } })
  assert.deepEqual(await newest(), ['expired', 'the policy holds back other answers than before'])
  assert.equal((await certify()).audits, 0, 'audits of the earlier policy are of another sample')
  await setPolicy(POLICY)
  assert.equal((await certify({ days: 7 })).state, 'valid')
  const alarm = (model: string) =>
    team.app.act({ actor: 'system:test' }, ctx =>
      record(ctx, { project_id: PROJECT, action: 'drift.alarmed', payload: { model } }),
    )
  await alarm('another')
  await heard(team)
  assert.equal((await newest())[0], 'valid')
  const proof = await alarm('house')
  await heard(team)
  assert.deepEqual(await newest(), ['expired', 'an alarm of drift'])
  const { entries } = await call(maintainer, ['GET', '/ledger?action=certificate.expired'])
  assert.ok(entries[0].because.includes(proof))
  const { expires_at, at } = await certify({ days: 7 })
  assert.equal(Date.parse(expires_at) - Date.parse(at), 7 * 86_400_000)
})

test('the same labels are no error, whatever order they are kept in', async () => {
  const project_id = 'several'
  const labels = ['billing', 'refund', 'other'].map(name => ({ name }))
  const guideline = { question: 'What is it about?', categories: [], text: '', settings: {} }
  await team.app.act({ actor: 'system:test' }, ctx =>
    createProject(ctx, { project_id, title: project_id, kind: 'choices', guideline: { ...guideline, labels } }),
  )
  const { send } = await team.person('admin', project_id)
  const ask = async (method: 'POST' | 'PUT', path: string, body: object) => {
    const answer = await send(method, `/api/projects/${project_id}${path}`, body)
    assert.ok(answer.status < 300, answer.text)
    return answer.body
  }
  await ask('PUT', '/policy', { replaces: 0, policy: { rules: [], audit_share: 1 } })
  const answer = ['billing', 'refund']
  const predictions = Array.from({ length: 40 }, (_, n) => ({
    ...{ external_id: `${n}`, input: { text: `${n}` }, model: 'house', answer, confidence: 0.9 },
  }))
  await ask('POST', '/predictions', { predictions })
  await heard(team)
  await ask('PUT', '/guideline', { replaces: 1, ...guideline, labels: labels.toReversed() })
  for (;;) {
    const [task] = (await ask('POST', '/tasks/next', {})).tasks
    if (!task) break
    const kept = await ask('POST', `/tasks/${task.task_id}/judgement`, { fence: task.fence, answer })
    assert.deepEqual(kept.answer, ['refund', 'billing'])
  }
  await heard(team)
  const found = await ask('POST', '/certificates', { alpha: 0.1, delta: 0.1, model: 'house' })
  assert.deepEqual([found.state, found.n, found.k], ['valid', 40, 0])
})

test('who may not maintain may not certify, and all of it is covered', async () => {
  const { send } = await team.person('adjudicator')
  assert.equal((await send('POST', `/api/projects/${PROJECT}/certificates`, { model: 'house' })).status, 403)
  await team.settled()
  const { app } = team
  assert.equal((await verifyProject(app.database, app.vault, { project_id: PROJECT, covers })).divergence, null)
})
