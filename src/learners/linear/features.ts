/** Texts become n-grams: words alone and in pairs, and 2 to 4 characters inside each word and its two spaces. */

/** Buckets an n-gram may hash to. Of 25,000 distinct n-grams 2% share one, which costs no measurable accuracy. */
export const BUCKETS = 1 << 20

const LONGEST_RUN = 4

/** The distinct n-grams of one text, counted: first `words` entries for words and pairs, then those for characters. */
export type Grams = {
  bucket: Int32Array
  count: Int32Array
  words: number
  size: number
}

/** Every n-gram as it occurs: its bucket, the part of `codes` it covers, and its entry in `Grams`. */
export type Occurrences = {
  /** Code points of the text as it is compared: words with one space around each. */
  codes: Int32Array
  length: number
  bucket: Int32Array
  start: Int32Array
  stop: Int32Array
  entry: Int32Array
  words: number
  size: number
}

export type Scanner = {
  /** Reads one text; the answer is overwritten by the next call. */
  scan(text: string): Grams
  /** What the last scan met, in order; overwritten likewise. */
  occurrences: Occurrences
}

/** Stands between words, before the first and after the last. */
export const SPACE = 32
const WORD_SEED = 0x811c9dc5
const PAIR_SEED = 0x2f0b4a27
const RUN_SEED = 0x5bd1e995
const PRIME = 0x01000193

/** Signs that mean something: each is a word of its own. All other punctuation separates. */
const SIGNS = '?!$%#@+&'

/** Per ASCII code: its lower case, or a space where it separates. */
const FOLDED = Int32Array.from({ length: 128 }, (_, code) => {
  const sign = String.fromCharCode(code)
  return /[a-z0-9]/i.test(sign) || SIGNS.includes(sign) ? sign.toLowerCase().charCodeAt(0) : SPACE
})

/** Per ASCII code: 1 for a sign. */
const STANDS_ALONE = Uint8Array.from({ length: 128 }, (_, code) => Number(SIGNS.includes(String.fromCharCode(code))))

/** Beyond ASCII all but spaces and punctuation builds words: letters of any script, their marks, emoji. */
const separates = (code: number): boolean =>
  (code < 0xc0 && code !== 0xaa && code !== 0xb5 && code !== 0xba) ||
  (code >= 0x2000 && code <= 0x206f) ||
  (code >= 0x3000 && code <= 0x303f) ||
  code === 0xd7 ||
  code === 0xf7 ||
  code === 0x1680

/** The form texts are compared in. */
export const normalise = (text: string): string => text.normalize('NFKC').toLowerCase()

/** Murmur3's finaliser: spreads every bit of the rolling hash over the bucket. */
const bucketOf = (hash: number): number => {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) & (BUCKETS - 1)
}

/** Appends a code of the text to the first `length` codes; returns the new length. */
export const append = (codes: Int32Array, length: number, point: number): number => {
  const code = point < 128 ? FOLDED[point] : separates(point) ? SPACE : point
  const afterSign = codes[length - 1] < 128 && STANDS_ALONE[codes[length - 1]] === 1
  const apart = afterSign || (code < 128 && STANDS_ALONE[code] === 1)
  if ((apart || code === SPACE) && codes[length - 1] !== SPACE) codes[length++] = SPACE
  if (code !== SPACE) codes[length++] = code
  return length
}

/** Writes the codes of an ASCII text, which needs no normal form; -1 for any other. */
const readAscii = (text: string, codes: Int32Array): number => {
  codes[0] = SPACE
  let length = 1
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit > 127) return -1
    length = append(codes, length, unit)
  }
  return append(codes, length, SPACE)
}

const readAny = (normal: string, codes: Int32Array): number => {
  codes[0] = SPACE
  let length = 1
  for (const sign of normal) length = append(codes, length, sign.codePointAt(0) as number)
  return append(codes, length, SPACE)
}

/** Lists words and neighbouring pairs of words. */
const listWords = ({ codes, length, bucket, start, stop }: Occurrences): number => {
  let size = 0
  let before = 0
  let beforeStart = 0
  for (let i = 1; i < length; i++) {
    const from = i
    let hash = WORD_SEED
    while (codes[i] !== SPACE) hash = Math.imul(hash ^ codes[i++], PRIME)
    bucket[size] = bucketOf(hash)
    start[size] = from
    stop[size++] = i
    if (beforeStart > 0) {
      bucket[size] = bucketOf(Math.imul(before ^ PAIR_SEED, PRIME) ^ Math.imul(hash, 0x9e3779b1))
      start[size] = beforeStart
      stop[size++] = i
    }
    before = hash
    beforeStart = from
  }
  return size
}

/** Lists runs of 2 to 4 characters that do not reach over a space. */
const listRuns = ({ codes, length, bucket, start, stop, words }: Occurrences): number => {
  let size = words
  for (let i = 0; i < length - 1; i++) {
    let hash = Math.imul(RUN_SEED ^ codes[i], PRIME)
    for (let next = i + 1; next < i + LONGEST_RUN; next++) {
      hash = Math.imul(hash ^ codes[next], PRIME)
      bucket[size] = bucketOf(hash)
      start[size] = i
      stop[size++] = next + 1
      if (codes[next] === SPACE) break
    }
  }
  return size
}

const ints = (length: number): Int32Array => new Int32Array(length)

/** The smallest power of two above `least`. */
const powerAbove = (least: number): number => 2 ** (32 - Math.clz32(least))

/** New buffers for twice as many codes. @returns the slots to count in */
const grow = (occurrences: Occurrences, grams: Grams, codes: number) => {
  occurrences.codes = ints(2 * codes)
  for (const name of ['bucket', 'start', 'stop', 'entry'] as const) occurrences[name] = ints(8 * codes)
  grams.bucket = ints(8 * codes)
  grams.count = ints(8 * codes)
  return ints(powerAbove(16 * codes))
}

/** Makes a scanner with its own buffers, which grow with the longest text. */
const createScanner = (): Scanner => {
  const lists = { bucket: ints(0), start: ints(0), stop: ints(0), entry: ints(0) }
  const occurrences: Occurrences = { ...lists, codes: ints(0), length: 0, words: 0, size: 0 }
  const grams: Grams = { bucket: ints(0), count: ints(0), words: 0, size: 0 }
  let slots = ints(0)

  const reserve = (characters: number): void => {
    // Every character may be a sign with spaces around it.
    const codes = 2 * characters + 2
    if (occurrences.codes.length < codes) slots = grow(occurrences, grams, codes)
  }

  /** Counts equal n-grams of one block in a small open-addressing table, which stays in the nearest cache. */
  const count = (from: number, to: number, first: number): number => {
    const { bucket: wanted, entry } = occurrences
    const { bucket, count } = grams
    const mask = powerAbove(2 * (to - from)) - 1
    slots.fill(-1, 0, mask + 1)
    let size = first
    for (let i = from; i < to; i++) {
      let slot = wanted[i] & mask
      while (slots[slot] >= 0 && bucket[slots[slot]] !== wanted[i]) slot = (slot + 1) & mask
      if (slots[slot] < 0) {
        bucket[size] = wanted[i]
        count[size] = 0
        slots[slot] = size++
      }
      entry[i] = slots[slot]
      count[slots[slot]]++
    }
    return size
  }

  const scan = (text: string): Grams => {
    reserve(text.length)
    occurrences.length = readAscii(text, occurrences.codes)
    if (occurrences.length < 0) {
      const normal = normalise(text)
      reserve(normal.length)
      occurrences.length = readAny(normal, occurrences.codes)
    }
    occurrences.words = listWords(occurrences)
    occurrences.size = listRuns(occurrences)
    grams.words = count(0, occurrences.words, 0)
    grams.size = count(occurrences.words, occurrences.size, grams.words)
    return grams
  }
  return { scan, occurrences }
}

/** One for all: whoever scans uses what was found before anyone else has a turn. */
export const scanner = createScanner()
