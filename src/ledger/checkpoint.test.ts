import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { Refusal } from '../platform/errors.ts'
import { formatCheckpoint, openCheckpoint, parseCheckpoint, signCheckpoint } from './checkpoint.ts'
import { EMPTY_ROOT } from './merkle.ts'
import type { Signer } from './note.ts'
import { signNote, verifierOf } from './note.ts'

/** The example of the C2SP specification. */
const SPEC_TEXT = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n'

const origin = 'errata.example/support'
const signer: Signer = { name: origin, private_key: generateKeyPairSync('ed25519').privateKey }
const isInvalid = (error: unknown): boolean => error instanceof Refusal && error.code === 'INVALID'

test('the example of the specification', () => {
  const checkpoint = parseCheckpoint(SPEC_TEXT)
  assert.deepEqual([checkpoint.origin, checkpoint.size], ['example.com/behind-the-sofa', 20852163])
  assert.equal(checkpoint.root.toString('hex'), '0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62')
  assert.equal(formatCheckpoint(checkpoint), SPEC_TEXT)
})

test('a signed checkpoint opens for its origin and key alone', () => {
  for (const size of [0, 1, 20852163, Number.MAX_SAFE_INTEGER]) {
    const checkpoint = { origin, size, root: EMPTY_ROOT }
    const note = signCheckpoint(checkpoint, signer)
    assert.match(note, /^[^\n]+\n\d+\n[^\n]{44}\n\n— errata\.example\/support [^\n]+\n$/)
    assert.deepEqual(openCheckpoint(note, origin, [verifierOf(signer)]), checkpoint)
    assert.throws(() => openCheckpoint(note, 'errata.example/other', [verifierOf(signer)]), isInvalid)
    const stranger = verifierOf({ ...signer, private_key: generateKeyPairSync('ed25519').privateKey })
    assert.throws(() => openCheckpoint(note, origin, [stranger]), isInvalid)
    assert.throws(() => openCheckpoint(note.replace(`\n${size}\n`, '\n7\n'), origin, [verifierOf(signer)]), isInvalid)
  }
})

test('extension lines are allowed', () => {
  const note = signNote(`${SPEC_TEXT}more\nand more\n`, signer)
  assert.equal(openCheckpoint(note, 'example.com/behind-the-sofa', [verifierOf(signer)]).size, 20852163)
})

test('what is no checkpoint is refused, signed or not', () => {
  const root = EMPTY_ROOT.toString('base64')
  for (const [name, text] of Object.entries({
    nothing: '',
    'no origin': `\n1\n${root}\n`,
    'no root': 'origin\n1\n',
    'no newline at the end': `origin\n1\n${root}`,
    'leading zero': `origin\n01\n${root}\n`,
    'negative size': `origin\n-1\n${root}\n`,
    'size with a sign': `origin\n+1\n${root}\n`,
    'size as a decimal': `origin\n1.0\n${root}\n`,
    'size beyond 2^53': `origin\n9007199254740993\n${root}\n`,
    'short root': `origin\n1\n${root.slice(4)}\n`,
    'root without padding': `origin\n1\n${root.slice(0, -1)}\n`,
    'empty extension line': `origin\n1\n${root}\n\n`,
  })) {
    assert.throws(() => parseCheckpoint(text), isInvalid, name)
  }
})

test('a checkpoint that would read as another one is not written', () => {
  for (const bad of [
    { origin: '' },
    { origin: 'evil\n999' },
    { size: -1 },
    { size: 1.5 },
    { size: Number.NaN },
    { size: 2 ** 53 },
    { root: EMPTY_ROOT.subarray(1) },
  ]) {
    assert.throws(() => formatCheckpoint({ origin, size: 1, root: EMPTY_ROOT, ...bad }), TypeError)
  }
})
