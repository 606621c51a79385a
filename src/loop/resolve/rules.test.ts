import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type Outcome, type Said, settle, successor } from './rules.ts'

const distance = (one: unknown, other: unknown) => (one === other ? 0 : 1)

/** `ab` is two reviews, `ab|c` these and an adjudication, `-` no answer; ids and persons are the places, from 0. */
const saidOf = (text: string, wanted: number): Said[] => {
  const [reviews = '', adjudications = ''] = text.split('|')
  return [...reviews, ...adjudications].map((answer, place) => ({
    id: `j${place}`,
    person_id: `p${place}`,
    answer: answer === '-' ? null : answer,
    at: `2026-01-01T00:00:0${place}.000Z`,
    stage: place < reviews.length ? 'review' : 'adjudicate',
    wanted: place < reviews.length ? wanted : 1,
  }))
}

const settled = (outcome: Outcome) => (outcome.state === 'settled' ? outcome.decision : outcome.state)

const CASES: { said: string; wanted: number; leads_to: unknown }[] = [
  { said: '', wanted: 1, leads_to: 'wait' },
  { said: 'aa', wanted: 3, leads_to: 'wait' },
  { said: 'a', wanted: 1, leads_to: ['single', 'a', ['j0'], [], 'p0'] },
  { said: 'aa', wanted: 2, leads_to: ['consensus', 'a', ['j0', 'j1'], [], null] },
  { said: 'ab', wanted: 2, leads_to: 'tie' },
  { said: 'abc', wanted: 3, leads_to: 'tie' },
  { said: 'aabb', wanted: 4, leads_to: 'tie' },
  { said: 'bab', wanted: 3, leads_to: ['consensus', 'b', ['j0', 'j2'], [['a', ['j1']]], null] },
  // More than any other answer is enough; more than half is not asked for.
  { said: 'cabba', wanted: 5, leads_to: 'tie' },
  {
    said: 'cabb',
    wanted: 4,
    leads_to: [
      'consensus',
      'b',
      ['j2', 'j3'],
      [
        ['c', ['j0']],
        ['a', ['j1']],
      ],
      null,
    ],
  },
  { said: 'ab|b', wanted: 2, leads_to: ['adjudicated', 'b', ['j1', 'j2'], [['a', ['j0']]], 'p2'] },
  {
    said: 'ab|c',
    wanted: 2,
    leads_to: [
      'adjudicated',
      'c',
      ['j2'],
      [
        ['a', ['j0']],
        ['b', ['j1']],
      ],
      'p2',
    ],
  },
  // An adjudicator finds that it cannot be decided: that is like no answer, and all of them are dissent.
  {
    said: 'ab|-',
    wanted: 2,
    leads_to: [
      'undecidable',
      null,
      ['j2'],
      [
        ['a', ['j0']],
        ['b', ['j1']],
      ],
      'p2',
    ],
  },
  // A reviewer took theirs back after the adjudication: it decides all the same.
  { said: 'a|b', wanted: 2, leads_to: ['adjudicated', 'b', ['j1'], [['a', ['j0']]], 'p1'] },
]

describe('settle', () => {
  for (const { said, wanted, leads_to } of CASES) {
    test(`${said || 'nobody'} of ${wanted}`, () => {
      const decision = settled(settle(saidOf(said, wanted), distance))
      if (typeof leads_to === 'string') return assert.equal(decision, leads_to)
      assert.ok(typeof decision === 'object')
      const { how, answer, judgements, dissent, decided_by } = decision
      const others = dissent.map(camp => [camp.answer, camp.judgements])
      assert.deepEqual([how, answer, judgements, others, decided_by], leads_to)
    })
  }

  test('loses no judgement, and never stands by an answer that another one beats', () => {
    const answers = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 9 })
    fc.assert(
      fc.property(answers, text => {
        const said = saidOf(text, text.length)
        const outcome = settle(said, distance)
        const all = outcome.state === 'tie' ? outcome.camps.flatMap(camp => camp.judgements) : undefined
        if (outcome.state === 'settled') {
          const { judgements, dissent } = outcome.decision
          for (const camp of dissent) assert.ok(camp.judgements.length < judgements.length)
          assert.equal(judgements.length + dissent.flatMap(camp => camp.judgements).length, said.length)
        } else assert.equal(all?.length, said.length)
      }),
    )
  })
})

const standingAs = (said: string, wanted: number) => {
  const outcome = settle(saidOf(said, wanted), distance)
  assert.ok(outcome.state === 'settled')
  return { ...outcome.decision, at: '2026-01-01T00:00:05.000Z' }
}

const overruled = (at: string) => ({ ...standingAs('ab|b', 2), how: 'overruled' as const, at })
const withdrawn = { ...standingAs('a', 1), how: 'withdrawn' as const, answer: null, judgements: [] }
const inBulk = { ...overruled('2026-01-01T00:00:09.000Z'), how: 'bulk' as const }
const BEFORE = '2025-12-31T00:00:00.000Z'

const SUCCESSORS = [
  { name: 'the first answer', standing: undefined, said: 'a', wanted: 1, how: 'single' },
  { name: 'nothing yet', standing: undefined, said: 'a', wanted: 2, how: undefined },
  { name: 'the same again', standing: standingAs('a', 1), said: 'a', wanted: 1, how: undefined },
  { name: 'too few are left', standing: standingAs('aa', 2), said: 'a', wanted: 2, how: 'withdrawn' },
  { name: 'nobody is left', standing: standingAs('a', 1), said: '', wanted: 1, how: 'withdrawn' },
  { name: 'the adjudication was withdrawn', standing: standingAs('ab|b', 2), said: 'ab', wanted: 2, how: 'withdrawn' },
  { name: 'withdrawn already', standing: withdrawn, said: '', wanted: 1, how: undefined },
  { name: 'judged again', standing: withdrawn, said: 'a', wanted: 1, how: 'single' },
  { name: 'another dissent', standing: standingAs('aab', 3), said: 'aac', wanted: 3, how: 'consensus' },
  { name: 'overruled later', standing: overruled('2026-01-01T00:00:09.000Z'), said: 'aab', wanted: 3, how: undefined },
  { name: 'overruled, few are left', standing: overruled(BEFORE), said: 'a', wanted: 3, how: undefined },
  { name: 'answered in bulk, and few are there', standing: inBulk, said: 'a', wanted: 3, how: undefined },
  { name: 'answered in bulk, and judged before or after', standing: inBulk, said: 'a', wanted: 1, how: 'single' },
  { name: 'answered in bulk, and a tie', standing: inBulk, said: 'ab', wanted: 2, how: undefined },
  { name: 'judged after it was overruled', standing: overruled(BEFORE), said: 'aab', wanted: 3, how: 'consensus' },
  {
    name: 'only dissent came after it was overruled',
    standing: overruled('2026-01-01T00:00:01.500Z'),
    said: 'aab',
    wanted: 3,
    how: undefined,
  },
]

describe('what supersedes', () => {
  for (const { name, standing, said, wanted, how } of SUCCESSORS) {
    test(name, () => assert.equal(successor(standing, settle(saidOf(said, wanted), distance))?.how, how))
  }
})
