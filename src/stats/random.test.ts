import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { near } from '../../test/near.ts'
import { hashUnit, seededRandom } from './random.ts'

test('the same seed gives the same draws, another seed others', () => {
  const draws = (seed: string) => {
    const { uniform } = seededRandom(seed)
    return Array.from({ length: 8 }, uniform)
  }
  assert.deepEqual(draws('a'), draws('a'))
  assert.notDeepEqual(draws('a'), draws('b'))
  // pinned: changing the generator would silently redraw every audit and split made with it
  assert.deepEqual(draws('errata').slice(0, 3), [0.7389318880159408, 0.2931015654467046, 0.10754844662733376])
})

test('uniform draws are uniform and independent of the previous one', () => {
  const { uniform } = seededRandom('uniform')
  const n = 100_000
  const cells = new Float64Array(100)
  let previous = uniform()
  for (let i = 0; i < n; i++) {
    const u = uniform()
    assert.ok(u >= 0 && u < 1)
    cells[Math.floor(previous * 10) * 10 + Math.floor(u * 10)]++
    previous = u
  }
  const chi2 = cells.reduce((sum, count) => sum + (count - n / 100) ** 2 / (n / 100), 0)
  assert.ok(chi2 > 50 && chi2 < 165, `chi-square ${chi2} on about 99 degrees of freedom`)
})

test('normal draws have mean 0, variance 1 and the right tails', () => {
  const { normal } = seededRandom('normal')
  const draws = Array.from({ length: 50_000 }, normal)
  const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length
  near(mean, 0, 0.02)
  near(draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length, 1, 0.03)
  near(draws.filter(x => Math.abs(x) > 1.959964).length / draws.length, 0.05, 0.004)
})

test('a shuffle keeps the items and leaves its input alone', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.string(), (items, seed) => {
      const before = [...items]
      const shuffled = seededRandom(seed).shuffle(items)
      assert.deepEqual(items, before)
      assert.deepEqual(
        shuffled.toSorted((a, b) => a - b),
        before.toSorted((a, b) => a - b),
      )
    }),
  )
})

test('every order is equally likely', () => {
  const { shuffle } = seededRandom('orders')
  const seen = new Map<string, number>()
  for (let run = 0; run < 24_000; run++) {
    const order = shuffle(['a', 'b', 'c', 'd']).join('')
    seen.set(order, (seen.get(order) ?? 0) + 1)
  }
  assert.equal(seen.size, 24)
  for (const [order, count] of seen) assert.ok(Math.abs(count - 1000) < 150, `${order} came ${count} times`)
})

test('hashUnit is stable, uniform, and independent between two flags', () => {
  assert.equal(hashUnit('gr1:123') * 2 ** 32, 538421172)
  const users = Array.from({ length: 20_000 }, (_, user) => user)
  const first = users.filter(user => hashUnit(`flag-a:${user}`) < 0.1)
  const both = first.filter(user => hashUnit(`flag-b:${user}`) < 0.1)
  near(first.length / users.length, 0.1, 0.01)
  near(both.length / first.length, 0.1, 0.03)
})
