/** What an owner of the database can do to the record behind our back, and that the verifier names it. */
import assert from 'node:assert/strict'
import { copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { type FreshDatabase, freshDatabase } from '../../test/database.ts'
import { HISTORY, HISTORY_HEADS, HISTORY_PROJECT, type History, makeHistory } from '../../test/history.ts'
import { covers } from '../loop.ts'
import { openDatabase } from '../platform/db.ts'
import { canonical } from './canonical.ts'
import { signCheckpoint } from './checkpoint.ts'
import { openVault, sealProject, verifyProject } from './index.ts'
import { EMPTY_FRONTIER, extend, frontierRoot } from './merkle.ts'
import { entryLeaf } from './seal.ts'
import type { Entry } from './store.ts'

const project_id = HISTORY_PROJECT
let history: History
/** A copy of the history to lay hand on. */
let bench: FreshDatabase
/** The tables of rows that an entry covers. */
let covered: string[]

before(async () => {
  history = await makeHistory()
  bench = await freshDatabase(history.url)
  await withHand(bench.url, keep)
})
after(async () => {
  await bench.drop()
  await history.drop()
})

type Hand = (text: string, values?: unknown[]) => Promise<pg.QueryResult>

/** Runs statements as the owner of the database, with triggers and foreign keys out of the way. */
const withHand = async <T>(url: string, act: (hand: Hand) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('set session_replication_role = replica')
    return await act((text, values) => client.query(text, values))
  } finally {
    await client.end()
  }
}

/** Keeps a copy of all that the ledger speaks of, and drops the checks that only guard against slips. */
const keep = async (hand: Hand) => {
  const { rows: tables } = await hand(
    `select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'proof'`,
  )
  covered = tables.map(row => row.name)
  await hand('create schema kept')
  for (const table of ['entry', 'seal', 'checkpoint', ...covered]) {
    await hand(`create table kept.${table} as table public.${table}`)
  }
  const { rows: checks } = await hand(
    `select conrelid::regclass as table, conname as name from pg_constraint
     where contype = 'c' and connamespace = 'public'::regnamespace`,
  )
  for (const { table, name } of checks) await hand(`alter table ${table} drop constraint ${name}`)
}

const restore = async (hand: Hand) => {
  for (const table of ['entry', 'seal', 'checkpoint', ...covered]) {
    await hand(`delete from ${table}`)
    await hand(`insert into ${table} table kept.${table}`)
  }
}

const verify = async (url: string, { home = history.home, also = [] as string[] } = {}) => {
  const database = openDatabase(url)
  try {
    return await verifyProject(database, openVault(home), { project_id, covers, also })
  } finally {
    await database.close()
  }
}

type Deed = string | ((hand: Hand) => Promise<unknown>)

/** The verdict after somebody laid hand on the record; then all is as it was. */
const verdictOn = (deed: Deed, where: Parameters<typeof verify>[1] = {}) =>
  withHand(bench.url, async hand => {
    await (typeof deed === 'string' ? hand(deed) : deed(hand))
    try {
      return await verify(bench.url, where)
    } finally {
      await restore(hand)
    }
  })

/** The id of the entry at a place, in SQL. */
const at = (seq: number) => `(select entry_id from seal where seq = ${seq})`

const expectBad = async (deed: Deed, expected: { seq?: number | null; table?: string | null; what: RegExp }) => {
  const { ok, divergence } = await verdictOn(deed)
  assert.equal(ok, false, String(deed))
  const { seq = null, table = null, what } = expected
  assert.deepEqual({ seq: divergence?.seq, table: divergence?.table }, { seq, table }, divergence?.what)
  assert.match(divergence!.what, what)
}

test('a record that nobody touched is verified, and everything in it is counted', async () => {
  const actions = await withHand(history.url, hand =>
    hand('select action from seal join entry e on e.id = entry_id order by seq'),
  )
  assert.deepEqual(
    actions.rows.map(row => row.action),
    HISTORY,
  )
  const { rows: counts } = await withHand(history.url, hand =>
    hand(covers.map(({ table }) => `select count(*)::int as n from ${table}`).join(' union all ')),
  )
  const { ok, entries, rows, checkpoints, unsealed, divergence } = await verify(history.url)
  assert.deepEqual([ok, divergence, entries, unsealed], [true, null, 15, 0])
  assert.equal(
    rows,
    counts.reduce((sum, { n }) => sum + n, 0),
  )
  assert.equal(checkpoints, 2 * HISTORY_HEADS.length)
})

test('row 84: an entry that was edited is named, whichever column it was', async () => {
  for (const change of [
    `payload = replace(payload::text, '"count":6', '"count":7')::json`,
    `at = at + interval '1 millisecond'`,
    `actor = 'person:someone-else'`,
    `action = 'tasks.closed'`,
    `because = because || gen_random_uuid()`,
  ]) {
    await expectBad(`update entry set ${change} where id = ${at(5)}`, { seq: 5, what: /the entry was changed/ })
  }
})

test('row 84: of several the first is named', async () => {
  const both = `update entry set actor = 'nobody' where id in (${at(9)}, ${at(4)})`
  await expectBad(both, { seq: 4, what: /the entry was changed/ })
})

/** Another value of the same type. */
const OTHER: Record<string, (column: string) => string> = {
  text: column => `coalesce(${column}, '') || 'x'`,
  uuid: () => 'gen_random_uuid()',
  integer: column => `${column} + 1`,
  bigint: column => `${column} + 1`,
  'double precision': column => `coalesce(${column}, 0) / 2 + 0.001`,
  boolean: column => `not ${column}`,
  json: () => `'{"text":"changed"}'`,
  'timestamp with time zone': column => `coalesce(${column}, now()) + interval '1 millisecond'`,
}

test('row 84: a row that was edited is found, in every column of every table of this history', async () => {
  const filled: string[] = []
  for (const { table } of covers) {
    const { rows } = await withHand(bench.url, hand =>
      hand(
        `select column_name as name, data_type as type, (select count(*)::int from ${table}) as lines
         from information_schema.columns
         where table_schema = 'public' and table_name = $1 and column_name not in ('project_id', 'proof')`,
        [table],
      ),
    )
    if (rows[0]?.lines === 0) continue
    filled.push(table)
    for (const { name, type } of rows) {
      const one = `(select ctid from ${table} limit 1)`
      const edit = `update ${table} set ${name} = ${OTHER[type]?.(name)} where ctid = ${one}`
      const { ok, divergence } = await verdictOn(edit)
      assert.deepEqual([ok, divergence?.table], [false, table], `${table}.${name}`)
      assert.ok(divergence?.seq !== null, 'and the entry that covers it')
    }
  }
  const expected = ['project', 'guideline', 'item', 'prediction', 'policy', 'route']
  assert.deepEqual(filled, [...expected, 'task', 'judgement', 'withdrawal', 'skip'])
})

test('every table of facts with a proof is covered', async () => {
  const { rows } = await withHand(history.url, hand =>
    hand(`select tgrelid::regclass::text as table from pg_trigger join pg_attribute on attrelid = tgrelid
          where tgname like '%_fact' and attname = 'proof' order by 1`),
  )
  assert.deepEqual(
    rows.map(row => row.table).filter(table => !covers.some(each => each.table === table)),
    [],
  )
  assert.equal(new Set(covers.map(each => each.table)).size, covers.length)
})

test('row 84: what was deleted is missed', async () => {
  await expectBad(`delete from entry where id = ${at(5)}`, { seq: 5, what: /the entry is gone/ })
  await expectBad('delete from seal where seq = 5', { seq: 5, what: /a record is missing: number 5/ })
  const one = `delete from item where external_id = 'case 2'`
  await expectBad(one, { seq: 3, table: 'item', what: /5 rows where the entry covers 6/ })
  const all = `delete from judgement where proof = ${at(10)}`
  await expectBad(all, { seq: 10, table: 'judgement', what: /1 rows are gone/ })
})

/** A copy of an item under another name, with another proof. */
const copyItem = (proof: string) => `
  insert into item (project_id, id, external_id, input, metadata, at, proof)
  select project_id, gen_random_uuid(), 'planted', input, metadata, at, ${proof} from item limit 1`

const copyEntry = (id: string) => `
  insert into entry select project_id, ${id}, at, actor, action, because, payload from entry where id = ${at(9)}`

test('row 84: what was put in is found', async () => {
  await expectBad(copyItem(at(3)), { seq: 3, table: 'item', what: /7 rows where the entry covers 6/ })
  await expectBad(copyItem('gen_random_uuid()'), { table: 'item', what: /rows that no entry covers/ })
  await expectBad(copyEntry('gen_random_uuid()'), { what: /an entry that is not sealed and does not wait/ })
})

/** Puts an entry in at the end or in the past, with a leaf that fits it. */
const plantLeaf = (seq: number) => async (hand: Hand) => {
  const id = '01900000-0000-7000-8000-000000000000'
  await hand(copyEntry(`'${id}'`))
  const { rows } = await hand('select *, payload::text as payload from entry where id = $1', [id])
  const entry = { ...rows[0], at: rows[0].at.toISOString() } as Entry
  await hand('update seal set seq = seq + 1000000 where seq >= $1', [seq])
  await hand('insert into seal values ($1, $2, $3, $4)', [project_id, seq, id, entryLeaf(entry)])
  await hand('update seal set seq = seq - 999999 where seq >= 1000000')
}

test('row 84: an entry put in with a leaf of its own is found, in the past and at the end', async () => {
  const what = /records 6 to 12 are not those that a checkpoint \(\w+\) signed/
  await expectBad(plantLeaf(8), { seq: 6, what })
  await expectBad(plantLeaf(15), { seq: 15, what: /a record that no checkpoint signed/ })
})

test('row 84: two entries that changed places are found', async () => {
  const swap = 'update seal set seq = case seq when 3 then -4 when 4 then -3 end where seq in (3, 4)'
  const lay = async (hand: Hand) => {
    await hand(swap)
    await hand('update seal set seq = -seq where seq < 0')
  }
  await expectBad(lay, { seq: 2, what: /records 2 to 5 are not those that a checkpoint/ })
})

/** Everything after the third seal, gone without a trace inside the database. */
const cutTail = async (hand: Hand) => {
  const gone = `(select entry_id from seal where seq >= 13)`
  for (const table of covered) await hand(`delete from ${table} where proof in ${gone}`)
  await hand(`delete from entry where id in ${gone}`)
  await hand('delete from seal where seq >= 13')
  await hand('delete from checkpoint where size > 13')
}

test('row 84: a tail that was cut off is missed, thanks to the checkpoints outside', async () => {
  await expectBad(cutTail, { seq: 13, what: /records are missing from number 13 on: a checkpoint \(file\) signed 15/ })
})

test('row 84: a restored backup is missed, and nothing is sealed onto it', async () => {
  const { url, drop } = await freshDatabase(history.earlier)
  const { ok, divergence } = await verify(url)
  assert.deepEqual([ok, divergence?.seq], [false, 13])
  const database = openDatabase(url)
  const again = sealProject(database, openVault(history.home), { project_id, now: new Date() })
  await assert.rejects(again, { code: 'CONFLICT' })
  await database.close()
  await drop()
})

/** A copy of the folder with the checkpoints, to lay hand on. */
const otherHome = (name: string): string => {
  const home = join(history.home, name)
  mkdirSync(home)
  cpSync(join(history.home, 'checkpoints'), join(home, 'checkpoints'), { recursive: true })
  copyFileSync(join(history.home, 'ledger-key.pem'), join(home, 'ledger-key.pem'))
  return home
}

test('a checkpoint that an auditor kept finds a cut tail where the files were cut as well', async () => {
  const kept = openVault(history.home).kept(project_id)
  const home = otherHome('cut')
  const lines = kept.slice(0, -1).map(head => `${JSON.stringify(head)}\n`)
  writeFileSync(join(home, 'checkpoints', `${project_id}.jsonl`), lines.join(''))
  assert.equal((await verdictOn(cutTail, { home })).ok, true, 'nothing here remembers')
  const { ok, divergence } = await verdictOn(cutTail, { home, also: [kept.at(-1)!.note] })
  assert.deepEqual([ok, divergence?.seq], [false, 13])
  assert.match(divergence!.what, /a checkpoint \(elsewhere\) signed 15/)
})

test('row 84: history rewritten in full, with heads that somebody else signed, is found', async () => {
  const forger = openVault(join(history.home, 'forger'))
  const rewrite = async (hand: Hand) => {
    await hand(`update entry set actor = 'person:innocent' where id = ${at(9)}`)
    const { rows } = await hand(
      'select e.*, payload::text as payload, seq from seal join entry e on e.id = entry_id order by seq',
    )
    const leaves = rows.map(row => entryLeaf({ ...row, at: row.at.toISOString() } as Entry))
    for (const [seq, leaf] of leaves.entries()) await hand('update seal set leaf = $1 where seq = $2', [leaf, seq])
    for (const size of HISTORY_HEADS) {
      const root = frontierRoot(extend(EMPTY_FRONTIER, leaves.slice(0, size)))
      const note = signCheckpoint({ origin: `errata/${project_id}`, size, root }, forger.signer(project_id))
      await hand('update checkpoint set note = $1 where size = $2', [note, size])
    }
  }
  await expectBad(rewrite, { what: /a checkpoint \(database\) of size 2: / })
  // Without the forged heads the tree itself gives it away.
  const quiet = async (hand: Hand) => {
    const { rows } = await hand('select size, note from checkpoint')
    await rewrite(hand)
    for (const { size, note } of rows) await hand('update checkpoint set note = $1 where size = $2', [note, size])
  }
  await expectBad(quiet, { seq: 6, what: /records 6 to 12 are not those that a checkpoint \(file\) signed/ })
})

test('a note whose text was changed, or that is none, is found', async () => {
  const grown = `update checkpoint set note = replace(note, E'\\n13\\n', E'\\n14\\n') where size = 13`
  await expectBad(grown, { what: /a checkpoint \(database\) of size 14: / })
  await expectBad(`update checkpoint set note = 'trust me' where size = 13`, { what: /of size unknown: / })
})

test('a ledger is not verified by another key, nor as another project', async () => {
  const home = otherHome('stranger')
  rmSync(join(home, 'ledger-key.pem'))
  const { ok, divergence } = await verify(history.url, { home })
  assert.equal(ok, false)
  assert.match(divergence!.what, /a checkpoint \(file\) of size 2: /)
})

test('immudb 2063: a value that was edited while its hashes stayed is found', async () => {
  // https://github.com/codenotary/immudb/issues/2063: the tree was whole, so the verifier was content; nobody had
  // hashed the stored value again.
  const edit = `update item set input = '{"text":"I am very content."}' where external_id = 'case 1'`
  await expectBad(edit, { seq: 3, table: 'item', what: /a row was changed/ })
  const reordered = `update item set input = '${canonical({ text: 'x', a: 1 })}' where external_id = 'case 1'`
  await expectBad(reordered, { seq: 3, table: 'item', what: /a row was changed/ })
})

test('a line of checkpoints that a crash cut short is written again, and no reason for an alarm', async () => {
  const home = otherHome('torn')
  const file = join(home, 'checkpoints', `${project_id}.jsonl`)
  const lines = openVault(home)
    .kept(project_id)
    .map(head => JSON.stringify(head))
  writeFileSync(file, `${lines.slice(0, -1).join('\n')}\n${lines.at(-1)!.slice(0, 40)}`)
  assert.equal((await verify(bench.url, { home })).ok, true)
  const database = openDatabase(bench.url)
  await sealProject(database, openVault(home), { project_id, now: new Date() })
  await database.close()
  assert.deepEqual(
    openVault(home)
      .kept(project_id)
      .map(head => head.size),
    HISTORY_HEADS,
  )
})
