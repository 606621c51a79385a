import { hash } from 'node:crypto'
import { canonical } from '../../ledger/canonical.ts'
import type { ModelFacts, Training } from './contract.ts'

/** What was asked of a training: the part that never changes. */
export type TrainingRow = Pick<Training, 'id' | 'learner' | 'command' | 'dataset' | 'seed' | 'labels' | 'at'> & {
  project_id: string
}

export type ModelRow = Omit<ModelFacts, 'proof'> & { project_id: string }

export const trainingLine = (row: TrainingRow): string => {
  const { project_id, id, learner, command, dataset, seed, labels, at } = row
  return canonical({ project_id, id, learner, command, dataset, seed, labels, at })
}

export const modelLine = (row: ModelRow): string => {
  const { project_id, name, learner, command, training_id, dataset, dataset_root, seed, labels, digest, at } = row
  const basis = { learner, command, training_id, dataset, dataset_root, seed, labels }
  return canonical({ project_id, name, ...basis, digest, at })
}

/** SHA-256 in base64: by it a model's bytes are known. */
export const digestOf = (bytes: Uint8Array): string => hash('sha256', bytes, 'base64')

/** An artefact is covered by the digest of the bytes that are stored: no verifier needs to hold them. */
export type ArtefactRow = { project_id: string; model: string; digest: string }

export const artefactLine = ({ project_id, model, digest }: ArtefactRow): string =>
  canonical({ project_id, model, digest })
