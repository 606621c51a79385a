import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRandom } from '../../stats/random.ts'
import { intents, makeIntents } from '../intents.fixture.ts'
import {
  answer,
  apply,
  calibrate,
  correct,
  type LinearModel,
  linear,
  type Move,
  plan,
  poolOf,
  refine,
  undo,
} from './index.ts'

const examples = makeIntents(60, 'train')
const fitted = () => linear.fit(examples, { seed: 'seven', labels: intents })

/** Held-out texts, among them some that share nothing with the model or with each other. */
const texts = [
  ...makeIntents(300, 'pool').map(({ text }) => text),
  '',
  '完全不同',
  'wo ist mein Paket',
  'zyx '.repeat(9000),
]

/** Corrections to wrong labels: each moves many answers. */
const wrong = makeIntents(30, 'wrong').map(({ text, label }) => ({
  text,
  label: intents[(intents.indexOf(label) + 1) % intents.length],
}))

/** The labels of all texts by scoring each from the start, and the confidences. */
const scored = (model: LinearModel) => texts.map(text => answer(model, text))

const assertFollows = (pool: Awaited<ReturnType<typeof poolOf>>, model: LinearModel, tolerance: number) =>
  scored(model).forEach(({ label, confidence, scores }, item) => {
    const pooled = pool.answer(item)
    assert.equal(pooled.label, label, texts[item])
    assert.ok(Math.abs(pooled.confidence - confidence) < tolerance)
    pooled.scores.forEach((score, k) => {
      assert.ok(Math.abs(score - scores[k]) < tolerance)
    })
  })

const expectedMoves = (before: ReturnType<typeof scored>, after: ReturnType<typeof scored>, threshold = Infinity) =>
  before.flatMap(({ label, confidence }, item) => {
    const next = after[item]
    const crosses = confidence >= threshold !== next.confidence >= threshold
    return label === next.label && !crosses ? [] : [{ item, label_before: label, label: next.label }]
  })

const bare = (moves: Move[]) => moves.map(({ item, label_before, label }) => ({ item, label_before, label }))

test('a pool answers as its model does', async () => {
  const model = await fitted()
  assertFollows(await poolOf(model, texts), model, 1e-5)
})

test('after any number of corrections the pool equals scoring all anew, and lists what moved', async () => {
  const model = await fitted()
  const pool = await poolOf(model, texts)
  let flips = 0
  for (const example of wrong) {
    const before = scored(model)
    const moves = pool.apply(correct(model, example), 0.8)
    assert.deepEqual(bare(moves), expectedMoves(before, scored(model), 0.8))
    for (const { item, confidence_before, confidence } of moves) {
      assert.ok(Math.abs(confidence_before - before[item].confidence) < 1e-4)
      assert.ok(Math.abs(confidence - answer(model, texts[item]).confidence) < 1e-4)
    }
    flips += moves.filter(move => move.label !== move.label_before).length
  }
  assert.ok(flips > 50)
  assertFollows(pool, model, 1e-4)
  assert.deepEqual(pool.rescore(model), [])
})

test('a preview tells what would move and moves nothing', async () => {
  const model = await fitted()
  const pool = await poolOf(model, texts)
  for (const example of wrong) {
    const before = texts.map((_, item) => pool.answer(item))
    const planned = plan(model, example)
    const preview = pool.preview(planned, 0.7)
    assert.deepEqual(
      texts.map((_, item) => pool.answer(item)),
      before,
    )
    apply(model, planned)
    assert.deepEqual(pool.apply(planned, 0.7), preview)
  }
})

test('undone corrections leave the pool where it was', async () => {
  const model = await fitted()
  const pool = await poolOf(model, texts)
  const made = wrong.map(example => {
    const correction = correct(model, example)
    pool.apply(correction)
    return correction
  })
  for (const correction of seededRandom('order').shuffle(made)) {
    undo(model, correction)
    pool.undo(correction)
  }
  assertFollows(pool, await fitted(), 1e-4)
})

test('a correction whose n-grams no model knew moves the items that share them', async () => {
  const model = await fitted()
  const pool = await poolOf(model, ['完全不同', 'wo ist mein Paket'])
  const label = intents.find(name => name !== answer(model, '完全不同的').label) as string
  pool.apply(correct(model, { text: '完全不同的', label }))
  assert.equal(pool.answer(0).label, label)
  assert.ok(Math.abs(pool.answer(0).confidence - answer(model, '完全不同').confidence) < 1e-5)
})

test('a pool takes over a refined or calibrated model, but not one of another fit', async () => {
  const model = await fitted()
  const pool = await poolOf(model, texts)
  const refined = await refine(model, [...examples, ...wrong], { seed: 'more' })
  const moves = pool.rescore(refined)
  assert.deepEqual(bare(moves), expectedMoves(scored(model), scored(refined)))
  calibrate(refined, wrong)
  assert.deepEqual(pool.rescore(refined), [])
  assertFollows(pool, refined, 1e-5)
  const other = await linear.fit(makeIntents(90, 'other'), { seed: 'seven', labels: intents })
  assert.throws(() => pool.rescore(other), /needs a new pool/)
  const relabelled = await linear.fit(examples, { seed: 'seven', labels: [...intents, 'other'] })
  assert.throws(() => pool.rescore(relabelled), /needs a new pool/)
  assertFollows(pool, refined, 1e-5)
})

test('an empty pool has nothing to say', async () => {
  const model = await fitted()
  const pool = await poolOf(model, [])
  assert.equal(pool.items, 0)
  assert.deepEqual(pool.apply(correct(model, wrong[0])), [])
})
