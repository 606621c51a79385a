import type { Cover } from '../../ledger/cover.ts'
import { type Db, sql } from '../../platform/db.ts'
import type { Prediction } from './contract.ts'
import { type ItemRow, itemLine, type PredictionRow, predictionLine } from './lines.ts'

type Dated<Row extends { at: string }> = Omit<Row, 'at' | 'occurred_at'> & { at: Date; occurred_at: Date | null }

/** Inserts items by their canonical lines; those whose external id is there already stay as they are. */
export const insertItems = (db: Db, rows: { project_id: string; lines: string[]; proof: string }) =>
  db.rows<{ id: string }>(sql`
    insert into item (project_id, id, external_id, input, source, occurred_at, group_key, metadata, at, proof)
    select ${rows.project_id}, id, external_id, input, source, occurred_at, group_key, metadata, at, ${rows.proof}
    from json_to_recordset(${`[${rows.lines.join(',')}]`}::json) as r (
      id uuid, external_id text, input json, source text, occurred_at timestamptz, group_key text, metadata json,
      at timestamptz)
    on conflict (project_id, external_id) do nothing
    returning id`)

export const insertPredictions = (db: Db, rows: { project_id: string; lines: string[]; proof: string }) =>
  db.rows<{ id: string }>(sql`
    insert into prediction (project_id, id, item_id, model, answer, scores, confidence, margin, novelty, at, proof)
    select ${rows.project_id}, id, item_id, model, answer, scores, confidence, margin, novelty, at, ${rows.proof}
    from json_to_recordset(${`[${rows.lines.join(',')}]`}::json) as r (
      id uuid, item_id uuid, model text, answer json, scores json, confidence float8, margin float8,
      novelty float8, at timestamptz)
    on conflict (project_id, item_id, model) do nothing
    returning id`)

/** Stored items of these external ids. */
export const itemsNamed = async (db: Db, project_id: string, external_ids: string[]): Promise<ItemRow[]> =>
  (
    await db.rows<Dated<ItemRow>>(sql`
      select project_id, id, external_id, input, source, occurred_at, group_key, metadata, at
      from item where project_id = ${project_id} and external_id = any(${external_ids})`)
  ).map(asItem)

const asItem = (row: Dated<ItemRow>): ItemRow => ({
  ...row,
  occurred_at: row.occurred_at?.toISOString() ?? null,
  at: row.at.toISOString(),
})

/** Stored predictions of these items. */
export const predictionsOfItems = async (db: Db, project_id: string, item_ids: string[]): Promise<PredictionRow[]> =>
  (
    await db.rows<Omit<PredictionRow, 'at'> & { at: Date }>(sql`
      select project_id, id, item_id, model, answer, scores, confidence, margin, novelty, at
      from prediction where project_id = ${project_id} and item_id = any(${item_ids}::uuid[])`)
  ).map(row => ({ ...row, at: row.at.toISOString() }))

type FullRow = Omit<Prediction, 'at' | 'occurred_at'> & { at: Date; occurred_at: Date | null }

const asPrediction = (row: FullRow): Prediction => ({
  ...row,
  occurred_at: row.occurred_at?.toISOString() ?? null,
  at: row.at.toISOString(),
})

/** Predictions with their items, by id. */
export const predictionsWithItems = async (db: Db, project_id: string, ids: string[]): Promise<Prediction[]> =>
  (
    await db.rows<FullRow>(sql`
      select p.id, p.item_id, i.external_id, i.input, p.model, p.answer, p.scores, p.confidence, p.margin, p.novelty,
             i.source, i.occurred_at, i.group_key, i.metadata, p.at, p.proof
      from prediction p join item i on i.project_id = p.project_id and i.id = p.item_id
      where p.project_id = ${project_id} and p.id = any(${ids}::uuid[]) order by p.id`)
  ).map(asPrediction)

/** Predictions that one batch brought, by the range of their ids. */
export const predictionsOfBatch = async (
  db: Db,
  batch: { project_id: string; proof: string; first: string; last: string },
): Promise<Prediction[]> =>
  (
    await db.rows<FullRow>(sql`
      select p.id, p.item_id, i.external_id, i.input, p.model, p.answer, p.scores, p.confidence, p.margin, p.novelty,
             i.source, i.occurred_at, i.group_key, i.metadata, p.at, p.proof
      from prediction p join item i on i.project_id = p.project_id and i.id = p.item_id
      where p.project_id = ${batch.project_id} and p.id between ${batch.first} and ${batch.last}
        and p.proof = ${batch.proof}
      order by p.id`)
  ).map(asPrediction)

/** A page, newest first; `contains` is literal text: LIKE's wildcards in it stand for themselves. */
export const pageOfPredictions = async (
  db: Db,
  page: { project_id: string; external_id: string | null; pattern: string | null; after: string | null; limit: number },
): Promise<Prediction[]> =>
  (
    await db.rows<FullRow>(sql`
      select p.id, p.item_id, i.external_id, i.input, p.model, p.answer, p.scores, p.confidence, p.margin, p.novelty,
             i.source, i.occurred_at, i.group_key, i.metadata, p.at, p.proof
      from prediction p join item i on i.project_id = p.project_id and i.id = p.item_id
      where p.project_id = ${page.project_id}
        and (${page.after}::uuid is null or p.id < ${page.after}::uuid)
        and (${page.external_id}::text is null or i.external_id = ${page.external_id})
        and (${page.pattern}::text is null or i.input->>'text' like ${page.pattern} escape '\\')
      order by p.id desc limit ${page.limit}`)
  ).map(asPrediction)

/** Rows as the ledger covers them. */
export const covers: Cover[] = [
  {
    table: 'item',
    select: project_id => sql`
      select project_id, id, external_id, input, source, occurred_at, group_key, metadata, at, proof
      from item where project_id = ${project_id} order by proof, id`,
    line: row => itemLine(row as ItemRow),
  },
  {
    table: 'prediction',
    select: project_id => sql`
      select project_id, id, item_id, model, answer, scores, confidence, margin, novelty, at, proof
      from prediction where project_id = ${project_id} order by proof, id`,
    line: row => predictionLine(row as PredictionRow),
  },
]
