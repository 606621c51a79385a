import assert from 'node:assert/strict'
import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { Refusal } from '../platform/errors.ts'
import type { Signer } from './note.ts'
import { openNote, parseVerifier, signNote, verifierOf, verifierText } from './note.ts'

/** The example in the documentation of golang.org/x/mod/sumdb/note, where the format comes from. */
const GO_VERIFIER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const GO_SEED = 'AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz'
const GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
const GO_NOTE = `${GO_TEXT}
— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`
/** PKCS#8 is this prefix and the 32 bytes of the seed. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')
const goSigner: Signer = {
  name: 'PeterNeumann',
  private_key: createPrivateKey({
    key: Buffer.concat([PKCS8, Buffer.from(GO_SEED, 'base64').subarray(1)]),
    format: 'der',
    type: 'pkcs8',
  }),
}

const newSigner = (name: string): Signer => ({ name, private_key: generateKeyPairSync('ed25519').privateKey })
const isInvalid = (error: unknown): boolean => error instanceof Refusal && error.code === 'INVALID'

test("Go's example: same verifier, same signature, opened", () => {
  assert.equal(verifierText(verifierOf(goSigner)), GO_VERIFIER)
  assert.equal(signNote(GO_TEXT, goSigner), GO_NOTE)
  assert.equal(openNote(GO_NOTE, [parseVerifier(GO_VERIFIER)]), GO_TEXT)
})

test('verifier keys come back as they were written, and bad ones are refused', () => {
  const signer = newSigner('errata.example/support')
  const text = verifierText(verifierOf(signer))
  assert.equal(verifierText(parseVerifier(text)), text)
  const [name, id, key] = ['PeterNeumann', 'c74f20a3', 'ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW']
  for (const bad of [
    '',
    name,
    `${name}+${id}`,
    `${name}+c74f20a4+${key}`,
    `${name}+C74F20A3+${key}`,
    `Peter Neumann+${id}+${key}`,
    `Other+${id}+${key}`,
    `${name}+${id}+${key.replace('A', 'B')}`,
    `${name}+${id}+${key.slice(0, -4)}`,
    `${name}+${id}+${key}\n`,
    `${name}+${id}+${key}=`,
  ]) {
    assert.throws(() => parseVerifier(bad), isInvalid, bad)
  }
})

test('names and texts that the format cannot carry are not signed', () => {
  for (const name of ['', 'two words', 'a+b', 'a\nb', 'a\u00a0b']) {
    assert.throws(() => signNote('text\n', newSigner(name)), TypeError, name)
  }
  for (const text of ['', 'no newline', 'a\tb\n', 'a\r\n', '\0\n', '\ud800\n']) {
    assert.throws(() => signNote(text, goSigner), TypeError, JSON.stringify(text))
  }
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
  assert.throws(() => signNote('text\n', { name: 'rsa', private_key: rsa }), TypeError)
})

test('texts with empty lines, and lines that look like signatures, open as they were', () => {
  const signer = newSigner('poet')
  for (const text of ['\n', 'a\n\nb\n', 'a\n\n\n', '\n\n— poet AAAA\n', 'è subito sera — 😀\n']) {
    assert.equal(openNote(signNote(text, signer), [verifierOf(signer)]), text)
  }
})

test('unknown signatures are ignored; a wrong one of a known key refuses all', () => {
  const [log, witness, stranger] = [newSigner('log'), newSigner('witness'), newSigner('log')]
  const text = 'log\n1\n'
  const line = (signer: Signer, of = text): string => signNote(of, signer).slice(of.length + 1)
  const note = `${text}\n${line(stranger)}${line(log)}${line(witness)}`
  assert.equal(openNote(note, [verifierOf(log)]), text)
  assert.equal(openNote(note, [verifierOf(witness), verifierOf(log)]), text)
  assert.throws(() => openNote(note, []), isInvalid)
  assert.throws(() => openNote(`${text}\n${line(stranger)}`, [verifierOf(log)]), isInvalid, 'same name, other key')
  const forged = `${text}\n${line(log)}${line(witness, 'log\n2\n')}`
  assert.equal(openNote(forged, [verifierOf(log)]), text)
  assert.throws(() => openNote(forged, [verifierOf(log), verifierOf(witness)]), isInvalid)
})

test('what is no note is refused', () => {
  const signature = GO_NOTE.slice(GO_TEXT.length + 1)
  const verifier = parseVerifier(GO_VERIFIER)
  for (const [name, note] of Object.entries({
    nothing: '',
    'text alone': GO_TEXT,
    'no signature': `${GO_TEXT}\n`,
    'signature alone': signature,
    'no empty line': GO_TEXT + signature,
    'no newline at the end': GO_NOTE.slice(0, -1),
    'something after': `${GO_NOTE}x\n`,
    hyphen: GO_NOTE.replace('—', '-'),
    CRLF: GO_NOTE.replaceAll('\n', '\r\n'),
    'base64 without padding': GO_NOTE.replace('=\n', '\n'),
    'a plus in a name': `${GO_NOTE}${signature.replace('PeterNeumann', 'Peter+Neumann')}`,
    'two spaces': GO_NOTE.replace('— ', '—  '),
    'too many signatures': GO_NOTE + signature.repeat(100),
  })) {
    assert.throws(() => openNote(note, [verifier]), isInvalid, name)
  }
  assert.equal(openNote(GO_NOTE + signature.repeat(99), [verifier]), GO_TEXT)
})

test('property: no single changed character leaves a note that opens with another text', () => {
  const verifier = parseVerifier(GO_VERIFIER)
  fc.assert(
    fc.property(fc.nat({ max: GO_NOTE.length - 1 }), fc.string({ minLength: 1, maxLength: 1 }), (at, character) => {
      const note = GO_NOTE.slice(0, at) + character + GO_NOTE.slice(at + 1)
      if (note === GO_NOTE) return
      assert.throws(() => openNote(note, [verifier]), isInvalid)
    }),
    { numRuns: 500 },
  )
})
