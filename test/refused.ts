/** What holds for every refusal, whatever was wrong. */
import assert from 'node:assert/strict'
import type { App } from '../src/server/app.ts'
import type { Answer, Team } from './team.ts'

/** Marks of an answer that tells what is ours alone: a stack, a path of the installation, SQL, the database's words. */
const INSIDE =
  /\n\s+at |node_modules|file:\/\/|\.ts:\d+|\bselect .* from\b|\binsert into\b|relation "|constraint "|SQLSTATE/i

/** A problem of RFC 9457 with one of these codes, that gives nothing away. */
export const assertRefused = (answer: Answer, status: number, codes: string | string[], told = '') => {
  const said = `${told}: ${answer.status} ${answer.text.slice(0, 300)}`
  assert.equal(answer.status, status, said)
  assert.match(String(answer.headers['content-type']), /^application\/problem\+json/, said)
  const { type, title, code, detail } = answer.body
  assert.ok([codes].flat().includes(code), said)
  assert.deepEqual([type, answer.body.status], [`urn:errata:problem:${code}`, status], said)
  assert.ok(title.length > 0 && detail.length > 0 && answer.text.length < 20_000, said)
  assert.doesNotMatch(answer.text, INSIDE, said)
}

/** Whether a refusal names this field, first or among the others. */
export const names = ({ body }: Answer, field: string): boolean =>
  [body.field, ...(body.issues ?? []).map((issue: { field: string }) => issue.field)].includes(field)

/** Rows and content of every table of ours. */
const fingerprint = async ({ database }: App): Promise<Record<string, string>> => {
  const tables = await database.pool.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  )
  const found: Record<string, string> = {}
  for (const { name } of tables.rows) {
    const { rows } = await database.pool.query(
      `select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as print
       from "${name}" t`,
    )
    found[name] = rows[0].print
  }
  return found
}

/** Runs `act`: afterwards the database is as it was, no object is polluted, and the server answers. */
export const leavesNoTrace = async (team: Team, act: () => Promise<void>) => {
  const before = await fingerprint(team.app)
  await act()
  assert.deepEqual(await fingerprint(team.app), before)
  assert.equal(({} as { polluted?: unknown }).polluted, undefined)
  assert.equal((await team.as(undefined)('GET', '/readyz')).status, 200)
}
