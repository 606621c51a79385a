import type { Input } from '../../kinds/index.ts'
import { type Db, sql } from '../../platform/db.ts'

/** A task with its item and, as text, what it must not show. */
export const taskWithItem = (db: Db, project_id: string, task_id: string) =>
  db.row<{ prediction_id: string; item_id: string; blind: boolean; input: Input }>(sql`
    select t.prediction_id, p.item_id, t.blind, i.input
    from task t
      join prediction p on p.project_id = ${project_id} and p.id = t.prediction_id
      join item i on i.project_id = ${project_id} and i.id = p.item_id
    where t.project_id = ${project_id} and t.id = ${task_id}`)

/** What models said of an item, oldest first. */
export const saidOf = (db: Db, project_id: string, item_id: string) =>
  db.rows<{ model: string; answer: unknown; confidence: number | null }>(sql`
    select model, answer, confidence from prediction
    where project_id = ${project_id} and item_id = ${item_id} order by id`)

/** Names of those whose judgements, or whose decision, gave each of these errata its answer. */
export const peopleOf = (db: Db, project_id: string, erratum_ids: string[]) =>
  db.rows<{ erratum_id: string; people: string[] }>(sql`
    select e.id as erratum_id, array(
      select w.name from person w
      where w.id = r.decided_by or w.id in (
        select j.person_id from judgement j where j.project_id = ${project_id} and j.id = any(r.judgements))
      order by w.name) as people
    from erratum e join resolution r on r.project_id = ${project_id} and r.id = e.resolution_id
    where e.project_id = ${project_id} and e.id = any(${erratum_ids}::uuid[])`)

/** A judgement with the text it is about. */
export const judgementOn = (db: Db, project_id: string, judgement_id: string) =>
  db.row<{ person_id: string; exposure: 'shown' | 'blind'; answer: unknown; text: string }>(sql`
    select j.person_id, j.exposure, j.answer, i.input->>'text' as text
    from judgement j
      join prediction p on p.project_id = ${project_id} and p.id = j.prediction_id
      join item i on i.project_id = ${project_id} and i.id = p.item_id
    where j.project_id = ${project_id} and j.id = ${judgement_id}`)
