import type { Example } from '../learner.ts'
import { scanner } from './features.ts'
import { answer, GRID, type LinearModel, logitsOf, rowFor } from './model.ts'
import { BIAS_VALUE, weigh } from './vocabulary.ts'

/** A text as buckets and values, the bias (-1) first. Unlike rows, buckets mean the same to every model. */
export type Vector = { bucket: Int32Array; value: Float32Array }

/**
 * One correction as a change of the model: `value[i] * change[k]` is added to the weight of n-gram i for class k. As
 * the change is of rank one, it changes the score of any text by its similarity times `change`.
 */
export type Correction = Vector & {
  example: Example
  /** By class, in the order of the labels; 0 for most. */
  change: Float32Array
  /** What the model said before. */
  label_before: string
  confidence_before: number
}

/** Probability of the right label at which a correction has taught enough: then no other label can be ahead. */
const ENOUGH = 0.501
const MOST_STEPS = 1000
/** Only the classes most in question are changed; to change all gains nothing and moves more. */
const CLASSES_PER_STEP = 4

/** A text as the model sees it, n-grams without a row included. */
export const vectorOf = (model: LinearModel, text: string): Vector => {
  const grams = scanner.scan(text)
  const bucket = new Int32Array(grams.size + 1)
  const value = new Float32Array(grams.size + 1)
  weigh(model.vocabulary, grams, value.subarray(1))
  bucket.set(grams.bucket.subarray(0, grams.size), 1)
  bucket[0] = -1
  value[0] = BIAS_VALUE
  return { bucket, value }
}

/**
 * What a correction would change, without changing it: steps of stochastic gradient descent at rate 1 on this one
 * example until the model gives its label half of the probability, as "passive-aggressive" learners do (Crammer et al.
 * 2006). Throws where the label is not one of the model's.
 */
export const plan = (model: LinearModel, example: Example): Correction => {
  const gold = model.labels.indexOf(example.label)
  if (gold < 0) throw new Error(`"${example.label}" is not one of the labels.`)
  const before = answer(model, example.text)
  const vector = vectorOf(model, example.text)
  const logits = Float64Array.from(logitsOf(model, example.text).subarray(0, model.labels.length))
  const squares = vector.value.reduce((sum, value) => sum + value * value, 0)
  const change = new Float32Array(logits.length)
  for (let step = 0; step < MOST_STEPS; step++) {
    const gradient = probabilities(logits)
    if (gradient[gold] >= ENOUGH) break
    gradient[gold] -= 1
    for (const k of largest(gradient)) {
      change[k] -= gradient[k]
      logits[k] -= squares * gradient[k]
    }
  }
  return { example, ...vector, change, label_before: before.label, confidence_before: before.confidence }
}

const probabilities = (logits: Float64Array): Float64Array => {
  const highest = Math.max(...logits)
  const weights = logits.map(logit => Math.exp(logit - highest))
  const total = weights.reduce((a, b) => a + b)
  return weights.map(weight => weight / total)
}

const largest = (gradient: Float64Array): number[] =>
  Array.from(gradient.keys())
    .sort((a, b) => Math.abs(gradient[b]) - Math.abs(gradient[a]))
    .slice(0, CLASSES_PER_STEP)

/** Adds `sign` times the correction to the weights, in whole steps of the grid, so that taking it back is exact. */
const add = (model: LinearModel, { bucket, value, change }: Correction, sign: 1 | -1): void => {
  const touched = [...change.keys()].filter(k => change[k] !== 0)
  if (touched.length === 0) return
  bucket.forEach((place, entry) => {
    const base = rowFor(model, place) * model.stride
    for (const k of touched) model.weights[base + k] += sign * GRID * Math.round((value[entry] * change[k]) / GRID)
  })
}

/** Makes the planned correction: the model now gives the example its label. */
export const apply = (model: LinearModel, correction: Correction): void => add(model, correction, 1)

/** Takes a correction back, exactly and in any order. */
export const undo = (model: LinearModel, correction: Correction): void => add(model, correction, -1)

/** Plans and makes a correction. */
export const correct = (model: LinearModel, example: Example): Correction => {
  const correction = plan(model, example)
  apply(model, correction)
  return correction
}
