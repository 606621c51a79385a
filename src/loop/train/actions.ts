import type * as z from 'zod'
import type { Ctx, View } from '../../ledger/context.ts'
import { newProof, record } from '../../ledger/record.ts'
import { Refusal } from '../../platform/errors.ts'
import { uuidv7 } from '../../platform/uuid.ts'
import { projectWithGuideline } from '../../projects/index.ts'
import { datasetOf } from '../curate/index.ts'
import type * as contract from './contract.ts'
import { type TrainingRow, trainingLine } from './lines.ts'
import * as store from './store.ts'

type Input<E extends { input: z.ZodType }> = z.output<E['input']>

/** The labels that a model of this project may use. @throws Refusal where the built-in learner cannot learn its kind */
const labelsOf = async (ctx: Ctx, { project_id, learner }: Input<typeof contract.startTraining>) => {
  const { kind_rules, guideline } = await projectWithGuideline(ctx, project_id)
  if (learner === 'linear' && !kind_rules.classOf) {
    const message = `the built-in learner answers with one label, and "${kind_rules.name}" is another kind of answer`
    const expected = '"command": a program or model server of learners.json; or bring the predictions of your own model'
    throw new Refusal('INVALID', `learner: ${message}`, { field: 'learner', expected })
  }
  return guideline.labels.map(label => label.name)
}

const checkCommand = ({ learner, command }: Input<typeof contract.startTraining>) => {
  if ((learner === 'command') === (command !== undefined)) return
  const expected = learner === 'command' ? 'a name from learners.json' : 'no command with the built-in learner'
  throw new Refusal('INVALID', `command: ${expected}`, { field: 'command', expected })
}

/** Asks for a model. The work is done by whichever process hears of it. */
export const startTraining = async (ctx: Ctx, input: Input<typeof contract.startTraining>) => {
  checkCommand(input)
  const { project_id, learner, command = null, dataset, seed } = input
  const frozen = await datasetOf(ctx.db, project_id, dataset)
  const id = uuidv7(ctx.now.getTime())
  const labels = await labelsOf(ctx, input)
  const row: TrainingRow = { project_id, id, learner, command, dataset, seed, labels, at: ctx.now.toISOString() }
  const proof = newProof(ctx)
  const payload = { training_id: id, learner, command, dataset, seed }
  const lines = { training: [trainingLine(row)] }
  await store.insertTraining(ctx.db, { ...row, proof })
  record(ctx, { project_id, action: 'training.asked', because: [frozen.proof], payload, lines }, proof)
  return trainingOf(ctx, project_id, id)
}

/** @throws Refusal NOT_FOUND */
export const trainingOf = async (view: View, project_id: string, training_id: string) => {
  const found = await store.trainingOf(view.db, project_id, training_id)
  if (!found) throw new Refusal('NOT_FOUND', 'no such training')
  return found
}

/** Stops a training; its worker notices within a second. @throws Refusal CONFLICT where it has come to its end */
export const cancelTraining = async (ctx: Ctx, input: Input<typeof contract.cancelTraining>) => {
  const { project_id, training_id, reason } = input
  const { state } = await trainingOf(ctx, project_id, training_id)
  const end = { project_id, id: training_id, state: 'cancelled' as const, message: reason || null }
  const ended = await store.endTraining(ctx.db, end)
  if (!ended) throw new Refusal('CONFLICT', `this training is ${state} already`)
  const payload = { training_id, reason }
  record(ctx, { project_id, action: 'training.cancelled', because: [ended.proof], payload })
  return trainingOf(ctx, project_id, training_id)
}

type Page = { project_id: string; limit: number; after?: string }

export const pageOfTrainings = async (view: View, { project_id, limit, after }: Page) => {
  const trainings = await store.pageOfTrainings(view.db, { project_id, limit, after: after ?? null })
  return { trainings, next: trainings.length === limit ? (trainings.at(-1)?.id ?? null) : null }
}

export const pageOfModels = async (view: View, { project_id, limit, after }: Page) => {
  const models = await store.pageOfModels(view.db, { project_id, limit, after: after ?? null })
  const live = await store.liveModel(view.db, project_id)
  return { models, live, next: models.length === limit ? (models.at(-1)?.training_id ?? null) : null }
}
