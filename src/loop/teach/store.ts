import type { Cover } from '../../ledger/cover.ts'
import { type Db, sql } from '../../platform/db.ts'
import type { Effect, Lesson } from './contract.ts'
import { type LessonRow, lessonLine } from './lines.ts'

export type Base = { name: string; dataset: number; labels: string[]; digest: string; proof: string }

/** The model a candidate grows from: the live one where the built-in learner fitted it, else its newest. */
export const baseOf = (db: Db, project_id: string) =>
  db.row<Base>(sql`
    select m.name, m.dataset, m.labels, encode(m.digest, 'base64') as digest, m.proof
    from model m left join live l on l.project_id = m.project_id and l.model = m.name
    where m.project_id = ${project_id} and m.learner = 'linear' and m.command is null
    order by (l.model is not null) desc, m.training_id desc limit 1`)

export const bytesOf = async (db: Db, project_id: string, model: string): Promise<Uint8Array | undefined> =>
  (
    await db.row<{ bytes: Buffer }>(sql`
      select bytes from artefact where project_id = ${project_id} and model = ${model}`)
  )?.bytes

export type Known = {
  resolution_id: string
  item_id: string
  external_id: string
  input: { text: string }
  group_key: string | null
  answer: unknown
  proof: string
}

/**
 * What people have said in force since a version was frozen, in the order of the ledger; of an item the newest. What
 * was answered in bulk is left to the next training: taught one by one, thousands would hold up all that follow.
 */
export const saidSince = (db: Db, project_id: string, version: number): Promise<Known[]> =>
  db.rows<Known>(sql`
    select * from (
      select distinct on (e.item_id) e.resolution_id, e.item_id, i.external_id, i.input, i.group_key, e.answer, e.proof,
             e.id
      from example e
        join standing s on s.project_id = e.project_id and s.resolution_id = e.resolution_id
        join resolution r on r.project_id = e.project_id and r.id = e.resolution_id and r.how <> 'bulk'
        join item i on i.project_id = e.project_id and i.id = e.item_id
      where e.project_id = ${project_id} and e.origin = 'resolution'
      order by e.item_id, e.resolution_id desc) k
    where not exists (
      select 1 from dataset_change c
      where c.project_id = ${project_id} and c.item_id = k.item_id and c.example_id = k.id and c.version <= ${version})
    order by k.proof`)

/** Items predicted last of which no answer is known. */
export const unknownItems = (db: Db, project_id: string, limit: number) =>
  db.rows<{ external_id: string; text: string }>(sql`
    select i.external_id, i.input->>'text' as text
    from item i
    where i.project_id = ${project_id}
      and not exists (select 1 from example e where e.project_id = ${project_id} and e.item_id = i.id)
    order by i.id desc limit ${limit}`)

/** Which resolutions a base was taught already. */
export const taughtOf = async (db: Db, project_id: string, base: string): Promise<Set<string>> =>
  new Set(
    (
      await db.rows<{ resolution_id: string }>(sql`
        select resolution_id from lesson where project_id = ${project_id} and base = ${base}`)
    ).map(row => row.resolution_id),
  )

/** Keeps a lesson, once; undefined where another process was first. */
export const insertLesson = (db: Db, row: LessonRow & { proof: string }) =>
  db.row<{ seq: number }>(sql`
    insert into lesson (project_id, base, resolution_id, seq, effect, sentence, ms, at, proof)
    values (${row.project_id}, ${row.base}, ${row.resolution_id}, ${row.seq}, ${JSON.stringify(row.effect)}::json,
            ${row.sentence}, ${row.ms}, ${row.at}, ${row.proof})
    on conflict (project_id, resolution_id, base) do nothing returning seq`)

type Stored = Omit<Lesson, 'at'> & { at: Date }

/** A page of lessons, newest first. */
export const pageOfLessons = async (
  db: Db,
  page: { project_id: string; after: string | null; limit: number },
): Promise<Lesson[]> =>
  (
    await db.rows<Stored>(sql`
      select base, resolution_id, seq, effect, sentence, ms, at, proof from lesson
      where project_id = ${page.project_id} and (${page.after}::uuid is null or proof < ${page.after}::uuid)
      order by proof desc limit ${page.limit}`)
  ).map(row => ({ ...row, at: row.at.toISOString() }))

/** The lessons of these entries. */
export const lessonsOf = async (db: Db, project_id: string, proofs: string[]): Promise<Lesson[]> =>
  (
    await db.rows<Stored>(sql`
      select base, resolution_id, seq, effect, sentence, ms, at, proof from lesson
      where project_id = ${project_id} and proof = any(${proofs}::uuid[])`)
  ).map(row => ({ ...row, at: row.at.toISOString() }))

export type Head = { base: string; seq: number; digest: string; at: Date }

export const headOf = (db: Db, project_id: string) =>
  db.row<Head>(sql`
    select base, seq, encode(digest, 'base64') as digest, at from candidate where project_id = ${project_id}`)

export const putHead = (db: Db, project_id: string, { base, seq, digest, at }: Head) =>
  db.rows(sql`
    insert into candidate (project_id, base, seq, digest, at)
    values (${project_id}, ${base}, ${seq}, decode(${digest}, 'base64'), ${at.toISOString()})
    on conflict (project_id) do update
    set base = excluded.base, seq = excluded.seq, digest = excluded.digest, at = excluded.at`)

export type Asked = { prediction_id: string; base: string; seq: number; label: string }

/** Asks what an answer would teach, unless somebody asked before. */
export const askPreview = (db: Db, project_id: string, { prediction_id, base, seq, label }: Asked, now: Date) =>
  db.rows(sql`
    insert into preview (project_id, prediction_id, base, seq, label, at)
    values (${project_id}, ${prediction_id}, ${base}, ${seq}, ${label}, ${now.toISOString()})
    on conflict do nothing`)

export const previewOf = async (db: Db, project_id: string, { prediction_id, base, seq, label }: Asked) =>
  (
    await db.row<{ effect: Effect | null }>(sql`
      select effect from preview
      where project_id = ${project_id} and prediction_id = ${prediction_id} and base = ${base} and seq = ${seq}
        and label = ${label}`)
  )?.effect

/** Questions without an answer, each with its item. */
export const openPreviews = (db: Db, project_id: string) =>
  db.rows<Asked & { at: Date; external_id: string; text: string }>(sql`
    select v.prediction_id, v.base, v.seq, v.label, v.at, i.external_id, i.input->>'text' as text
    from preview v
      join prediction p on p.project_id = v.project_id and p.id = v.prediction_id
      join item i on i.project_id = p.project_id and i.id = p.item_id
    where v.project_id = ${project_id} and v.effect is null order by v.at limit 20`)

/** Keeps what an answer would teach, asked for or not yet. */
export const keepPreview = (db: Db, project_id: string, row: Asked & { at: Date; effect: Effect }) =>
  db.rows(sql`
    insert into preview (project_id, prediction_id, base, seq, label, effect, at)
    values (${project_id}, ${row.prediction_id}, ${row.base}, ${row.seq}, ${row.label},
            ${JSON.stringify(row.effect)}::json, ${row.at.toISOString()})
    on conflict (project_id, prediction_id, base, seq, label) do update set effect = excluded.effect`)

export const forgetPreviews = (db: Db, project_id: string, before: Date) =>
  db.rows(sql`delete from preview where project_id = ${project_id} and at < ${before.toISOString()}`)

/** A task with the item it asks about. */
export const taskOf = (db: Db, project_id: string, task_id: string) =>
  db.row<{ prediction_id: string; blind: boolean; input: { text: string }; group_key: string | null }>(sql`
    select t.prediction_id, t.blind, i.input, i.group_key
    from task t
      join prediction p on p.project_id = t.project_id and p.id = t.prediction_id
      join item i on i.project_id = p.project_id and i.id = p.item_id
    where t.project_id = ${project_id} and t.id = ${task_id}`)

/** Rows as the ledger covers them. */
export const covers: Cover[] = [
  {
    table: 'lesson',
    select: project_id => sql`
      select project_id, base, resolution_id, seq, effect, sentence, ms, at, proof
      from lesson where project_id = ${project_id} order by proof`,
    line: row => lessonLine(row as LessonRow),
  },
]
