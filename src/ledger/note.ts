/**
 * Signed notes (C2SP signed-note, https://c2sp.org/signed-note): a text, an empty line, then one line per signature.
 * The format of Go's checksum database and of public witnesses, so that an auditor can check ours with tools of others.
 * Ed25519 only (type 0x01); lines of other keys and types, such as witness cosignatures, are left alone.
 */
import type { KeyObject } from 'node:crypto'
import { createPublicKey, hash, sign, verify } from 'node:crypto'
import { Refusal } from '../platform/errors.ts'

/** Who signs: a name such as `errata.example.org/support` (no spaces, no plus) and an Ed25519 private key. */
export type Signer = { name: string; private_key: KeyObject }

/** Whose signature is trusted. `key_id` tells one key of a name from the next; it is no proof of anything. */
export type Verifier = { name: string; key_id: Buffer; public_key: KeyObject }

const ED25519 = Buffer.from([1])
const KEY_ID_BYTES = 4
const PUBLIC_KEY_BYTES = 32
const MOST_SIGNATURES = 100
const NAME = /^[^\s+]+$/
const SIGNATURE_LINE = /^— ([^\s+]+) (\S+)$/
const CONTROL_CHARACTER = /[\x00-\x09\x0b-\x1f]/

/** The public half of a signer. */
export const verifierOf = ({ name, private_key }: Signer): Verifier => {
  if (!NAME.test(name)) throw new TypeError(`not a key name: "${name}"`)
  const public_key = createPublicKey(private_key)
  return { name, key_id: keyId(name, rawKey(public_key)), public_key }
}

/** `name+key id+key`: the form in which a verifier is published and pinned. */
export const verifierText = ({ name, key_id, public_key }: Verifier): string =>
  `${name}+${key_id.toString('hex')}+${Buffer.concat([ED25519, rawKey(public_key)]).toString('base64')}`

/** @throws Refusal INVALID where the text is no Ed25519 verifier key, or its key id is not that of its key. */
export const parseVerifier = (text: string): Verifier => {
  const [, name, id, key] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text) ?? []
  const bytes = decodeBase64(key ?? '')
  if (!name || bytes?.length !== 1 + PUBLIC_KEY_BYTES || bytes[0] !== ED25519[0]) {
    throw new Refusal('INVALID', 'This is no Ed25519 verifier key.', { expected: 'name+key id+base64' })
  }
  const raw = bytes.subarray(1)
  const key_id = keyId(name, raw)
  if (key_id.toString('hex') !== id) throw new Refusal('INVALID', 'The key id does not belong to the key.')
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') }
  return { name, key_id, public_key: createPublicKey({ key: jwk, format: 'jwk' }) }
}

/**
 * Signs a text, which ends with a newline.
 * @throws TypeError where the text is not fit for a note: the format could not give it back as it is.
 */
export const signNote = (text: string, signer: Signer): string => {
  if (!isNoteText(text)) throw new TypeError('the text of a note ends with a newline and has no control characters')
  const { name, key_id } = verifierOf(signer)
  const signature = sign(null, Buffer.from(text), signer.private_key)
  return `${text}\n— ${name} ${Buffer.concat([key_id, signature]).toString('base64')}\n`
}

/**
 * The text of a note that at least one of the verifiers signed. Signatures of unknown keys are ignored; a wrong one of
 * a known key refuses the whole note.
 * @throws Refusal INVALID.
 */
export const openNote = (note: string, verifiers: Verifier[]): string => {
  const { text, signatures } = parseNote(note)
  let is_signed = false
  for (const { name, key_id, signature } of signatures) {
    const verifier = verifiers.find(each => each.name === name && each.key_id.equals(key_id))
    if (verifier === undefined) continue
    if (!verify(null, Buffer.from(text), verifier.public_key, signature)) {
      throw new Refusal('INVALID', `The signature of ${name} is wrong: the text is not what was signed.`)
    }
    is_signed = true
  }
  if (!is_signed) throw new Refusal('INVALID', 'The note has no signature of a trusted key.')
  return text
}

type Signature = { name: string; key_id: Buffer; signature: Buffer }

const parseNote = (note: string): { text: string; signatures: Signature[] } => {
  // The text may have empty lines; the last one of the note parts it from the signatures.
  const end = note.lastIndexOf('\n\n') + 1
  const text = note.slice(0, end)
  const lines = note.slice(end + 1).split('\n')
  if (!isNoteText(text) || lines.pop() !== '' || lines.length > MOST_SIGNATURES) throw notANote()
  return { text, signatures: lines.map(parseSignature) }
}

const parseSignature = (line: string): Signature => {
  const [, name, base64] = SIGNATURE_LINE.exec(line) ?? []
  const bytes = decodeBase64(base64 ?? '')
  if (!name || !bytes || bytes.length <= KEY_ID_BYTES) throw notANote()
  return { name, key_id: bytes.subarray(0, KEY_ID_BYTES), signature: bytes.subarray(KEY_ID_BYTES) }
}

const notANote = (): Refusal => new Refusal('INVALID', 'This is no signed note.', { expected: 'a C2SP signed note' })

const isNoteText = (text: string): boolean =>
  text.endsWith('\n') && !CONTROL_CHARACTER.test(text) && text.isWellFormed()

/** The bytes of a base64 text in its one standard form, or undefined. Node's own decoder takes almost anything. */
export const decodeBase64 = (text: string): Buffer | undefined => {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}

const rawKey = (public_key: KeyObject): Buffer => {
  const { crv, x } = public_key.export({ format: 'jwk' })
  if (crv !== 'Ed25519' || x === undefined) throw new TypeError('not an Ed25519 key')
  return Buffer.from(x, 'base64url')
}

const keyId = (name: string, raw_key: Buffer): Buffer =>
  hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), ED25519, raw_key]), 'buffer').subarray(0, KEY_ID_BYTES)
