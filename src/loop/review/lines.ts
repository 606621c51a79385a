import { canonical } from '../../ledger/canonical.ts'
import type { Comment, Judgement } from './contract.ts'

export type TaskRow = {
  project_id: string
  id: string
  prediction_id: string
  stage: 'review' | 'adjudicate'
  round: number
  queue: string
  wanted: number
  priority: number
  due_at: string
  blind: boolean
  reason: string
  at: string
}

export type JudgementRow = Omit<Judgement, 'proof'> & { project_id: string; fence: number }
export type WithdrawalRow = { project_id: string; judgement_id: string; reason: string; at: string }
export type SkipRow = { project_id: string; task_id: string; person_id: string; reason: string; at: string }
export type ClosingRow = { project_id: string; task_id: string; why: 'escalated' | 'agreed'; at: string }
export type CommentRow = Omit<Comment, 'person_id' | 'name' | 'proof'> & { project_id: string; person_id: string }

export const taskLine = (row: TaskRow): string => {
  const { project_id, id, prediction_id, stage, round, queue, wanted, priority, due_at, blind, reason, at } = row
  const wish = { queue, wanted, priority, due_at }
  return canonical({ project_id, id, prediction_id, stage, round, ...wish, blind, reason, at })
}

export const judgementLine = (row: JudgementRow): string => {
  const { project_id, id, task_id, prediction_id, person_id, fence, answer, category, rationale } = row
  const { seconds, exposure, guideline_version, at } = row
  const said = { answer, category, rationale, seconds, exposure, guideline_version }
  return canonical({ project_id, id, task_id, prediction_id, person_id, fence, ...said, at })
}

export const withdrawalLine = ({ project_id, judgement_id, reason, at }: WithdrawalRow): string =>
  canonical({ project_id, judgement_id, reason, at })

export const skipLine = ({ project_id, task_id, person_id, reason, at }: SkipRow): string =>
  canonical({ project_id, task_id, person_id, reason, at })

export const closingLine = ({ project_id, task_id, why, at }: ClosingRow): string =>
  canonical({ project_id, task_id, why, at })

export const commentLine = ({ project_id, id, prediction_id, person_id, text, at }: CommentRow): string =>
  canonical({ project_id, id, prediction_id, person_id, text, at })
