import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inOneSentence, toRelease } from './words.ts'

const release = (more: object) => ({ model: 'm-2', fallback: 'm-1', mode: 'automated' as const, share: 1, ...more })

const SENTENCES: [object | null, string][] = [
  [null, 'Nothing has been released yet.'],
  [{}, 'm-2 answers all items.'],
  [{ share: 0.25 }, 'm-2 answers 25% of items, m-1 the rest.'],
  [{ share: 0.25, fallback: null }, 'm-2 answers 25% of items, your own model the rest.'],
  [{ model: null }, 'Your own model answers all items.'],
  [{ mode: 'assisted', share: 0.5 }, 'm-2 suggests answers to 50% of items, m-1 the rest.'],
  [{ mode: 'reviewed' }, 'm-2 answers, after review, all items.'],
  [{ mode: 'shadow', share: 0.1 }, 'm-2 answers unseen 10% of items; m-1 goes on answering.'],
  [{ mode: 'off', share: 0.25 }, 'Stopped: no answer is given, everything goes to people.'],
]

test('a release is told in one sentence', () => {
  for (const [given, said] of SENTENCES) assert.equal(inOneSentence(given && release(given)), said)
})

test('the button says what it will do', () => {
  assert.equal(toRelease(release({})), 'Release m-2, automated')
  assert.equal(toRelease(release({ share: 0.1, mode: 'shadow' })), 'Release m-2, shadow, 10%')
  assert.equal(toRelease(release({ mode: 'off' })), 'Stop answering')
})
