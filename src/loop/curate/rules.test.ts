import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { kindOf } from '../../kinds/index.ts'
import type { Split } from './contract.ts'
import { type Candidate, changeOf, newAnswers, normalise, type Side, splitOf, validate, whyOf } from './rules.ts'

const kind = kindOf('choice')
const labels = [{ name: 'refund' }, { name: 'billing' }]

describe('why the model was wrong', () => {
  const said = (...whys: string[]) =>
    whys.map(why => {
      const [category, rationale] = why.split(':')
      return { category: category || null, rationale: rationale ?? null }
    })
  const CASES: [whys: string[], category: string | null, rationale: string | null][] = [
    [[], null, null],
    [[''], null, null],
    [['a:first', 'b:second', 'a:third'], 'a', 'third'],
    [['a:first', 'b:second'], 'b', 'second'],
    [['a:first', 'a', 'b:second'], 'a', 'first'],
    // No rationale for the category that won: any is better than none.
    [['a', 'a', 'b:second'], 'a', 'second'],
    [[':only words', ''], null, 'only words'],
  ]
  for (const [whys, category, rationale] of CASES) {
    test(whys.join(' ') || 'nobody', () => assert.deepEqual(whyOf(said(...whys)), { category, rationale }))
  }
})

test('normalises case, width and blanks, and nothing else', () => {
  assert.equal(normalise('  Ｗhere\n\tis  MY card? '), 'where is my card?')
  assert.notEqual(normalise('résumé'), normalise('resume'))
})

describe('the split', () => {
  const split = { seed: 'seed', holdout_share: 0.3 }
  const text = fc.string({ maxLength: 40 })

  test('a group never crosses', () => {
    fc.assert(
      fc.property(text, text, fc.string({ minLength: 1 }), (one, other, group_key) => {
        assert.equal(
          splitOf({ input: { text: one }, group_key }, split),
          splitOf({ input: { text: other }, group_key }, split),
        )
      }),
    )
  })

  test('the same text without a group never stands on both sides', () => {
    fc.assert(
      fc.property(text, one => {
        const other = `  ${one.toUpperCase()}\n`
        fc.pre(normalise(one) === normalise(other))
        assert.equal(
          splitOf({ input: { text: one }, group_key: null }, split),
          splitOf({ input: { text: other }, group_key: null }, split),
        )
      }),
    )
  })

  test('a larger share moves nothing back to train, and a share is kept', () => {
    const texts = Array.from({ length: 4000 }, (_, index) => ({ input: { text: `case ${index}` }, group_key: null }))
    const heldOut = (holdout_share: number) =>
      new Set(texts.filter(each => splitOf(each, { seed: 'seed', holdout_share }) === 'holdout'))
    const fifth = heldOut(0.2)
    const more = heldOut(0.4)
    assert.ok([...fifth].every(each => more.has(each)))
    // Five standard deviations of a binomial.
    assert.ok(Math.abs(fifth.size - 800) < 5 * Math.sqrt(4000 * 0.2 * 0.8))
  })

  test('a group is not taken for a text of the same letters', () => {
    const sides = Array.from({ length: 64 }, (_, index) => `case ${index}`).map(name => [
      splitOf({ input: { text: name }, group_key: null }, split),
      splitOf({ input: { text: 'x' }, group_key: name }, split),
    ])
    assert.ok(sides.some(([one, other]) => one !== other))
  })
})

describe('validation', () => {
  const line = (external_id: string, text: string, answer: string, split: Split = 'train'): Candidate => ({
    external_id,
    input: { text },
    answer,
    split,
  })
  const both = [line('r1', 'r 1', 'refund'), line('r2', 'r 2', 'refund'), line('b1', 'b 1', 'billing')]
  const good = [...both, line('b2', 'b 2', 'billing')]
  const CASES: [name: string, lines: Candidate[], found: [code: string, count: number, examples: string[]][]][] = [
    ['nothing to say of good lines', good, []],
    [
      'no line at all',
      [],
      [
        ['empty', 1, []],
        ['missing_class', 2, ['refund', 'billing']],
      ],
    ],
    ['the same text twice', [...good, line('r3', 'R  1', 'refund')], [['duplicate', 1, ['r1']]]],
    ['the same text, another answer', [...good, line('r3', 'R 1 ', 'billing')], [['contradiction', 1, ['r1']]]],
    [
      'the same text on the other side',
      [...good, line('r3', 'r 1', 'refund', 'holdout')],
      [
        ['leakage', 1, ['r1']],
        ['duplicate', 1, ['r1']],
      ],
    ],
    ['a class with one example', both, [['thin_class', 1, ['billing']]]],
    [
      'a class that is only held out',
      [...good.slice(0, 2), line('b1', 'b 1', 'billing', 'holdout')],
      [['missing_class', 1, ['billing']]],
    ],
  ]
  for (const [name, lines, found] of CASES) {
    test(name, () => {
      const findings = validate(lines, { kind, labels })
      assert.deepEqual(
        findings.map(({ code, count, examples }) => [code, count, examples]),
        found,
      )
      for (const { code, severe } of findings) {
        assert.equal(severe, ['empty', 'contradiction', 'leakage'].includes(code))
      }
    })
  }

  test('shows ten of many', () => {
    const lines = Array.from({ length: 40 }, (_, index) => line(`i${index}`, `text ${index % 20}`, 'refund'))
    const duplicate = validate(lines, { kind, labels }).find(each => each.code === 'duplicate')
    assert.deepEqual([duplicate?.count, duplicate?.examples.length], [20, 10])
  })
})

describe('validation of answers that are no classes', () => {
  const found = (name: string, lines: [input: Candidate['input'], answer: unknown][]) =>
    validate(
      lines.map(([input, answer], n) => ({ external_id: String(n), input, answer, split: 'train' as const })),
      { kind: kindOf(name), labels },
    ).map(each => each.code)
  const span = (start: number) => [{ start, end: 9, label: 'refund' }]
  const asked = (...ids: string[]) => ({ text: 'which?', options: ids.map(id => ({ id, text: id })) })

  test('contradict where all that was asked is the same', () => {
    assert.deepEqual(
      found('rating', [
        [{ text: 'good?', response: 'one' }, 1],
        [{ text: 'good?', response: 'two' }, 5],
      ]),
      [],
    )
    assert.deepEqual(
      found('rating', [
        [{ text: 'good?' }, 1],
        [{ text: ' Good? ' }, 5],
      ]),
      ['contradiction'],
    )
    assert.deepEqual(
      found('ranking', [
        [asked('a', 'b'), [['a'], ['b']]],
        [asked('c', 'd'), [['d'], ['c']]],
      ]),
      [],
    )
  })

  test('that point into a text do so in its very letters', () => {
    assert.deepEqual(
      found('spans', [
        [{ text: 'my refund' }, span(3)],
        [{ text: 'My  refund' }, span(4)],
      ]),
      [],
    )
    assert.deepEqual(
      found('spans', [
        [{ text: 'my refund' }, span(3)],
        [{ text: 'my refund' }, span(4)],
      ]),
      ['contradiction'],
    )
  })
})

describe('what happened to a line', () => {
  const side = (answer: string, split: Split): Side => ({ answer, split })
  const CASES: [before: Side, after: Side, change: string][] = [
    [null, side('a', 'train'), 'added'],
    [side('a', 'train'), null, 'removed'],
    [side('a', 'train'), side('b', 'train'), 'changed'],
    [side('a', 'train'), side('b', 'holdout'), 'changed'],
    [side('a', 'train'), side('a', 'holdout'), 'moved'],
    [side('a', 'train'), side('a', 'train'), 'renewed'],
  ]
  for (const [before, after, change] of CASES) test(change, () => assert.equal(changeOf(before, after), change))
})

test('of two answers for one item in a request the first is taken and the other one told', () => {
  const row = (place: number, external_id: string, answer: string) => {
    const item = { external_id, input: { text: '' }, metadata: {}, source: null, group_key: null, occurred_at: null }
    return { row: place, item, answer }
  }
  const rows = [row(0, 'x', 'refund'), row(1, 'x', 'billing'), row(2, 'x', 'refund'), row(3, 'y', 'billing')]
  const known = new Map<string, unknown>([['y', 'billing']])
  const found = newAnswers(rows, ['x', 'x', 'x', 'y'], { known, same: (one, other) => one === other })
  assert.deepEqual(found.fresh, [{ item_id: 'x', answer: 'refund' }])
  assert.deepEqual(
    found.errors.map(({ row: place, code, field }) => [place, code, field]),
    [[1, 'CONFLICT', 'answer']],
  )
})
