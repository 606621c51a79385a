import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { test } from 'node:test'
import { intents, makeIntents } from '../../learners/intents.fixture.ts'
import { answer, linear } from '../../learners/linear/index.ts'
import { type Candidate, digest, foresee, type Ground, grow, rest, takeBack, teach } from './candidate.ts'
import type { Labelled } from './effect.ts'
import { REFINE_every } from './rules.ts'

const items = (count: number, seed: string): Labelled[] =>
  makeIntents(count, seed).map((example, i) => ({ ...example, external_id: `${seed} ${i}` }))

const train = makeIntents(60, 'train')
const holdout = items(200, 'holdout')

const groundOf = async (): Promise<Ground> => {
  const bytes = (await linear.fit(train, { seed: 'seven', labels: intents })).save()
  return { base: 'base', bytes, digest: hash('sha256', bytes, 'base64'), train, holdout, recent: [] }
}

/** Corrections to labels that are mostly wrong, with words no model knew. */
const taught = items(40, 'taught').map((item, i) => ({
  ...item,
  text: `${item.text} thing${i}`,
  label: intents[i % intents.length] as string,
}))

const alike = async (candidate: Candidate, count: number) => {
  await rest(candidate)
  const grown = await grow(
    await groundOf(),
    taught.slice(0, count).map(({ text, label }) => ({ text, label })),
  )
  assert.equal(digest(candidate), digest(grown), `after ${count} corrections`)
  // The pool follows the model.
  for (const [i, { text }] of holdout.entries()) {
    const { label, confidence } = answer(candidate.model, text)
    assert.equal(candidate.pool.answer(i).label, label)
    assert.ok(Math.abs(candidate.pool.answer(i).confidence - confidence) < 1e-4)
  }
}

test('what a correction is foreseen to do to its item and to the held-out loss, it does', async () => {
  const candidate = await grow(await groundOf(), [])
  const loss = () =>
    holdout.reduce((sum, { text, label }) => {
      const { scores } = answer(candidate.model, text)
      return sum - Math.log(scores[intents.indexOf(label)] as number) / holdout.length
    }, 0)
  for (const [i, item] of items(10, 'taught').entries()) {
    const wrong = { ...item, label: intents[i % intents.length] as string }
    const before = loss()
    const { after, holdout: held } = foresee(candidate, wrong)
    teach(candidate, wrong)
    const said = answer(candidate.model, wrong.text)
    assert.equal(after.label, said.label)
    assert.ok(Math.abs(after.confidence - said.confidence) < 1e-4)
    assert.ok(Math.abs((held.log_loss?.estimate as number) - (loss() - before)) < 1e-5)
  }
})

test('corrections that come while a pass runs wait for nothing, and end in the same bits', async () => {
  for (const pauses of [[], [9], [14], [9, 19, 25], [24, 29]]) {
    const candidate = await grow(await groundOf(), [])
    for (const [i, item] of taught.entries()) {
      teach(candidate, item)
      if (pauses.includes(i)) await rest(candidate)
      else if (i % 7 === 6) await new Promise(resolve => setImmediate(resolve))
    }
    await alike(candidate, taught.length)
  }
})

test('what is taken back leaves the bits that the rest gives, at rest and while a pass runs', async () => {
  const ripe = REFINE_every
  for (const [count, back, passing] of [
    [6, 2, false],
    [ripe - 1, 0, false],
    [ripe, ripe - 1, true],
    [ripe, ripe - 1, false],
    [ripe + 4, ripe + 1, false],
    [ripe + 4, ripe + 1, true],
    [ripe + 4, ripe - 2, true],
    [ripe + 4, ripe - 2, false],
    [ripe + 4, 0, false],
    [2 * ripe + 3, 2 * ripe, false],
    [2 * ripe + 3, ripe + 3, false],
  ] as const) {
    const candidate = await grow(await groundOf(), [])
    for (const item of taught.slice(0, count)) {
      teach(candidate, item)
      if (!passing) await rest(candidate)
    }
    assert.equal(takeBack(candidate, back), true, `${count} to ${back}`)
    await alike(candidate, back)
    for (const item of taught.slice(back)) teach(candidate, item)
    await alike(candidate, taught.length)
  }
})

test('what lies before the last two passes is not taken back', async () => {
  const candidate = await grow(await groundOf(), [])
  for (const item of taught.slice(0, 2 * REFINE_every)) {
    teach(candidate, item)
    await rest(candidate)
  }
  assert.equal(takeBack(candidate, REFINE_every - 1), false)
})

test('other recent items are measured from the next pass on, whatever comes meanwhile', async () => {
  const candidate = await grow(await groundOf(), [])
  candidate.coming = items(30, 'recent')
  for (const item of taught.slice(0, REFINE_every + 5)) teach(candidate, item)
  assert.equal(foresee(candidate, taught[20] as Labelled).pool.items, 0)
  await rest(candidate)
  assert.equal(foresee(candidate, taught[20] as Labelled).pool.items, 30)
  for (const [i, { text }] of candidate.recent.entries()) {
    assert.equal(candidate.pool.answer(holdout.length + i).label, answer(candidate.model, text).label)
  }
})
