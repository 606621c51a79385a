import type { Cover } from '../../ledger/cover.ts'
import { type Db, type Sql, sql } from '../../platform/db.ts'
import type { ComparisonResult, Evaluation } from './contract.ts'
import { type ComparisonRow, comparisonLine, type EvaluationRow, evaluationLine } from './lines.ts'

export const insertEvaluation = (db: Db, row: EvaluationRow & { proof: string }) =>
  db.rows(sql`
    insert into evaluation (project_id, id, candidate, baseline, dataset, state, progress, at, proof)
    values (${row.project_id}, ${row.id}, ${row.candidate}, ${row.baseline}, ${row.dataset}, 'queued', 0, ${row.at},
            ${row.proof})`)

type Stored = Omit<Evaluation, 'at' | 'comparison'> & {
  at: Date
  result: ComparisonResult | null
  sentence: string | null
  found_at: Date | null
  found_proof: string | null
}

const asEvaluation = ({ result, sentence, found_at, found_proof, ...row }: Stored): Evaluation => ({
  ...row,
  at: row.at.toISOString(),
  comparison:
    result && sentence && found_at && found_proof
      ? { result, sentence, at: found_at.toISOString(), proof: found_proof }
      : null,
})

const evaluations = async (db: Db, statement: Sql): Promise<Evaluation[]> =>
  (await db.rows<Stored>(statement)).map(asEvaluation)

export const evaluationOf = async (db: Db, project_id: string, id: string): Promise<Evaluation | undefined> =>
  (
    await evaluations(
      db,
      sql`
      select e.id, e.candidate, e.baseline, e.dataset, e.state, e.progress, e.message, e.at, e.proof, c.result,
             c.sentence, c.at as found_at, c.proof as found_proof
      from evaluation e left join comparison c on c.project_id = e.project_id and c.evaluation_id = e.id
      where e.project_id = ${project_id} and e.id = ${id}`,
    )
  )[0]

export const pageOfEvaluations = (
  db: Db,
  page: { project_id: string; candidate: string | null; after: string | null; limit: number },
): Promise<Evaluation[]> =>
  evaluations(
    db,
    sql`
    select e.id, e.candidate, e.baseline, e.dataset, e.state, e.progress, e.message, e.at, e.proof, c.result,
           c.sentence, c.at as found_at, c.proof as found_proof
    from evaluation e left join comparison c on c.project_id = e.project_id and c.evaluation_id = e.id
    where e.project_id = ${page.project_id}
      and (${page.candidate}::text is null or e.candidate = ${page.candidate})
      and (${page.after}::uuid is null or e.id < ${page.after}::uuid)
    order by e.id desc limit ${page.limit}`,
  )

/** The newest evaluation of this pair that has come to a result. */
export const newestOfPair = async (
  db: Db,
  pair: { project_id: string; candidate: string; baseline: string },
): Promise<Evaluation | undefined> =>
  (
    await evaluations(
      db,
      sql`
      select e.id, e.candidate, e.baseline, e.dataset, e.state, e.progress, e.message, e.at, e.proof, c.result,
             c.sentence, c.at as found_at, c.proof as found_proof
      from evaluation e join comparison c on c.project_id = e.project_id and c.evaluation_id = e.id
      where e.project_id = ${pair.project_id} and e.candidate = ${pair.candidate} and e.baseline = ${pair.baseline}
      order by e.id desc limit 1`,
    )
  )[0]

/** Begins an evaluation, or begins it again after a worker was lost; undefined where it has come to its end. */
export const beginEvaluation = async (db: Db, project_id: string, id: string) => {
  const row = await db.row<Omit<EvaluationRow, 'at'> & { at: Date; proof: string }>(sql`
    update evaluation set state = 'running', progress = 0
    where project_id = ${project_id} and id = ${id} and state in ('queued', 'running')
    returning project_id, id, candidate, baseline, dataset, at, proof`)
  return row && { ...row, at: row.at.toISOString() }
}

/** Notes how far an evaluation is; undefined where it runs no more. */
export const noteProgress = (
  db: Db,
  { project_id, id, progress }: { project_id: string; id: string; progress: number },
) =>
  db.row<{ id: string }>(sql`
    update evaluation set progress = ${progress}
    where project_id = ${project_id} and id = ${id} and state = 'running' returning id`)

type End = { project_id: string; id: string; state: 'done' | 'failed' | 'cancelled'; message: string | null }

/** Ends an evaluation that waits or runs, once; undefined where it has ended before. */
export const endEvaluation = (db: Db, { project_id, id, state, message }: End) =>
  db.row<{ proof: string }>(sql`
    update evaluation set state = ${state}, message = ${message},
                          progress = case when ${state} = 'done' then 1 else progress end
    where project_id = ${project_id} and id = ${id} and state in ('queued', 'running') returning proof`)

export const insertComparison = (db: Db, row: ComparisonRow & { proof: string }) =>
  db.rows(sql`
    insert into comparison (project_id, evaluation_id, result, sentence, at, proof)
    values (${row.project_id}, ${row.evaluation_id}, ${JSON.stringify(row.result)}::json, ${row.sentence}, ${row.at},
            ${row.proof})`)

/** Whether predictions were brought along under a model's name. */
export const isBrought = async (db: Db, project_id: string, model: string): Promise<boolean> =>
  (
    await db.row<{ brought: boolean }>(sql`
      select exists (select 1 from prediction where project_id = ${project_id} and model = ${model}) as brought`)
  )?.brought === true

/** What was brought along under a model's name for these items. */
export const predictionsBrought = (db: Db, from: { project_id: string; model: string; item_ids: string[] }) =>
  db.rows<{ item_id: string; answer: unknown; scores: Record<string, number> | null; proof: string }>(sql`
    select item_id, answer, scores, proof from prediction
    where project_id = ${from.project_id} and model = ${from.model} and item_id = any(${from.item_ids}::uuid[])`)

/** Rows as the ledger covers them. */
export const covers: Cover[] = [
  {
    table: 'evaluation',
    select: project_id => sql`
      select project_id, id, candidate, baseline, dataset, at, proof
      from evaluation where project_id = ${project_id} order by proof, id`,
    line: row => evaluationLine(row as EvaluationRow),
  },
  {
    table: 'comparison',
    select: project_id => sql`
      select project_id, evaluation_id, result, sentence, at, proof
      from comparison where project_id = ${project_id} order by proof, evaluation_id`,
    line: row => comparisonLine(row as ComparisonRow),
  },
]
