import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { test } from 'node:test'
import { intents, makeIntents } from '../../learners/intents.fixture.ts'
import { answer, linear } from '../../learners/linear/index.ts'
import { foresee, grow, type Labelled, teach } from './candidate.ts'

const items = (count: number, seed: string): Labelled[] =>
  makeIntents(count, seed).map((example, i) => ({ ...example, external_id: `${seed} ${i}` }))

test('what a correction is foreseen to do to its item and to the held-out loss, it does', async () => {
  const train = makeIntents(60, 'train')
  const bytes = (await linear.fit(train, { seed: 'seven', labels: intents })).save()
  const digest = hash('sha256', bytes, 'base64')
  const holdout = items(200, 'holdout')
  const candidate = await grow({ base: 'base', bytes, digest, train, holdout, recent: [] }, [])
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
