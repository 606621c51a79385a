import { canonical } from '../../../ledger/canonical.ts'
import type { Cover } from '../../../ledger/cover.ts'
import { type Db, sql } from '../../../platform/db.ts'
import type { Bulk, BulkFilter, Resolution } from '../contract.ts'
import { type BulkRow, bulkLine } from '../lines.ts'
import type { Found } from './rules.ts'

/** Predictions that a filter finds, newest first. Answers are compared as a label, or as the JSON of any other. */
export const found = (db: Db, project_id: string, { filter, limit }: { filter: BulkFilter; limit: number }) => {
  const { contains = null, model = null, was = null, answer = null, state = null, category = null } = filter
  return db.rows<Omit<Found, 'held_out'>>(sql`
    select p.id as prediction_id, p.item_id, i.external_id, left(i.input->>'text', 200) as text, p.answer as said,
           p.proof, r.id as resolution_id, r.answer, r.how, r.decided_by,
           exists (select 1 from route o where o.project_id = ${project_id} and o.prediction_id = p.id
                   and o.strategy = 'audit') as audited
    from prediction p
      join item i on i.project_id = ${project_id} and i.id = p.item_id
      left join standing s on s.project_id = ${project_id} and s.prediction_id = p.id
      left join resolution r on r.project_id = ${project_id} and r.id = s.resolution_id
    where p.project_id = ${project_id}
      and (${contains}::text is null or strpos(i.input->>'text', ${contains}) > 0)
      and (${model}::text is null or p.model = ${model})
      and (${was}::text is null or p.answer #>> '{}' = ${was})
      and (${answer}::text is null or r.answer #>> '{}' = ${answer})
      and (${state}::text is null or (${state} = 'resolved') = (r.answer is not null))
      and (${category}::text is null or exists (
        select 1 from judgement j where j.project_id = ${project_id} and j.prediction_id = p.id
          and j.category = ${category}
          and not exists (select 1 from withdrawal w where w.project_id = ${project_id} and w.judgement_id = j.id)))
    order by p.id desc limit ${limit}`)
}

export const insertBulk = (db: Db, row: BulkRow & { proof: string }) =>
  db.row<{ id: string }>(sql`
    insert into bulk (project_id, id, undoes, filter, answer, reason, items, person_id, at, proof)
    values (${row.project_id}, ${row.id}, ${row.undoes}, ${canonical(row.filter)}::json,
            ${row.undoes === null ? canonical(row.answer) : null}::json, ${row.reason}, ${row.items},
            ${row.person_id}, ${row.at}, ${row.proof})
    on conflict (project_id, undoes) do nothing returning id`)

type Stored = Omit<Bulk, 'at'> & { at: Date }

/** Bulks that put an answer, newest first; or one of them. */
export const bulks = async (
  db: Db,
  page: { project_id: string; bulk_id: string | null; after: string | null; limit: number },
): Promise<Bulk[]> =>
  (
    await db.rows<Stored>(sql`
      select b.id, b.filter, b.answer, b.reason, b.items, b.person_id, b.at, b.proof,
             exists (select 1 from bulk u where u.project_id = ${page.project_id} and u.undoes = b.id) as undone
      from bulk b
      where b.project_id = ${page.project_id} and b.undoes is null
        and (${page.bulk_id}::uuid is null or b.id = ${page.bulk_id})
        and (${page.after}::uuid is null or b.id < ${page.after}::uuid)
      order by b.id desc limit ${page.limit}`)
  ).map(row => ({ ...row, at: row.at.toISOString() }))

/** All resolutions that one entry made, in force or not. */
export const resolutionsOfEntry = async (db: Db, project_id: string, proof: string): Promise<Resolution[]> =>
  (
    await db.rows<Omit<Resolution, 'at'> & { at: Date }>(sql`
      select r.id, r.prediction_id, r.answer, r.how, r.judgements, r.dissent, r.decided_by, r.reason, r.supersedes,
             s.resolution_id is not null as stands, r.at, r.proof
      from resolution r left join standing s on s.project_id = ${project_id} and s.resolution_id = r.id
      where r.project_id = ${project_id} and r.proof = ${proof} order by r.id`)
  ).map(row => ({ ...row, at: row.at.toISOString() }))

/** Rows as the ledger covers them. */
export const covers: Cover[] = [
  {
    table: 'bulk',
    select: project_id => sql`
      select project_id, id, undoes, filter, answer, reason, items, person_id, at, proof
      from bulk where project_id = ${project_id} order by proof`,
    line: row => bulkLine(row as BulkRow),
  },
]
