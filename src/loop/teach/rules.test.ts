import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inWords, pairedChange, sharedStart } from './rules.ts'

test('the interval of paired differences is the normal one', () => {
  assert.equal(pairedChange([0.5]), null)
  assert.deepEqual(pairedChange([0, 0, 0]), { estimate: 0, low: 0, high: 0 })
  // Mean 2, standard deviation 1: 2 +- 1.959964 / sqrt(3).
  assert.deepEqual(pairedChange([1, 2, 3]), { estimate: 2, low: 0.868414, high: 3.131586 })
})

test('two lists begin alike until they differ or one ends', () => {
  for (const [one, other, count] of [
    ['', 'a', 0],
    ['a', 'ab', 1],
    ['ab', 'a', 1],
    ['ab', 'ab', 2],
    ['ab', 'ba', 0],
    ['abc', 'abd', 2],
  ] as const) {
    assert.equal(sharedStart([...one], [...other]), count, `${one} ${other}`)
  }
})

const none = { count: 0, examples: [] }
const effect = (log_loss: { estimate: number; low: number; high: number } | null) => ({
  external_id: 'one',
  label: 'refund',
  before: { label: 'billing', confidence: 0.7 },
  after: { label: 'refund', confidence: 0.51 },
  pool: { items: 12_000, ...none, count: 3 },
  holdout: { items: 40, broken: none, mended: { ...none, count: 1 }, log_loss },
})

test('an effect in words claims no change that its interval does not show', () => {
  assert.match(
    inWords(effect({ estimate: -0.02, low: -0.05, high: 0.01 })),
    /no clear change .* \(95% interval −0\.050 to \+0\.010\)/,
  )
  assert.match(inWords(effect({ estimate: -0.02, low: -0.03, high: -0.01 })), /better by 0\.020/)
  assert.match(
    inWords(effect({ estimate: 0.02, low: 0.01, high: 0.03 })),
    /worse by 0\.020 \(95% interval \+0\.010 to \+0\.030\)/,
  )
  assert.match(inWords(effect({ estimate: 0, low: 0, high: 0 })), /no clear change .* 0 to 0/)
  assert.match(inWords(effect({ estimate: -0.1, low: -0.2, high: -0.0001 })), /−0\.200 to just below 0/)
  assert.match(inWords(effect(null)), /too few/)
  assert.match(
    inWords(effect(null)),
    /^"billing" becomes "refund"\. 3 of 12,000 .* 40 held-out items 1 become right, 0/,
  )
})
