import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ask, base, heard, judgeAll, people, reviewAll, type Worker, withdraw } from '../../../test/judging.ts'
import { openTeam, PROJECT, type Team } from '../../../test/team.ts'
import { verifyProject } from '../../ledger/index.ts'
import { covers } from '../../loop.ts'
import { sql } from '../../platform/db.ts'
import { hearResolved } from './actions.ts'
import type { Erratum } from './contract.ts'

let team: Team
let boss: Worker
let viewer: Worker
let rita: Worker
let ids: Map<string, string>
let given: Map<string, string>

const errata = async (query = ''): Promise<Erratum[]> => {
  const answer = await viewer.send('GET', `${base}/errata?${query}`)
  assert.equal(answer.status, 200, answer.text)
  return answer.body.errata
}
const names = async (query = '') => (await errata(query)).map(each => each.external_id).sort()

const TEXTS = {
  wrong1: '=cmd|calc, 100% of my money',
  wrong2: 'a 100_percent question',
  wrong3: 'anything else',
  right: 'my money back',
}
const SAID: Record<string, { answer: string; category?: string; rationale?: string }> = {
  wrong1: { answer: 'billing', category: 'wrong intent', rationale: 'It is "about" a bill' },
  wrong2: { answer: 'other', category: 'missed context' },
  wrong3: { answer: 'billing' },
  right: { answer: 'refund' },
}

before(async () => {
  team = await openTeam()
  boss = await team.person('maintainer')
  viewer = await team.person('viewer')
  ;[rita] = (await people(team, ['reviewer'])) as [Worker]
  await reviewAll(boss, 1)
  const asked = Object.entries(TEXTS).map(([external_id, text]) => ({ external_id, text, answer: 'refund' }))
  ids = await ask(team, boss, asked)
  given = await judgeAll(rita, external_id => SAID[external_id])
  await heard(team)
})
after(() => team.close())

describe('the library', () => {
  test('holds what the model got wrong, with why, and not what it got right', async () => {
    assert.deepEqual(await names(), ['wrong1', 'wrong2', 'wrong3'])
    const [found] = await errata('contains=cmd')
    const { was, answer, category, rationale, how, in_force, prediction_id } = found as Erratum
    assert.deepEqual(
      { was, answer, category, rationale, how, in_force, prediction_id },
      { was: 'refund', ...SAID.wrong1, how: 'single', in_force: true, prediction_id: ids.get('wrong1') },
    )
    const alone = await boss.send('GET', `${base}/errata/${found?.id}`)
    assert.deepEqual(alone.body, found)
    assert.equal((await boss.send('GET', `${base}/errata/${crypto.randomUUID()}`)).body.code, 'NOT_FOUND')
  })

  const FILTERS: [query: string, found: string[]][] = [
    ['category=wrong%20intent', ['wrong1']],
    ['model=m-1', ['wrong1', 'wrong2', 'wrong3']],
    ['model=m-2', []],
    ['was=refund&answer=billing', ['wrong1', 'wrong3']],
    ['answer=refund', []],
    // Wildcards of LIKE are letters like any other.
    ['contains=100%25', ['wrong1']],
    ['contains=100_', ['wrong2']],
    ['contains=%25', ['wrong1']],
    [`contains=${encodeURIComponent('\\')}`, []],
  ]
  for (const [query, found] of FILTERS) test(query, async () => assert.deepEqual(await names(query), found))

  for (const query of ['sort=at', 'categori=x', 'all=yes', 'limit=0', 'after=x', 'limit=5&limit=6']) {
    test(`refuses ${query}`, async () => {
      const refused = await boss.send('GET', `${base}/errata?${query}`)
      assert.deepEqual([refused.status, refused.body.code], [400, 'INVALID'])
    })
  }

  test('comes in pages, newest first', async () => {
    const first = await boss.send('GET', `${base}/errata?limit=2`)
    const second = await boss.send('GET', `${base}/errata?limit=2&after=${first.body.next}`)
    assert.deepEqual([first.body.errata.length, second.body.errata.length, second.body.next], [2, 1, null])
    const found = [...first.body.errata, ...second.body.errata].map(each => each.id)
    assert.deepEqual(found, found.toSorted().reverse())
  })

  test('goes out as CSV that no spreadsheet calculates', async () => {
    const headers = { authorization: `Bearer ${boss.token}` }
    const csv = await team.server.inject({ url: `${base}/errata.csv?category=wrong%20intent`, headers })
    assert.match(String(csv.headers['content-type']), /^text\/csv/)
    const [head, row, end] = csv.body.split('\r\n')
    assert.equal(head, 'id,at,external_id,text,model,was,answer,category,rationale,how,proof')
    assert.ok(
      row?.includes(
        `,wrong1,"'=cmd|calc, 100% of my money",m-1,refund,billing,wrong intent,"It is ""about"" a bill",single,`,
      ),
    )
    assert.equal(end, '')
  })
})

test('heard twice, and by two at once, a resolution is kept once', async () => {
  const rows = await team.app.database.rows<{ id: string }>(sql`
    select id from entry where project_id = ${PROJECT} and action = 'resolution.made' order by id`)
  const events = rows.map(({ id }) => ({ project_id: PROJECT, entry_id: id, action: 'resolution.made' }))
  const hear = () => team.app.act({ actor: 'system:curate' }, ctx => hearResolved(ctx, events))
  await Promise.all([hear(), hear()])
  const counts = await team.app.database.row(sql`
    select (select count(*) from erratum where project_id = ${PROJECT}) as errata,
           (select count(*) from example where project_id = ${PROJECT}) as examples`)
  assert.deepEqual(counts, { errata: 3, examples: 4 })
})

test('undo takes an erratum out of the library; judged again, the new one is in', async () => {
  await withdraw(rita, given.get('wrong3'))
  await heard(team)
  assert.deepEqual(await names(), ['wrong1', 'wrong2'])
  const [old] = (await errata('all=true')).filter(each => each.external_id === 'wrong3')
  assert.equal(old?.in_force, false)
  await judgeAll(rita, () => ({ answer: 'other' }))
  await heard(team)
  const found = (await errata('all=true')).filter(each => each.external_id === 'wrong3')
  assert.deepEqual(
    found.map(each => [each.answer, each.in_force]),
    [
      ['other', true],
      ['billing', false],
    ],
  )
})

test('overruled, the new answer and its reason stand; back to the answer of the model, nothing was wrong', async () => {
  const [ada, bob] = (await people(team, ['adjudicator', 'adjudicator'])) as [Worker, Worker]
  const path = `${base}/predictions/${ids.get('wrong2')}/resolution`
  const overrule = async (by: Worker, answer: string) => {
    const standing = (await boss.send('GET', path)).body
    const made = await by.send('POST', `${base}/resolutions/${standing.id}/overrule`, {
      answer,
      reason: `it is ${answer}`,
    })
    assert.equal(made.status, 201, made.text)
    await heard(team)
    return (await errata()).find(each => each.external_id === 'wrong2')
  }
  const corrected = await overrule(ada, 'billing')
  assert.deepEqual(
    [corrected?.answer, corrected?.how, corrected?.category, corrected?.rationale],
    ['billing', 'overruled', null, 'it is billing'],
  )
  assert.equal(await overrule(bob, 'refund'), undefined)
})

describe('known answers', () => {
  const bring = (examples: unknown[]) => boss.send('POST', `${base}/examples`, { examples })
  const row = (external_id: string, answer: unknown, text = `text of ${external_id}`) => ({
    external_id,
    input: { text },
    answer,
  })

  test('are taken once; another answer replaces; a bad row is told and the good ones kept', async () => {
    const rows = [row('k1', 'refund'), { ...row('k2', 'billing'), group_key: 'g', source: 'old system' }]
    const first = await bring(rows)
    assert.deepEqual([first.status, first.body.taken, first.body.known, first.body.errors], [200, 2, 0, []])
    const again = await bring(rows)
    assert.deepEqual([again.body.taken, again.body.known, again.body.proof], [0, 2, null])
    const other = await bring([row('k1', 'other')])
    assert.deepEqual([other.body.taken, other.body.known], [1, 0])

    const bad = await bring([
      row('k3', 'nonsense'),
      row('k1', 'other', 'another text'),
      row('right', 'refund', TEXTS.right),
      row('k4', 'refund'),
      row('k4', 'billing'),
      { ...row('k5', 'refund'), color: 'red' },
      row('k1', 'other'),
      'x',
    ])
    assert.deepEqual(
      bad.body.errors.map((each: Record<string, unknown>) => [each.row, each.external_id, each.code, each.field]),
      [
        [0, 'k3', 'INVALID', 'answer'],
        [1, 'k1', 'CONFLICT', 'input'],
        [4, 'k4', 'CONFLICT', 'answer'],
        [5, 'k5', 'INVALID', 'color'],
        [7, null, 'INVALID', ''],
      ],
    )
    assert.deepEqual([bad.body.taken, bad.body.known], [2, 1])
  })

  test('are for maintainers', async () => {
    const refused = await rita.send('POST', `${base}/examples`, { examples: [row('k9', 'refund')] })
    assert.equal(refused.body.code, 'FORBIDDEN')
  })
})

test('the ledger covers errata and examples', async () => {
  await team.settled()
  const verdict = await verifyProject(team.app.database, team.app.vault, { project_id: PROJECT, covers })
  assert.deepEqual([verdict.ok, verdict.divergence], [true, null])
})
