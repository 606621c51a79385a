import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { intents, makeIntents } from '../intents.fixture.ts'
import { apply, correct, linearOn, poolOf, refine, undo } from './index.ts'
import { compile } from './kernel/compile.ts'
import { kernel, plainKernel } from './kernel.ts'

test('the committed kernel is what its source compiles to', () => {
  const folder = mkdtempSync(join(tmpdir(), 'errata-kernel-'))
  try {
    compile(join(folder, 'linear.wasm'))
    const committed = readFileSync(join(import.meta.dirname, 'kernel/linear.wasm'))
    assert.ok(
      readFileSync(join(folder, 'linear.wasm')).equals(committed),
      'run node src/learners/linear/kernel/compile.ts',
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('this machine runs the compiled kernel', () => assert.notEqual(kernel, plainKernel))

/** Seventeen labels take two strides, so that the padding of the last one is put to work. */
const labels = [...intents, ...Array.from({ length: 12 }, (_, i) => `other ${i}`)]
const examples = makeIntents(300, 'train').map(({ text, label }, i) =>
  i % 3 ? { text, label } : { text: `${text} number ${i % 12}`, label: `other ${i % 12}` },
)

/** All that a kernel does, to the last bit. */
const traceOf = async (name: 'plain' | 'compiled') => {
  const learner = linearOn(name === 'plain' ? plainKernel : kernel)
  const model = await learner.fit(examples, { seed: 'seven', labels })
  const texts = makeIntents(100, 'test').map(({ text }) => text)
  const pool = await poolOf(model, texts)
  const first = correct(model, { text: 'where is number 3', label: 'pay' })
  const second = correct(model, { text: 'ganz neue Wörter', label: 'other 11' })
  const moves = [pool.preview(first, 0.9), pool.apply(first, 0.9), pool.apply(second), pool.undo(first, 0.5)]
  undo(model, first)
  apply(model, first)
  const refined = await refine(model, examples, { seed: 'more' })
  return {
    bytes: [model.save(), refined.save()],
    answers: await refined.predict([...texts, '', 'x'.repeat(5000)]),
    moves: [...moves, pool.rescore(refined)],
    pooled: texts.map((_, item) => pool.answer(item)),
  }
}

test('compiled and plain kernel agree bit for bit', async () => {
  assert.deepEqual(await traceOf('compiled'), await traceOf('plain'))
})
