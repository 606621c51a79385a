/** What differs between two policies, and what that does to the errors people would find. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Decision } from '../triage/index.ts'
import { changeOf, changesOf, errorsOf, inWords, type Rehearsed, tallyOf } from './rules.ts'

const PASS: Decision = {
  ...{ outcome: 'pass', answer: null, reason: 'sure enough', strategy: null },
  ...{ inclusion_probability: 0.05, assignment: null, blind: false },
}
const review = (queue = 'default', wanted = 1): Decision => ({
  ...{ outcome: 'review', answer: null, reason: 'margin 0.123 is below 0.200', strategy: 'margin' },
  ...{ inclusion_probability: 1, assignment: { queue, wanted, priority: 0, due_minutes: 60 }, blind: false },
})
const ruled = (answer: string): Decision => ({ ...PASS, outcome: 'rule', answer, reason: 'rule "one"' })

let ids = 0
const row = (
  present: Decision,
  draft: Decision,
  found_with: number | null = null,
): Rehearsed & { present: Decision } => {
  ids += 1
  return { prediction_id: `p${ids}`, external_id: `e${ids}`, text: '', draft, present, found_with }
}

describe('what a policy does', () => {
  const pace = { predictions_per_day: 100, seconds_per_judgement: 30 }

  test('counts, reasons without a prediction’s own numbers, queues, and a day’s work', () => {
    const other = { ...review('fast', 3), reason: 'margin 0.010 is below 0.200' }
    const tally = tallyOf([PASS, PASS, review(), other, ruled('a')], pace)
    assert.deepEqual([tally.pass, tally.rule, tally.review], [2, 1, 2])
    assert.deepEqual(tally.reasons, [
      { outcome: 'pass', reason: 'sure enough', count: 2 },
      { outcome: 'review', reason: 'margin', count: 2 },
      { outcome: 'rule', reason: 'rule "one"', count: 1 },
    ])
    assert.deepEqual(tally.queues, [
      { queue: 'default', reviews: 1, judgements: 1 },
      { queue: 'fast', reviews: 1, judgements: 3 },
    ])
    assert.equal(tally.reviews_per_day.estimate, 40)
    assert.equal(tally.minutes_per_day?.estimate, 40, '40 reviews of 2 judgements of half a minute')
    assert.ok(tally.reviews_per_day.low < 40 && tally.reviews_per_day.high > 40)
  })

  test('without a judgement nothing is said of minutes, without traffic nothing of a share', () => {
    const tally = tallyOf([], { predictions_per_day: 0, seconds_per_judgement: null })
    assert.deepEqual([tally.minutes_per_day, tally.review_share.estimate], [null, null])
  })
})

describe('what changes', () => {
  const CASES = [
    { name: 'nothing', from: review(), to: { ...review(), reason: 'margin 0.1 is below 0.3' }, change: 'same' },
    { name: 'people see it', from: PASS, to: review(), change: 'added' },
    { name: 'people see it no more', from: review(), to: ruled('a'), change: 'dropped' },
    { name: 'other people see it', from: review('slow'), to: review('fast'), change: 'moved' },
    { name: 'more people see it', from: review(), to: review('default', 2), change: 'moved' },
    {
      name: 'they no longer see the model’s answer',
      from: review(),
      to: { ...review(), blind: true },
      change: 'moved',
    },
    { name: 'a rule answers', from: PASS, to: ruled('a'), change: 'answered' },
    { name: 'a rule answers otherwise', from: ruled('a'), to: ruled('b'), change: 'answered' },
  ]
  for (const { name, from, to, change } of CASES) test(name, () => assert.equal(changeOf(from, to), change))

  test('the newest twenty are shown, and all are counted', () => {
    const rows = Array.from({ length: 30 }, () => row(PASS, review()))
    const { added, same, examples } = changesOf([...rows, row(PASS, PASS)])
    assert.deepEqual([added, same, examples.length], [30, 1, 20])
    assert.equal(examples[0]?.prediction_id, rows.at(-1)?.prediction_id)
  })
})

describe('the errors people would see', () => {
  test('each counts for those it stands for', () => {
    // One error found for certain, which the draft drops; one found by an audit of a tenth, which it sends to people.
    const { known, draft, present, ...shares } = errorsOf([row(review(), PASS, 1), row(PASS, review(), 0.1)])
    assert.deepEqual([known, draft, present], [2, 1, 1])
    assert.ok(Math.abs((shares.draft_share.estimate as number) - (0.05 + 10) / 11) < 1e-12)
    assert.ok(Math.abs((shares.present_share.estimate as number) - (1 + 0.5) / 11) < 1e-12)
    const { estimate, low, high } = shares.difference
    assert.ok(Math.abs((estimate as number) - (10.05 - 1.5) / 11) < 1e-12)
    assert.ok(low < (estimate as number) && (estimate as number) < high)
  })

  test('with none known nothing is said', () => {
    const { known, difference } = errorsOf([row(PASS, review())])
    assert.deepEqual([known, difference], [0, { estimate: null, low: -1, high: 1 }])
  })

  test('in words', () => {
    const pace = { predictions_per_day: 1, seconds_per_judgement: null }
    const sentence = (rows: (Rehearsed & { present: Decision })[]) => {
      const [draft, present] = [rows.map(each => each.draft), rows.map(each => each.present)]
      const tallies = { draft: tallyOf(draft, pace), present: tallyOf(present, pace) }
      const about = { since: null, until: null, policy_version: 1, changes: changesOf(rows) }
      return inWords({ predictions: rows.length, ...about, ...tallies, errors: errorsOf(rows) })
    }
    const many = Array.from({ length: 50 }, () => row(PASS, review(), 0.5))
    assert.match(sentence(many), /^People would see 50 of 50 predictions \(100\.0%, against 0\.0% now\)\. Of 50 known/)
    assert.match(sentence(many), /% of all errors more\.$/)
    assert.match(sentence([row(PASS, review(), 0.5), row(review(), PASS, 0.5)]), /no clear change\.$/)
    assert.match(sentence([row(PASS, PASS)]), /Nothing is known of the errors it would find\.$/)
    assert.equal(sentence([]), 'There is no traffic to try it on yet.')
  })
})
