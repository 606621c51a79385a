/**
 * The arithmetic of the linear learner in plain TypeScript: what `linear.as.ts` does, operation for operation.
 * Every intermediate is rounded to 32 bits in the same order, so both give the same bits. Numbers by class take a
 * stride: the number of classes rounded up to 16, a cache line.
 */

import type { Matrix } from '../vocabulary.ts'

const { fround } = Math

/** Entries of sparse rows. */
export type Entries = { row: Int32Array; value: Float32Array }

/** Softmax regression under stochastic gradient descent. */
export type Descent = Matrix & {
  /** Class of every item. */
  gold: Int32Array
  /** Items in the order they are learnt from. */
  order: Int32Array
  /** Weights by row, one stride each. */
  weights: Float32Array
  /** Room for the scores and then the gradient of one item. */
  scratch: Float32Array
  classes: number
}

/** Which steps of the order to take; step t has the learning rate `rate - slope * t`. */
export type Steps = { from: number; to: number; rate: number; slope: number }

/** Best classes and their probabilities. */
export type Tops = { top: Int32Array; confidence: Float32Array }

/** Scores of all items of a pool, one stride each and `NEVER` beyond the last class, and what is best for each. */
export type Standing = Tops & { scores: Float32Array }

/** A change of all scores by `similarity[item] * change[class]`, and the list of items it moves with their tops. */
export type Revision = {
  similarity: Float32Array
  change: Float32Array
  moved: Int32Array
  before: Tops
  after: Tops
  /** Room for the scores of one item. */
  scratch: Float32Array
}

/** An item moves to another top, or over the threshold of confidence. Without `keep` the standing stays as it is. */
export type Manner = { threshold: number; keep: boolean; classes: number; sharpness: number }

/** What falls below this in the gradient is noise: leaving it out halves the work. */
const NEGLIGIBLE = fround(1e-3)
/** Score of the classes that only fill up the stride. */
export const NEVER = -1e5

const LOG2E = fround(Math.LOG2E)
const LN2_HIGH = fround(0.693359375)
const LN2_LOW = fround(-2.1219444e-4)
/** Adding and subtracting it rounds a small float to the nearest integer. */
const ROUNDER = 12582912
const [c5, c4, c3, c2, c1, c0] = [
  1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
].map(fround) as [number, number, number, number, number, number]
const powerBits = new Int32Array(1)
const power = new Float32Array(powerBits.buffer)

/** e^x for x <= 0 in 32 bits, relative error 1e-7: the polynomial of Cephes' expf. */
const exp = (x: number): number => {
  x = Math.max(x, -80)
  const n = fround(fround(fround(x * LOG2E) + ROUNDER) - ROUNDER)
  const r = fround(fround(x - fround(n * LN2_HIGH)) - fround(n * LN2_LOW))
  let y = fround(fround(c5 * r) + c4)
  y = fround(fround(y * r) + c3)
  y = fround(fround(y * r) + c2)
  y = fround(fround(y * r) + c1)
  y = fround(fround(y * r) + c0)
  y = fround(fround(fround(y * fround(r * r)) + r) + 1)
  powerBits[0] = (n + 127) << 23
  return fround(y * power[0])
}

/** Adds the scores of the entries `from` to `to` to `out`, one number per class up to the stride. */
const score = (
  { row, value }: Entries,
  { from, to }: { from: number; to: number },
  { weights, out }: { weights: Float32Array; out: Float32Array },
): void => {
  const stride = out.length
  for (let entry = from; entry < to; entry++) {
    const base = row[entry] * stride
    const v = value[entry]
    for (let k = 0; k < stride; k++) out[k] = out[k] + fround(v * weights[base + k])
  }
}

/** Sum of e^(score - highest), in four strands as the SIMD lanes do. */
const sumOfExp = (scores: Float32Array, highest: number, sharpness = 1): number => {
  const sums = [0, 0, 0, 0]
  for (let k = 0; k < scores.length; k++)
    sums[k & 3] = fround(sums[k & 3] + exp(fround(fround(scores[k] - highest) * sharpness)))
  return sumOf(sums)
}

const sumOf = (lanes: number[]): number => fround(fround(fround(lanes[0] + lanes[1]) + lanes[2]) + lanes[3])

/** `sharpness` divided by the root of the standard deviation of the scores, where there is any. */
const calmed = (sharpness: number, scores: Float32Array, classes: number): number => {
  const sums = [0, 0, 0, 0]
  const squares = [0, 0, 0, 0]
  for (let k = 0; k < classes; k++) {
    sums[k & 3] = fround(sums[k & 3] + scores[k])
    squares[k & 3] = fround(squares[k & 3] + fround(scores[k] * scores[k]))
  }
  const mean = fround(sumOf(sums) / classes)
  const variance = fround(fround(sumOf(squares) / classes) - fround(mean * mean))
  return variance > 0 ? fround(sharpness / fround(Math.sqrt(fround(Math.sqrt(variance))))) : sharpness
}

/** Turns logits into probabilities in place, after multiplying them by `sharpness`. */
const softmax = (scores: Float32Array, classes: number, sharpness: number): void => {
  const sharp = fround(sharpness)
  for (let k = 0; k < classes; k++) scores[k] *= sharp
  scores.fill(NEVER, classes)
  const highest = scores.reduce((a, b) => Math.max(a, b), -Infinity)
  const sum = sumOfExp(scores, highest)
  for (let k = 0; k < scores.length; k++) scores[k] = exp(fround(scores[k] - highest)) / sum
}

/** Takes the given steps of descent. */
const train = (descent: Descent, steps: Steps): void => {
  const { start, row, value, gold, order, weights, scratch: scores, classes } = descent
  const stride = scores.length
  for (let step = steps.from; step < steps.to; step++) {
    const item = order[step]
    const range = { from: start[item], to: start[item + 1] }
    const rate = fround(steps.rate - steps.slope * step)
    scores.fill(0)
    score(descent, range, { weights, out: scores })
    softmax(scores, classes, 1)
    scores[gold[item]] -= 1
    for (let k = 0; k < stride; k++) scores[k] = Math.abs(scores[k]) < NEGLIGIBLE ? 0 : rate * scores[k]
    for (let entry = range.from; entry < range.to; entry++) {
      const base = row[entry] * stride
      const v = value[entry]
      for (let k = 0; k < stride; k++) weights[base + k] = weights[base + k] - fround(v * scores[k])
    }
  }
}

/** Adds `factor * value` to the similarity of every item among the postings `from` to `to`. */
const spreadSimilarity = (
  { item, value }: { item: Int32Array; value: Float32Array },
  { from, to, factor }: { from: number; to: number; factor: number },
  similarity: Float32Array,
): void => {
  const f = fround(factor)
  for (let posting = from; posting < to; posting++)
    similarity[item[posting]] = similarity[item[posting]] + fround(f * value[posting])
}

/** Changes all scores and lists what moves; returns how many items moved. */
const revise = (standing: Standing, revision: Revision, { threshold, keep, classes, sharpness }: Manner): number => {
  const { similarity, change, moved, before, after } = revision
  const stride = change.length
  const limit = fround(threshold)
  let count = 0
  for (let item = 0; item < moved.length; item++) {
    const from = standing.scores.subarray(item * stride, (item + 1) * stride)
    const to = keep ? from : revision.scratch
    for (let k = 0; k < stride; k++) to[k] = from[k] + fround(similarity[item] * change[k])
    let top = 0
    for (let k = 1; k < stride; k++) if (to[k] > to[top]) top = k
    const confidence = fround(1 / sumOfExp(to, to[top], calmed(fround(sharpness), to, classes)))
    if (top !== standing.top[item] || confidence >= limit !== standing.confidence[item] >= limit) {
      moved[count] = item
      before.top[count] = standing.top[item]
      before.confidence[count] = standing.confidence[item]
      after.top[count] = top
      after.confidence[count++] = confidence
    }
    if (!keep) continue
    standing.top[item] = top
    standing.confidence[item] = confidence
  }
  return count
}

export type Arithmetic = typeof arithmetic

/** What a kernel can do. */
export const arithmetic = { score, softmax, train, spreadSimilarity, revise }
