import type { Cover } from '../../ledger/cover.ts'
import { type Db, sql } from '../../platform/db.ts'
import type { ModelFacts, Training } from './contract.ts'
import { type ArtefactRow, artefactLine, type ModelRow, modelLine, type TrainingRow, trainingLine } from './lines.ts'

type Dated<Row extends { at: string }> = Omit<Row, 'at'> & { at: Date }

const asText = <Row extends { at: string }>(row: Dated<Row>): Row => ({ ...row, at: row.at.toISOString() }) as Row

export const insertTraining = (db: Db, row: TrainingRow & { proof: string }) =>
  db.rows(sql`
    insert into training (project_id, id, learner, command, dataset, seed, labels, state, progress, at, proof)
    values (${row.project_id}, ${row.id}, ${row.learner}, ${row.command}, ${row.dataset}, ${row.seed},
            ${JSON.stringify(row.labels)}::json, 'queued', 0, ${row.at}, ${row.proof})`)

export const trainingOf = async (db: Db, project_id: string, id: string): Promise<Training | undefined> => {
  const row = await db.row<Dated<Training>>(sql`
    select t.id, t.learner, t.command, t.dataset, t.seed, t.labels, t.state, t.progress, t.message, m.name as model,
           t.at, t.proof
    from training t left join model m on m.project_id = t.project_id and m.training_id = t.id
    where t.project_id = ${project_id} and t.id = ${id}`)
  return row && asText<Training>(row)
}

export const pageOfTrainings = async (
  db: Db,
  page: { project_id: string; after: string | null; limit: number },
): Promise<Training[]> =>
  (
    await db.rows<Dated<Training>>(sql`
      select t.id, t.learner, t.command, t.dataset, t.seed, t.labels, t.state, t.progress, t.message, m.name as model,
             t.at, t.proof
      from training t left join model m on m.project_id = t.project_id and m.training_id = t.id
      where t.project_id = ${page.project_id} and (${page.after}::uuid is null or t.id < ${page.after}::uuid)
      order by t.id desc limit ${page.limit}`)
  ).map(row => asText<Training>(row))

/** Begins a training, or begins it again after a worker was lost; undefined where it has come to its end. */
export const beginTraining = async (db: Db, project_id: string, id: string) => {
  const row = await db.row<Dated<TrainingRow & { proof: string }>>(sql`
    update training set state = 'running', progress = 0
    where project_id = ${project_id} and id = ${id} and state in ('queued', 'running')
    returning project_id, id, learner, command, dataset, seed, labels, at, proof`)
  return row && asText<TrainingRow & { proof: string }>(row)
}

/** Notes how far a training is; undefined where it runs no more. */
export const noteProgress = (
  db: Db,
  { project_id, id, progress }: { project_id: string; id: string; progress: number },
) =>
  db.row<{ id: string }>(sql`
    update training set progress = ${progress}
    where project_id = ${project_id} and id = ${id} and state = 'running' returning id`)

type End = { project_id: string; id: string; state: 'done' | 'failed' | 'cancelled'; message: string | null }

/** Ends a training that waits or runs, once; undefined where it has ended before. */
export const endTraining = (db: Db, { project_id, id, state, message }: End) =>
  db.row<{ proof: string }>(sql`
    update training set state = ${state}, message = ${message},
                        progress = case when ${state} = 'done' then 1 else progress end
    where project_id = ${project_id} and id = ${id} and state in ('queued', 'running') returning proof`)

/** Whoever names a model waits here for the one before; the lock ends with the transaction. */
export const lockNames = (db: Db, project_id: string) =>
  db.rows(sql`select pg_advisory_xact_lock(hashtextextended('model:' || ${project_id}, 0))`)

/** How many models have names of this beginning and a number. */
export const countNamed = async (db: Db, project_id: string, learner: string): Promise<number> => {
  const row = await db.row<{ n: number }>(sql`
    select count(*) as n from model
    where project_id = ${project_id} and coalesce(command, learner) = ${learner}`)
  return row?.n ?? 0
}

export const insertModel = (db: Db, row: ModelRow & { proof: string; bytes: Uint8Array }) =>
  db.rows(sql`
    with made as (
      insert into model (project_id, name, learner, command, training_id, dataset, dataset_root, seed, labels, digest,
                         at, proof)
      values (${row.project_id}, ${row.name}, ${row.learner}, ${row.command}, ${row.training_id}, ${row.dataset},
              decode(${row.dataset_root}, 'base64'), ${row.seed}, ${JSON.stringify(row.labels)}::json,
              decode(${row.digest}, 'base64'), ${row.at}, ${row.proof})
      returning project_id, name
    )
    insert into artefact (project_id, model, bytes)
    select project_id, name, ${row.bytes}::bytea from made`)

type StoredModel = Omit<Dated<ModelFacts>, 'dataset_root' | 'digest'> & { dataset_root: Buffer; digest: Buffer }

const asModel = (row: StoredModel): ModelFacts => ({
  ...row,
  dataset_root: row.dataset_root.toString('base64'),
  digest: row.digest.toString('base64'),
  at: row.at.toISOString(),
})

export const modelOf = async (db: Db, project_id: string, name: string): Promise<ModelFacts | undefined> => {
  const row = await db.row<StoredModel>(sql`
    select name, learner, command, training_id, dataset, dataset_root, seed, labels, digest, at, proof
    from model where project_id = ${project_id} and name = ${name}`)
  return row && asModel(row)
}

/** The newest model of the built-in learner. */
export const newestLinear = async (db: Db, project_id: string): Promise<ModelFacts | undefined> => {
  const row = await db.row<StoredModel>(sql`
    select name, learner, command, training_id, dataset, dataset_root, seed, labels, digest, at, proof
    from model where project_id = ${project_id} and command is null order by training_id desc limit 1`)
  return row && asModel(row)
}

export const pageOfModels = async (
  db: Db,
  page: { project_id: string; after: string | null; limit: number },
): Promise<ModelFacts[]> =>
  (
    await db.rows<StoredModel>(sql`
      select name, learner, command, training_id, dataset, dataset_root, seed, labels, digest, at, proof
      from model where project_id = ${page.project_id}
        and (${page.after}::uuid is null or training_id < ${page.after}::uuid)
      order by training_id desc limit ${page.limit}`)
  ).map(asModel)

export const bytesOf = async (db: Db, project_id: string, model: string): Promise<Buffer | undefined> =>
  (
    await db.row<{ bytes: Buffer }>(sql`
      select bytes from artefact where project_id = ${project_id} and model = ${model}`)
  )?.bytes

export const liveModel = async (db: Db, project_id: string): Promise<string | null> =>
  (await db.row<{ model: string | null }>(sql`select model from live where project_id = ${project_id}`))?.model ?? null

export const setLive = (db: Db, project_id: string, model: string | null) =>
  db.rows(sql`
    insert into live (project_id, model) values (${project_id}, ${model})
    on conflict (project_id) do update set model = excluded.model`)

/** Rows as the ledger covers them. */
export const covers: Cover[] = [
  {
    table: 'training',
    select: project_id => sql`
      select project_id, id, learner, command, dataset, seed, labels, at, proof
      from training where project_id = ${project_id} order by proof, id`,
    line: row => trainingLine(row as TrainingRow),
  },
  {
    table: 'model',
    select: project_id => sql`
      select project_id, name, learner, command, training_id, dataset, dataset_root, seed, labels, digest, at, proof
      from model where project_id = ${project_id} order by proof, name`,
    line: row => modelLine(row as ModelRow),
  },
  {
    table: 'artefact',
    select: project_id => sql`
      select a.project_id, a.model, encode(sha256(a.bytes), 'base64') as digest, m.proof
      from artefact a join model m on m.project_id = a.project_id and m.name = a.model
      where a.project_id = ${project_id} order by m.proof, a.model`,
    line: row => artefactLine(row as ArtefactRow),
  },
]
