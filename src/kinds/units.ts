/**
 * Places in a text, in the unit that whoever counts them uses: JavaScript and Java count UTF-16 units, Python counts
 * code points, Rust and Go count bytes of UTF-8. "né😀" is 4, 3 or 7 long.
 */
export const UNITS = ['utf16', 'codepoint', 'byte'] as const
export type Unit = (typeof UNITS)[number]

/** Offsets into one text, from its own unit to JavaScript's and back. */
export type Places = {
  /** How long the text is, in the unit. */
  length: number
  /** The index into the JavaScript string, or undefined for a place beyond the text or within a character. */
  indexOf(offset: number): number | undefined
  /** The offset in the unit, or undefined for an index beyond the text or between the halves of a character. */
  offsetOf(index: number): number | undefined
}

const isLead = (code: number) => code >= 0xd800 && code < 0xdc00

const sizeOf = (code: number, unit: Unit): number => {
  if (unit === 'codepoint') return 1
  if (unit === 'utf16') return isLead(code) ? 2 : 1
  if (code < 0x80) return 1
  if (code < 0x800) return 2
  return isLead(code) ? 4 : 3
}

/** The offset of every index; one within a character is marked. */
const offsetsIn = (text: string, unit: Unit): Int32Array => {
  const offsets = new Int32Array(text.length + 1)
  let offset = 0
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    offsets[index] = offset
    offset += sizeOf(code, unit)
    if (isLead(code)) {
      index += 1
      // Marked by its sign; what it stands for, the end of the character, keeps the order.
      offsets[index] = -1 - offset
    }
  }
  offsets[text.length] = offset
  return offsets
}

const within = (offset: number, length: number) => Number.isInteger(offset) && offset >= 0 && offset <= length

/** Every character is one of any unit: nothing needs a table. */
const ASCII = /^[\u0000-\u007f]*$/

/**
 * The places of a text, counted once: asking for one costs a look-up, or a binary search.
 * @param text well-formed: without half a character
 */
export const placesOf = (text: string, unit: Unit): Places => {
  if (ASCII.test(text)) {
    const same = (place: number) => (within(place, text.length) ? place : undefined)
    return { length: text.length, indexOf: same, offsetOf: same }
  }
  const offsets = offsetsIn(text, unit)
  const length = offsets[text.length] as number
  const at = (index: number) => offsets[index] as number
  return {
    length,
    offsetOf: index => (within(index, text.length) && at(index) >= 0 ? at(index) : undefined),
    indexOf(offset) {
      if (!within(offset, length)) return undefined
      let [low, high] = [0, text.length]
      while (low < high) {
        const middle = (low + high) >> 1
        const found = at(middle)
        if ((found < 0 ? -1 - found : found) < offset) low = middle + 1
        else high = middle
      }
      // What is marked stands just before the end of its character.
      if (at(low) < 0) low += 1
      return at(low) === offset ? low : undefined
    },
  }
}
