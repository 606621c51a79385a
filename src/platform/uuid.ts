import { randomUUID } from 'node:crypto'

let last_ms = 0
let counter = 0

/**
 * A new id of version 7 (RFC 9562): 48 bits of milliseconds, a 12 bit counter (its section 6.2, method 1), 62 random
 * bits. Strictly increasing within the process: a clock that steps back is ignored, and more than 4,096 ids in one
 * millisecond borrow the next. `now_ms` is for tests and replays, never for a caller's clock, which would carry all
 * later ids into the future.
 */
export const uuidv7 = (now_ms: number = Date.now()): string => {
  if (now_ms > last_ms) {
    last_ms = now_ms
    counter = 0
  } else if (++counter > 0xfff) {
    last_ms++
    counter = 0
  }
  const time = last_ms.toString(16).padStart(12, '0')
  const tick = counter.toString(16).padStart(3, '0')
  // The tail of a random UUID (version 4) is the variant and the 62 random bits wanted here, from a pool of entropy.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${tick}-${randomUUID().slice(19)}`
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/**
 * Whether a text is a UUID of any version, in the usual form of 36 characters; upper case is accepted as in RFC 9562.
 */
export const isUuid = (text: string): boolean => UUID.test(text)
