import { createHash } from 'node:crypto'
import { type Knowledge, strideOf } from './model.ts'
import { emptyVocabulary } from './vocabulary.ts'

const MAGIC = 'errata linear 2\n'

type Header = { labels: string[]; rows: number; temperature: number; unseen_idf: number }

const bytesOf = (array: Int32Array | Float32Array): Buffer =>
  Buffer.from(array.buffer, array.byteOffset, array.byteLength)

const digest = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

/**
 * The model as bytes: a line naming format and version, the length of the header (4 bytes, little-endian), the header
 * as JSON, then buckets, inverse frequencies and weights by row as 32-bit numbers, and the SHA-256 of all before it.
 * Equal models give equal bytes.
 */
export const pack = ({ labels, vocabulary, weights, temperature }: Knowledge): Uint8Array => {
  const { rows, bucket_of, idf, unseen_idf } = vocabulary
  const header = Buffer.from(
    JSON.stringify({ labels, rows, temperature, unseen_idf } satisfies Record<keyof Header, unknown>),
  )
  const length = Buffer.alloc(4)
  length.writeUInt32LE(header.length)
  const dense = new Float32Array(rows * labels.length)
  const stride = strideOf(labels.length)
  for (let row = 0; row < rows; row++)
    dense.set(weights.subarray(row * stride, row * stride + labels.length), row * labels.length)
  const parts = [bytesOf(bucket_of.subarray(0, rows)), bytesOf(idf.subarray(0, rows)), bytesOf(dense)]
  const body = Buffer.concat([Buffer.from(MAGIC), length, header, ...parts])
  return new Uint8Array(Buffer.concat([body, digest(body)]))
}

/** The reverse of `pack`. Throws where a byte is missing, added or changed, or the version is another. */
export const unpack = (bytes: Uint8Array): Knowledge => {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!whole.subarray(0, MAGIC.length).equals(Buffer.from(MAGIC)))
    throw new Error('These are not the bytes of a linear model of version 2.')
  const body = whole.subarray(0, -32)
  if (!digest(body).equals(whole.subarray(-32))) throw new Error('The model is harmed: its checksum differs.')
  const from = MAGIC.length + 4
  const to = from + body.readUInt32LE(MAGIC.length)
  const { labels, rows, temperature, unseen_idf } = JSON.parse(body.toString('utf8', from, to)) as Header
  const numbers = Uint8Array.from(body.subarray(to)).buffer
  const vocabulary = emptyVocabulary(rows, unseen_idf)
  vocabulary.bucket_of.set(new Int32Array(numbers, 0, rows))
  vocabulary.idf.set(new Float32Array(numbers, 4 * rows, rows))
  for (let row = 1; row < rows; row++) vocabulary.row_of[vocabulary.bucket_of[row]] = row
  const dense = new Float32Array(numbers, 8 * rows)
  const stride = strideOf(labels.length)
  const weights = new Float32Array(rows * stride)
  for (let row = 0; row < rows; row++)
    weights.set(dense.subarray(row * labels.length, (row + 1) * labels.length), row * stride)
  return { labels, vocabulary, weights, temperature }
}
