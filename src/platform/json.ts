/**
 * The only parser of JSON from outside. It accepts what every part behind it can keep and give back unchanged: I-JSON
 * (RFC 7493) with bounds. PostgreSQL cannot store NUL or half a surrogate pair, `JSON.stringify` overflows the stack on
 * depths that `JSON.parse` accepts (CVE-2026-63462 stopped a server so), 9 KB of `1e131000` become 131 MB in `jsonb`,
 * and `JSON.parse` rounds long integers and drops repeated keys without a word.
 */
import { Refusal } from './errors.ts'

export type JsonLimits = {
  /** Levels of arrays and objects. */
  depth: number
  /** Members of all arrays and objects together; an empty one counts as one. */
  elements: number
}

const LIMITS: JsonLimits = { depth: 64, elements: 100_000 }

/** Far beyond any measurement, and still one short line when a database writes it out in full. */
const LARGEST_NUMBER = 1e100

/** Below these lengths a number without exponent needs no check: it is under 2^53, or under 1e100. */
const INTEGER_IN_DOUBT = 16
const DECIMAL_IN_DOUBT = 100

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const MINUS = 0x2d

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Parses one JSON text of UTF-8 bytes (a leading byte order mark is skipped).
 * @throws Refusal UTF8, JSON_SYNTAX, JSON_DEPTH, JSON_SIZE, JSON_KEY (`__proto__`, a repeated key), TEXT_NUL,
 *   TEXT_SURROGATE, NUM_RANGE (not finite, beyond 1e100, or an integer that would not be given back digit for digit).
 *   Where a member is at fault, `field` is its dotted path.
 * @param rows names an array of rows at the top: a row whose text cannot be kept becomes its refusal (TEXT_NUL,
 *   TEXT_SURROGATE), and the others stay
 */
export const parseJson = (
  bytes: Uint8Array,
  { rows, ...limits }: Partial<JsonLimits> & { rows?: string | undefined } = {},
): unknown => {
  const text = decode(bytes)
  const keys_written = scan(bytes, { ...LIMITS, ...limits })
  const value = parse(text)
  const spoiled_keys = rows === undefined ? 0 : setAside(value, rows)
  if (inspect(value, []) + spoiled_keys !== keys_written) refuseRepeatedKey(bytes)
  return value
}

/** Puts a refusal in the place of each row whose text cannot be kept. @returns the number of keys in those rows. */
const setAside = (value: unknown, name: string): number => {
  const list = (value as Record<string, unknown> | null)?.[name]
  if (!Array.isArray(list)) return 0
  let keys = 0
  list.forEach((row, index) => {
    try {
      inspect(row, [name, index])
    } catch (error) {
      if (!(error instanceof Refusal) || !error.code.startsWith('TEXT_')) throw error
      keys += keysIn(row)
      list[index] = error
    }
  })
  return keys
}

const keysIn = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 0
  const inside = Object.values(value).reduce<number>((sum, each) => sum + keysIn(each), 0)
  return Array.isArray(value) ? inside : inside + Object.keys(value).length
}

const decode = (bytes: Uint8Array): string => {
  try {
    return utf8.decode(bytes)
  } catch {
    throw new Refusal('UTF8', 'The text is not valid UTF-8.', { expected: 'UTF-8' })
  }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    // V8 may quote the text around the fault; that can be a secret and ends up in logs.
    const reason = (error as SyntaxError).message.replace(/, (\.\.\.)?".*$/s, '')
    throw new Refusal('JSON_SYNTAX', `The text is not valid JSON: ${reason}.`)
  }
}

/**
 * One pass over the raw bytes for what must be known before `JSON.parse`: depth, size, and numbers as written. It
 * presumes nothing about the syntax. UTF-8 never uses ASCII bytes inside a character, so bytes need no decoding.
 * @returns the number of keys written in all objects.
 */
const scan = (bytes: Uint8Array, limits: JsonLimits): number => {
  let depth = 0
  let elements = 0
  let keys = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte === QUOTE) at = endOfString(bytes, at)
    else if (byte === COLON) keys++
    else if (byte === COMMA) elements++
    else if (isOpening(byte)) {
      elements++
      if (++depth > limits.depth) {
        throw new Refusal('JSON_DEPTH', `The JSON is nested deeper than ${limits.depth} levels.`)
      }
    } else if (isClosing(byte)) depth--
    else if (isDigit(byte) || byte === MINUS) at = endOfNumber(bytes, at)
    if (elements > limits.elements) {
      throw new Refusal('JSON_SIZE', `The JSON has more than ${limits.elements} elements. Send it in parts.`)
    }
  }
  return keys
}

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39
/** Setting bit 5 turns `[` into `{` and `]` into `}`, and no other ASCII byte into them. */
const isOpening = (byte: number): boolean => (byte | 0x20) === 0x7b
const isClosing = (byte: number): boolean => (byte | 0x20) === 0x7d

/** Index of the closing quote of the string that opens at `start`. */
const endOfString = (bytes: Uint8Array, start: number): number => {
  let at = start + 1
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1
  return at
}

/** Index of the last byte of the number that starts at `start`, once it is known that it can be kept as written. */
const endOfNumber = (bytes: Uint8Array, start: number): number => {
  let end = start + 1
  let has_point = false
  let has_exponent = false
  for (; end < bytes.length; end++) {
    const byte = bytes[end]!
    if (byte === 0x2e) has_point = true
    else if ((byte | 0x20) === 0x65) has_exponent = true
    else if (!isDigit(byte) && byte !== MINUS && byte !== 0x2b) break
  }
  if (has_exponent || end - start >= (has_point ? DECIMAL_IN_DOUBT : INTEGER_IN_DOUBT)) {
    checkNumber(sliceOf(bytes, start, end), !has_point && !has_exponent)
  }
  return end - 1
}

const sliceOf = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString()

/** Refuses a number that a double cannot carry; malformed ones (NaN here) are left to the parser. */
const checkNumber = (literal: string, is_integer: boolean): void => {
  const value = Number(literal)
  if (Math.abs(value) > LARGEST_NUMBER) {
    throw new Refusal('NUM_RANGE', `The number ${clip(literal)} is too large.`, { expected: 'at most 1e100' })
  }
  // Integers between 2^53 and 1e21 are written out in full by JSON.stringify, so the test is not "is it safe" but
  // "does it come back as it was sent": true of all our own output, false of 9007199254740993.
  if (is_integer && !Number.isNaN(value) && String(value) !== literal) {
    throw new Refusal('NUM_RANGE', `The integer ${clip(literal)} would be rounded.`, {
      expected: 'a string for long ids',
    })
  }
}

/** Callers' own words, short enough for an error message. */
const clip = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text)

type Path = (string | number)[]

/**
 * Walks the parsed value, at most `limits.depth` deep, for text and keys that cannot be kept.
 * @returns the number of keys in all objects; fewer than were written means that a key was repeated.
 */
const inspect = (value: unknown, path: Path): number => {
  if (typeof value === 'string') checkText(value, path)
  if (typeof value !== 'object' || value === null || value instanceof Refusal) return 0
  let keys = 0
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      path.push(index)
      keys += inspect(value[index], path)
      path.pop()
    }
    return keys
  }
  for (const key of Object.keys(value)) {
    path.push(key)
    checkText(key, path)
    if (key === '__proto__') {
      throw new Refusal('JSON_KEY', 'The key __proto__ is not accepted.', { field: dotted(path) })
    }
    keys += 1 + inspect((value as Record<string, unknown>)[key], path)
    path.pop()
  }
  return keys
}

const checkText = (text: string, path: Path): void => {
  if (text.includes('\0')) {
    throw new Refusal('TEXT_NUL', 'A text holds a NUL character (\\u0000).', { field: dotted(path) })
  }
  if (!text.isWellFormed()) {
    throw new Refusal('TEXT_SURROGATE', 'A text holds half a surrogate pair.', { field: dotted(path) })
  }
}

const dotted = (path: Path): string => clip(path.join('.')).toWellFormed()

/** Finds the key that `inspect` missed, to name it: a second pass, for this failure alone. */
const refuseRepeatedKey = (bytes: Uint8Array): never => {
  const seen: Set<string>[] = []
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (isOpening(byte)) seen.push(new Set())
    else if (isClosing(byte)) seen.pop()
    else if (byte === QUOTE) {
      const start = at
      at = endOfString(bytes, start)
      if (!isKey(bytes, at)) continue
      const key = JSON.parse(sliceOf(bytes, start, at + 1)) as string
      if (seen.at(-1)!.has(key)) {
        throw new Refusal('JSON_KEY', `An object has the key "${clip(key)}" twice.`, { field: clip(key) })
      }
      seen.at(-1)!.add(key)
    }
  }
  throw new Error('every key is there once, yet the counts differ')
}

/** Whether the string that closes at `end` is followed by a colon. */
const isKey = (bytes: Uint8Array, end: number): boolean => {
  let at = end + 1
  while (bytes[at] === 0x20 || (bytes[at]! >= 0x09 && bytes[at]! <= 0x0d)) at++
  return bytes[at] === COLON
}
