import pg from 'pg'
import { predictionsOf } from './ingest.ts'

/** The same rows and the same claims by PostgreSQL alone: no HTTP, no checks, no ledger, no routing. */

const TABLES = `
  create schema if not exists raw;
  create table raw.item (project_id text, id bigint, external_id text, input json, metadata json,
    at timestamptz default now(), primary key (project_id, id), unique (project_id, external_id));
  create table raw.prediction (project_id text, id bigint, item_id bigint, model text, answer json, scores json,
    confidence float8, at timestamptz default now(), primary key (project_id, id), unique (project_id, item_id, model));
  create table raw.route (project_id text, prediction_id bigint, outcome text, inclusion_probability float8,
    at timestamptz default now(), primary key (project_id, prediction_id));
  create table raw.seat (project_id text, task_id bigint, state text, person int, primary key (project_id, task_id));
  create index on raw.seat (project_id, task_id) where state = 'free';
  create table raw.judgement (project_id text, task_id bigint, person int, answer json, at timestamptz default now(),
    primary key (project_id, task_id))`

const INSERT = `
  with r as (select * from json_to_recordset($1::json) as r (n bigint, external_id text, input json, model text,
                                                              answer json, scores json)),
  i as (insert into raw.item select 'bench', n, external_id, input, '{}' from r),
  p as (insert into raw.prediction select 'bench', n, n, model, answer, scores, 0.5 from r),
  t as (insert into raw.seat select 'bench', n, 'free', null from r where n % 7 = 0)
  insert into raw.route select 'bench', n, 'pass', 0.05 from r`

/** Rows a second with the same batches on the same number of connections. */
export const rawIngest = async (url: string, count: number): Promise<number> => {
  const pool = new pg.Pool({ connectionString: url, max: 4 })
  await pool.query(TABLES)
  const batches: string[] = []
  for (let at = 0; at < count; at += 1000) {
    batches.push(JSON.stringify(predictionsOf(at, 1000).map((row, n) => ({ n: at + n, ...row }))))
  }
  const began = performance.now()
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let batch = batches.pop(); batch !== undefined; batch = batches.pop()) await pool.query(INSERT, [batch])
    }),
  )
  const seconds = (performance.now() - began) / 1000
  await pool.end()
  return count / seconds
}

const CLAIM = `
  update raw.seat set state = 'claimed', person = $1
  where project_id = 'bench' and task_id = (
    select task_id from raw.seat where project_id = 'bench' and state = 'free'
    order by task_id limit 1 for update skip locked)
  returning task_id`

/** Milliseconds of each claim, and of each judgement, by `reviewers` connections without a pause. */
export const rawReview = async (url: string, { reviewers, pairs }: { reviewers: number; pairs: number }) => {
  const claims: number[] = []
  const judgements: number[] = []
  let left = pairs
  const began = performance.now()
  await Promise.all(
    Array.from({ length: reviewers }, async (_, person) => {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      for (; left > 0; ) {
        left -= 1
        const start = performance.now()
        const { rows } = await client.query({ name: 'claim', text: CLAIM, values: [person] })
        const claimed = performance.now()
        const task_id = rows[0].task_id
        await client.query('begin')
        await client.query(`update raw.seat set state = 'judged' where project_id = 'bench' and task_id = $1`, [
          task_id,
        ])
        await client.query(`insert into raw.judgement values ('bench', $1, $2, '"label 3"')`, [task_id, person])
        await client.query('commit')
        claims.push(claimed - start)
        judgements.push(performance.now() - claimed)
      }
      await client.end()
    }),
  )
  return { claims, judgements, pairs_per_second: (pairs / (performance.now() - began)) * 1000 }
}
