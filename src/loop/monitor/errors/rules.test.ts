import assert from 'node:assert/strict'
import { test } from 'node:test'
import { byCategory, type Named } from './rules.ts'

/** All of a class were sent to people, and answered. */
const seen = (name: string | null, checked: number, errors: number): Named => ({
  ...{ name, probability: 1, reviewed: checked, resolved: checked, errors },
})

const alone = { model: null, against: null, limit: 20, by: 'class' as const }
const beside = { ...alone, model: 'v2', against: 'v1' }

test('rows come by how often they were checked, each with its own rate', () => {
  const { rows, all, remainder } = byCategory([seen('a', 10, 5), seen('b', 40, 4), seen(null, 20, 0)], null, alone)
  assert.deepEqual(
    rows.map(each => [each.name, each.checked, each.errors, each.error_rate.estimate]),
    [
      ['b', 40, 4, 0.1],
      [null, 20, 0, 0],
      ['a', 10, 5, 0.5],
    ],
  )
  assert.ok(rows.every(each => each.against === null && each.difference === null && each.word === null))
  assert.deepEqual([all.checked, all.errors, remainder], [70, 9, null])
})

test('a class is weighed by its inclusion probabilities, not counted', () => {
  const audited: Named = { name: 'a', probability: 0.1, reviewed: 90, resolved: 90, errors: 9 }
  const [row] = byCategory([seen('a', 100, 40), audited], null, alone).rows
  assert.ok(Math.abs((row?.error_rate.estimate as number) - 0.13) < 1e-12)
})

test('what the limit leaves out is one row', () => {
  const many = Array.from({ length: 150 }, (_, n) => seen(`class ${n}`, 150 - n, 1))
  const { rows, remainder, all } = byCategory(many, null, { ...alone, limit: 5 })
  assert.deepEqual([rows.length, remainder?.rows, remainder?.errors], [5, 145, 145])
  const shown = rows.reduce((sum, each) => sum + each.checked, 0)
  assert.equal(shown + (remainder?.checked as number), all.checked)
})

for (const [title, own, other, word] of [
  ['clearly fewer', [400, 20], [400, 80], 'better'],
  ['clearly more', [400, 80], [400, 20], 'worse'],
  ['a little fewer', [400, 38], [400, 40], 'no clear change'],
  ['few checked', [4, 0], [4, 2], 'no clear change'],
  ['none checked', [0, 0], [400, 40], 'no clear change'],
] as const) {
  test(`two models beside each other, ${title}: ${word}`, () => {
    const { all, rows } = byCategory([seen('a', own[0], own[1])], [seen('a', other[0], other[1])], beside)
    assert.equal(all.word, word)
    assert.equal(rows[0]?.word, word)
    assert.equal(rows[0]?.against?.checked, other[0])
  })
}

test('the more classes are compared at once, the surer each has to be', () => {
  const pair = (name: string) => [seen(name, 200, 14), seen(name, 200, 30)] as const
  const wordAmong = (count: number) => {
    const pairs = Array.from({ length: count }, (_, n) => pair(`class ${n}`))
    const found = byCategory(
      pairs.map(each => each[0]),
      pairs.map(each => each[1]),
      { ...beside, limit: 100 },
    )
    return [found.rows[0]?.word, found.all.word]
  }
  assert.deepEqual(wordAmong(1), ['better', 'better'])
  assert.deepEqual(wordAmong(77), ['no clear change', 'better'])
})

test('a class that only one of the two answered is told, and not compared', () => {
  const [row] = byCategory([], [seen('a', 50, 5)], beside).rows
  assert.deepEqual([row?.name, row?.checked, row?.against?.checked, row?.word], ['a', 0, 50, 'no clear change'])
  assert.deepEqual([row?.difference?.estimate, row?.error_rate], [null, { estimate: null, low: 0, high: 1 }])
})

for (const [title, own, other, expected] of [
  ['nothing at all', [], null, /^Nothing is known yet: none of the predictions has an answer from people\.$/],
  ['one model', [seen('a', 100, 10)], null, /^About 10\.0% of the predictions of v2 are wrong \(95% interval/],
  [
    'a clear change',
    [seen('a', 500, 20), seen('b', 500, 90)],
    [seen('a', 500, 150), seen('b', 500, 20)],
    /^v2 is wrong in 11\.0%, v1 in 17\.0%: 6\.0 points fewer .* 1 class \(a\) got better, 1 class \(b\) got worse\.$/,
  ],
  [
    'no clear change',
    [seen('a', 100, 10)],
    [seen('a', 100, 12)],
    /^v2 is wrong in 10\.0%, v1 in 12\.0%: no clear change \(95% .* points\)\. No class changed clearly\.$/,
  ],
  ['one side unknown', [seen('a', 100, 10)], [], /^v2 and v1 cannot be compared yet: .* nothing of v1\.$/],
] as const) {
  test(`in words: ${title}`, () => {
    const asked = { ...beside, model: own.length > 0 ? 'v2' : null }
    assert.match(byCategory([...own], other && [...other], asked).sentence, expected)
  })
}
