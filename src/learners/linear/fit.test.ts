import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { dataFile } from '../../../test/data.ts'
import { calibrationError, softmax } from '../../stats/calibration.ts'
import { intents, makeIntents } from '../intents.fixture.ts'
import type { Example } from '../learner.ts'
import { answer, calibrate, correct, type LinearModel, linear, refine } from './index.ts'
import { logitsOf } from './model.ts'

const options = { seed: 'seven', labels: intents }

const accuracy = (model: LinearModel, examples: Example[]): number =>
  examples.filter(({ text, label }) => answer(model, text).label === label).length / examples.length

test('the same seed and examples give the same bytes, another seed others', async () => {
  const examples = makeIntents(300, 'train')
  const bytes = (await linear.fit(examples, options)).save()
  assert.deepEqual((await linear.fit(examples, options)).save(), bytes)
  assert.notDeepEqual((await linear.fit(examples, { ...options, seed: 'eight' })).save(), bytes)
})

test('a few hundred requests teach the intents', async () => {
  const testSet = makeIntents(500, 'test')
  const model = await linear.fit(makeIntents(200, 'train'), options)
  assert.ok(accuracy(model, testSet) > 0.99)
  const oneInTenWrong = makeIntents(1000, 'noisy').map((example, i) =>
    i % 10 === 0 ? { ...example, label: intents[(i / 10) % intents.length] } : example,
  )
  assert.ok(accuracy(await linear.fit(oneInTenWrong, options), testSet) > 0.95)
})

test('answers hold together: one per text, best score first, probabilities', async () => {
  const model = await linear.fit(makeIntents(200, 'train'), options)
  const texts = makeIntents(600, 'test').map(example => example.text)
  const answers = await model.predict(texts)
  assert.equal(answers.length, 600)
  for (const { label, confidence, scores } of answers) {
    assert.equal(confidence, Math.max(...scores))
    assert.equal(scores[model.labels.indexOf(label)], confidence)
    assert.ok(Math.abs(scores.reduce((a, b) => a + b) - 1) < 1e-5)
  }
  assert.deepEqual(await model.predict([]), [])
})

test('many answers tell how far they are, and can be stopped', async () => {
  const model = await linear.fit(makeIntents(50, 'train'), options)
  const texts = makeIntents(600, 'test').map(example => example.text)
  const heard: number[] = []
  const stop = new AbortController()
  const stopped = model.predict(texts, {
    signal: stop.signal,
    on_progress: (done, total) => {
      heard.push(done / total)
      if (done === 512) stop.abort()
    },
  })
  await assert.rejects(stopped, { name: 'AbortError' })
  assert.deepEqual(heard, [256 / 600, 512 / 600])
})

test('texts of any sort are answered', async () => {
  const model = await linear.fit(
    [
      { text: '我要取消订单', label: 'cancel' },
      { text: '取消', label: 'cancel' },
      { text: '我的包裹在哪里', label: 'track' },
      { text: '🚚🚚❓', label: 'track' },
    ],
    options,
  )
  const long = 'where is it '.repeat(9000)
  const [chinese, emoji, none, document] = await model.predict(['请取消我的订单', '🚚', '', long])
  assert.equal(chinese.label, 'cancel')
  assert.equal(emoji.label, 'track')
  assert.ok([none, document].every(({ confidence }) => confidence > 1 / intents.length && confidence < 1))
})

test('of nothing known, every label is as likely; of one label, that one', async () => {
  const empty = await linear.fit([], options)
  assert.deepEqual(
    [...answer(empty, 'hello').scores],
    intents.map(() => Math.fround(1 / intents.length)),
  )
  const single = await linear.fit([{ text: 'hi', label: 'a' }], { seed: 's', labels: ['a'] })
  assert.deepEqual(answer(single, 'anything'), { label: 'a', confidence: 1, scores: Float32Array.of(1) })
})

test('progress rises to the end, and a stop is heard', async () => {
  const heard: [number, number][] = []
  const examples = makeIntents(1200, 'train')
  await linear.fit(examples, { ...options, on_progress: (done, total) => heard.push([done, total]) })
  assert.ok(heard.length > 20)
  assert.ok(heard.every(([done], i) => i === 0 || done >= heard[i - 1][0]))
  assert.equal(...(heard.at(-1) as [number, number]))
  const control = new AbortController()
  const stopped = linear.fit(examples, { ...options, signal: control.signal, on_progress: () => control.abort() })
  await assert.rejects(stopped, { name: 'AbortError' })
})

const german: Example[] = [
  { text: 'wo ist mein Paket', label: 'track' },
  { text: 'wann kommt mein Paket an', label: 'track' },
  { text: 'ich will das Paket stornieren', label: 'cancel' },
  { text: 'bitte sofort stornieren', label: 'cancel' },
  { text: 'Rechnung per Karte zahlen', label: 'pay' },
  { text: 'ich möchte jetzt zahlen', label: 'pay' },
]

test('refining spreads corrections, forgets none, and leaves the model as it was', async () => {
  const examples = makeIntents(300, 'train')
  const model = await linear.fit(examples, options)
  for (const example of german) correct(model, example)
  const before = model.save()
  const refined = await refine(model, [...examples, ...german], { seed: 'more' })
  assert.equal(accuracy(refined, german), 1)
  assert.ok(accuracy(refined, makeIntents(300, 'test')) > 0.98)
  assert.equal(answer(refined, 'mein Paket stornieren').label, 'cancel')
  assert.deepEqual(model.save(), before)
})

test('a correction that comes while a model is refined is not in what comes of it', async () => {
  const examples = makeIntents(1200, 'train')
  const model = await linear.fit(examples.slice(0, 300), options)
  const expected = (await refine(model, examples, { seed: 'more' })).save()
  const refining = refine(model, examples, { seed: 'more', on_progress: () => correct(model, german[0]) })
  for (const example of german) correct(model, example)
  assert.deepEqual((await refining).save(), expected)
})

test('calibrating on other examples changes confidences, never answers', async () => {
  const model = await linear.fit(makeIntents(300, 'train'), options)
  const guesses = makeIntents(500, 'audit').map((example, i) =>
    i % 2 ? example : { ...example, label: intents[i % 5] },
  )
  const texts = guesses.map(guess => guess.text)
  const before = await model.predict(texts)
  calibrate(model, guesses)
  const after = await model.predict(texts)
  assert.deepEqual(
    after.map(({ label }) => label),
    before.map(({ label }) => label),
  )
  const error = (answers: typeof before) =>
    calibrationError(answers.map(({ label, confidence }, i) => ({ confidence, correct: label === guesses[i].label })))
  assert.ok((error(after) as number) < (error(before) as number) / 2)
})

test('confidence is softmax of the logits over temperature and the root of their standard deviation', async () => {
  const model = await linear.fit(makeIntents(300, 'train'), options)
  for (const { text } of makeIntents(50, 'test')) {
    const logits = [...logitsOf(model, text).subarray(0, intents.length)]
    const mean = logits.reduce((a, b) => a + b) / logits.length
    const spread = Math.sqrt(logits.reduce((sum, logit) => sum + (logit - mean) ** 2, 0) / logits.length)
    const expected = softmax(logits, model.temperature * Math.sqrt(spread))
    answer(model, text).scores.forEach((score, k) => {
      assert.ok(Math.abs(score - expected[k]) < 1e-6)
    })
  }
})

const path = dataFile('classification/banking77.csv')
test('Banking77 is learnt as well as ever', { skip: path ? false : 'no classification/banking77.csv' }, async () => {
  const rows: Record<string, string>[] = parse(readFileSync(path as string), { columns: true })
  const part = (split: string) =>
    rows.filter(row => row.split === split).map(({ text, intent }) => ({ text, label: intent }))
  const train = part('train')
  const labels = [...new Set(train.map(example => example.label))].sort()
  const model = await linear.fit(train, { seed: 'seven', labels })
  const bets = part('test').map(({ text, label }) => {
    const { label: said, confidence } = answer(model, text)
    return { confidence, correct: said === label }
  })
  assert.ok(bets.filter(bet => bet.correct).length >= 0.913 * bets.length)
  assert.ok((calibrationError(bets) as number) <= 0.015)
})
