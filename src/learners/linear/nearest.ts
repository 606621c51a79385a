import { vectorOf } from './correct.ts'
import type { LinearModel } from './model.ts'
import { compare, postingsOf, weighTexts } from './postings.ts'

/** A text of the library and the cosine of its n-grams with those of the text asked for: 1 for the same text. */
export type Near = { index: number; similarity: number }

/** Texts kept to be found again by what they are like: errata already settled, for instance. */
export type Library = {
  /** The nearest texts, best first; those that share nothing are left out. */
  nearest(text: string, count: number): Near[]
}

export const libraryOf = async (model: LinearModel, texts: readonly string[]): Promise<Library> => {
  const weighed = await weighTexts(model, texts)
  const room = model.kernel(2 * weighed.matrix.row.length + weighed.vocabulary.rows + 1 + texts.length)
  const { vocabulary } = weighed
  const postings = await postingsOf(room, weighed)
  const similarity = room.floats(texts.length)
  return {
    nearest: (text, count) => {
      similarity.fill(0)
      compare({ room, vocabulary, postings }, vectorOf(model, text), similarity)
      return best(similarity, count)
    },
  }
}

/** The largest positive similarities in order, ties by index: one pass with a short sorted list. */
const best = (similarity: Float32Array, count: number): Near[] => {
  const found: Near[] = []
  similarity.forEach((value, index) => {
    if (value <= 0 || (found.length === count && value <= found[count - 1].similarity)) return
    const place = found.findIndex(near => near.similarity < value)
    found.splice(place < 0 ? found.length : place, 0, { index, similarity: value })
    found.length = Math.min(found.length, count)
  })
  return found
}
