import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { ask, base, heard, judgeAll, people, reviewAll, type Worker, withdraw } from '../../../test/judging.ts'
import { openTeam, PROJECT, type Team } from '../../../test/team.ts'
import { verifyProject } from '../../ledger/index.ts'
import { leafHash, rootOf } from '../../ledger/merkle.ts'
import { covers } from '../../loop.ts'
import type { Dataset, DatasetLine } from './contract.ts'
import { datasetOf, latestVersion, linesOf, sizes } from './index.ts'

let team: Team
let boss: Worker
let rita: Worker
let given: Map<string, string>

type Row = { external_id: string; input: { text: string }; answer: string; group_key?: string }

const row = (external_id: string, answer: string, text = `text of ${external_id}`): Row => ({
  external_id,
  input: { text },
  answer,
})
const bring = async (examples: Row[]) => {
  const taken = await boss.send('POST', `${base}/examples`, { examples })
  assert.deepEqual(taken.body.errors, [])
}
const freeze = (more: object = {}) => boss.send('POST', `${base}/datasets`, { reason: 'a test', ...more })
const frozen = async (more: object = {}): Promise<Dataset> => {
  const made = await freeze(more)
  assert.equal(made.status, 201, made.text)
  return made.body
}
const diff = async (since: number, version: number, more = '') =>
  (await boss.send('GET', `${base}/datasets/${version}/diff?since=${since}${more}`)).body
const linesText = async (version: number, more = '') => {
  const headers = { authorization: `Bearer ${boss.token}` }
  return (await team.server.inject({ url: `${base}/datasets/${version}/lines${more}`, headers })).body
}
const lines = async (version: number, more = ''): Promise<DatasetLine[]> =>
  (await linesText(version, more))
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line))
const rootOfLines = async (version: number) =>
  rootOf(
    (await linesText(version))
      .split('\n')
      .filter(Boolean)
      .map(line => leafHash(Buffer.from(line))),
  ).toString('base64')

const CORPUS = Array.from({ length: 40 }, (_, index) =>
  row(`c${index}`, ['refund', 'billing', 'other'][index % 3] as string),
)

before(async () => {
  team = await openTeam()
  boss = await team.person('maintainer')
  ;[rita] = (await people(team, ['reviewer'])) as [Worker]
})
after(() => team.close())

test('nothing known is nothing to freeze, unless that is all right', async () => {
  const refused = await freeze()
  assert.deepEqual([refused.status, refused.body.code, refused.body.expected], [409, 'CONFLICT', 'empty'])
  assert.deepEqual(refused.body.findings[0], { code: 'empty', severe: true, count: 1, examples: [] })
  assert.equal((await freeze({ accept: ['nonsense'] })).body.code, 'INVALID')
  assert.equal((await boss.send('GET', `${base}/datasets/1`)).body.code, 'NOT_FOUND')
  assert.equal(await latestVersion(team.app.database, PROJECT), undefined)
})

describe('versions', () => {
  test('the first: every line once, and the root is the root of the lines given out', async () => {
    await bring(CORPUS)
    const [made, twin] = (await Promise.all([frozen(), frozen()])) as [Dataset, Dataset]
    assert.deepEqual(made, twin)
    assert.deepEqual(
      [made.version, made.train + made.holdout, made.split_seed, made.holdout_share],
      [1, 40, PROJECT, 0.2],
    )
    assert.deepEqual(made.findings, [])
    assert.equal(await rootOfLines(1), made.root)
    const all = await lines(1)
    assert.deepEqual(
      all.map(line => line.item_id),
      all.map(line => line.item_id).toSorted(),
    )
    assert.deepEqual(
      all.map(line => [line.external_id, line.answer]).sort(),
      CORPUS.map(each => [each.external_id, each.answer]).sort(),
    )
    const holdout = await lines(1, '?split=holdout')
    assert.deepEqual([holdout.length, holdout.every(line => line.split === 'holdout')], [made.holdout, true])
  })

  test('frozen again without a change, it is the same version', async () => {
    const [one, two] = await Promise.all([frozen(), frozen({ reason: 'again' })])
    assert.deepEqual([one, two], [await datasetOf(team.app.database, PROJECT, 1), one])
  })

  test('a judged answer wins over one brought along; the diff tells, and no item changes sides', async () => {
    await reviewAll(boss, 1)
    const asked = ['c0', 'c1', 'n0'].map(external_id => ({
      external_id,
      text: `text of ${external_id}`,
      answer: 'refund',
    }))
    await ask(team, boss, asked)
    given = await judgeAll(rita, () => ({ answer: 'billing' }))
    await heard(team)
    const made = await frozen()
    assert.equal(made.version, 2)
    assert.equal(await rootOfLines(2), made.root)
    const { counts, changes } = await diff(1, 2)
    // c1 was known as billing: the same answer, now on the word of a person.
    assert.deepEqual(counts, { added: 1, removed: 0, changed: 1, moved: 0, renewed: 1 })
    const told = changes.map((each: Record<string, unknown>) => [each.change, each.external_id, each.was, each.answer])
    assert.deepEqual(told.sort(), [
      ['added', 'n0', null, 'billing'],
      ['changed', 'c0', 'refund', 'billing'],
      ['renewed', 'c1', 'billing', 'billing'],
    ])
    const before = new Map((await lines(1)).map(line => [line.item_id, line.split]))
    for (const line of await lines(2)) assert.equal(before.get(line.item_id) ?? line.split, line.split)
    assert.deepEqual((await diff(2, 1)).counts, { added: 0, removed: 1, changed: 1, moved: 0, renewed: 1 })
    const first = await diff(1, 2, '&limit=2')
    const rest = await diff(1, 2, `&limit=2&after=${first.next}`)
    assert.deepEqual([...first.changes, ...rest.changes], changes)
  })

  test('what a judgement was, a walk through the ledger finds from the dataset, and the other way round', async () => {
    const { proof } = await datasetOf(team.app.database, PROJECT, 2)
    const actions = async (entry: string, direction: string) => {
      const { body } = await boss.send('GET', `${base}/ledger/${entry}/provenance?direction=${direction}`)
      assert.equal(body.complete, true)
      return body.entries as { id: string; action: string }[]
    }
    const back = await actions(proof, 'back')
    const names = new Set(back.map(entry => entry.action))
    for (const name of ['judgement.given', 'erratum.kept', 'examples.taken', 'predictions.taken'])
      assert.ok(names.has(name))
    assert.equal(back.filter(entry => entry.action === 'judgement.given').length, 3)
    const { body } = await boss.send('GET', `${base}/errata?contains=n0`)
    const judgement = (await boss.send('GET', `${base}/predictions/${body.errata[0].prediction_id}/resolution`)).body
      .said[0]
    for (const start of [body.errata[0].proof, judgement.proof]) {
      assert.ok((await actions(start, 'forward')).some(entry => entry.id === proof))
    }
  })

  test('undo takes the example out of the next version; what was brought along counts again', async () => {
    await withdraw(rita, given.get('c0'))
    await withdraw(rita, given.get('n0'))
    await heard(team)
    const made = await frozen()
    const { counts, changes } = await diff(2, made.version)
    assert.deepEqual(counts, { added: 0, removed: 1, changed: 1, moved: 0, renewed: 0 })
    const changed = changes.find((each: { change: string }) => each.change === 'changed')
    assert.deepEqual([changed.external_id, changed.was, changed.answer], ['c0', 'billing', 'refund'])
    assert.equal(await rootOfLines(made.version), made.root)
  })

  test('an earlier version comes back under its own root, and freezing goes on from there', async () => {
    const earlier = await datasetOf(team.app.database, PROJECT, 1)
    const restore = (version: number) =>
      boss.send('POST', `${base}/datasets/${version}/restore`, { reason: 'it was better' })
    const made = await restore(1)
    assert.deepEqual([made.status, made.body.version, made.body.restored, made.body.root], [201, 4, 1, earlier.root])
    assert.equal(await linesText(4), await linesText(1))
    assert.equal((await restore(1)).body.version, 4)
    assert.equal((await restore(9)).body.code, 'NOT_FOUND')
    const next = await frozen()
    assert.deepEqual([next.version, next.root], [5, (await datasetOf(team.app.database, PROJECT, 3)).root])
    assert.equal(await linesText(5), await linesText(3))
  })

  test('a larger share only moves items to holdout, and is kept', async () => {
    const made = await frozen({ holdout_share: 0.5 })
    const { counts, changes } = await diff(5, made.version)
    assert.ok(counts.moved > 0)
    assert.deepEqual({ ...counts, moved: 0 }, { added: 0, removed: 0, changed: 0, moved: 0, renewed: 0 })
    for (const each of changes) assert.deepEqual([each.was_split, each.split], ['train', 'holdout'])
    assert.deepEqual(await frozen(), made)
  })
})

test('what the next steps read: sizes, lines of one side, the newest version', async () => {
  const { database } = team.app
  const newest = (await latestVersion(database, PROJECT)) as Dataset
  const counted = await sizes(database, PROJECT, newest.version)
  const train = await linesOf(database, PROJECT, newest.version, 'train')
  assert.deepEqual(
    [counted.train, counted.lines],
    [train.length, (await linesOf(database, PROJECT, newest.version)).length],
  )
  assert.ok(train.every(line => line.split === 'train' && line.text === `text of ${line.external_id}`))
  await assert.rejects(linesOf(database, PROJECT, 99), { code: 'NOT_FOUND' })
})

test('lists versions, newest first, and tells of one that is not there', async () => {
  const first = (await boss.send('GET', `${base}/datasets?limit=4`)).body
  const rest = (await boss.send('GET', `${base}/datasets?limit=4&after=${first.next}`)).body
  const versions = [...first.datasets, ...rest.datasets].map((each: Dataset) => each.version)
  assert.deepEqual(versions, [6, 5, 4, 3, 2, 1])
  const headers = { authorization: `Bearer ${boss.token}` }
  for (const path of ['datasets/99', 'datasets/99/lines', 'datasets/1/diff?since=99']) {
    const refused = await team.server.inject({ url: `${base}/${path}`, headers })
    assert.deepEqual([refused.statusCode, refused.json().code], [404, 'NOT_FOUND'])
  }
})

describe('what is not fit', () => {
  test('contradictions and leaks refuse a freeze, unless they are accepted by name', async () => {
    await bring([row('x1', 'refund', 'the same words'), row('x2', 'billing', 'The same  WORDS')])
    const refused = await freeze()
    assert.deepEqual([refused.status, refused.body.field, refused.body.expected], [409, 'accept', 'contradiction'])
    const groups = Array.from({ length: 12 }, (_, index) => ({
      ...row(`g${index}`, 'other', 'one text in many groups'),
      group_key: `group ${index}`,
    }))
    await bring(groups)
    assert.equal((await freeze({ accept: ['contradiction'] })).body.expected, 'leakage')
    const made = await frozen({ accept: ['contradiction', 'leakage'] })
    assert.deepEqual(
      made.findings.map(({ code, severe, count }) => [code, severe, count]),
      [
        ['contradiction', true, 1],
        ['leakage', true, 1],
        ['duplicate', false, 1],
      ],
    )
  })
})

test('groups are on one side whatever else is there, at any seed', async () => {
  const groups = Array.from({ length: 60 }, (_, index) => ({
    ...row(`s${index}`, 'other'),
    group_key: `s ${index % 12}`,
  }))
  await bring(groups)
  const group = new Map(groups.map(each => [each.external_id, each.group_key]))
  await fc.assert(
    fc.asyncProperty(fc.string({ minLength: 1, maxLength: 20 }), fc.constantFrom(0.2, 0.5), async (seed, share) => {
      const accept = ['contradiction', 'leakage']
      const made = await frozen({ split_seed: seed, holdout_share: share, accept })
      const sides = new Map<string, string>()
      for (const line of await lines(made.version)) {
        const name = group.get(line.external_id)
        if (name) assert.equal(sides.get(name) ?? line.split, sides.set(name, line.split).get(name))
      }
      assert.equal(sides.size, 12)
    }),
    { numRuns: 8 },
  )
})

test('freezing is for maintainers', async () => {
  assert.equal((await rita.send('POST', `${base}/datasets`, { reason: 'x' })).body.code, 'FORBIDDEN')
})

test('the ledger covers datasets and what each one changed', async () => {
  await team.settled()
  const verdict = await verifyProject(team.app.database, team.app.vault, { project_id: PROJECT, covers })
  assert.deepEqual([verdict.ok, verdict.divergence], [true, null])
})
