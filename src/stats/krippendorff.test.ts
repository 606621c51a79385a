import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { krippendorff, krippendorffAlpha } from './krippendorff.ts'
import { seededRandom } from './random.ts'

const nominal = (one: unknown, other: unknown) => (one === other ? 0 : 1)
const interval = (one: number, other: number) => (one - other) ** 2
const ratio = (one: number, other: number) => ((one - other) / (one + other)) ** 2

/** Four observers, twelve units, values missing: Krippendorff (2011), part C. */
const OBSERVERS = [
  [1, 2, 3, 3, 2, 1, 4, 1, 2, null, null, null],
  [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, null, 3],
  [null, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, null],
  [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, null],
]
const UNITS = Array.from({ length: 12 }, (_, unit) =>
  OBSERVERS.map(values => values[unit] as number | null).filter(value => value !== null),
)

/** The ordinal distance depends on how often each value occurs among those that can be paired. */
const ordinal = (one: number, other: number) => {
  const values = UNITS.filter(unit => unit.length > 1).flat()
  const count = (value: number) => values.filter(each => each === value).length
  const [low, high] = [Math.min(one, other), Math.max(one, other)]
  const between = values.filter(value => value >= low && value <= high).length
  return (between - (count(low) + count(high)) / 2) ** 2
}

const jaccard = (one: string, other: string) => {
  const both = [...one].filter(letter => other.includes(letter)).length
  return 1 - both / (one.length + other.length - both)
}

const near = (found: number | null, expected: number) =>
  assert.ok(found !== null && Math.abs(found - expected) < 5e-7, `${found} is not ${expected}`)

for (const [name, distance, expected] of [
  ['nominal', nominal, 0.743421],
  ['ordinal', ordinal, 0.815388],
  ['interval', interval, 0.849107],
  ['ratio', ratio, 0.797403],
] as const) {
  test(`the published example: ${name}`, () => near(krippendorffAlpha(UNITS, distance), expected))
}

test('two observers, as counted by hand', () => {
  // aa, ab, bb: D_o = 2/6, D_e = 2 * 3 * 3 / (6 * 5).
  near(
    krippendorffAlpha(
      [
        ['a', 'a'],
        ['a', 'b'],
        ['b', 'b'],
      ],
      nominal,
    ),
    1 - 2 / 6 / (18 / 30),
  )
  // {x}, {x, y}: Jaccard 1/2. D_o = (2 * 1/2) / 4, D_e = 2 * 3 * 1/2 / (4 * 3).
  near(
    krippendorffAlpha(
      [
        ['x', 'xy'],
        ['x', 'x'],
      ],
      jaccard,
    ),
    1 - 1 / 4 / (3 / 12),
  )
})

test('a unit with one value says nothing: the published example counts 40 values of 11 units', () => {
  const found = krippendorff(UNITS, nominal)
  assert.deepEqual([found.units, found.values], [11, 40])
})

test('where there is nothing to compare, nothing is made up', () => {
  for (const units of [
    [],
    [['a']],
    [['a'], ['b']],
    [
      ['a', 'a'],
      ['a', 'a', 'a'],
    ],
  ]) {
    const { estimate, low, high } = krippendorff(units, nominal)
    assert.deepEqual({ estimate, low, high }, { estimate: null, low: -1, high: 1 })
  }
})

test('three units without disagreement prove little, three hundred much', () => {
  const alike = (count: number) => Array.from({ length: count }, (_, n) => [n % 2, n % 2])
  const few = krippendorff(alike(3), nominal)
  assert.deepEqual([few.estimate, few.high], [1, 1])
  assert.ok(few.low < 0)
  assert.ok(krippendorff(alike(300), nominal).low > 0.97)
})

test('the interval is that of its seed', () => {
  const of = (seed: string) => krippendorff(UNITS, nominal, { seed })
  assert.deepEqual(of('a'), of('a'))
  assert.notDeepEqual(of('a'), of('b'))
})

test('the interval holds the truth about 95 times of 100', () => {
  const { uniform } = seededRandom('coverage')
  const drawUnits = (count: number) =>
    Array.from({ length: count }, () => {
      const truth = uniform() < 0.7 ? 0 : 1
      return [0, 1].map(() => (uniform() < 0.1 ? Math.floor(uniform() * 2) : truth))
    })
  const truth = krippendorffAlpha(drawUnits(100_000), nominal) as number
  const rounds = 300
  let held = 0
  for (let round = 0; round < rounds; round++) {
    const { low, high } = krippendorff(drawUnits(100), nominal, { draws: 400, seed: `${round}` })
    if (low <= truth && truth <= high) held += 1
  }
  assert.ok(held / rounds > 0.91 && held / rounds < 0.99, `${held} of ${rounds}`)
})

const someUnits = fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }), { maxLength: 12 })

test('alpha is 1 at most, does not depend on the order, and names of classes do not matter', () => {
  fc.assert(
    fc.property(someUnits, units => {
      const alpha = krippendorffAlpha(units, nominal)
      const turned = krippendorffAlpha(units.map(unit => unit.toReversed()).reverse(), nominal)
      const renamed = krippendorffAlpha(
        units.map(unit => unit.map(value => `class ${(value * 3) % 5}`)),
        nominal,
      )
      if (alpha === null) return turned === null && renamed === null
      near(turned, alpha)
      near(renamed, alpha)
      return alpha <= 1
    }),
  )
})

test('distances of another scale and units of one value change nothing', () => {
  fc.assert(
    fc.property(someUnits, units => {
      const alpha = krippendorffAlpha(units, interval)
      const more = krippendorffAlpha([...units, [7], []], (one, other) => 9 * interval(one, other))
      return alpha === null ? more === null : Math.abs(alpha - (more as number)) < 1e-9
    }),
  )
})

test('the bounds hold the estimate', () => {
  fc.assert(
    fc.property(someUnits, units => {
      const { estimate, low, high } = krippendorff(units, interval, { draws: 50 })
      return estimate === null || (low <= estimate && estimate <= high && high <= 1)
    }),
  )
})
