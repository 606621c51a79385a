import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { freshDatabase } from '../../test/database.ts'
import { makeIntents } from '../learners/intents.fixture.ts'
import { scoreTraffic } from './demo/result.ts'
import { splitCorpus } from './demo/split.ts'

const folder = mkdtempSync(join(tmpdir(), 'errata-demo-'))
const database = await freshDatabase()
after(async () => {
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

const play = (...args: string[]) => {
  const env = { ...process.env, DATABASE_URL: database.url, ERRATA_HOME: join(folder, 'home') }
  return promisify(execFile)(process.execPath, [join(import.meta.dirname, 'main.ts'), 'demo', ...args], { env })
}

test('a corpus of one’s own is played through the whole loop, and the result is one JSON line', async () => {
  const rows = makeIntents(600, 'demo').map(({ text, label }, n) => `"${text.replaceAll('"', '""')} ${n}",${label}`)
  const csv = join(folder, 'intents.csv')
  writeFileSync(csv, `message,intent\n${rows.join('\n')}\n`)
  const { stdout } = await play('--data', csv, '--text', 'message', '--label', 'intent', '--windows', '2', '--json')
  assert.equal(stdout.trim().split('\n').length, 1)
  const result = JSON.parse(stdout)
  assert.equal(result.ledger_verified, true)
  for (const share of ['accuracy_before', 'accuracy_after', 'served_accuracy', 'reviewed_share', 'true_error']) {
    assert.ok(result[share] >= 0 && result[share] <= 1, share)
  }
  assert.equal(result.traffic, 432)
  assert.ok(result.judgements > 0 && result.human_seconds > 0)
  assert.ok(result.estimate_low <= result.estimate && result.estimate <= result.estimate_high)
  assert.ok('errors_caught_share' in result)
})

test('what people answered counts where they were asked, else what was served', () => {
  const item = { truth: 'a', predicted: 'a', served: 'a', reviewed: false, resolved: null }
  const scores = scoreTraffic([
    item,
    { ...item, predicted: 'b', served: 'b' },
    { ...item, predicted: 'b', served: null, reviewed: true, resolved: 'a' },
    { ...item, reviewed: true, resolved: 'b' },
  ])
  assert.deepEqual(scores, {
    traffic: 4,
    served_accuracy: 0.5,
    model_accuracy_on_traffic: 0.5,
    true_error: 0.5,
    reviewed_share: 0.5,
    errors_caught_share: 0.5,
    corrections: 2,
  })
})

test('the parts of a corpus share no row, and too little data is refused', () => {
  const rows = Array.from({ length: 300 }, (_, n) => ({ text: `text ${n}`, label: n % 3 ? 'a' : 'b' }))
  const parts = splitCorpus({ name: 'x', rows }, { seed: '1', start_share: 0.1 })
  const ids = [...parts.start, ...parts.traffic, ...parts.test].map(row => row.external_id)
  assert.equal(new Set(ids).size, 300)
  assert.deepEqual([parts.test.length, parts.start.length, parts.traffic.length], [60, 24, 216])
  const few = { name: 'x', rows: rows.slice(0, 50) }
  assert.throws(() => splitCorpus(few, { seed: '1', start_share: 0.1 }), /the demo needs 200/)
})
