/** One answer for many: what is previewed is what is done, it can be taken back, and it fools no statistic. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ask, base, heard, judgeAll, people, type Worker, withdraw } from '../../../../test/judging.ts'
import { openTeam, PROJECT, type Team } from '../../../../test/team.ts'
import { verifyProject } from '../../../ledger/index.ts'
import { covers } from '../../../loop.ts'

let team: Team
let boss: Worker
let viewer: Worker
let ada: Worker
let rita: Worker
let policies = 0

before(async () => {
  team = await openTeam()
  boss = await team.person('maintainer')
  viewer = await team.person('viewer')
  ada = await team.person('adjudicator')
  rita = await team.person('reviewer')
})
after(() => team.close())

const policy = async (rules: object) => {
  const put = await boss.send('PUT', `${base}/policy`, { replaces: policies, policy: rules })
  assert.equal(put.status, 201, put.text)
  policies += 1
}
const SHOWN = { rules: [{ name: 'all', when: 'true', do: { outcome: 'review' } }] }
/** Nobody is asked but by chance, and chance is small. */
const UNSEEN = { audit_share: 0.0001 }

const bring = (names: string[], answer = 'refund', word = 'parcel') =>
  ask(
    team,
    boss,
    names.map(external_id => ({ external_id, text: `${word} ${external_id}`, answer })),
  )
const preview = (filter: object, answer: unknown = 'other', by = ada) =>
  by.send('POST', `${base}/bulks/preview`, { filter, answer })
const apply = async (filter: object, answer: unknown = 'other', more: object = {}) => {
  const { digest } = (await preview(filter, answer)).body
  return ada.send('POST', `${base}/bulks`, { filter, answer, digest, reason: 'a new rule', ...more })
}
const undo = (bulk_id: string, by = ada) => by.send('POST', `${base}/bulks/${bulk_id}/undo`, {})
const standing = async (prediction_id: string | undefined) =>
  (await viewer.send('GET', `${base}/predictions/${prediction_id}/resolution`)).body
const errorRate = async () => (await boss.send('GET', `${base}/monitor/error-rate`)).body

test('what is previewed is what is done, under one entry, and kept as errata', async () => {
  await policy(UNSEEN)
  const ids = await bring(['p1', 'p2', 'p3'])
  await bring(['p4'], 'other')
  const { body } = await preview({ contains: 'parcel p' })
  assert.deepEqual([body.items, body.changing, body.unchanged, body.yours], [4, 3, 1, 0])
  assert.deepEqual(body.changes[0], {
    prediction_id: ids.get('p3'),
    external_id: 'p3',
    text: 'parcel p3',
    from: 'refund',
    how: null,
    to: 'other',
  })
  const done = await apply({ contains: 'parcel p' })
  assert.deepEqual([done.status, done.body.applied], [201, 3])
  await heard(team)
  const found = await standing(ids.get('p1'))
  assert.deepEqual([found.how, found.answer, found.decided_by, found.proof], ['bulk', 'other', ada.id, done.body.proof])
  const { errata } = (await boss.send('GET', `${base}/errata?contains=parcel`)).body
  assert.equal(errata.length, 3)
  assert.equal(new Set(errata.map((each: { proof: string }) => each.proof)).size, 1)
  assert.equal(errata[0].rationale, 'a new rule')
  assert.equal((await preview({ contains: 'parcel p' })).body.changing, 0)
  assert.equal((await apply({ contains: 'parcel p' })).body.code, 'CONFLICT')
})

test('another set than was previewed is refused', async () => {
  await bring(['s1'], 'refund', 'stale')
  const { digest } = (await preview({ contains: 'stale' })).body
  await bring(['s2'], 'refund', 'stale')
  assert.equal((await apply({ contains: 'stale' }, 'other', { digest })).body.code, 'STALE')
  const again = (await preview({ contains: 'stale' }, 'billing')).body.digest
  assert.equal((await apply({ contains: 'stale' }, 'other', { digest: again })).body.code, 'STALE', 'another answer')
})

test('who may, and with what', async () => {
  assert.equal((await preview({}, 'other', rita)).body.code, 'FORBIDDEN')
  assert.equal((await preview({ colour: 'red' })).body.field, 'filter.colour')
  assert.equal((await preview({}, 'no label')).body.field, 'answer')
  assert.equal((await apply({}, 'other', { reason: ' ' })).body.field, 'reason')
  assert.equal((await apply({}, 'other', { digest: 'x' })).body.field, 'digest')
  assert.equal((await undo(crypto.randomUUID())).status, 404)
})

test('what somebody decided is overruled, but not by themselves; what is under blind review is not found', async () => {
  await policy(SHOWN)
  const ids = await bring(['o1', 'o2'], 'refund', 'decided')
  await judgeAll(rita, name => ({ answer: 'billing', category: name === 'o1' ? 'wrong intent' : 'missed context' }))
  await heard(team)
  await policy({ audit_share: 1, audit: { queue: 'blind' } })
  await bring(['o3'], 'refund', 'decided')
  const { body } = await preview({ contains: 'decided' })
  assert.deepEqual([body.items, body.changing, body.yours], [2, 2, 0])
  assert.deepEqual((await preview({ contains: 'decided', category: 'wrong intent' })).body.changing, 1)
  assert.deepEqual((await preview({ contains: 'decided', answer: 'billing' })).body.items, 2)
  assert.deepEqual((await preview({ contains: 'decided', was: 'refund', state: 'unresolved' })).body.items, 0)
  const done = await apply({ contains: 'decided' })
  await heard(team)
  const found = await standing(ids.get('o1'))
  assert.deepEqual([found.how, found.answer, found.dissent[0].answer], ['overruled', 'other', 'billing'])
  assert.equal((await preview({ contains: 'decided' }, 'refund')).body.yours, 2)

  // One of them is decided anew meanwhile: it stays. Of the other, what people say now stands again.
  const overruled = await boss.send('POST', `${base}/resolutions/${found.id}/overrule`, {
    answer: 'refund',
    reason: 'x',
  })
  assert.equal(overruled.status, 201)
  const undone = await undo(done.body.bulk_id, boss)
  assert.deepEqual([undone.body.undone, undone.body.changed_since], [1, 1])
  await heard(team)
  const back = await standing(ids.get('o2'))
  assert.deepEqual([back.how, back.answer, back.decided_by], ['single', 'billing', rita.id])
  assert.equal((await undo(done.body.bulk_id)).body.code, 'CONFLICT')
})

test('undone, nothing stands where nothing stood, and the errata are out of force', async () => {
  await policy(UNSEEN)
  const ids = await bring(['u1', 'u2'], 'refund', 'undo')
  const { bulk_id } = (await apply({ contains: 'undo' })).body
  await heard(team)
  assert.equal((await undo(bulk_id)).body.undone, 2)
  await heard(team)
  const found = await standing(ids.get('u1'))
  assert.deepEqual([found.how, found.answer], ['withdrawn', null])
  assert.equal((await boss.send('GET', `${base}/errata?contains=undo`)).body.errata.length, 0)
  const { bulks } = (await boss.send('GET', `${base}/bulks`)).body
  const listed = bulks.find((each: { id: string }) => each.id === bulk_id)
  assert.deepEqual([listed.undone, listed.items, listed.filter], [true, 2, { contains: 'undo' }])
})

test('who looks at the very item has the last word, and what they withdrew does not come back', async () => {
  await policy(SHOWN)
  const ids = await bring(['l1', 'l2'], 'refund', 'looked')
  const given = await judgeAll(rita, name => (name === 'l2' ? { answer: 'billing' } : undefined))
  await heard(team)
  const { bulk_id } = (await apply({ contains: 'looked' })).body
  await heard(team)
  await judgeAll(rita, () => ({ answer: 'refund' }))
  await withdraw(rita, given.get('l2'))
  await heard(team)
  const look = async (name: string) => {
    const { how, answer } = await standing(ids.get(name))
    return [how, answer]
  }
  assert.deepEqual(
    [await look('l1'), await look('l2')],
    [
      ['single', 'refund'],
      ['overruled', 'other'],
    ],
  )
  assert.deepEqual((await undo(bulk_id)).body.undone, 1)
  assert.deepEqual(await look('l2'), ['withdrawn', null])
})

test('what is measured by is left alone: audits that were answered, and what is held out', async () => {
  await policy({ audit_share: 1, audit: { queue: 'audit' } })
  const ids = await bring(['m1', 'm2'], 'refund', 'measured')
  await judgeAll(rita, () => ({ answer: 'refund' }))
  await heard(team)
  await policy(UNSEEN)
  const names = Array.from({ length: 10 }, (_, n) => `h${n}`)
  const examples = names.map(name => ({ external_id: name, input: { text: `measured ${name}` }, answer: 'refund' }))
  assert.equal((await boss.send('POST', `${base}/examples`, { examples })).body.taken, 10)
  const accept = ['contradiction', 'leakage', 'duplicate']
  const freeze = () => boss.send('POST', `${base}/datasets`, { reason: 'x', holdout_share: 0.5, accept })
  const held_out = async (version: number) => {
    const { body } = await boss.send('GET', `${base}/datasets/${version}/diff?since=1`)
    return body.changes.filter((each: { split: string | null }) => each.split === 'holdout').length
  }
  const first = await freeze()
  assert.equal(first.status, 201, first.text)
  const brought = names.map(external_id => ({ external_id, text: `measured ${external_id}`, answer: 'refund' }))
  await ask(team, boss, brought)
  await bring(
    Array.from({ length: 10 }, (_, n) => `n${n}`),
    'refund',
    'measured',
  )
  const { body } = await preview({ contains: 'measured' })
  assert.ok(body.held_out > 0 && body.held_out < 10, 'some of those brought along are held out')
  assert.deepEqual([body.items, body.audited, body.changing], [22, 2, 20 - body.held_out])
  assert.equal((await apply({ contains: 'measured' })).body.applied, body.changing)
  await heard(team)
  assert.equal((await standing(ids.get('m1'))).answer, 'refund')
  const { version, train, holdout } = (await freeze()).body
  assert.deepEqual([version, holdout, await held_out(2)], [2, first.body.holdout, 0], 'none of the bulk is held out')
  assert.ok(train > first.body.train)
})

test('the error rate is what it was after a bulk on items that nobody had reviewed', async () => {
  await policy({
    ...SHOWN,
    rules: [{ name: 'some', when: "text.contains('asked')", do: { outcome: 'review' } }],
    audit_share: 0.4,
    audit: { queue: 'blind' },
  })
  await bring(['r1', 'r2', 'r3', 'r4'], 'refund', 'asked')
  await bring(
    Array.from({ length: 30 }, (_, n) => `q${n}`),
    'refund',
    'left',
  )
  const [judge] = (await people(team, ['reviewer'])) as [Worker]
  let n = 0
  await judgeAll(judge, name => (name === 'r4' || ++n % 3 === 0 ? undefined : { answer: n % 2 ? 'refund' : 'billing' }))
  await heard(team)
  const { error_rate, resolved, pending } = await errorRate()
  assert.ok(resolved > 0 && pending > 0 && error_rate.estimate > 0)
  const { body } = await preview({ state: 'unresolved' }, 'other')
  assert.ok(body.changing > 5)
  assert.equal((await apply({ state: 'unresolved' })).status, 201)
  await heard(team)
  const after = await errorRate()
  assert.deepEqual([after.error_rate, after.resolved, after.pending], [error_rate, resolved, pending])
})

test('thousands at once are heard as one', async () => {
  await policy(UNSEEN)
  const names = Array.from({ length: 3000 }, (_, n) => `t${n}`)
  const predictions = names.map(external_id => ({
    external_id,
    input: { text: 'many' },
    model: 'm-9',
    answer: 'refund',
  }))
  assert.equal((await boss.send('POST', `${base}/predictions`, { predictions })).status, 200)
  // Chance sends a few to an audit: until all are routed another set is found each time.
  await heard(team)
  const { changing } = (await preview({ model: 'm-9' })).body
  assert.ok(changing > 2900 && changing <= 3000, String(changing))
  const done = await apply({ model: 'm-9' })
  assert.equal(done.body.applied, changing)
  await team.settled()
  const { rows } = await team.app.database.pool.query(
    `select action, count(*)::int as n, max((payload->'rows'->'example'->>'count')::int) as examples from entry
     where project_id = $1 and because @> array[$2::uuid] group by action`,
    [PROJECT, done.body.proof],
  )
  assert.deepEqual(rows, [{ action: 'examples.kept', n: 1, examples: changing }])
})

test('the ledger covers bulks and all their resolutions', async () => {
  await team.settled()
  const verdict = await verifyProject(team.app.database, team.app.vault, { project_id: PROJECT, covers })
  assert.deepEqual([verdict.ok, verdict.divergence], [true, null])
})
