/** Every kind of answer through the whole loop, by the API alone: from a project to a comparison of two models. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { KINDS } from '../src/kinds/index.ts'
import { verifyProject } from '../src/ledger/index.ts'
import { covers } from '../src/loop.ts'
import { pathNames } from '../src/platform/call.ts'
import { endpoints } from '../src/server/server.ts'
import { SORTS, type Sort } from './answers.ts'
import { heard } from './judging.ts'
import { openTeam, type Send, type Team } from './team.ts'

const ITEMS = 12

let team: Team
let administrator: Send

before(async () => {
  team = await openTeam()
  administrator = (await team.administrator()).send
})
after(() => team.close())

test('every kind goes through the loop here', () =>
  assert.deepEqual(
    SORTS.map(sort => sort.kind),
    KINDS,
  ))

/** What can be read of a project without naming anything in it; events never end. */
const READS = endpoints.filter(
  ({ method, path, gives }) => method === 'GET' && pathNames(path).join() === 'project_id' && gives !== 'events',
)

const projectOf = ({ kind }: Sort) => `all-${kind}`

/** Calls below one project, for a result that is expected. */
const caller =
  (send: Send, project_id: string) => async (method: 'GET' | 'POST' | 'PUT', path: string, body?: object) => {
    const answer = await send(method, `/api/projects/${project_id}${path}`, body)
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`)
    return answer.body
  }
type Call = ReturnType<typeof caller>

const rowsOf = (sort: Sort, model: string, answer: unknown) =>
  Array.from({ length: ITEMS }, (_, n) => ({ external_id: `i-${n}`, input: sort.input(n), model, answer }))

/** One reviewer corrects all there is. @returns what was kept of each answer */
const correctAll = async (call: Call, answer: unknown) => {
  const kept: unknown[] = []
  for (;;) {
    const [task] = (await call('POST', '/tasks/next', {})).tasks
    if (!task) return kept
    const { fence } = task
    kept.push((await call('POST', `/tasks/${task.task_id}/judgement`, { fence, answer, seconds: 1 })).answer)
  }
}

const ended = async (call: Call, path: string) => {
  for (;;) {
    const found = await call('GET', path)
    if (found.state !== 'queued' && found.state !== 'running') return found
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

for (const sort of SORTS) {
  const project_id = projectOf(sort)
  let call: Call
  let send: Send

  const refused = async ([method, path]: ['POST' | 'PUT', string], body: object, field: string) => {
    const { status, body: told } = await send(method, `/api/projects/${project_id}${path}`, body)
    assert.deepEqual([status, told.code, told.field], [400, 'INVALID', field], JSON.stringify(told))
  }

  describe(sort.kind, () => {
    before(async () => {
      const body = { project_id, title: sort.kind, kind: sort.kind, guideline: sort.guideline }
      const made = await administrator('POST', '/api/projects', body)
      assert.equal(made.status, 201, made.text)
      send = (await team.person('admin', project_id)).send
      call = caller(send, project_id)
      const rules = [
        { name: 'old', when: 'model == "old"', do: { outcome: 'review' } },
        { name: 'sure', when: 'model == "ruled"', do: { outcome: 'rule', answer: sort.right } },
      ]
      await call('PUT', '/policy', { replaces: 0, policy: { rules, audit_share: 0.0001 } })
    })

    test('the guideline is as it was written, with what was left out', async () => {
      const { guideline } = await call('GET', '')
      assert.deepEqual(guideline.settings, sort.settings)
      assert.deepEqual(guideline.labels, sort.guideline.labels ?? [])
    })

    test('a guideline that this kind cannot have is refused by the field', async () => {
      for (const [guideline, field] of sort.guidelines) {
        const body = { project_id: 'bad', title: 'bad', kind: sort.kind, guideline }
        const { status, body: told } = await administrator('POST', '/api/projects', body)
        assert.deepEqual([status, told.code, told.field], [400, 'INVALID', field], JSON.stringify(told))
        await refused(['PUT', '/guideline'], { replaces: 1, ...guideline }, field.replace('guideline.', ''))
      }
    })

    test('bad rows are told by the field, and the good ones are taken', async () => {
      const good = { external_id: 'good', input: sort.input(99), model: 'other', answer: sort.right }
      const bad = sort.rows.map(([spoilt], n) => ({ ...good, external_id: `bad-${n}`, ...spoilt }))
      const { taken, errors } = await call('POST', '/predictions', { predictions: [...bad, good] })
      assert.equal(taken, 1)
      assert.deepEqual(
        errors.map(({ row, field, code }: { row: number; field: string; code: string }) => [row, field, code]),
        sort.rows.map(([, field], row) => [row, field, 'INVALID']),
      )
      const [answers] = [sort.rows.filter(([spoilt]) => 'answer' in spoilt)]
      const examples = answers.map(([spoilt], n) => ({ external_id: `e-${n}`, input: sort.input(n), ...spoilt }))
      const known = await call('POST', '/examples', { examples })
      assert.deepEqual(
        known.errors.map((error: { field: string }) => error.field),
        answers.map(([, field]) => field),
      )
    })

    test('corrections become errata, in the one form in which answers are kept', async () => {
      const { errors } = await call('POST', '/predictions', { predictions: rowsOf(sort, 'old', sort.wrong) })
      assert.deepEqual(errors, [])
      await heard(team)
      const kept = await correctAll(call, sort.right)
      // Chance may have sent the row of another model to people too; that one was right.
      assert.ok(kept.length === ITEMS || kept.length === ITEMS + 1, `${kept.length} judgements`)
      assert.deepEqual(
        kept,
        kept.map(() => sort.kept),
      )
      await heard(team)
      const { errata } = await call('GET', '/errata?limit=100')
      assert.equal(errata.length, ITEMS)
      assert.deepEqual([errata[0].was, errata[0].answer], [sort.wrong, sort.kept])
      const csv = await send('GET', `/api/projects/${project_id}/errata.csv`)
      assert.equal(csv.status, 200)
    })

    test('a judgement that is no answer to its item is refused, and the task stays', async () => {
      const row = { external_id: 'again', input: sort.input(7), model: 'old', answer: sort.wrong }
      await call('POST', '/predictions', { predictions: [row] })
      await heard(team)
      const [task] = (await call('POST', '/tasks/next', {})).tasks
      const { fence, task_id } = task
      for (const [spoilt, field] of sort.rows.filter(([each]) => 'answer' in each)) {
        await refused(['POST', `/tasks/${task_id}/judgement`], { fence, seconds: 1, ...spoilt }, field)
      }
      const { hidden, suggestion } = await call('GET', `/tasks/${task_id}/suggestions`)
      assert.deepEqual([hidden, suggestion.exact, suggestion.answer], [false, true, sort.kept])
      const preview = await call('POST', `/tasks/${task_id}/preview`, { answer: sort.right })
      assert.deepEqual([preview.ready, preview.reason], [false, sort.kind === 'choice' ? 'model' : 'kind'])
      const told = await call('GET', `/predictions/${task.prediction_id}/explanation`)
      assert.equal(told.available, false)
      assert.equal((await correctAll(call, sort.right)).length, 1)
    })

    test('an overruling is held to the same', async () => {
      await heard(team)
      const { resolutions } = await call('GET', '/resolutions?limit=1')
      const path = `/resolutions/${resolutions[0].id}/overrule`
      const [[spoilt, field]] = sort.rows.filter(([each]) => 'answer' in each) as [[object, string]]
      const other = await team.person('adjudicator', project_id)
      const url = `/api/projects/${project_id}${path}`
      const bad = await other.send('POST', url, { reason: 'no', ...spoilt })
      assert.deepEqual([bad.status, bad.body.field], [400, field])
      const made = await other.send('POST', url, { reason: 'it was fine', answer: sort.wrong })
      assert.equal(made.status, 201, made.text)
    })

    test('decide keeps the caller’s own prediction, and knows what was corrected', async () => {
      const own = { model: 'ruled', answer: sort.wrong }
      const ruled = await call('POST', '/decide', { external_id: 'r', input: sort.input(1), prediction: own })
      assert.deepEqual([ruled.route, ruled.answer], ['rule', sort.kept])
      const asked = { input: sort.input(2), prediction: { ...own, model: 'own' } }
      const decided = await call('POST', '/decide', { external_id: 'd', ...asked })
      assert.deepEqual([decided.held, decided.answer], [false, sort.kept])
      assert.match(decided.reason, /^erratum /)
      await refused(
        ['POST', '/decide'],
        { external_id: 'e', ...asked, prediction: { model: 'own', answer: 17.5 } },
        'prediction.answer',
      )
    })

    test('brought predictions of two models are measured on what was held out', async () => {
      await heard(team)
      await call('POST', '/predictions', { predictions: rowsOf(sort, 'new', sort.right) })
      const { findings, holdout } = await call('POST', '/datasets', {
        reason: 'first',
        holdout_share: 0.5,
        accept: ['contradiction'],
      })
      assert.ok(holdout > 1)
      if (sort.kind !== 'choice') assert.ok(!findings.some((each: { code: string }) => /class/.test(each.code)))
      const { id } = await call('POST', '/evaluations', { candidate: 'new', baseline: 'old' })
      const { state, message, comparison } = await ended(call, `/evaluations/${id}`)
      assert.equal(state, 'done', message)
      const { result, sentence } = comparison
      assert.ok(result.n > 1)
      assert.deepEqual([result.candidate.accuracy.estimate, result.baseline.accuracy.estimate], [1, 0])
      assert.deepEqual([result.paired.candidate_only, result.paired.baseline_only], [result.n, 0])
      assert.equal(result.classes.length > 0, sort.kind === 'choice')
      const found = Object.fromEntries(
        result.measures.map(({ name, baseline }: { name: string; baseline: { estimate: number } }) => [
          name,
          Number(baseline.estimate.toFixed(9)),
        ]),
      )
      assert.deepEqual(
        found,
        Object.fromEntries(Object.entries(sort.measures).map(([name, value]) => [name, Number(value.toFixed(9))])),
      )
      for (const { better, share, candidate, change } of result.measures) {
        assert.equal(candidate.estimate, better === 'higher' ? 1 : 0)
        assert.ok(better === 'higher' ? change.estimate > 0 : change.estimate < 0)
        if (share) assert.ok(candidate.low >= 0 && candidate.high <= 1)
      }
      assert.match(sentence, /^new is right on 100\.0% of \d+ held-out items, old on 0\.0%: 100\.0 points better/)
      if (result.measures.length > 0) assert.ok(sentence.includes(`${result.measures[0].title}: `), sentence)
    })

    test('the built-in learner says which kinds it leaves', async () => {
      if (sort.kind === 'choice') return
      await refused(['POST', '/trainings'], { dataset: 1 }, 'learner')
      assert.deepEqual((await call('GET', '/candidate')).candidate, null)
    })

    test('nothing that can be read of the project breaks on it', async () => {
      for (const { path, name } of READS) {
        const { status, text } = await send('GET', path.replace('{project_id}', project_id))
        assert.ok(status < 500, `${name}: ${status} ${text}`)
      }
    })
  })
}

test('the unit of spans stays, since offsets are kept in it', async () => {
  const { send } = await team.person('admin', 'all-spans')
  const labels = [{ name: 'billing' }, { name: 'other' }]
  const url = '/api/projects/all-spans/guideline'
  const moved = await send('PUT', url, { replaces: 1, labels, settings: { unit: 'byte' } })
  assert.deepEqual([moved.status, moved.body.field, moved.body.expected], [400, 'settings.unit', '"codepoint"'])
  assert.equal((await send('PUT', url, { replaces: 1, labels })).status, 201)
})

test('the ledger covers it all', async () => {
  await team.settled()
  const { app } = team
  for (const project_id of SORTS.map(projectOf)) {
    assert.equal((await verifyProject(app.database, app.vault, { project_id, covers })).divergence, null, project_id)
  }
})
