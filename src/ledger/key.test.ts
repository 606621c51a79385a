import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { loadOrCreateKey } from './key.ts'
import { verifierOf, verifierText } from './note.ts'

const folder = mkdtempSync(join(tmpdir(), 'errata-key-'))
after(() => rmSync(folder, { recursive: true }))

test('a key is made once, for its owner alone, and found again', () => {
  const path = join(folder, 'new', 'signing.pem')
  const key = loadOrCreateKey(path)
  assert.equal(key.asymmetricKeyType, 'ed25519')
  assert.ok(loadOrCreateKey(path).equals(key))
  assert.equal(statSync(path).mode & 0o777, 0o600)
  assert.equal(statSync(join(folder, 'new')).mode & 0o777, 0o700)
  assert.deepEqual(readdirSync(join(folder, 'new')), ['signing.pem'], 'nothing else is left')
})

test('a file that holds no Ed25519 key is an error, and is not replaced', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
  for (const content of ['', 'not a key', rsa.export({ type: 'pkcs8', format: 'pem' })]) {
    const path = join(folder, 'wrong.pem')
    writeFileSync(path, content)
    assert.throws(() => loadOrCreateKey(path))
    assert.equal(statSync(path).size, content.length)
  }
})

test('processes that start at once agree on one key', async () => {
  const path = join(folder, 'race', 'signing.pem')
  const script = `
    import { loadOrCreateKey } from '${import.meta.dirname}/key.ts'
    import { verifierOf, verifierText } from '${import.meta.dirname}/note.ts'
    process.stdout.write('ready')
    process.stdin.once('data', () => {
      process.stdout.write(verifierText(verifierOf({ name: 'x', private_key: loadOrCreateKey('${path}') })))
      process.exit()
    })`
  const racers = Array.from({ length: 6 }, () =>
    spawn(process.execPath, ['--input-type=module-typescript', '--eval', script], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  )
  await Promise.all(racers.map(racer => new Promise(ready => racer.stdout.once('data', ready))))
  const answers = racers.map(racer => text(racer.stdout))
  for (const racer of racers) racer.stdin.write('go')
  const expected = (await Promise.all(answers))[0]
  assert.deepEqual(await Promise.all(answers), Array(6).fill(expected))
  assert.equal(verifierText(verifierOf({ name: 'x', private_key: loadOrCreateKey(path) })), expected)
  assert.deepEqual(readdirSync(join(folder, 'race')), ['signing.pem'])
})
