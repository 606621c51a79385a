import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { edits } from './edits.ts'

/** The table of edits as it is defined (Wagner and Fischer 1974). */
const byTable = (one: number[], other: number[]): number => {
  let row = Array.from({ length: other.length + 1 }, (_, n) => n)
  for (const [m, element] of one.entries()) {
    const next = [m + 1]
    for (const [n, its] of other.entries()) {
      const replaced = (row[n] as number) + (element === its ? 0 : 1)
      next.push(Math.min(replaced, (row[n + 1] as number) + 1, (next[n] as number) + 1))
    }
    row = next
  }
  return row.at(-1) as number
}

test('edits of known words', () => {
  const table: [string, string, number][] = [
    ['kitten', 'sitting', 3],
    ['Saturday', 'Sunday', 3],
    ['', '', 0],
    ['', 'abc', 3],
    ['abc', 'abc', 0],
    ['intention', 'execution', 5],
  ]
  for (const [one, other, expected] of table) assert.equal(edits([...one], [...other]), expected, `${one} ${other}`)
})

test('edits are those of the table, also over several machine words', () => {
  const list = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 150, size: 'max' })
  fc.assert(
    fc.property(list, list, (one, other) => assert.equal(edits(one, other), byTable(one, other))),
    { numRuns: 500 },
  )
})

test('two long lists that share nothing', () => {
  const one = Array.from({ length: 3000 }, (_, n) => n)
  assert.equal(
    edits(
      one,
      one.map(n => n + 10_000),
    ),
    3000,
  )
})
