import type { Input } from '../../kinds/index.ts'
import { canonical } from '../../ledger/canonical.ts'
import type { Cover } from '../../ledger/cover.ts'
import { type Db, sql } from '../../platform/db.ts'
import type { Erratum } from './contract.ts'
import { type ErratumRow, type ExampleRow, erratumLine, exampleLine } from './lines.ts'
import { normalise, textKey } from './rules.ts'

type Proven<Row> = Row & { proof: string }

/** Which of these resolutions are kept already. */
export const keptAmong = async (db: Db, project_id: string, resolution_ids: string[]): Promise<Set<string>> =>
  new Set(
    (
      await db.rows<{ resolution_id: string }>(sql`
        select resolution_id from example
        where project_id = ${project_id} and resolution_id = any(${resolution_ids}::uuid[])`)
    ).map(row => row.resolution_id),
  )

/** Inserts examples; one whose resolution has its example already is left out. */
export const insertExamples = (db: Db, project_id: string, rows: Proven<ExampleRow>[]) =>
  db.rows<{ id: string }>(sql`
    insert into example (project_id, id, item_id, answer, origin, resolution_id, at, proof)
    select ${project_id}, id, item_id, answer, origin, resolution_id, at, proof
    from json_to_recordset(${canonical(rows)}::json) as r (
      id uuid, item_id uuid, answer json, origin text, resolution_id uuid, at timestamptz, proof uuid)
    on conflict (project_id, resolution_id) do nothing
    returning id`)

/** Inserts errata, each with the text it is about: by its key it is found again. */
export const insertErrata = (db: Db, project_id: string, errata: (Proven<ErratumRow> & { text: string })[]) => {
  const rows = errata.map(({ text, ...row }) => ({ ...row, text_key: textKey(text) }))
  return db.rows(sql`
    insert into erratum (project_id, id, resolution_id, prediction_id, item_id, model, was, answer, category,
                         rationale, at, proof, text_key)
    select ${project_id}, id, resolution_id, prediction_id, item_id, model, was, answer, category, rationale, at, proof,
           decode(text_key, 'base64')
    from json_to_recordset(${canonical(rows)}::json) as r (
      id uuid, resolution_id uuid, prediction_id uuid, item_id uuid, model text, was json, answer json, category text,
      rationale text, at timestamptz, proof uuid, text_key text)`)
}

/** An erratum in force with the text it is about. */
export type ErratumText = Pick<Erratum, 'id' | 'prediction_id' | 'was' | 'answer' | 'category' | 'at' | 'proof'> & {
  text: string
}

/** Errata in force with exactly this text but for case, width and blanks, newest first. */
export const errataOfText = async (db: Db, project_id: string, text: string) => {
  const found = await db.rows<Omit<ErratumText, 'at'> & { at: Date; input: Input }>(sql`
    select e.id, e.prediction_id, e.was, e.answer, e.category, e.at, e.proof, i.input, i.input->>'text' as text
    from erratum e
      join standing s on s.project_id = e.project_id and s.resolution_id = e.resolution_id
      join item i on i.project_id = e.project_id and i.id = e.item_id
    where e.project_id = ${project_id} and e.text_key = decode(${textKey(text)}, 'base64')
    order by e.id desc limit 100`)
  // The key only finds: the ledger covers the texts, not the key.
  const same = found.filter(each => normalise(each.text) === normalise(text))
  return same.map(each => ({ ...each, at: each.at.toISOString() }))
}

const IN_FORCE_max = 100_000

/** The errata in force, newest first: at most a hundred thousand. */
export const errataInForce = async (db: Db, project_id: string): Promise<ErratumText[]> =>
  (
    await db.rows<Omit<ErratumText, 'at'> & { at: Date }>(sql`
      select e.id, e.prediction_id, e.was, e.answer, e.category, e.at, e.proof, i.input->>'text' as text
      from erratum e
        join standing s on s.project_id = e.project_id and s.resolution_id = e.resolution_id
        join item i on i.project_id = e.project_id and i.id = e.item_id
      where e.project_id = ${project_id}
      order by e.id desc limit ${IN_FORCE_max}`)
  ).map(row => ({ ...row, at: row.at.toISOString() }))

/** What changes whenever an erratum comes into force or goes out of it. */
export const errataState = async (db: Db, project_id: string): Promise<string> => {
  const row = await db.row<{ state: string }>(sql`
    select concat(count(*), ' ', bit_xor(hashtextextended(e.id::text, 0))) as state
    from erratum e join standing s on s.project_id = e.project_id and s.resolution_id = e.resolution_id
    where e.project_id = ${project_id}`)
  return row?.state ?? ''
}

/** The answers last brought along for these items. */
export const importedOf = async (db: Db, project_id: string, item_ids: string[]): Promise<Map<string, unknown>> =>
  new Map(
    (
      await db.rows<{ item_id: string; answer: unknown }>(sql`
        select distinct on (item_id) item_id, answer from example
        where project_id = ${project_id} and item_id = any(${item_ids}::uuid[]) and origin = 'import'
        order by item_id, id desc`)
    ).map(row => [row.item_id, row.answer]),
  )

/** Filters of the library; null for any. `contains` is searched as it stands: it is no pattern. */
export type Filters = {
  project_id: string
  category: string | null
  model: string | null
  was: string | null
  answer: string | null
  contains: string | null
  all: boolean
}

/** A page of the library, newest first. Answers are compared with a label, or with the JSON of any other answer. */
export const pageOfErrata = async (
  db: Db,
  page: Filters & { erratum_id: string | null; after: string | null; limit: number },
): Promise<Erratum[]> =>
  (
    await db.rows<Omit<Erratum, 'at'> & { at: Date }>(sql`
      select e.id, e.resolution_id, e.prediction_id, e.item_id, i.external_id, i.input, e.model, e.was, e.answer,
             e.category, e.rationale, r.how, s.resolution_id is not null as in_force, e.at, e.proof
      from erratum e
        join item i on i.project_id = e.project_id and i.id = e.item_id
        join resolution r on r.project_id = e.project_id and r.id = e.resolution_id
        left join standing s on s.project_id = e.project_id and s.resolution_id = e.resolution_id
      where e.project_id = ${page.project_id}
        and (${page.erratum_id}::uuid is null or e.id = ${page.erratum_id})
        and (${page.after}::uuid is null or e.id < ${page.after}::uuid)
        and (${page.all} or s.resolution_id is not null)
        and (${page.category}::text is null or e.category = ${page.category})
        and (${page.model}::text is null or e.model = ${page.model})
        and (${page.was}::text is null or e.was #>> '{}' = ${page.was})
        and (${page.answer}::text is null or e.answer #>> '{}' = ${page.answer})
        and (${page.contains}::text is null or strpos(i.input->>'text', ${page.contains}) > 0)
      order by e.id desc limit ${page.limit}`)
  ).map(row => ({ ...row, at: row.at.toISOString() }))

/** Rows as the ledger covers them. */
export const covers: Cover[] = [
  {
    table: 'erratum',
    select: project_id => sql`select * from erratum where project_id = ${project_id} order by proof, id`,
    line: row => erratumLine(row as ErratumRow),
  },
  {
    table: 'example',
    select: project_id => sql`select * from example where project_id = ${project_id} order by proof, id`,
    line: row => exampleLine(row as ExampleRow),
  },
]
