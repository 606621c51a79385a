/** Verifying over HTTP: how far it is, the verdict, and the first record that does not fit. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ask, reviewAll, type Worker } from '../../test/judging.ts'
import { openTeam, PROJECT, type Team } from '../../test/team.ts'

let team: Team
let boss: Worker
const path = `/api/projects/${PROJECT}/ledger/verify`

before(async () => {
  team = await openTeam()
  boss = await team.person('maintainer')
  await reviewAll(boss, 1)
  await ask(team, boss, [{ external_id: 'v1', text: 'one', answer: 'refund' }])
  await team.settled()
})
after(() => team.close())

type Line = { table: string | null; checked: number; ms: number; verdict: null | Record<string, unknown> }
const verify = async (): Promise<Line[]> => {
  const { status, text } = await boss.send('POST', path, {})
  assert.equal(status, 200, text)
  return text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
}

test('a line for each thing that is checked, and the verdict last', async () => {
  const lines = await verify()
  const last = lines.at(-1) as Line
  assert.deepEqual([last.verdict?.ok, last.verdict?.divergence], [true, null])
  const tables = lines.map(each => each.table)
  assert.equal(tables[0], 'entry')
  for (const table of ['prediction', 'route', 'task', 'comment', 'bulk']) assert.ok(tables.includes(table), table)
  assert.equal(lines.find(each => each.table === 'prediction')?.checked, 1)
  assert.equal(lines.filter(each => each.verdict).length, 1)
})

test('two at once of one project: one is told to wait', async () => {
  const answers = await Promise.all([boss.send('POST', path, {}), boss.send('POST', path, {})])
  assert.deepEqual(answers.map(each => each.status).sort(), [200, 429])
  assert.ok((await verify()).at(-1)?.verdict?.ok, 'and afterwards it may be asked again')
})

test('who may', async () => {
  const { send } = await team.person('adjudicator')
  assert.equal((await send('POST', path, {})).body.code, 'FORBIDDEN')
})

test('a changed row is named', async () => {
  await team.app.database.pool.query('alter table task disable trigger task_fact')
  await team.app.database.pool.query(`update task set reason = 'another'`)
  const { verdict } = (await verify()).at(-1) as Line & { verdict: { ok: boolean; divergence: Record<string, string> } }
  const { table, what } = verdict.divergence
  assert.deepEqual([verdict.ok, table, what], [false, 'task', 'a row was changed'])
})
