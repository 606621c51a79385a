import type * as z from 'zod'
import type { Form, Input, Kind } from '../../kinds/index.ts'
import { canonical } from '../../ledger/canonical.ts'
import { Refusal } from '../../platform/errors.ts'
import { type itemInput, predictionRow, type RowError } from './contract.ts'
import type { ItemRow, PredictionRow } from './lines.ts'

/** A row that passed: what it says of the item, and what of the prediction; identifiers come later. */
export type Checked = {
  row: number
  item: Omit<ItemRow, 'project_id' | 'id' | 'at'>
  prediction: Omit<PredictionRow, 'project_id' | 'id' | 'item_id' | 'at'>
}

/** A row as it came, with its place; where it could not be read, its value is the refusal. */
export type Raw = { row: number; value: unknown }

/** What is told of a row that could not be read, or undefined. */
export const unreadable = ({ row, value }: Raw): RowError | undefined => {
  if (!(value instanceof Refusal)) return undefined
  // The parser names the place from the top: `predictions.7.input.text`.
  const field = (value.field ?? '').replace(/^\w+\.\d+\.?/, '')
  return { row, external_id: null, code: value.code, field, expected: value.message }
}

const externalIdOf = (value: unknown): string | null => {
  const id = (value as { external_id?: unknown } | null)?.external_id
  return typeof id === 'string' ? id.slice(0, 255) : null
}

/** The first thing that a schema finds wrong with a row, or with the part of it `under` a name. */
export const errorOf = (raw: Raw, error: z.ZodError, under = ''): RowError => {
  const issue = error.issues[0] as z.core.$ZodIssue
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] as string] : issue.path
  return {
    row: raw.row,
    external_id: externalIdOf(raw.value),
    code: 'INVALID',
    field: [under, ...path.map(String)].filter(Boolean).join('.'),
    expected: issue.message,
  }
}

/** What a checked row says of its item. */
export const itemOf = (row: z.output<typeof itemInput>): Checked['item'] => ({
  external_id: row.external_id,
  input: row.input,
  metadata: row.metadata,
  source: row.source ?? null,
  group_key: row.group_key ?? null,
  occurred_at: row.occurred_at === undefined ? null : new Date(row.occurred_at).toISOString(),
})

/** Schemas of one project, made once for a batch. */
export const rowSchemas = (kind: Kind, form: Form) => ({
  kind,
  form,
  input: kind.input(form),
  answer: kind.answer(form),
  scores: kind.scores(form),
})
export type RowSchemas = ReturnType<typeof rowSchemas>

/** A row's answer as it is kept, or the first thing that is wrong with it or with the input that it answers. */
export const checkAnswer = (
  raw: Raw,
  said: { input: Input; answer: unknown },
  { kind, form, ...schemas }: Pick<RowSchemas, 'kind' | 'form' | 'input' | 'answer'>,
): { answer: unknown } | RowError => {
  const input = schemas.input.safeParse(said.input)
  if (!input.success) return errorOf(raw, input.error, 'input')
  const answer = schemas.answer.safeParse(said.answer)
  if (!answer.success) return errorOf(raw, answer.error, 'answer')
  const expected = kind.misfit(answer.data, said.input, form)
  if (expected === null) return { answer: answer.data }
  return { row: raw.row, external_id: externalIdOf(raw.value), code: 'INVALID', field: 'answer', expected }
}

/** One row as it came: what it says, or the first thing that is wrong with it. */
export const checkRow = (raw: Raw, schemas: RowSchemas): Checked | RowError => {
  const spoiled = unreadable(raw)
  if (spoiled) return spoiled
  const parsed = predictionRow.safeParse(raw.value)
  if (!parsed.success) return errorOf(raw, parsed.error)
  const row = parsed.data
  const fitting = checkAnswer(raw, row, schemas)
  if (!('answer' in fitting)) return fitting
  const { answer } = fitting
  let scores: Record<string, number> | null = null
  if (row.scores !== undefined) {
    const checked = schemas.scores.safeParse(row.scores)
    if (!checked.success) return errorOf(raw, checked.error, 'scores')
    scores = checked.data
  }
  const { confidence, margin } = schemas.kind.certainty({
    answer,
    scores,
    confidence: row.confidence ?? null,
  })
  const sure = { confidence, margin, novelty: row.novelty ?? null }
  const prediction = { model: row.model, answer, scores, ...sure }
  return { row: raw.row, item: itemOf(row), prediction }
}

/** Whether a stored item says the same as the row: a second prediction for it may come, another text may not. */
export const sameItem = (stored: Checked['item'], row: Checked['item']): boolean => {
  const said = ({ input, source, occurred_at, group_key, metadata }: Checked['item']) =>
    canonical({ input, source, occurred_at, group_key, metadata })
  return said(stored) === said(row)
}

/** Whether two say the same of what a model would be asked; all else about an item helps people only. */
export const sameInput = (one: Checked['item'], other: Checked['item']): boolean =>
  canonical(one.input) === canonical(other.input)

export const samePrediction = (stored: Checked['prediction'], row: Checked['prediction']): boolean => {
  const said = ({ model, answer, scores, confidence, margin, novelty }: Checked['prediction']) =>
    canonical({ model, answer, scores, confidence, margin, novelty })
  return said(stored) === said(row)
}

/** What a row in conflict with what is stored is told. */
export const conflict = (row: Pick<Checked, 'row' | 'item'>, field: 'input' | 'answer'): RowError => ({
  row: row.row,
  external_id: row.item.external_id,
  code: 'CONFLICT',
  field,
  expected:
    field === 'input'
      ? 'the same item as before under this external_id'
      : 'the same prediction as before for this item and model',
})
