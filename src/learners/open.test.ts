/** Answers of any kind from learners outside; a model server is tried with the whole loop around it. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { command } from './command.ts'
import { openAnswerOf } from './learner.ts'

const script = join(import.meta.dirname, 'open.fixture.js')
const form = { kind: 'ranking', labels: [], settings: {} }
const options = { seed: 'seven', form }
const learner = (mode: object = {}) =>
  command({ argv: [process.execPath, script], limit_seconds: 20, env: { MODE: JSON.stringify(mode) } }).open
const examples = [
  { input: { text: 'a\nb', options: [{ id: 'x' }] }, answer: [['x']] },
  { input: { text: '漢字' }, answer: null },
]

test('a program learns inputs and answers, hears the form, and comes back from bytes', async () => {
  const model = await learner().fit(examples, options)
  const answers = await model.answer(examples.map(each => each.input))
  assert.deepEqual(answers, [
    { answer: [['x']], confidence: 1 },
    { answer: null, confidence: 1 },
  ])
  const bytes = model.save()
  const again = learner({ answer: 4 }).load(bytes)
  assert.deepEqual(again.form, form)
  assert.deepEqual(await again.answer([{ text: 'new' }]), [{ answer: 4, confidence: null }])
  assert.deepEqual(again.save(), bytes)
  assert.deepEqual(await again.answer([]), [])
  assert.match(new TextDecoder().decode(bytes), /"format":"errata command open 1"/)
  const packed = JSON.parse(new TextDecoder().decode(bytes.subarray(65)))
  const kept = JSON.parse(Buffer.from(packed.files[0].base64, 'base64').toString())
  assert.deepEqual(kept, { seed: 'seven', form, rows: examples })
})

test('bytes of labels and of answers are not taken for one another', async () => {
  const bytes = (await learner().fit(examples, options)).save()
  const labels = command({ argv: [process.execPath, script], limit_seconds: 20 })
  assert.throws(() => labels.load(bytes), /not the bytes/)
})

test('what is no answer is told by where it stood', () => {
  assert.deepEqual(openAnswerOf({ answer: [] }, 'Answer 1'), { answer: [], confidence: null })
  for (const [said, expected] of [
    [{}, /^Error: Answer 1 has no "answer"/],
    [null, /has no "answer"/],
    [{ answer: 1, confidence: 1.5 }, /confidence outside 0 to 1/],
    [{ answer: 1, confidence: '1' }, /confidence outside 0 to 1/],
  ] as const) {
    assert.throws(() => openAnswerOf(said, 'Answer 1'), expected)
  }
})
