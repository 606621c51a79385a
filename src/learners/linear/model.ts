import { setImmediate as turn } from 'node:timers/promises'
import type { Model, Scored } from '../learner.ts'
import { scanner } from './features.ts'
import { pack } from './format.ts'
import type { Kernel, Room } from './kernel.ts'
import { addRow, BIAS_VALUE, type Vocabulary, weigh } from './vocabulary.ts'

/**
 * Weights lie on this grid, where 32-bit sums are exact up to 32: a correction taken back leaves the bits as they were.
 */
export const GRID = 2 ** -19

/** What a linear model knows. Row r of the weights begins at `r * stride`. */
export type Knowledge = {
  labels: readonly string[]
  vocabulary: Vocabulary
  weights: Float32Array
  /** Logits are divided by it, and by the root of their standard deviation, before they become probabilities. */
  temperature: number
}

/** A model with its workspace. `weights` lies in `room` and may have spare rows at its end. */
export type LinearModel = Model & Knowledge & { stride: number; kernel: Kernel; room: Room; desk: Desk }

/** Room for one text at a time. */
type Desk = { row: Int32Array; value: Float32Array; logits: Float32Array; weighed: Float32Array }

const DESK_ENTRIES = 4096
const SPARE_ROWS = 4096
const TEXTS_PER_TURN = 256

/** Classes take a whole number of cache lines. */
export const strideOf = (classes: number): number => Math.ceil(classes / 16) * 16

/** Puts knowledge to work. The weights are copied. */
export const openModel = (knowledge: Knowledge, kernel: Kernel): LinearModel => {
  const stride = strideOf(knowledge.labels.length)
  const model: LinearModel = {
    ...knowledge,
    stride,
    kernel,
    ...furnish(knowledge, kernel, knowledge.vocabulary.rows + SPARE_ROWS),
    predict: async (texts, { signal, on_progress } = {}) => {
      const answers: Scored[] = []
      for (const text of texts) {
        answers.push(answer(model, text))
        if (answers.length % TEXTS_PER_TURN > 0) continue
        on_progress?.(answers.length, texts.length)
        await turn()
        signal?.throwIfAborted()
      }
      return answers
    },
    save: () => pack(model),
  }
  return model
}

const furnish = (knowledge: Knowledge, kernel: Kernel, rows: number) => {
  const stride = strideOf(knowledge.labels.length)
  const room = kernel((rows + 1) * stride + 2 * DESK_ENTRIES)
  const weights = room.floats(rows * stride)
  weights.set(knowledge.weights)
  const desk: Desk = {
    row: room.ints(DESK_ENTRIES),
    value: room.floats(DESK_ENTRIES),
    logits: room.floats(stride),
    weighed: new Float32Array(DESK_ENTRIES),
  }
  return { room, weights, desk }
}

/** The answer to one text, at once. */
export const answer = (model: LinearModel, text: string): Scored => {
  const scores = probabilities(model, logitsOf(model, text))
  let best = 0
  for (let k = 1; k < scores.length; k++) if (scores[k] > scores[best]) best = k
  return { label: model.labels[best], confidence: scores[best], scores }
}

/**
 * What logits of one text are multiplied by before they become probabilities. Logits spread wide claim too much, in
 * every corpus and of every size of training set tried: the root of the spread keeps the order and takes that back.
 */
export const sharpnessOf = ({ labels, temperature }: Knowledge, logits: Float32Array): number =>
  1 / (temperature * rootOfSpread(logits.subarray(0, labels.length)))

/** The root of the standard deviation; 1 of equal numbers. */
export const rootOfSpread = (logits: Float32Array | Float64Array): number => {
  const { length } = logits
  let sum = 0
  for (let k = 0; k < length; k++) sum += logits[k]
  let squares = 0
  for (let k = 0; k < length; k++) squares += (logits[k] - sum / length) ** 2
  return (squares / length) ** 0.25 || 1
}

const probabilities = (model: LinearModel, logits: Float32Array): Float32Array => {
  model.room.softmax(logits, model.labels.length, sharpnessOf(model, logits))
  return logits.slice(0, model.labels.length)
}

/** Raw scores of one text by class, before temperature; overwritten by the next call. */
export const logitsOf = (model: LinearModel, text: string): Float32Array => {
  const { room, weights, vocabulary, desk } = model
  const grams = scanner.scan(text)
  if (desk.weighed.length < grams.size) desk.weighed = new Float32Array(2 * grams.size)
  weigh(vocabulary, grams, desk.weighed)
  desk.logits.fill(0)
  const flush = () => room.score(desk, { from: 0, to: size }, { weights, out: desk.logits })
  desk.row[0] = 0
  desk.value[0] = BIAS_VALUE
  let size = 1
  for (let entry = 0; entry < grams.size; entry++) {
    const row = vocabulary.row_of[grams.bucket[entry]]
    if (row < 0) continue
    desk.row[size] = row
    desk.value[size++] = desk.weighed[entry]
    if (size < DESK_ENTRIES) continue
    flush()
    size = 0
  }
  flush()
  return desk.logits
}

/** The row of a bucket (-1: the bias). An unseen n-gram gets one with zero weights; `model.weights` may be replaced. */
export const rowFor = (model: LinearModel, bucket: number): number => {
  const row = bucket < 0 ? 0 : addRow(model.vocabulary, bucket)
  if (row * model.stride >= model.weights.length)
    Object.assign(model, furnish(model, model.kernel, row + Math.max(SPARE_ROWS, row >> 2)))
  return row
}
