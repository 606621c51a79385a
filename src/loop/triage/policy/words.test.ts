import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Policy, policyInput } from '../contract.ts'
import { changesOf, ruleInWords, termsInWords, wishesInWords } from './words.ts'

const policy = (given: object): Policy => policyInput.parse(given)
const refunds = {
  name: 'refunds',
  matches: '(?i)refund',
  when: 'confidence < 0.9',
  do: { outcome: 'review', wanted: 2 },
}
const spam = { name: 'spam', when: 'answer == "spam"', do: { outcome: 'rule', answer: 'other' } }

test('a rule says when it holds and what follows', () => {
  const [first, second] = policy({ rules: [refunds, spam] }).rules
  assert.equal(
    first && ruleInWords(first),
    '“refunds”: if the text matches (?i)refund and confidence < 0.9, people see it (2 judgements)',
  )
  assert.equal(second && ruleInWords(second), '“spam”: if answer == "spam", the answer is "other"')
  const [blind] = policy({
    rules: [{ name: 'known', when: 'source == "gold"', do: { outcome: 'review', blind: true } }],
  }).rules
  assert.equal(blind && ruleInWords(blind), '“known”: if source == "gold", people see it without the model\'s answer')
})

test('the terms beside the rules are said with what was left out', () => {
  assert.deepEqual(termsInWords(policy({ uncertain: { strategy: 'margin', share: 0.1 } })), [
    'People see the 10% of recent traffic barely ahead of the runner-up',
    'A random 5% of all else is audited',
    'Unless a rule says otherwise: queue default, 1 judgement, priority 0, due within 1 day',
    'A text that people corrected before is answered as they did',
    'No certificate is asked for',
  ])
  assert.equal(wishesInWords({}), '')
})

test('changes are the lines that only one of the two has', () => {
  const before = policy({ rules: [refunds, spam] })
  assert.deepEqual(changesOf(before, before), [])
  assert.deepEqual(changesOf(before, policy({ rules: [spam, refunds] })), ['The rules stand in another order'])
  assert.deepEqual(
    changesOf(before, policy({ rules: [spam], audit_share: 0.1 })),
    [
      'Gone: Rule “refunds”: if the text matches (?i)refund and confidence < 0.9, people see it (2 judgements)',
      'New: A random 10% of all else is audited',
      'Gone: A random 5% of all else is audited',
    ].toSorted((one, other) => Number(one.startsWith('Gone')) - Number(other.startsWith('Gone'))),
  )
})
