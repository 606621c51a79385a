import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { verifyProject } from '../../../src/ledger/index.ts'
import { call, evaluated, freezeLessons, type Lesson, lessons, trainOn } from '../../../test/lessons.ts'
import { openTeam, PROJECT, type Send, type Team } from '../../../test/team.ts'
import { covers, longListeners } from '../../loop.ts'
import { setLive } from '../train/index.ts'

let team: Team
let maintainer: Send

const evaluate = (body: object) => evaluated(maintainer, body)

const heldOut = async (dataset: number): Promise<Lesson[]> => {
  const { send } = await team.person('viewer')
  const answer = await send('GET', `/api/projects/${PROJECT}/datasets/${dataset}/lines?split=holdout`)
  return answer.text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
}

before(async () => {
  team = await openTeam()
  maintainer = (await team.person('maintainer')).send
  // The first people to answer mixed two labels up in every other case: the first model learned it from them.
  const mixed = lessons(60).map((each, index) =>
    index % 2 === 0 && each.answer === 'refund' ? { ...each, answer: 'billing' } : each,
  )
  assert.equal(await trainOn(maintainer, await freezeLessons(maintainer, mixed)), 'linear-1')
  assert.equal(await trainOn(maintainer, await freezeLessons(maintainer, lessons(400))), 'linear-2')
})
after(() => team.close())

test('a model alone is measured on the held-out items of its own dataset', async () => {
  const { state, baseline, dataset, comparison } = await evaluate({ candidate: 'linear-2' })
  assert.deepEqual([state, baseline, dataset], ['done', null, 2])
  const { result, sentence } = comparison
  assert.equal(result.n, (await heldOut(2)).length)
  assert.deepEqual([result.baseline, result.paired, result.leaked], [null, null, 0])
  assert.match(sentence, /^linear-2 is right on \d+\.\d% of \d+ held-out items \(95% interval /)
})

test('two models are compared on the same items', async () => {
  const { comparison } = await evaluate({ candidate: 'linear-2', baseline: 'linear-1' })
  const { n, paired, candidate, baseline, classes } = comparison.result
  assert.equal(paired.both + paired.candidate_only + paired.baseline_only + paired.neither, n)
  assert.ok(Math.abs((paired.both + paired.candidate_only) / n - candidate.accuracy.estimate) < 1e-9)
  assert.ok(Math.abs((paired.both + paired.baseline_only) / n - baseline.accuracy.estimate) < 1e-9)
  assert.ok(paired.accuracy.low > 0, 'the model without the mix-up is clearly better')
  assert.ok(paired.log_loss.high < 0)
  assert.deepEqual(
    classes.map((each: { label: string }) => each.label),
    ['billing', 'other', 'refund'],
  )
  assert.match(comparison.sentence, /linear-1 on \d+\.\d%: \d+\.\d points better/)
})

test('what was found rests on both models and the dataset, and is covered', async () => {
  const { comparison, proof } = await evaluate({ candidate: 'linear-2', baseline: 'linear-1', dataset: 1 })
  const names = ['models/linear-1', 'models/linear-2', 'datasets/1']
  const facts = await Promise.all(names.map(name => call(maintainer, ['GET', `/${name}`])))
  const { entries } = await call(maintainer, ['GET', `/ledger/${comparison.proof}/provenance`])
  assert.equal(entries[0].action, 'evaluation.made')
  assert.deepEqual(entries[0].because.toSorted(), [proof, ...facts.map(each => each.proof)].toSorted())
  const { app } = team
  await team.settled()
  assert.equal((await verifyProject(app.database, app.vault, { project_id: PROJECT, covers })).divergence, null)
})

test('the live model is the baseline unless another is named', async () => {
  await setLive(team.app.database, PROJECT, 'linear-1')
  assert.equal((await evaluate({ candidate: 'linear-2' })).baseline, 'linear-1')
  assert.equal((await evaluate({ candidate: 'linear-2', baseline: null })).baseline, null)
  assert.equal((await evaluate({ candidate: 'linear-1' })).baseline, null)
  await setLive(team.app.database, PROJECT, null)
  const itself = { candidate: 'linear-1', baseline: 'linear-1' }
  assert.equal((await maintainer('POST', `/api/projects/${PROJECT}/evaluations`, itself)).status, 400)
  assert.equal((await maintainer('POST', `/api/projects/${PROJECT}/evaluations`, { candidate: 'x' })).status, 404)
})

test("a caller's own model is compared where its predictions were brought", async () => {
  const lines = await heldOut(2)
  const predictions = lines.slice(0, 20).map(({ external_id, input }) => {
    const model = 'house-model'
    return { external_id, input, model, answer: 'refund' }
  })
  const taken = await call(maintainer, ['POST', '/predictions'], { predictions })
  assert.deepEqual(taken.errors, [])
  const { comparison } = await evaluate({ candidate: 'linear-2', baseline: 'house-model' })
  const { n, unpredicted, baseline, paired } = comparison.result
  assert.deepEqual([n, unpredicted], [20, lines.length - 20])
  const refunds = lines.slice(0, 20).filter(line => line.answer === 'refund').length
  assert.equal(baseline.accuracy.estimate, refunds / 20)
  assert.deepEqual([baseline.log_loss, paired.log_loss], [null, null])
  const nobody = await evaluate({ candidate: 'linear-2', baseline: 'nobody' })
  assert.deepEqual([nobody.state, nobody.comparison], ['failed', null])
  assert.equal(nobody.message, 'no held-out item of version 2 can be measured on')
})

test('items that a model learned from elsewhere are left out', async () => {
  const version = await freezeLessons(maintainer, lessons(401), { split_seed: 'another split' })
  const held = (await heldOut(version)).map(line => line.external_id)
  const before = new Set((await heldOut(2)).map(line => line.external_id))
  const seen = held.filter(id => !before.has(id) && id !== 'lessons 400')
  assert.ok(seen.length > 0)
  const { comparison } = await evaluate({ candidate: 'linear-2', dataset: version })
  assert.equal(comparison.result.leaked, seen.length)
  assert.equal(comparison.result.n, held.length - seen.length)
})

test('heard twice, one result is kept', async () => {
  const { id, proof, comparison } = await evaluate({ candidate: 'linear-2' })
  const measure = longListeners.find(each => each.name === 'evaluate.measure')
  const event = { project_id: PROJECT, entry_id: proof, action: 'evaluation.asked' }
  await measure?.work(team.app, event, new AbortController().signal)
  assert.deepEqual((await call(maintainer, ['GET', `/evaluations/${id}`])).comparison, comparison)
  const page = await call(maintainer, ['GET', '/evaluations?limit=1&candidate=linear-2'])
  assert.deepEqual([page.evaluations[0].id, page.next], [id, id])
})
