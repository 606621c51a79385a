import { setImmediate as turn } from 'node:timers/promises'
import type { Vector } from './correct.ts'
import type { Room } from './kernel.ts'
import type { LinearModel } from './model.ts'
import { type Matrix, readTexts, type Vocabulary, vectorise } from './vocabulary.ts'

/** Texts by n-gram: the items and values of row r are at `start[r]` to `start[r + 1]`. The bias has none. */
export type Postings = { start: Int32Array; item: Int32Array; value: Float32Array }

/** Texts weighed as the model weighs them, with rows for all of their n-grams, also those the model has not met. */
export type Weighed = { vocabulary: Vocabulary; matrix: Matrix }

export const weighTexts = async (model: LinearModel, texts: readonly string[]): Promise<Weighed> => {
  const vocabulary = structuredClone(model.vocabulary)
  const matrix = await vectorise(vocabulary, await readTexts(texts), { grow: true })
  return { vocabulary, matrix }
}

const ITEMS_PER_TURN = 1000
const ENTRIES_PER_TURN = 500_000

/** Turns a matrix by text into postings by n-gram, inside the room. */
export const postingsOf = async (room: Room, { vocabulary, matrix }: Weighed): Promise<Postings> => {
  const entries = matrix.row.length - matrix.items
  const postings = { start: room.ints(vocabulary.rows + 1), item: room.ints(entries), value: room.floats(entries) }
  const { start } = postings
  for (let entry = 0; entry < matrix.row.length; entry++) {
    if (matrix.row[entry] > 0) start[matrix.row[entry] + 1]++
    if (entry % ENTRIES_PER_TURN === ENTRIES_PER_TURN - 1) await turn()
  }
  for (let row = 0; row < vocabulary.rows; row++) start[row + 1] += start[row]
  const next = start.slice()
  for (let item = 0; item < matrix.items; item++) {
    for (let entry = matrix.start[item] + 1; entry < matrix.start[item + 1]; entry++) {
      const place = next[matrix.row[entry]]++
      postings.item[place] = item
      postings.value[place] = matrix.value[entry]
    }
    if (item % ITEMS_PER_TURN === ITEMS_PER_TURN - 1) await turn()
  }
  return postings
}

/** Adds to every item's similarity its inner product with the vector, the bias left out. */
export const compare = (
  { room, vocabulary, postings }: { room: Room; vocabulary: Vocabulary; postings: Postings },
  vector: Vector,
  similarity: Float32Array,
): void => {
  for (let entry = 1; entry < vector.bucket.length; entry++) {
    const row = vocabulary.row_of[vector.bucket[entry]]
    if (row < 0) continue
    const range = { from: postings.start[row], to: postings.start[row + 1], factor: vector.value[entry] }
    room.spreadSimilarity(postings, range, similarity)
  }
}
