import { buckets, type Grams, type Scanner } from './features.ts'

/** The n-grams a model has weights for, one row each. Row 0 is the bias: every text has it. */
export type Vocabulary = {
  rows: number
  /** Row of a bucket, or -1. */
  row_of: Int32Array
  /** Bucket of a row; -1 for the bias. May be longer than `rows`. */
  bucket_of: Int32Array
  /** Inverse document frequency of a row; may be longer than `rows`. */
  idf: Float32Array
  /** That of an n-gram without a row. */
  unseen_idf: number
}

/** Texts as sparse rows: entries `start[i]` to `start[i + 1]` belong to text i. */
export type Matrix = { items: number; start: Int32Array; row: Int32Array; value: Float32Array }

/** What every text carries for the bias row: small, so that words decide where there are any. */
export const bias_value = 0.25

/** Smoothed inverse document frequency, as scikit-learn's: ln((1 + documents) / (1 + frequency)) + 1. */
const inverseFrequency = (documents: number, frequency: number): number =>
  Math.fround(Math.log((1 + documents) / (1 + frequency)) + 1)

export const emptyVocabulary = (rows: number, unseen_idf: number): Vocabulary => ({
  rows,
  row_of: new Int32Array(buckets).fill(-1),
  bucket_of: new Int32Array(rows).fill(-1),
  idf: new Float32Array(rows),
  unseen_idf,
})

/**
 * Gives a row to every n-gram that occurs in at least `least` of the texts. Frequent ones come first, so that the rows
 * most used lie close together in memory.
 */
export const readVocabulary = (scanner: Scanner, texts: readonly string[], least: number): Vocabulary => {
  const frequency = new Int32Array(buckets)
  for (const text of texts) {
    const grams = scanner.scan(text)
    for (let entry = 0; entry < grams.size; entry++) frequency[grams.bucket[entry]]++
  }
  const ranked: number[] = []
  for (let bucket = 0; bucket < buckets; bucket++) if (frequency[bucket] >= least) ranked.push(bucket)
  ranked.sort((a, b) => frequency[b] - frequency[a] || a - b)
  const vocabulary = emptyVocabulary(ranked.length + 1, inverseFrequency(texts.length, 0))
  ranked.forEach((bucket, place) => {
    vocabulary.row_of[bucket] = place + 1
    vocabulary.bucket_of[place + 1] = bucket
    vocabulary.idf[place + 1] = inverseFrequency(texts.length, frequency[bucket])
  })
  return vocabulary
}

const few_logs = Float64Array.from({ length: 256 }, (_, count) => 1 + Math.log(Math.max(count, 1)))

/**
 * Writes the value of every entry: (1 + ln count) * idf, each block (words, pieces) of length 1, then the whole.
 * N-grams without a row count towards the length, so that an unfamiliar text scores lower everywhere: on CLINC150 that
 * lifts the recognition of out-of-scope texts by 1.2 points of AUROC and leaves accuracy as it is.
 */
export const weigh = (vocabulary: Vocabulary, grams: Grams, value: Float32Array): void => {
  const { row_of, idf, unseen_idf } = vocabulary
  let from = 0
  const both = grams.words > 0 && grams.size > grams.words
  for (const to of [grams.words, grams.size]) {
    let squares = 0
    for (let entry = from; entry < to; entry++) {
      const row = row_of[grams.bucket[entry]]
      const count = grams.count[entry]
      const term = count < 256 ? few_logs[count] : 1 + Math.log(count)
      const weight = term * (row < 0 ? unseen_idf : idf[row])
      value[entry] = weight
      squares += weight * weight
    }
    const scale = 1 / Math.sqrt(both ? 2 * squares : squares)
    for (let entry = from; entry < to; entry++) value[entry] *= scale
    from = to
  }
}

/** Texts as sparse rows of a vocabulary; n-grams without a row are left out, the bias comes first. */
export const vectorise = (scanner: Scanner, vocabulary: Vocabulary, texts: readonly string[]): Matrix => {
  const start = new Int32Array(texts.length + 1)
  let row = new Int32Array(160 * texts.length + 16)
  let value = new Float32Array(row.length)
  let weights = new Float32Array(1024)
  let size = 0
  texts.forEach((text, item) => {
    const grams = scanner.scan(text)
    if (weights.length < grams.size) weights = new Float32Array(2 * grams.size)
    weigh(vocabulary, grams, weights)
    if (row.length < size + grams.size + 1) {
      row = grown(row, new Int32Array(2 * (size + grams.size + 1)))
      value = grown(value, new Float32Array(row.length))
    }
    row[size] = 0
    value[size++] = bias_value
    for (let entry = 0; entry < grams.size; entry++) {
      const known = vocabulary.row_of[grams.bucket[entry]]
      if (known < 0) continue
      row[size] = known
      value[size++] = weights[entry]
    }
    start[item + 1] = size
  })
  return { items: texts.length, start, row: row.subarray(0, size), value: value.subarray(0, size) }
}

/** The larger array, beginning with what the smaller one holds. */
export const grown = <Numbers extends Int32Array | Float32Array>(from: Numbers, to: Numbers): Numbers => {
  to.set(from)
  return to
}
