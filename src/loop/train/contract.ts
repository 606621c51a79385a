import * as z from 'zod'
import { endpoint, nameText, pageInput, projectId } from '../../platform/endpoint.ts'

export const LEARNERS = ['linear', 'command'] as const

/** Under this name the operator registered a program in `learners.json`; it begins the names of its models. */
export const commandName = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'lower-case letters, digits and hyphens')

export const training = z.object({
  id: z.uuid(),
  learner: z.enum(LEARNERS),
  command: z.string().nullable(),
  dataset: z.int(),
  seed: z.string(),
  labels: z.array(z.string()),
  state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  /** From 0 to 1. */
  progress: z.number(),
  message: z.string().nullable(),
  /** The name of its model, once it is done. */
  model: z.string().nullable(),
  at: z.iso.datetime(),
  proof: z.uuid(),
})
export type Training = z.infer<typeof training>

export const model = z.object({
  name: z.string(),
  learner: z.enum(LEARNERS),
  command: z.string().nullable(),
  training_id: z.uuid(),
  dataset: z.int(),
  /** Base64, as the digest. The same learner, root, seed and labels give the same digest. */
  dataset_root: z.string(),
  seed: z.string(),
  labels: z.array(z.string()),
  /** SHA-256 of the model's bytes. */
  digest: z.string(),
  at: z.iso.datetime(),
  proof: z.uuid(),
})
export type ModelFacts = z.infer<typeof model>

export const startTraining = endpoint({
  name: 'startTraining',
  method: 'POST',
  path: '/api/projects/{project_id}/trainings',
  may: 'maintain',
  summary: 'Fit a model on the training lines of a dataset version; `command` names a program of `learners.json`',
  input: z.strictObject({
    project_id: projectId,
    learner: z.enum(LEARNERS).default('linear'),
    command: commandName.optional(),
    dataset: z.int().min(1).max(1_000_000_000),
    seed: z.string().min(1).max(100).default('0'),
  }),
  output: training,
  status: 202,
})

export const cancelTraining = endpoint({
  name: 'cancelTraining',
  method: 'POST',
  path: '/api/projects/{project_id}/trainings/{training_id}/cancel',
  may: 'maintain',
  summary: 'Stop a training that is queued or running',
  input: z.strictObject({ project_id: projectId, training_id: z.uuid(), reason: z.string().max(2000).default('') }),
  output: training,
})

export const listTrainings = endpoint({
  name: 'listTrainings',
  method: 'GET',
  path: '/api/projects/{project_id}/trainings',
  may: 'read',
  summary: 'Trainings, newest first',
  input: z.strictObject({ project_id: projectId, ...pageInput }),
  output: z.object({ trainings: z.array(training), next: z.uuid().nullable() }),
})

export const getTraining = endpoint({
  name: 'getTraining',
  method: 'GET',
  path: '/api/projects/{project_id}/trainings/{training_id}',
  may: 'read',
  summary: 'One training and how far it is',
  input: z.strictObject({ project_id: projectId, training_id: z.uuid() }),
  output: training,
})

export const listModels = endpoint({
  name: 'listModels',
  method: 'GET',
  path: '/api/projects/{project_id}/models',
  may: 'read',
  summary: 'Models, newest first (`after` is a `training_id`), and the one that answers now',
  input: z.strictObject({ project_id: projectId, ...pageInput }),
  output: z.object({ models: z.array(model), live: z.string().nullable(), next: z.uuid().nullable() }),
})

export const getModel = endpoint({
  name: 'getModel',
  method: 'GET',
  path: '/api/projects/{project_id}/models/{model}',
  may: 'read',
  summary: 'One model: what it was fitted on, and its digest',
  input: z.strictObject({ project_id: projectId, model: nameText }),
  output: model,
})
