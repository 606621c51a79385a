import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Command, command } from './command.ts'
import { intents, makeIntents } from './intents.fixture.ts'

const script = join(import.meta.dirname, 'command.fixture.js')
const program = (mode = 'good', limit_seconds = 20): Command => ({
  argv: [process.execPath, script],
  limit_seconds,
  env: { MODE: mode },
})
const options = { seed: 'seven', labels: intents }

test('a script learns, predicts, and comes back from bytes', async () => {
  const examples = makeIntents(60, 'train')
  const model = await command(program()).fit(examples, options)
  const texts = ['take this', 'and this\nand "this"', '漢字 🙂', '']
  const answers = await model.predict(texts)
  assert.deepEqual(
    answers.map(answer => answer.label),
    texts.map(text => intents[text.length % intents.length]),
  )
  assert.ok(answers.every(answer => Math.abs(answer.scores.reduce((a, b) => a + b) - 1) < 1e-6))
  assert.equal(answers[0].confidence, answers[0].scores[intents.indexOf(answers[0].label)])

  const bytes = model.save()
  const again = command(program()).load(bytes)
  assert.deepEqual(again.labels, intents)
  assert.deepEqual(await again.predict(texts), answers)
  assert.deepEqual(again.save(), bytes)
  assert.deepEqual((await command(program()).fit(examples, options)).save(), bytes)
  assert.deepEqual(await again.predict([]), [])
})

test('the script gets the seed, the labels and the examples, and little of the environment', async () => {
  process.env.A_SECRET = 'hidden'
  const examples = makeIntents(3, 'few')
  const saved = new TextDecoder().decode((await command(program()).fit(examples, options)).save())
  const { files } = JSON.parse(saved.slice(saved.indexOf('\n')))
  const seen = Object.fromEntries(
    files.map(({ path, base64 }: Record<string, string>) => [path, Buffer.from(base64, 'base64').toString()]),
  )
  assert.deepEqual(Object.keys(seen), ['deep/seen.json', 'model.json'])
  const { environment, rows } = JSON.parse(seen['deep/seen.json'])
  assert.deepEqual(rows, examples)
  const inherited = ['PATH', 'HOME', 'LANG', 'TMPDIR'].filter(name => process.env[name])
  assert.deepEqual(environment.sort(), ['ERRATA_LABELS', 'ERRATA_SEED', 'MODE', ...inherited].sort())
  assert.equal(JSON.parse(seen['model.json']).seed, 'seven')
})

const failures: [mode: string, expected: RegExp][] = [
  ['fail', /ended with code 3\. .*no memory left$/s],
  ['few', /gave 1 answers to 2 items/],
  ['stranger', /Line 1 of predictions.jsonl names none of the labels/],
  ['loud', /Line 1 of predictions.jsonl has a score outside 0 to 1/],
  ['broken', /Line 1 of predictions.jsonl is not JSON/],
  ['unscored', /Line 1 of predictions.jsonl has no score for its label/],
  ['silent', /wrote no predictions.jsonl/],
]
for (const [mode, expected] of failures)
  test(`a script that is ${mode} is told so`, async () => {
    const model = await command(program()).fit(makeIntents(5, 'train'), options)
    await assert.rejects(command(program(mode)).load(model.save()).predict(['a', 'b']), expected)
  })

test('the end of stderr is kept, not all of it', async () => {
  const failing = command(program('fail')).fit(makeIntents(5, 'train'), options)
  await assert.rejects(failing, (error: Error) => error.message.length < 2300 && !error.message.includes('beginning'))
})

test('a script that takes too long is ended, with what it started', async () => {
  await assert.rejects(command(program('slow', 0.3)).fit(makeIntents(5, 'train'), options), /longer than 0.3 seconds/)
})

test('a stopped fit ends the script', async () => {
  const control = new AbortController()
  const fit = command(program('slow')).fit(makeIntents(5, 'train'), { ...options, signal: control.signal })
  setTimeout(() => control.abort(), 100)
  await assert.rejects(fit, /was stopped/)
  const late = command(program('slow')).fit(makeIntents(5, 'train'), { ...options, signal: control.signal })
  await assert.rejects(late, /was stopped/)
})

test('a program that is not there is named', async () => {
  const absent = command({ argv: ['/no/such/program'], limit_seconds: 5 })
  await assert.rejects(absent.fit(makeIntents(5, 'train'), options), /\/no\/such\/program.*ENOENT/s)
})

test('harmed bytes are refused', async () => {
  const bytes = (await command(program()).fit(makeIntents(5, 'train'), options)).save()
  for (const place of [0, 70, bytes.length - 1]) {
    const harmed = bytes.slice()
    harmed[place] ^= 1
    assert.throws(() => command(program()).load(harmed), /harmed/)
  }
  assert.throws(() => command(program()).load(new Uint8Array()), /harmed/)
})

test('a model that would write outside its folder is refused', () => {
  for (const path of ['../out', 'a/../../out', '/etc/out']) {
    const text = JSON.stringify({ format: 'errata command 1', labels: ['a'], files: [{ path, base64: '' }] })
    const sum = createHash('sha256').update(text).digest('hex')
    assert.throws(() => command(program()).load(Buffer.from(`${sum}\n${text}`)), /outside its folder/)
  }
})
