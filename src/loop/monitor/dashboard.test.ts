/** What the overview and the dashboard read, of a loop that ran for two weeks under a clock of its own. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ask, heard, judgeAll, people, reviewAll, type Worker } from '../../../test/judging.ts'
import { call, evaluated, freezeLessons, lessons, trainOn } from '../../../test/lessons.ts'
import { openTeam, PROJECT, type Team } from '../../../test/team.ts'
import { createProject } from '../../projects/index.ts'

const DAY_ms = 86_400_000
const START = Date.parse('2026-02-02T00:00:00.000Z')
const END = START + 14 * DAY_ms

let time = START
let team: Team
let maintainer: Worker
let reviewers: Worker[]

const later = (ms: number) => {
  time += ms
}

const day = (n: number) => new Date(START + n * DAY_ms).toISOString()
const read = (path: string, query: Record<string, string> = {}) =>
  call(maintainer.send, ['GET', `/monitor/${path}?${new URLSearchParams(query)}`])

/** A prediction's number says everything: m-1 and m-2 answer `refund` or, each third time, `billing`. */
const asked = (model: string, from: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({
    ...{ external_id: `${from + n}`, text: `case ${from + n}`, model },
    answer: (from + n) % 3 === 0 ? 'billing' : 'refund',
  }))

/** `wrong` of ten are found to be something else, by both who look; of each tenth, the second says `other`. */
const verdictOf = (external_id: string, { wrong, second }: { wrong: number; second: boolean }) => {
  const n = Number(external_id)
  const said = n % 3 === 0 ? 'billing' : 'refund'
  if (second && n % 10 === 9) return { answer: 'other' }
  return n % 10 < wrong
    ? { answer: said === 'billing' ? 'refund' : 'billing', category: 'wrong intent' }
    : { answer: said }
}

const week = async (model: string, { from, wrong }: { from: number; wrong: number }) => {
  for (const part of [0, 1]) {
    await ask(team, maintainer, asked(model, from + part * 30, 30))
    later(600_000)
    for (const [index, reviewer] of reviewers.entries()) {
      await judgeAll(reviewer, external_id => verdictOf(external_id, { wrong, second: index === 1 }))
    }
    await heard(team)
    later(3 * DAY_ms)
  }
}

before(async () => {
  team = await openTeam({ clock: () => new Date(time) })
  const [first, ...others] = await people(team, ['maintainer', 'reviewer', 'reviewer'])
  maintainer = first as Worker
  reviewers = others
  await reviewAll(maintainer, 2)
  await week('m-1', { from: 0, wrong: 6 })
  time = START + 7 * DAY_ms
  const send = maintainer.send
  const dataset = await freezeLessons(send, lessons(60))
  const model = await trainOn(send, dataset)
  await evaluated(send, { candidate: model, baseline: null })
  await call(send, ['POST', '/releases'], { model, mode: 'shadow', reason: 'to see', share: 0.25 })
  await week('m-2', { from: 100, wrong: 1 })
  time = END
})
after(() => team.close())

test('errors by class of the answer, one model beside another', async () => {
  const found = await read('errors-by-category', { since: day(0), until: day(14), model: 'm-2', against: 'm-1' })
  assert.deepEqual([found.by, found.model, found.remainder], ['class', 'm-2', null])
  assert.deepEqual(
    found.rows.map((row: { name: string }) => row.name),
    ['refund', 'billing'],
  )
  assert.deepEqual([found.all.checked, found.all.errors], [54, 6])
  assert.deepEqual([found.all.against.checked, found.all.against.errors], [54, 36])
  assert.equal(found.all.word, 'better')
  assert.match(
    found.sentence,
    /^m-2 is wrong in 11\.1%, m-1 in 66\.7%: 55\.6 points fewer .*2 classes \(refund, billing\) got better\.$/,
  )
  assert.deepEqual(found.categories, [
    { name: 'wrong intent', errata: 6 },
    { name: 'missed context', errata: 0 },
    { name: null, errata: 0 },
  ])
  const { rows, remainder } = await read('errors-by-category', { limit: '1' })
  assert.deepEqual([rows.length, remainder.rows], [1, 1])
})

test('a comparison with no model is refused', async () => {
  const answer = await maintainer.send('GET', `/api/projects/${PROJECT}/monitor/errors-by-category?against=m-1`)
  assert.deepEqual([answer.status, answer.body.code, answer.body.field], [400, 'INVALID', 'model'])
})

test('errors over time, with what was released meanwhile', async () => {
  const found = await read('errors-over-time', { since: day(0), until: day(14) })
  assert.deepEqual([found.unit, found.buckets.length], ['day', 14])
  const checked = found.buckets.map((bucket: { checked: number }) => bucket.checked)
  assert.deepEqual(checked, [27, 0, 0, 27, 0, 0, 0, 27, 0, 0, 27, 0, 0, 0])
  assert.equal(found.buckets[0].error_rate.estimate.toFixed(6), (18 / 27).toFixed(6))
  assert.deepEqual(found.buckets[1].error_rate, { estimate: null, low: 0, high: 1 })
  assert.deepEqual(
    found.releases.map((release: { mode: string; share: number }) => [release.mode, release.share]),
    [['shadow', 0.25]],
  )
  const of = await read('errors-over-time', { since: day(0), until: day(14), model: 'm-1' })
  assert.equal(of.buckets[7].checked, 0)
})

test('a window that is none is refused', async () => {
  for (const path of ['errors-by-category', 'errors-over-time', 'agreement', 'quality', 'overview']) {
    const query = new URLSearchParams({ since: day(2), until: day(1) })
    const answer = await maintainer.send('GET', `/api/projects/${PROJECT}/monitor/${path}?${query}`)
    assert.deepEqual([answer.status, answer.body.field], [400, 'since'])
  }
})

test('how long corrections took, by bins that add up', async () => {
  const { prediction_to_correction: found } = await read('latency')
  assert.deepEqual([found.n, found.median_seconds], [42, 600])
  const bins = found.histogram.map((bin: { n: number }) => bin.n)
  assert.deepEqual(bins, [0, 0, 42, 0, 0, 0, 0])
})

test('how far people agree, where two judged by themselves', async () => {
  const found = await read('agreement', { since: day(0), until: day(14) })
  assert.deepEqual([found.units, found.judgements, found.people], [120, 240, 2])
  assert.ok(found.alpha.estimate > 0.7 && found.alpha.estimate < 0.95)
  assert.ok(found.alpha.low < found.alpha.estimate && found.alpha.estimate < found.alpha.high)
  const none = await read('agreement', { since: day(1), until: day(2) })
  assert.deepEqual([none.units, none.alpha], [0, { estimate: null, low: -1, high: 1 }])
})

test('effort names people, and a judgement that stands by itself alone is compared with nothing', async () => {
  const { people: found } = await read('effort')
  assert.deepEqual(
    found.map((each: { name: string; judgements: number; compared: number }) => [
      each.name,
      each.judgements,
      each.compared,
    ]),
    [
      ['reviewer', 120, 108],
      ['reviewer', 120, 108],
    ],
  )
})

test('quality beside that of the window before, in words', async () => {
  const found = await read('quality', { since: day(7), until: day(14) })
  assert.deepEqual(found.previous, { since: day(0), until: day(7) })
  const { error_rate, correction_seconds, agreement, seconds_per_1000 } = found
  assert.deepEqual([error_rate.n, error_rate.n_before, error_rate.word], [54, 54, 'better'])
  assert.equal(found.headline, 'About 11.1% of answers are wrong: 55.6 points fewer than in the 7 days before')
  assert.deepEqual([correction_seconds.now.estimate, correction_seconds.word], [600, 'no clear change'])
  assert.equal(correction_seconds.p90_seconds, 600)
  assert.deepEqual([agreement.n, agreement.n_before], [60, 60])
  assert.equal(seconds_per_1000.predictions, 60)
  for (const { spark } of [error_rate, correction_seconds, agreement, seconds_per_1000]) assert.equal(spark.length, 12)
  assert.equal(error_rate.spark[0].toFixed(6), (3 / 27).toFixed(6))
  assert.ok(found.paragraph.includes('no clear change from the 7 days before'))
})

test('where nothing was observed, nothing is made up', async () => {
  const found = await read('quality', { since: '2025-01-01T00:00:00Z', until: '2025-02-01T00:00:00Z' })
  assert.equal(found.headline, 'Nothing is known of the error rate yet')
  assert.deepEqual(found.error_rate.now, { estimate: null, low: 0, high: 1 })
  assert.deepEqual(found.seconds_per_1000.now, { estimate: null, low: 0, high: null })
  for (const name of ['error_rate', 'correction_seconds', 'agreement', 'seconds_per_1000']) {
    assert.equal(found[name].word, 'no clear change')
    assert.ok(found[name].spark.every((point: number | null) => point === null))
  }
})

test('an answer given to many at once is no review', async () => {
  const before = await read('errors-by-category', { since: day(0), until: day(14) })
  const { rows } = await team.app.database.pool.query(
    `with old as (
       select s.prediction_id, s.resolution_id from standing s
         join erratum e on e.project_id = s.project_id and e.resolution_id = s.resolution_id
       where s.project_id = $1 order by s.prediction_id limit 5
     ), made as (
       insert into resolution (project_id, id, prediction_id, answer, how, judgements, dissent, reason, supersedes, at,
                               proof)
       select $1, gen_random_uuid(), prediction_id, '"other"', 'bulk', '{}', '[]', 'all alike', resolution_id, $2,
              gen_random_uuid()
       from old returning prediction_id, id
     )
     update standing s set resolution_id = made.id from made
     where s.project_id = $1 and s.prediction_id = made.prediction_id returning 1`,
    [PROJECT, day(13)],
  )
  assert.equal(rows.length, 5)
  const { all } = await read('errors-by-category', { since: day(0), until: day(14) })
  assert.deepEqual([all.checked, all.errors], [before.all.checked - 5, before.all.errors - 5])
})

test('the overview: what happened, what waits, and what needs attention', async () => {
  await ask(team, maintainer, asked('m-2', 200, 3))
  later(3 * DAY_ms)
  const found = await read('overview', { since: day(0) })
  assert.deepEqual([found.predictions, found.sent_to_people, found.judgements], [123, 123, 240])
  assert.ok(found.resolutions >= 108 && found.errata >= 42)
  const { queues, ...waiting } = found.waiting
  // Twelve on which two disagree wait for somebody else, and the three that came last.
  assert.deepEqual(waiting, { tasks: 15, overdue: 15, oldest_at: queues[0].oldest_at })
  assert.deepEqual(
    queues.map((each: { queue: string; tasks: number }) => [each.queue, each.tasks]),
    [
      ['adjudication', 12],
      ['default', 3],
    ],
  )
  assert.deepEqual([found.dataset.version, found.model.dataset, found.candidate], [1, 1, null])
  assert.ok(found.model.evaluation.sentence.length > 10)
  assert.deepEqual([found.release.mode, found.release.share, found.certificate], ['shadow', 0.25, null])
  assert.ok(found.error_rate.checked > 90)
  assert.deepEqual(
    found.attention.map((each: { code: string; count: number }) => [each.code, each.count]),
    [
      ['tasks_overdue', 15],
      ['disagreements_waiting', 12],
    ],
  )
  const today = await read('overview')
  assert.deepEqual([today.predictions, today.judgements], [0, 0])
})

test('answers that are no classes are told by source', async () => {
  const project_id = 'drafts'
  await team.app.act({ actor: 'system:test' }, ctx =>
    createProject(ctx, {
      ...{ project_id, title: project_id, kind: 'text' },
      guideline: { question: 'Is it good?', labels: [], categories: [], text: '' },
    }),
  )
  const { send } = await team.person('maintainer', project_id)
  const base = `/api/projects/${project_id}`
  const policy = { rules: [{ name: 'all', when: 'true', do: { outcome: 'review' } }] }
  assert.equal((await send('PUT', `${base}/policy`, { replaces: 0, policy })).status, 201)
  const predictions = ['mail', 'chat', 'mail'].map((source, n) => ({
    ...{ external_id: `${n}`, input: { text: `${n}` }, model: 'm', answer: `Dear ${n}`, source },
  }))
  assert.deepEqual((await send('POST', `${base}/predictions`, { predictions })).body.errors, [])
  await heard(team)
  const { body } = await send('POST', `${base}/tasks/next`, {})
  const { task_id, fence } = body.tasks[0]
  const judged = await send('POST', `${base}/tasks/${task_id}/judgement`, { fence, answer: 'Dear all' })
  assert.equal(judged.status, 201, judged.text)
  await heard(team)
  later(1)
  const { body: found } = await send('GET', `${base}/monitor/errors-by-category`)
  assert.deepEqual([found.by, found.all.checked, found.all.errors], ['source', 1, 1])
  assert.deepEqual(found.rows.map((row: { name: string }) => row.name).sort(), ['chat', 'mail'])
  const { body: agreement } = await send('GET', `${base}/monitor/agreement`)
  assert.equal(agreement.alpha.estimate, null)
})
