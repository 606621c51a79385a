/** Cells of the pattern in one machine word. */
const WORD_bits = 32

/** What is the same at both ends costs nothing, and is left out. */
const trimmed = <T>(one: readonly T[], other: readonly T[]): [readonly T[], readonly T[]] => {
  let start = 0
  let [end, other_end] = [one.length, other.length]
  while (start < end && start < other_end && one[start] === other[start]) start += 1
  while (end > start && other_end > start && one[end - 1] === other[other_end - 1]) {
    end -= 1
    other_end -= 1
  }
  return [one.slice(start, end), other.slice(start, other_end)]
}

/** For every element of the pattern, a bit for each place of one block where it stands. */
const bitsOf = <T>(pattern: readonly T[], from: number): Map<T, number> => {
  const bits = new Map<T, number>()
  for (let place = from; place < Math.min(from + WORD_bits, pattern.length); place += 1) {
    bits.set(pattern[place] as T, (bits.get(pattern[place] as T) ?? 0) | (1 << (place - from)))
  }
  return bits
}

/**
 * How many elements must be put in, taken out or replaced to make one list out of the other (Levenshtein's distance).
 *
 * Rows of the table of edits are kept as the signs of their differences, 32 cells in a machine word, block below block:
 * `carry` is the difference along the lower edge of the block above, for every column. Two texts of 10,000 words take
 * 3 million steps instead of 100.
 *
 * Myers (1999), A Fast Bit-Vector Algorithm for Approximate String Matching; Hyyrö (2003), A Bit-Vector Algorithm for
 * Computing Levenshtein and Damerau Edit Distances.
 *
 * @example edits([...'kitten'], [...'sitting']) // 3
 */
export const edits = <T>(one: readonly T[], other: readonly T[]): number => {
  const [pattern, text] = trimmed(one, other)
  if (pattern.length === 0) return text.length
  // Along the upper edge of the table every column costs one more than the one before it.
  const carry = new Int8Array(text.length).fill(1)
  let distance = pattern.length
  for (let from = 0; from < pattern.length; from += WORD_bits) {
    const bits = bitsOf(pattern, from)
    const last = 1 << (Math.min(WORD_bits, pattern.length - from) - 1)
    let positive = -1
    let negative = 0
    for (let column = 0; column < text.length; column += 1) {
      const above = carry[column] as number
      let equal = bits.get(text[column] as T) ?? 0
      const vertical = equal | negative
      if (above < 0) equal |= 1
      const diagonal = (((equal & positive) + positive) ^ positive) | equal
      let plus = negative | ~(diagonal | positive)
      let minus = positive & diagonal
      const below = (plus & last ? 1 : 0) - (minus & last ? 1 : 0)
      plus = (plus << 1) | (above > 0 ? 1 : 0)
      minus = (minus << 1) | (above < 0 ? 1 : 0)
      positive = minus | ~(vertical | plus)
      negative = plus & vertical
      carry[column] = below
    }
  }
  for (const difference of carry) distance += difference
  return distance
}
