/**
 * Checkpoints (C2SP tlog-checkpoint, https://c2sp.org/tlog-checkpoint): the head of a ledger's Merkle tree, signed.
 * Kept outside the database it is what makes a rewritten or shortened ledger visible.
 */
import { Refusal } from '../platform/errors.ts'
import type { Signer, Verifier } from './note.ts'
import { decodeBase64, openNote, signNote } from './note.ts'

/** The tree with this root is the first `size` entries of the ledger that `origin` names. */
export type Checkpoint = { origin: string; size: number; root: Buffer }

/** The signed text. The signer's name should be the origin. */
export const signCheckpoint = (checkpoint: Checkpoint, signer: Signer): string =>
  signNote(formatCheckpoint(checkpoint), signer)

/**
 * A checkpoint of this origin, signed by one of the verifiers.
 * @throws Refusal INVALID where it is malformed, not signed by a trusted key, or of another ledger.
 */
export const openCheckpoint = (note: string, origin: string, verifiers: Verifier[]): Checkpoint => {
  const checkpoint = parseCheckpoint(openNote(note, verifiers))
  if (checkpoint.origin !== origin) {
    throw new Refusal('INVALID', `The checkpoint is of ${checkpoint.origin}.`, { field: 'origin', expected: origin })
  }
  return checkpoint
}

/** The three lines that are signed. */
export const formatCheckpoint = ({ origin, size, root }: Checkpoint): string => {
  const text = `${origin}\n${size}\n${root.toString('base64')}\n`
  const [line] = text.split('\n', 1)
  if (origin === '' || line !== origin || !isHead(size, root)) throw new TypeError('not a checkpoint')
  return text
}

/**
 * Reads the text of a checkpoint, which proves nothing without its signature. Extension lines are allowed, not read.
 * @throws Refusal INVALID.
 */
export const parseCheckpoint = (text: string): Checkpoint => {
  const [origin = '', size = '', root = '', ...rest] = text.split('\n')
  const head = { origin, size: /^(0|[1-9]\d*)$/.test(size) ? Number(size) : -1, root: decodeBase64(root) }
  const is_closed = rest.pop() === '' && rest.every(line => line !== '')
  if (origin === '' || !is_closed || !head.root || !isHead(head.size, head.root)) {
    throw new Refusal('INVALID', 'This is no checkpoint.', { expected: 'origin, size and root on a line each' })
  }
  return { ...head, root: head.root }
}

const isHead = (size: number, root: Buffer): boolean => Number.isSafeInteger(size) && size >= 0 && root.length === 32
