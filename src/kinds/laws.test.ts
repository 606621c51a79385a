/** What every kind must keep, whatever its answers are. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { canonical } from '../ledger/canonical.ts'
import { type Form, KINDS, kindOf } from './index.ts'

const names = ['refund', 'billing', 'other', 'constructor', 'über']
const labels = names.map(name => ({ name }))
const some = fc.constantFrom(...names)

const span = fc
  .record({ start: fc.nat(8), length: fc.integer({ min: 1, max: 6 }), label: some })
  .map(({ start, length, label }) => ({ start, end: start + length, label }))

const ranking = fc
  .shuffledSubarray(['a', 'b', 'c', 'd'], { minLength: 4 })
  .chain(ids => fc.tuple(fc.constant(ids), fc.array(fc.boolean(), { minLength: 4, maxLength: 4 })))
  .map(([ids, joins]) =>
    ids.reduce<string[][]>((levels, id, place) => {
      if (place > 0 && joins[place]) levels.at(-1)?.push(id)
      else levels.push([id])
      return levels
    }, []),
  )

const value = fc.letrec(tie => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, 0, 1, '', '[]', '{}', 'x'),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('a', 'b', '0', 'a/b'), tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value

/** Answers as callers send them, with the form they are accepted under. */
const CASES: Record<string, { settings: object; answers: fc.Arbitrary<unknown> }> = {
  choice: { settings: {}, answers: some },
  choices: { settings: {}, answers: fc.shuffledSubarray(names) },
  spans: {
    settings: {},
    answers: fc.uniqueArray(span, { maxLength: 6, selector: ({ start, end, label }) => `${start} ${end} ${label}` }),
  },
  text: { settings: {}, answers: fc.stringMatching(/^([ab] ?|\n){0,8}$/) },
  rating: { settings: { min: -5, max: 5 }, answers: fc.integer({ min: -5, max: 5 }) },
  ranking: { settings: {}, answers: ranking },
  record: {
    settings: { schema: { type: 'object' } },
    answers: fc.dictionary(fc.constantFrom('a', 'b', 'c'), value, { noNullPrototype: true }),
  },
}

test('every kind is held to these laws', () => assert.deepEqual(Object.keys(CASES), KINDS))

for (const [name, { settings, answers }] of Object.entries(CASES)) {
  const kind = kindOf(name)
  const form: Form = { labels: kind.labels_min > 0 ? labels : [], settings: kind.settings.parse(settings) }
  const kept = answers.map(answer => kind.answer(form).parse(answer))

  test(`${name}: an answer is kept in one form, and accepted again in it`, () => {
    fc.assert(fc.property(kept, answer => assert.deepEqual(kind.answer(form).parse(answer), answer)))
  })

  test(`${name}: distance is a share, the same both ways, and 0 for the same alone`, () => {
    fc.assert(
      fc.property(kept, kept, (one, other) => {
        const distance = kind.distance(one, other)
        assert.ok(distance >= 0 && distance <= 1, String(distance))
        assert.equal(kind.distance(other, one), distance)
        assert.equal(distance === 0, canonical(one) === canonical(other), `${canonical(one)} ${canonical(other)}`)
      }),
      { numRuns: 1000 },
    )
  })

  test(`${name}: the right answer has the best measures, and a share stays one`, () => {
    fc.assert(
      fc.property(kept, kept, (answer, right) => {
        for (const measure of kind.measures) {
          const [given, best] = [measure.of(answer, right), measure.of(right, right)]
          assert.ok(given.part >= 0 && given.whole >= 0)
          if (measure.share) assert.ok(given.part <= given.whole, measure.name)
          assert.equal(best.part, measure.better === 'higher' ? best.whole : 0, measure.name)
        }
      }),
    )
  })

  test(`${name}: certainty is a share, and its words are one line`, () => {
    const told = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null })
    fc.assert(
      fc.property(kept, told, (answer, confidence) => {
        assert.deepEqual(kind.certainty({ answer, scores: null, confidence }), { confidence, margin: null })
        assert.doesNotMatch(kind.words(answer), /\n/)
        assert.ok(kind.words(answer).length <= 400)
      }),
    )
  })

  test(`${name}: another sort of answer is none of its own`, () => {
    const schema = kind.answer(form)
    const others = [null, undefined, true, 1.5, Number.NaN, [null], [['x', 'x']], [{ start: 0 }], 'refund ', [], {}]
    const good = new Set(others.filter(other => schema.safeParse(other).success).map(other => JSON.stringify(other)))
    const expected: Record<string, string[]> = { choices: ['[]'], spans: ['[]'], text: ['"refund "'], record: ['{}'] }
    assert.deepEqual([...good], expected[name] ?? [])
  })
}
