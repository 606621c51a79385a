import { Refusal } from './errors.ts'

/** One line that is not blank: its bytes without the line end, or why there are none. `number` counts from 1. */
export type Line = { number: number; bytes: Buffer } | { number: number; refusal: Refusal }

const NEWLINE = 0x0a
const CARRIAGE_RETURN = 0x0d
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf])
const NOTHING = Buffer.alloc(0)

/**
 * Splits a stream of bytes into lines. LF and CRLF end a line, the last one needs no end, blank lines are counted and
 * skipped, and a byte order mark at the start is dropped. A line of more than `limit_bytes` yields a refusal
 * (TOO_LARGE) and the next one is read as usual. Holds one chunk and `limit_bytes` at most, however the stream is cut.
 */
export async function* linesOf(source: AsyncIterable<Uint8Array>, limit_bytes = 1 << 20): AsyncGenerator<Line> {
  const begun = Buffer.allocUnsafe(limit_bytes)
  let length = 0 // of the line begun in earlier chunks; past the limit it is only counted
  let number = 0

  /** The line that ends with these bytes, or undefined where it is blank. */
  const finish = (end: Buffer): Line | undefined => {
    number++
    const total = length + end.length
    if (total > limit_bytes) {
      length = 0
      return { number, refusal: new Refusal('TOO_LARGE', `Line ${number} is longer than ${limit_bytes} bytes.`) }
    }
    const raw = length === 0 ? end : Buffer.concat([begun.subarray(0, length), end])
    length = 0
    const bytes = trim(raw, number === 1)
    return isBlank(bytes) ? undefined : { number, bytes }
  }

  for await (const data of source) {
    const chunk = Buffer.from(data.buffer, data.byteOffset, data.length)
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      const line = finish(chunk.subarray(start, end))
      if (line) yield line
      start = end + 1
    }
    const rest = chunk.subarray(start)
    rest.copy(begun, length) // nothing, once past the limit
    length += rest.length
  }
  const last = length > 0 ? finish(NOTHING) : undefined
  if (last) yield last
}

const trim = (bytes: Buffer, is_first: boolean): Buffer => {
  const start = is_first && bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0
  const end = bytes.at(-1) === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length
  return bytes.subarray(start, end)
}

const isBlank = (bytes: Buffer): boolean => bytes.every(byte => byte === 0x20 || byte === 0x09)
