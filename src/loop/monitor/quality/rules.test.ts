import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agreementFigure, agreementOf, correctionFigure, effortFigure, errorFigure, PARTS, sparkOf } from './rules.ts'

const same = (one: string, other: string) => (one === other ? 0 : 1)
const unit = (answers: string[], part = 0) => ({ answers, people: answers.map((_, n) => `p${n}`), part })
const stratum = (part: number, resolved: number, errors: number) => ({
  ...{ part, probability: 1, reviewed: resolved, resolved, errors },
})

test('a spark line has a point for each part of the window, the oldest first, and gaps where nothing was seen', () => {
  const points = sparkOf(
    [
      { part: 0, value: 7 },
      { part: PARTS - 1, value: 1 },
    ],
    ([row]) => row?.value ?? null,
  )
  assert.equal(points.length, PARTS)
  assert.deepEqual([points[0], points[1], points.at(-1)], [1, null, 7])
})

for (const [title, now, before, word] of [
  ['falls clearly', [1000, 50], [1000, 150], 'better'],
  ['rises clearly', [1000, 150], [1000, 50], 'worse'],
  ['falls a little', [1000, 95], [1000, 100], 'no clear change'],
  ['is known now alone', [1000, 50], [0, 0], 'no clear change'],
  ['was known before alone', [0, 0], [1000, 50], 'no clear change'],
] as const) {
  test(`an error rate that ${title}: ${word}`, () => {
    const figure = errorFigure([stratum(0, now[0], now[1]), stratum(PARTS, before[0], before[1])], [])
    assert.equal(figure.word, word)
    assert.deepEqual([figure.n, figure.n_before], [now[0], before[0]])
    assert.equal(figure.spark.at(-1), now[0] === 0 ? null : now[1] / now[0])
    if (word === 'no clear change') assert.ok((figure.change.low as number) <= 0 && (figure.change.high as number) >= 0)
  })
}

test('the median time to a correction has bounds where enough came, and none where too few did', () => {
  const rows = (part: number, count: number, seconds: number) =>
    Array.from({ length: count }, (_, n) => ({ part, seconds: seconds + n }))
  const clear = correctionFigure([...rows(0, 50, 100), ...rows(PARTS, 50, 500)])
  assert.deepEqual([clear.now.estimate, clear.before.estimate, clear.word], [124.5, 524.5, 'better'])
  const few = correctionFigure([...rows(0, 3, 100), ...rows(PARTS, 50, 500)])
  assert.deepEqual([few.now, few.word], [{ estimate: 101, low: 0, high: null }, 'no clear change'])
  const none = correctionFigure([])
  assert.deepEqual(none.now, { estimate: null, low: 0, high: null })
})

test('time is told for a thousand predictions: of the window, of the one before, and of each part', () => {
  const spent = [
    { part: 0, n: 10, seconds: 100, squares: 1000 },
    { part: PARTS, n: 10, seconds: 400, squares: 16_000 },
  ]
  const made = [
    { part: 0, n: 400 },
    { part: 1, n: 600 },
    { part: PARTS + 3, n: 1000 },
  ]
  const figure = effortFigure(spent, made)
  assert.deepEqual([figure.now.estimate, figure.before.estimate, figure.word], [100, 400, 'better'])
  assert.deepEqual(figure.spark.slice(-3), [null, 0, 250])
})

test('agreement is alpha; where nobody can disagree it is not known', () => {
  const units = [unit(['a', 'a']), unit(['b', 'b', 'b']), unit(['a', 'b'])]
  const found = agreementOf(units, same)
  assert.deepEqual([found.units, found.judgements, found.people], [3, 7, 3])
  // D_o = 2/7, D_e = 2 * 3 * 4 / (7 * 6).
  assert.ok(Math.abs((found.alpha.estimate as number) - 0.5) < 1e-12)
  assert.match(agreementOf([unit(['a', 'a'])], same).sentence, /^Everybody gave the same answer to 1 prediction/)
  assert.match(agreementOf([], same).sentence, /^Nothing is known/)
})

test('less agreement is worse', () => {
  const many = (part: number, wrong: number) =>
    Array.from({ length: 100 }, (_, n) => unit([`${n % 2}`, `${n < wrong ? (n + 1) % 2 : n % 2}`], part))
  const figure = agreementFigure([...many(0, 40), ...many(PARTS, 5)], same)
  assert.equal(figure.word, 'worse')
  assert.deepEqual([figure.n, figure.n_before], [100, 100])
})

test('free answers are compared as long as that is quick, and how many were is told', () => {
  const units = Array.from({ length: 500 }, (_, n) => unit([`text ${n}`, `text ${n} edited`]))
  let asked = 0
  const found = agreementOf(units, (one, other) => {
    asked += 1
    return same(one, other)
  })
  assert.equal(found.units, 100)
  assert.ok(asked <= (200 * 199) / 2)
  const long = Array.from({ length: 500 }, (_, n) => unit([`${n}`.repeat(2000), `${n}!`.repeat(2000)]))
  assert.ok(agreementOf(long, same).units < 20)
})
