import type { Input } from '../../kinds/index.ts'
import type { Cover } from '../../ledger/cover.ts'
import { type Db, sql } from '../../platform/db.ts'
import type { Dataset, DatasetLine, Split } from './contract.ts'
import { type ChangeRow, changeLine, type DatasetRow, datasetRowLine } from './lines.ts'

type Stored = Omit<Dataset, 'root' | 'at'> & { root: Buffer; at: Date }

const asDataset = (row: Stored): Dataset => ({
  ...row,
  root: row.root.toString('base64'),
  at: row.at.toISOString(),
})

/** One version of a project is made at a time, until the transaction ends. */
export const lockVersions = (db: Db, project_id: string) =>
  db.rows(sql`select pg_advisory_xact_lock(hashtextextended('dataset:' || ${project_id}, 0))`)

/** Versions before another one (null: all), newest first. */
export const versionsOf = async (
  db: Db,
  page: { project_id: string; version: number | null; before: number | null; limit: number },
): Promise<Dataset[]> =>
  (
    await db.rows<Stored>(sql`
      select version, root, train, holdout, restored, split_seed, holdout_share, findings, reason, at, proof
      from dataset
      where project_id = ${page.project_id}
        and (${page.version}::int is null or version = ${page.version})
        and (${page.before}::int is null or version < ${page.before})
      order by version desc limit ${page.limit}`)
  ).map(asDataset)

export type Known = Omit<DatasetLine, 'split'> & {
  example_id: string
  group_key: string | null
  /** Whether it was answered together with many others. */
  in_bulk: boolean
}

/**
 * What is known of each item now, by item: the answer people gave, while its resolution stands, before one that was
 * brought along; of several the newest.
 */
export const knownNow = (db: Db, project_id: string): Promise<Known[]> =>
  db.rows<Known>(sql`
    select distinct on (e.item_id) e.item_id, i.external_id, i.input, i.group_key, e.answer, e.id as example_id,
           e.proof, b.id is not null as in_bulk
    from example e
      join item i on i.project_id = e.project_id and i.id = e.item_id
      left join standing s on s.project_id = e.project_id and s.resolution_id = e.resolution_id
      left join resolution r on r.project_id = e.project_id and r.id = e.resolution_id
      left join bulk b on b.project_id = r.project_id and b.proof = r.proof and b.undoes is null
    where e.project_id = ${project_id} and (e.origin = 'import' or s.resolution_id is not null)
    order by e.item_id, e.origin = 'resolution' desc, coalesce(e.resolution_id, e.id) desc`)

/** Of some items, those held out in the newest version. */
export const heldOutIn = (db: Db, project_id: string, item_ids: string[]) =>
  db.rows<{ item_id: string }>(sql`
    select item_id from (
      select distinct on (item_id) item_id, split from dataset_change
      where project_id = ${project_id} and item_id = any(${item_ids}::uuid[])
      order by item_id, version desc) newest
    where split = 'holdout'`)

/** The hash of each item's line in a version, in base64. */
export const leavesOf = async (db: Db, project_id: string, version: number): Promise<Map<string, string>> =>
  new Map(
    (
      await db.rows<{ item_id: string; leaf: Buffer }>(sql`
        select c.item_id, c.leaf from dataset_change c
        where c.project_id = ${project_id} and c.version <= ${version} and c.leaf is not null
          and not exists (select 1 from dataset_change n
                          where n.project_id = ${project_id} and n.item_id = c.item_id and n.version > c.version
                            and n.version <= ${version})`)
    ).map(row => [row.item_id, row.leaf.toString('base64')]),
  )

/** Lines of a version, or of one side of it, ordered by item. */
export const linesAfter = (
  db: Db,
  page: { project_id: string; version: number; split: Split | null; after: string | null; limit: number | null },
): Promise<DatasetLine[]> =>
  db.rows<DatasetLine>(sql`
    select c.item_id, i.external_id, i.input, e.answer, c.split, e.proof
    from dataset_change c
      join example e on e.project_id = c.project_id and e.id = c.example_id
      join item i on i.project_id = c.project_id and i.id = c.item_id
    where c.project_id = ${page.project_id} and c.version <= ${page.version}
      and (${page.split}::text is null or c.split = ${page.split})
      and (${page.after}::uuid is null or c.item_id > ${page.after}::uuid)
      and not exists (select 1 from dataset_change n
                      where n.project_id = ${page.project_id} and n.item_id = c.item_id and n.version > c.version
                        and n.version <= ${page.version})
    order by c.item_id limit ${page.limit}`)

/** One item whose line is not the same in two versions; null where a version has none. */
export type Difference = {
  item_id: string
  external_id: string
  was: unknown
  was_split: Split | null
  answer: unknown
  split: Split | null
  example_id: string | null
  leaf: Buffer | null
}

/** How version `to` differs from version `from`, by item. Costs what changed between the two, not what they hold. */
export const differences = (
  db: Db,
  { project_id, from, to }: { project_id: string; from: number; to: number },
): Promise<Difference[]> =>
  db.rows<Difference>(sql`
    with touched as (
      select distinct item_id from dataset_change
      where project_id = ${project_id} and version > least(${from}::int, ${to}::int)
        and version <= greatest(${from}::int, ${to}::int)
    )
    -- Answers by subselect: with statistics the planner turns two outer joins into 100 million comparisons.
    select t.item_id, i.external_id, a.split as was_split, b.split, b.example_id, b.leaf,
           (select x.answer from example x where x.project_id = ${project_id} and x.id = a.example_id) as was,
           (select y.answer from example y where y.project_id = ${project_id} and y.id = b.example_id) as answer
    from touched t
      join item i on i.project_id = ${project_id} and i.id = t.item_id
      left join lateral (
        select c.example_id, c.split, c.leaf from dataset_change c
        where c.project_id = ${project_id} and c.item_id = t.item_id and c.version <= ${from}
        order by c.version desc limit 1) a on true
      left join lateral (
        select c.example_id, c.split, c.leaf from dataset_change c
        where c.project_id = ${project_id} and c.item_id = t.item_id and c.version <= ${to}
        order by c.version desc limit 1) b on true
    where a.leaf is distinct from b.leaf
    order by t.item_id`)

/** What some items are about. */
export const inputsOf = async (db: Db, project_id: string, item_ids: string[]): Promise<Map<string, Input>> =>
  new Map(
    (
      await db.rows<{ id: string; input: Input }>(sql`
        select id, input from item where project_id = ${project_id} and id = any(${item_ids}::uuid[])`)
    ).map(row => [row.id, row.input]),
  )

export const insertDataset = (db: Db, row: DatasetRow & { proof: string }) =>
  db.rows(sql`
    insert into dataset (project_id, version, root, train, holdout, restored, split_seed, holdout_share, findings,
                         reason, at, proof)
    values (${row.project_id}, ${row.version}, ${Buffer.from(row.root, 'base64')}, ${row.train}, ${row.holdout},
            ${row.restored}, ${row.split_seed}, ${row.holdout_share}, ${JSON.stringify(row.findings)}::json,
            ${row.reason}, ${row.at}, ${row.proof})`)

export const insertChanges = (db: Db, at: { project_id: string; version: number }, rows: ChangeRow[]) =>
  db.rows(sql`
    insert into dataset_change (project_id, version, item_id, example_id, split, leaf)
    select ${at.project_id}, ${at.version}, item_id, example_id, split, decode(leaf, 'base64')
    from unnest(${rows.map(row => row.item_id)}::uuid[], ${rows.map(row => row.example_id)}::uuid[],
                ${rows.map(row => row.split)}::text[], ${rows.map(row => row.leaf)}::text[])
      as c (item_id, example_id, split, leaf)`)

/** Rows as the ledger covers them. */
export const versionCovers: Cover[] = [
  {
    table: 'dataset',
    select: project_id => sql`select * from dataset where project_id = ${project_id} order by proof`,
    line: row => datasetRowLine(row as DatasetRow),
  },
  {
    table: 'dataset_change',
    select: project_id => sql`
      select c.*, d.proof
      from dataset_change c join dataset d on d.project_id = c.project_id and d.version = c.version
      where c.project_id = ${project_id} order by d.proof, c.item_id`,
    line: row => changeLine(row as ChangeRow),
  },
]
