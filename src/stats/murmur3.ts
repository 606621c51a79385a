const rotate = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits))

const scramble = (block: number): number => Math.imul(rotate(Math.imul(block, 0xcc9e2d51), 15), 0x1b873593)

/**
 * The MurmurHash3 x86 32-bit hash of a text's UTF-8 bytes, as an unsigned integer. Not cryptographic: for stable
 * draws, splits and buckets.
 *
 * Appleby (2011), MurmurHash3, public domain.
 *
 * @example (murmur3('gr1:123') % 100) + 1 // 73
 */
export const murmur3 = (text: string, seed = 0): number => {
  const bytes = new TextEncoder().encode(text)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const whole = bytes.length - (bytes.length % 4)
  let hash = seed
  for (let at = 0; at < whole; at += 4) {
    hash = Math.imul(rotate(hash ^ scramble(view.getInt32(at, true)), 13), 5) + 0xe6546b64
  }
  let tail = 0
  for (let at = bytes.length - 1; at >= whole; at--) tail = (tail << 8) | bytes[at]
  hash ^= scramble(tail) ^ bytes.length
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
