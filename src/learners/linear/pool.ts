import { setImmediate as turn } from 'node:timers/promises'
import type { Scored } from '../learner.ts'
import type { Correction } from './correct.ts'
import { type Manner, NEVER, type Revision, type Standing } from './kernel/plain.ts'
import { moveIn, type Room } from './kernel.ts'
import { type LinearModel, sharpnessOf } from './model.ts'
import { compare, type Postings, postingsOf, weighTexts } from './postings.ts'
import { BIAS_VALUE, type Matrix, type Vocabulary } from './vocabulary.ts'

/** Some milliseconds of work each. */
const ROWS_PER_TURN = 5000
const ITEMS_PER_TURN = 1000

/** An item whose answer a change of the model moves: another label, or its confidence crosses the threshold. */
export type Move = {
  item: number
  label_before: string
  label: string
  confidence_before: number
  confidence: number
}

/**
 * Items kept scored, so that what a correction does to all of them is known in milliseconds: held-out examples, errata,
 * unlabelled predictions. A short text takes 2.5 kB and 4 bytes more per label. A correction is a change of rank one:
 * it moves the scores of every item by that item's similarity to the corrected text times the change by class. That is
 * exact and needs no look at the weights.
 */
export type Pool = {
  items: number
  /** The answer to one item, as the model would give it. */
  answer(item: number): Scored
  /** What a planned correction would move; nothing changes. A confidence that crosses `threshold` counts as well. */
  preview(correction: Correction, threshold?: number): Move[]
  /** Follows a correction that was applied to the model. */
  apply(correction: Correction, threshold?: number): Move[]
  /** Follows a correction that was undone. */
  undo(correction: Correction, threshold?: number): Move[]
  /**
   * Scores all items by another model that came from the same fit (refined, corrected, calibrated). Takes 20 ms per
   * 10,000 items, in which nothing else runs. Throws where the model weighs n-grams otherwise or has other labels.
   */
  rescore(model: LinearModel, threshold?: number): Move[]
}

type State = {
  model: LinearModel
  room: Room
  vocabulary: Vocabulary
  matrix: Matrix
  postings: Postings
  /** Weights by row of the pool. */
  weights: Float32Array
  standing: Standing
  revision: Revision
}

/** Weighs and scores the texts, with pauses for others; the model must stay as it is until then. */
export const poolOf = async (model: LinearModel, texts: readonly string[]): Promise<Pool> => {
  const state = await layOut(model, texts)
  for (let from = 0; from < state.vocabulary.rows; from += ROWS_PER_TURN) {
    gather(state, model, { from, to: from + ROWS_PER_TURN })
    await turn()
  }
  for (let from = 0; from < texts.length; from += ITEMS_PER_TURN) {
    scoreAgain(state, { from, to: from + ITEMS_PER_TURN })
    await turn()
  }
  standAgain(state, Infinity)
  return {
    items: texts.length,
    answer: item => answerOf(state, item),
    preview: (correction, threshold = Infinity) =>
      follow(state, { ...correction, sign: 1 }, { threshold, keep: false }),
    apply: (correction, threshold = Infinity) => follow(state, { ...correction, sign: 1 }, { threshold, keep: true }),
    undo: (correction, threshold = Infinity) => follow(state, { ...correction, sign: -1 }, { threshold, keep: true }),
    rescore: (next, threshold = Infinity) => rescore(state, next, threshold),
  }
}

const layOut = async (model: LinearModel, texts: readonly string[]): Promise<State> => {
  const weighed = await weighTexts(model, texts)
  const { stride, kernel } = model
  const { vocabulary, matrix } = weighed
  const items = texts.length
  const room = kernel(4 * matrix.row.length + (stride + 9) * (items + 1) + (stride + 1) * (vocabulary.rows + 2))
  const tops = () => ({ top: room.ints(items), confidence: room.floats(items) })
  return {
    model,
    room,
    vocabulary,
    matrix: moveIn(room, matrix),
    postings: await postingsOf(room, weighed),
    weights: room.floats(vocabulary.rows * stride),
    standing: { scores: room.floats(items * stride), ...tops() },
    revision: {
      similarity: room.floats(items),
      change: room.floats(stride),
      scratch: room.floats(stride),
      moved: room.ints(items),
      before: tops(),
      after: tops(),
    },
  }
}

type Range = { from: number; to: number }

/** Copies the weights of the model to some rows of the pool. */
const gather = (state: State, model: LinearModel, { from, to }: Range): void => {
  const { vocabulary, weights } = state
  const { stride, labels } = model
  const another = new Error('The model comes from another fit: it needs a new pool.')
  if (JSON.stringify(labels) !== JSON.stringify(state.model.labels)) throw another
  for (let row = from; row < Math.min(to, vocabulary.rows); row++) {
    const known = row === 0 ? 0 : model.vocabulary.row_of[vocabulary.bucket_of[row]]
    const idf = known < 0 ? model.vocabulary.unseen_idf : model.vocabulary.idf[known]
    if (idf !== vocabulary.idf[row]) throw another
    const there = weights.subarray(row * stride, (row + 1) * stride)
    if (known < 0) there.fill(0)
    else there.set(model.weights.subarray(known * stride, (known + 1) * stride))
  }
  state.model = model
}

/** Scores some items by the weights gathered. */
const scoreAgain = ({ model, room, matrix, weights, standing }: State, { from, to }: Range): void => {
  const { stride, labels } = model
  for (let item = from; item < Math.min(to, matrix.items); item++) {
    const out = standing.scores.subarray(item * stride, (item + 1) * stride)
    out.fill(0)
    room.score(matrix, { from: matrix.start[item], to: matrix.start[item + 1] }, { weights, out })
    out.fill(NEVER, labels.length)
  }
}

/** Finds the answers that the scores make. */
const standAgain = (state: State, threshold: number): Move[] => {
  const { room, standing, revision } = state
  revision.change.fill(0)
  return movesOf(state, room.revise(standing, revision, mannerOf(state, threshold, true)))
}

const rescore = (state: State, model: LinearModel, threshold: number): Move[] => {
  gather(state, model, { from: 0, to: Infinity })
  scoreAgain(state, { from: 0, to: Infinity })
  return standAgain(state, threshold)
}

const follow = (
  state: State,
  { sign, ...correction }: Correction & { sign: 1 | -1 },
  { threshold, keep }: { threshold: number; keep: boolean },
): Move[] => {
  const { room, standing, revision } = state
  if (correction.change.every(change => change === 0)) return []
  revision.similarity.fill(correction.value[0] * BIAS_VALUE)
  compare(state, correction, revision.similarity)
  revision.change.set(correction.change.map(change => sign * change))
  return movesOf(state, room.revise(standing, revision, mannerOf(state, threshold, keep)))
}

const mannerOf = ({ model }: State, threshold: number, keep: boolean): Manner => ({
  threshold,
  keep,
  classes: model.labels.length,
  sharpness: 1 / model.temperature,
})

const movesOf = ({ model, revision }: State, count: number): Move[] =>
  Array.from({ length: count }, (_, place) => ({
    item: revision.moved[place],
    label_before: model.labels[revision.before.top[place]],
    label: model.labels[revision.after.top[place]],
    confidence_before: revision.before.confidence[place],
    confidence: revision.after.confidence[place],
  }))

const answerOf = ({ model, room, standing, revision }: State, item: number): Scored => {
  const { stride, labels } = model
  revision.scratch.set(standing.scores.subarray(item * stride, (item + 1) * stride))
  room.softmax(revision.scratch, labels.length, sharpnessOf(model, revision.scratch))
  return {
    label: labels[standing.top[item]],
    confidence: standing.confidence[item],
    scores: revision.scratch.slice(0, labels.length),
  }
}
