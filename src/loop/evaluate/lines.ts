import { canonical } from '../../ledger/canonical.ts'
import type { ComparisonResult, Evaluation } from './contract.ts'

/** What was asked of an evaluation: the part that never changes. */
export type EvaluationRow = Pick<Evaluation, 'id' | 'candidate' | 'baseline' | 'dataset' | 'at'> & {
  project_id: string
}

export type ComparisonRow = {
  project_id: string
  evaluation_id: string
  result: ComparisonResult
  sentence: string
  at: string
}

export const evaluationLine = ({ project_id, id, candidate, baseline, dataset, at }: EvaluationRow): string =>
  canonical({ project_id, id, candidate, baseline, dataset, at })

export const comparisonLine = ({ project_id, evaluation_id, result, sentence, at }: ComparisonRow): string =>
  canonical({ project_id, evaluation_id, result, sentence, at })
