import * as z from 'zod'
import type { Ctx, View } from '../../ledger/context.ts'
import type { Streaming } from '../../ledger/door.ts'
import { newProof, record } from '../../ledger/record.ts'
import { startAgain } from '../../platform/db.ts'
import { Refusal } from '../../platform/errors.ts'
import { check } from '../../platform/http.ts'
import { parseJson } from '../../platform/json.ts'
import { type Line, linesOf } from '../../platform/ndjson.ts'
import { uuidv7 } from '../../platform/uuid.ts'
import { type InForce, projectWithGuideline } from '../../projects/index.ts'
import type { Prediction, PredictionSeen, RowError, Taken } from './contract.ts'
import { type ItemRow, itemLine, type PredictionRow, predictionLine } from './lines.ts'
import { type Checked, checkRow, conflict, type Raw, rowSchemas, sameInput, sameItem, samePrediction } from './rules.ts'
import * as store from './store.ts'

type Sorted = { items: ItemRow[]; predictions: PredictionRow[]; known: number; errors: RowError[] }

/** Two processes took the same external id at once: start again and find the other's row. */
const again = () => startAgain('another request took the same items meanwhile')

/** Splits checked rows into what is new, what is known and what contradicts what is stored or came before it. */
const sortOut = async (ctx: Ctx, project_id: string, rows: Checked[]): Promise<Sorted> => {
  const now = ctx.now.getTime()
  const at = ctx.now.toISOString()
  const names = [...new Set(rows.map(row => row.item.external_id))]
  const items = new Map((await store.itemsNamed(ctx.db, project_id, names)).map(item => [item.external_id, item]))
  const ids = [...items.values()].map(item => item.id)
  const keyOf = (item_id: string, model: string) => `${item_id} ${model}`
  const stored = ids.length > 0 ? await store.predictionsOfItems(ctx.db, project_id, ids) : []
  const predictions = new Map(stored.map(each => [keyOf(each.item_id, each.model), each]))
  const sorted: Sorted = { items: [], predictions: [], known: 0, errors: [] }
  for (const row of rows) {
    let item = items.get(row.item.external_id)
    if (item && !sameItem(item, row.item)) {
      sorted.errors.push(conflict(row, 'input'))
      continue
    }
    if (!item) {
      item = { project_id, id: uuidv7(now), ...row.item, at }
      items.set(item.external_id, item)
      sorted.items.push(item)
    }
    const key = keyOf(item.id, row.prediction.model)
    const before = predictions.get(key)
    if (before && !samePrediction(before, row.prediction)) sorted.errors.push(conflict(row, 'answer'))
    else if (before) sorted.known += 1
    else {
      const fresh = { project_id, id: uuidv7(now), item_id: item.id, ...row.prediction, at }
      predictions.set(key, fresh)
      sorted.predictions.push(fresh)
    }
  }
  return sorted
}

/** Writes new items and predictions under one entry of the ledger. */
const write = async (ctx: Ctx, project_id: string, { items, predictions }: Sorted): Promise<string> => {
  const proof = newProof(ctx)
  const lines = { item: items.map(itemLine), prediction: predictions.map(predictionLine) }
  if (items.length > 0) {
    const written = await store.insertItems(ctx.db, { project_id, lines: lines.item, proof })
    if (written.length !== items.length) throw again()
  }
  if (predictions.length > 0) {
    const written = await store.insertPredictions(ctx.db, { project_id, lines: lines.prediction, proof })
    if (written.length !== predictions.length) throw again()
  }
  const payload = { first: predictions[0]?.id ?? null, last: predictions.at(-1)?.id ?? null }
  return record(ctx, { project_id, action: 'predictions.taken', payload, lines }, proof)
}

/** Takes predictions as models made them. A bad row is told, the good ones are kept; what is known stays as it is. */
export const take = async (ctx: Ctx, project_id: string, raws: Raw[]): Promise<Taken> => {
  const { kind_rules, guideline } = await projectWithGuideline(ctx, project_id)
  const schemas = rowSchemas(kind_rules, guideline)
  const checked = raws.map(raw => checkRow(raw, schemas))
  const good = checked.filter((row): row is Checked => 'item' in row)
  const bad = checked.filter((row): row is RowError => !('item' in row))
  const sorted = await sortOut(ctx, project_id, good)
  const anew = sorted.items.length + sorted.predictions.length > 0
  const proof = anew ? await write(ctx, project_id, sorted) : null
  const errors = [...bad, ...sorted.errors].sort((one, other) => one.row - other.row)
  return { taken: sorted.predictions.length, known: sorted.known, errors, proof }
}

/**
 * Takes items whose right answer is already known, without a prediction. What is stored of an item stays as it is.
 * @returns the id of each item, null where it is known with another input; and the entry of the new ones, if any
 */
export const takeItems = async (ctx: Ctx, project_id: string, items: Checked['item'][]) => {
  const names = [...new Set(items.map(item => item.external_id))]
  const known = new Map((await store.itemsNamed(ctx.db, project_id, names)).map(item => [item.external_id, item]))
  const at = ctx.now.toISOString()
  const fresh: ItemRow[] = []
  const ids = items.map(item => {
    const before = known.get(item.external_id)
    if (before) return sameInput(before, item) ? before.id : null
    const row = { project_id, id: uuidv7(ctx.now.getTime()), ...item, at }
    known.set(item.external_id, row)
    fresh.push(row)
    return row.id
  })
  const sorted = { items: fresh, predictions: [], known: 0, errors: [] }
  return { ids, proof: fresh.length > 0 ? await write(ctx, project_id, sorted) : null }
}

const CHUNK_rows = 1000

const rawOf = (line: Line): Raw => {
  const row = line.number - 1
  try {
    if ('refusal' in line) throw line.refusal
    return { row, value: parseJson(line.bytes) }
  } catch (error) {
    if (error instanceof Refusal) return { row, value: error }
    throw error
  }
}

/** Takes predictions from a stream, a thousand a transaction: what was answered is kept, whatever comes after. */
export async function* takeStream({ act, body }: Streaming, project_id: string): AsyncGenerator<string> {
  let chunk: Raw[] = []
  const flush = async () => {
    const raws = chunk
    chunk = []
    return `${JSON.stringify(await act(ctx => take(ctx, project_id, raws)))}\n`
  }
  for await (const line of linesOf(body)) {
    chunk.push(rawOf(line))
    if (chunk.length === CHUNK_rows) yield await flush()
  }
  if (chunk.length > 0) yield await flush()
}

const literal = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`

type Page = { project_id: string; limit: number; after?: string; external_id?: string; contains?: string }

export const pageOf = async (view: View, page: Page) => {
  const predictions = await store.pageOfPredictions(view.db, {
    project_id: page.project_id,
    limit: page.limit,
    after: page.after ?? null,
    external_id: page.external_id ?? null,
    pattern: page.contains === undefined ? null : literal(page.contains),
  })
  return { predictions, next: predictions.length === page.limit ? (predictions.at(-1)?.id ?? null) : null }
}

/** One prediction with its item. @throws Refusal NOT_FOUND */
export const predictionOf = async (view: View, project_id: string, prediction_id: string) => {
  const [found] = await store.predictionsWithItems(view.db, project_id, [prediction_id])
  if (!found) throw new Refusal('NOT_FOUND', 'no such prediction')
  return found
}

/** An answer as the project's kind keeps it. @throws Refusal INVALID naming the place in it */
export const answerOf = ({ kind_rules, guideline }: InForce, answer: unknown): unknown =>
  check(z.object({ answer: kind_rules.answer(guideline) }), { answer }).answer

/** Makes sure that an answer can be one to the item of a prediction. @throws Refusal INVALID, NOT_FOUND */
export const checkFit = async (
  view: View,
  { project_id, kind_rules, guideline }: InForce,
  { prediction_id, answer }: { prediction_id: string; answer: unknown },
): Promise<void> => {
  if (!kind_rules.local) return
  const { input } = await predictionOf(view, project_id, prediction_id)
  const expected = kind_rules.misfit(answer, input, guideline)
  if (expected !== null) throw new Refusal('INVALID', `answer: ${expected}`, { field: 'answer', expected })
}

/** Of some items, those whose answers a caller must not see yet: who still has to judge what, a later step knows. */
export type Veiled = (view: View, project_id: string, item_ids: string[]) => Promise<Set<string>>

const HIDDEN = { answer: null, scores: null, confidence: null, margin: null, hidden: true }

/** Predictions as a caller may see them. */
export const veil = async (
  view: View,
  { project_id, predictions, veiled }: { project_id: string; predictions: Prediction[]; veiled: Veiled },
): Promise<PredictionSeen[]> => {
  const items = [...new Set(predictions.map(each => each.item_id))]
  const under = await veiled(view, project_id, items)
  return predictions.map(each => (under.has(each.item_id) ? { ...each, ...HIDDEN } : { ...each, hidden: false }))
}
