import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { STRATEGIES } from '../contract.ts'
import { type Candidate, strategies } from './index.ts'

const TERMS = { share: 0.5, distance: (one: unknown, other: unknown) => (one === other ? 0 : 1) }

const candidate = (more: Partial<Candidate> = {}): Candidate => ({
  text: 'where is my card',
  answer: 'a',
  scores: null,
  confidence: null,
  margin: null,
  novelty: null,
  others: [],
  ...more,
})

const share = fc.double({ min: 0, max: 1, noNaN: true })
const known = fc.option(share)
const answers = fc.constantFrom('a', 'b', 'c')
const other = fc.record({ answer: answers, scores: fc.option(fc.dictionary(answers, share)) })
const candidates = fc.array(
  fc.record({
    text: fc.lorem({ maxCount: 6 }),
    answer: answers,
    scores: fc.option(fc.dictionary(answers, share)),
    confidence: known,
    margin: known,
    novelty: known,
    others: fc.array(other, { maxLength: 3 }),
  }),
  { maxLength: 30 },
)

for (const name of STRATEGIES) {
  test(`${name}: a score from 0 to 1 for each of a batch, the same whoever asks, none where nothing is known`, () => {
    fc.assert(
      fc.property(candidates, batch => {
        const scores = strategies[name](batch, TERMS)
        assert.equal(scores.length, batch.length)
        for (const score of scores) assert.ok(score === null || (score >= 0 && score <= 1), `${score}`)
        assert.deepEqual(strategies[name](batch, TERMS), scores)
      }),
    )
    assert.deepEqual(strategies[name]([candidate()], TERMS), [null])
  })
}

for (const [name, first, then] of [
  ['margin', { margin: 0.1 }, { margin: 0.2 }],
  ['confidence', { confidence: 0.3 }, { confidence: 0.9 }],
  ['novelty', { novelty: 0.9 }, { novelty: 0.1 }],
  ['disagreement', { others: [{ answer: 'b', scores: null }] }, { others: [{ answer: 'a', scores: null }] }],
  [
    'disagreement',
    { margin: 0.1, others: [{ answer: 'b', scores: null }] },
    { margin: 0.8, others: [{ answer: 'b', scores: null }] },
  ],
  [
    'disagreement',
    { scores: { a: 0.9, b: 0.1 }, others: [{ answer: 'a', scores: { a: 0.5, b: 0.5 } }] },
    { scores: { a: 0.9, b: 0.1 }, others: [{ answer: 'a', scores: { a: 0.8, b: 0.2 } }] },
  ],
] as const) {
  test(`${name}: ${JSON.stringify(first)} before ${JSON.stringify(then)}`, () => {
    const [one, other] = strategies[name]([candidate(first), candidate(then)], TERMS) as [number, number]
    assert.ok(one > other, `${one} ${other}`)
  })
}

const rankOf = (scores: (number | null)[]) =>
  [...scores.keys()].sort((one, other) => (scores[other] as number) - (scores[one] as number))

test('margin-diversity: of two that say the same, the second waits behind another call that is less close', () => {
  const batch = [
    candidate({ text: 'the card does not work', margin: 0.1 }),
    candidate({ text: 'card does NOT work, the', margin: 0.11 }),
    candidate({ text: 'how to close an account', margin: 0.4 }),
  ]
  assert.deepEqual(rankOf(strategies.margin(batch, TERMS)), [0, 1, 2])
  assert.deepEqual(rankOf(strategies['margin-diversity'](batch, TERMS)), [0, 2, 1])
})

test('margin-diversity: alone, and where nothing is alike, it is the margin', () => {
  fc.assert(
    fc.property(fc.array(known, { maxLength: 500 }), margins => {
      const batch = margins.map((margin, n) => candidate({ text: `word${n}`, margin }))
      assert.deepEqual(strategies['margin-diversity'](batch, TERMS), strategies.margin(batch, TERMS))
    }),
    { numRuns: 20 },
  )
})

test('margin-diversity: no score is above that of the margin', () => {
  fc.assert(
    fc.property(candidates, batch => {
      const doubts = strategies.margin(batch, TERMS)
      strategies['margin-diversity'](batch, TERMS).forEach((score, n) => {
        assert.ok(score === doubts[n] || (score as number) <= (doubts[n] as number))
      })
    }),
  )
})
