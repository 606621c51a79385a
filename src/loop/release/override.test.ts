/** What people corrected once is answered as they said, wherever exactly the same text comes again. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ask, base, heard, judgeAll, people, type Worker } from '../../../test/judging.ts'
import { call } from '../../../test/lessons.ts'
import { openTeam, type Team } from '../../../test/team.ts'

let team: Team
let maintainer: Worker
let adjudicator: Worker
let policies = 0

const setPolicy = async (policy: object) => {
  await call(maintainer.send, ['PUT', '/policy'], { replaces: policies, policy: { audit_share: 0.0001, ...policy } })
  policies += 1
}
const rule = (do_: object) => ({ rules: [{ name: 'all', when: 'true', do: do_ }] })
let items = 0
const decide = async (text: string) => {
  items += 1
  const body = { external_id: `item ${items}`, input: { text }, prediction: { model: 'house', answer: 'billing' } }
  return call(maintainer.send, ['POST', '/decide'], body)
}
/** A correction by a person: the model said billing. */
const correct = async (external_id: string, text: string, answer: string) => {
  await setPolicy(rule({ outcome: 'review' }))
  await ask(team, maintainer, [{ external_id, text, answer: 'billing', model: 'house' }])
  await judgeAll(maintainer, () => ({ answer }))
  await heard(team)
  await setPolicy({})
}

before(async () => {
  team = await openTeam()
  ;[maintainer, adjudicator] = (await people(team, ['maintainer', 'adjudicator'])) as [Worker, Worker]
  await correct('first', 'Send back my ＭＯＮＥＹ', 'refund')
})
after(() => team.close())

test('the same text but for case, width and blanks is answered as people said; another is not', async () => {
  const { errata } = await call(maintainer.send, ['GET', '/errata'])
  const again = await decide(' send  back my money')
  assert.deepEqual([again.answer, again.held, again.route], ['refund', false, 'rule'])
  assert.equal(again.reason, `erratum ${errata[0].id}`)
  assert.equal(again.inclusion_probability, 0.0001)
  const other = await decide('send back my money!')
  assert.deepEqual([other.answer, other.route], ['billing', 'pass'])
})

test('the route rests on the erratum', async () => {
  const { errata } = await call(maintainer.send, ['GET', '/errata'])
  const again = await decide('send back my money')
  const { entries } = await call(maintainer.send, ['GET', `/ledger/${again.proof}/provenance`])
  const found = entries.find((each: { id: string }) => each.id === errata[0].proof)
  assert.equal(found?.action, 'erratum.kept')
})

test('an audit takes its share of it all the same: the answer is given, and judged unseen', async () => {
  await setPolicy({ audit_share: 1 })
  const audited = await decide('send back my money')
  assert.deepEqual([audited.answer, audited.held, audited.route], ['refund', false, 'review'])
  await setPolicy({})
})

test('a rule that asks people or answers stands before it, one that lets pass does not', async () => {
  await setPolicy(rule({ outcome: 'review' }))
  assert.deepEqual((await decide('send back my money')).held, true)
  await setPolicy(rule({ outcome: 'rule', answer: 'other' }))
  assert.deepEqual((await decide('send back my money')).answer, 'other')
  await setPolicy(rule({ outcome: 'pass' }))
  assert.deepEqual((await decide('send back my money')).answer, 'refund')
  await setPolicy({})
})

test('a policy may do without', async () => {
  await setPolicy({ errata_override: false })
  const answered = await decide('send back my money')
  assert.deepEqual([answered.answer, answered.route], ['billing', 'pass'])
  await setPolicy({})
})

test('where errata of the same text disagree, the model answers', async () => {
  await correct('second', 'where is it', 'refund')
  assert.equal((await decide('Where is it')).answer, 'refund')
  await correct('third', 'WHERE is it', 'other')
  assert.equal((await decide('Where is it')).answer, 'billing')
})

test('an erratum that is overruled answers no more', async () => {
  await correct('fourth', 'so far so good', 'refund')
  assert.equal((await decide('So far so good')).answer, 'refund')
  const { errata } = await call(maintainer.send, ['GET', '/errata?contains=so%20far'])
  const path = `${base}/resolutions/${errata[0].resolution_id}/overrule`
  const overruled = await adjudicator.send('POST', path, { answer: 'billing', reason: 'the model was right' })
  assert.equal(overruled.status, 201, overruled.text)
  await heard(team)
  assert.deepEqual((await decide('So far so good')).route, 'pass')
})
