/** db/schema.sql is what the migrations make, and keeps the laws that a schema can keep. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { migrations } from '../src/platform/migrate.ts'
import { emptyDatabase, type FreshDatabase } from './database.ts'

/** Every definition there is in a database of ours, in PostgreSQL's own words. */
const CATALOGUE = {
  columns: `
    select format('%s.%s: %s %s, not null %s, default %s, identity "%s", generated "%s", collation %s', c.oid::regclass,
      attname, attnum, format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid), attidentity,
      attgenerated, attcollation)
    from pg_class c join pg_attribute on attrelid = c.oid left join pg_attrdef on adrelid = c.oid and adnum = attnum
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'm', 'p') and attnum > 0
      and not attisdropped`,
  tables: `
    select format('%s: kind %s, options %s, row security %s', oid::regclass, relkind, reloptions, relrowsecurity)
    from pg_class where relnamespace = 'public'::regnamespace`,
  constraints: `
    select format('%s %s: %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    from pg_constraint where connamespace = 'public'::regnamespace`,
  indexes: `select indexdef from pg_indexes where schemaname = 'public'`,
  triggers: `
    select format('%s enabled %s', pg_get_triggerdef(t.oid), tgenabled)
    from pg_trigger t join pg_class c on tgrelid = c.oid
    where not tgisinternal and relnamespace = 'public'::regnamespace`,
  functions: `select pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace`,
  sequences: `
    select format('%s: %s from %s by %s, %s to %s, cycles %s', sequencename, data_type, start_value, increment_by,
      min_value, max_value, cycle) from pg_sequences where schemaname = 'public'`,
  types: `
    select format('%s %s', typname, typtype) from pg_type
    where typnamespace = 'public'::regnamespace and typtype in ('e', 'd')`,
  policies: `select format('%s %s', tablename, policyname) from pg_policies where schemaname = 'public'`,
}

const made: FreshDatabase[] = []
const clients: pg.Client[] = []
let page: pg.Client
let steps: pg.Client

const databaseOf = async (texts: string[]): Promise<pg.Client> => {
  const database = await emptyDatabase()
  made.push(database)
  const client = new pg.Client({ connectionString: database.url })
  clients.push(client)
  await client.connect()
  for (const text of texts) await client.query(text)
  return client
}

before(async () => {
  page = await databaseOf([readFileSync(join(import.meta.dirname, '../db/schema.sql'), 'utf8')])
  steps = await databaseOf((await migrations()).map(({ text }) => text))
})
after(async () => {
  for (const client of clients) await client.end()
  for (const { drop } of made) await drop()
})

const catalogueOf = async (client: pg.Client): Promise<Record<string, string[]>> => {
  const found: Record<string, string[]> = {}
  for (const [name, text] of Object.entries(CATALOGUE)) {
    const { rows } = await client.query<string[]>({ text, rowMode: 'array' })
    found[name] = rows.map(row => row[0] as string).sort()
  }
  return found
}

test('the page and the migrations make the same database', async () => {
  const catalogue = await catalogueOf(steps)
  assert.deepEqual(await catalogueOf(page), catalogue, 'if it is the page that is old: node bin/run.js test/schema.ts')
  assert.ok((catalogue.columns?.length ?? 0) > 150 && (catalogue.triggers?.length ?? 0) > 10)
})

test('a difference of any sort is seen', async () => {
  const catalogue = await catalogueOf(steps)
  for (const change of [
    'alter table item add column more text',
    'alter table item alter column source set not null',
    'alter table item alter column source type varchar(10)',
    `alter table item alter column source set default 'x'`,
    'alter table prediction drop constraint prediction_confidence_check',
    'alter table item drop constraint item_project_id_external_id_key',
    'alter table prediction drop constraint prediction_project_id_item_id_fkey',
    'drop index entry_because',
    'create index more on item (source)',
    'drop trigger item_fact on item',
    'alter table item disable trigger item_fact',
    'drop sequence fence',
    'alter sequence fence increment by 2',
    'create or replace function refuse_change() returns trigger language plpgsql as $$ begin return new; end $$',
    'alter table seat reset (fillfactor)',
    'create table more (id int)',
    `create type more as enum ('x')`,
  ]) {
    await steps.query('begin')
    await steps.query(change)
    assert.notDeepEqual(await catalogueOf(steps), catalogue, change)
    await steps.query('rollback')
  }
})

const names = async (text: string): Promise<string[]> =>
  (await page.query<{ name: string }>(text)).rows.map(row => row.name)

test('every key of a tenant’s table begins with its project', async () => {
  const tenant = `select attrelid from pg_attribute where attname = 'project_id' and not attisdropped`
  assert.ok((await names(`select attrelid::regclass as name from (${tenant}) t`)).length > 25)
  const keys = await names(`
    select format('%s %s', i.indrelid::regclass, i.indexrelid::regclass) as name
    from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where indisunique and i.indrelid in (${tenant}) and i.indrelid::regclass::text !~ '^pg_'
      and a.attname <> 'project_id'`)
  assert.deepEqual(keys, [])
  const references = await names(`
    select format('%s %s', conrelid::regclass, conname) as name
    from pg_constraint join pg_attribute on attrelid = conrelid and attnum = conkey[1]
    where contype = 'f' and confrelid in (${tenant}) and attname <> 'project_id'`)
  assert.deepEqual(references, [])
  const without = await names(`
    select c.oid::regclass as name from pg_class c
    where relkind = 'r' and relnamespace = 'public'::regnamespace and c.oid not in (${tenant}) order by 1`)
  const installation = ['identity', 'password', 'person', 'session', 'setting', 'sign_in_attempt', 'sign_in_link']
  assert.deepEqual(without.sort(), installation)
})

/** What changes is small and named: everything else is a fact. */
const CHANGES = {
  'heads and claims': ['candidate', 'live', 'pin', 'seat', 'standing'],
  'the state of a run': ['evaluation', 'training'],
  'who may do what': ['membership', 'person', 'queue_member', 'token'],
  'who is there': ['identity', 'password', 'session', 'sign_in_attempt', 'sign_in_link'],
  'how a person wants it': ['setting'],
  'waiting rooms': ['idempotency', 'preview', 'unsealed'],
}

test('every other table is of facts, and refuses to be changed', async () => {
  const changing = await names(`
    select oid::regclass as name from pg_class c
    where relkind = 'r' and relnamespace = 'public'::regnamespace and not exists (
      select 1 from pg_trigger where tgrelid = c.oid and tgfoid = 'refuse_change'::regproc and tgenabled = 'O'
        and tgtype & (2 | 8 | 16 | 32) = (2 | 8 | 16 | 32))`)
  assert.deepEqual(changing.sort(), Object.values(CHANGES).flat().sort())
  for (const deed of ['update entry set actor = actor', 'delete from item', 'truncate judgement cascade']) {
    await assert.rejects(page.query(deed), { code: '23514' }, deed)
  }
})
