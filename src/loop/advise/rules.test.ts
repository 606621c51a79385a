import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { kindOf } from '../../kinds/index.ts'
import { doubtOf, shareOut, suggest } from './rules.ts'

test('what n-grams say is shared out among the words they touch', () => {
  const text = 'send my money'
  const { words, rest } = shareOut(text, 0.5, [
    { contribution: 1, spans: [[0, 4]] },
    { contribution: -2, spans: [[5, 13]] },
    {
      contribution: 4,
      spans: [
        [0, 2],
        [10, 13],
      ],
    },
    { contribution: 8, spans: [[4, 5]] },
  ])
  assert.deepEqual(
    words.map(({ start, stop, contribution }) => [text.slice(start, stop), contribution]),
    [
      ['send', 3],
      ['my', -1],
      ['money', 1],
    ],
  )
  assert.equal(rest, 8.5)
})

test('rest and words always add up to the whole, whatever the text', () => {
  const span = fc
    .tuple(fc.nat(40), fc.nat(40))
    .map(([one, other]): [number, number] => [Math.min(one, other), Math.max(one, other) + 1])
  const part = fc.record({
    contribution: fc.double({ min: -10, max: 10, noNaN: true }),
    spans: fc.array(span, { minLength: 1, maxLength: 4 }),
  })
  fc.assert(
    fc.property(fc.string({ maxLength: 40, unit: 'grapheme' }), fc.array(part), (text, parts) => {
      const { words, rest } = shareOut(text, 0.25, parts)
      const whole = parts.reduce((sum, each) => sum + each.contribution, 0.25)
      const shared = words.reduce((sum, each) => sum + each.contribution, rest)
      assert.ok(Math.abs(whole - shared) < 1e-9)
    }),
  )
})

const erratum = (answer: string, similarity: number, at = '2026-01-01T00:00:00.000Z') => ({
  erratum_id: `${answer} ${similarity}`,
  answer,
  similarity,
  at,
})
const LABELS = ['refund', 'billing']
const suggested = (near: ReturnType<typeof erratum>[], same: ReturnType<typeof erratum>[] = []) =>
  suggest({ near, same }, kindOf('choice'), answer => LABELS.includes(answer as string))

test('errata of the same text decide, the newest first', () => {
  const old = erratum('billing', 1)
  const fresh = erratum('refund', 1, '2026-02-03T00:00:00.000Z')
  assert.deepEqual(suggested([erratum('billing', 0.5)], [old, fresh]), {
    answer: 'refund',
    reason: 'The same text was corrected to refund on 2026-02-03.',
    exact: true,
    erratum_id: 'refund 1',
  })
  assert.equal(suggested([erratum('billing', 0.91)])?.exact, true)
  assert.equal(suggested([], [erratum('dropped', 1)]), null)
})

for (const [title, near, expected] of [
  [
    'most of them agree',
    [0.8, 0.7, 0.6].map(each => erratum('refund', each)),
    '3 of 3 similar corrections say refund.',
  ],
  ['there are few', [0.8, 0.7].map(each => erratum('refund', each)), undefined],
  ['they are hardly like it', [0.29, 0.2, 0.1].map(each => erratum('refund', each)), undefined],
  [
    'three in five agree',
    [...[0.8, 0.7, 0.6].map(each => erratum('billing', each)), ...[0.5, 0.4].map(each => erratum('refund', each))],
    '3 of 5 similar corrections say billing.',
  ],
  [
    'fewer agree',
    [...[0.8, 0.7].map(each => erratum('billing', each)), ...[0.5, 0.4].map(each => erratum('refund', each))],
    undefined,
  ],
  ['what they say is no answer any more', [0.8, 0.7, 0.6].map(each => erratum('dropped', each)), undefined],
] as const) {
  test(`of similar errata, where ${title}`, () => {
    assert.equal(suggested([...near])?.reason, expected)
  })
}

test('answers that are no classes agree where nothing is between them', () => {
  const near = [['a', 'b'], ['a', 'b'], ['a'], ['a', 'b']].map((answer, place) => ({
    ...erratum(String(place), 0.8 - place / 10),
    answer,
  }))
  const found = suggest({ near, same: [] }, kindOf('choices'), () => true)
  assert.deepEqual([found?.answer, found?.reason], [['a', 'b'], '3 of 4 similar corrections say a, b.'])
})

for (const [probability, expected] of [
  [0.5, undefined],
  [0.02, undefined],
  [undefined, undefined],
  [0.0199, '2.0%'],
  [0.0004, 'less than 0.1%'],
] as const) {
  test(`a label of probability ${probability} is ${expected ? 'doubted' : 'let be'}`, () => {
    const doubt = doubtOf({ model: 'linear-1', probability }, 'refund')
    const sentence = expected && `Are you sure? The model gives "refund" a chance of ${expected} here.`
    assert.equal(doubt?.sentence, sentence)
  })
}
