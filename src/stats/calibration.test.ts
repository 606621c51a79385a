import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { near } from '../../test/near.ts'
import { calibrationError, fitTemperature, type Scored, softmax } from './calibration.ts'
import { seededRandom } from './random.ts'

/** Items whose labels are drawn from `softmax(logits / temperature)`. */
const drawn = (temperature: number, count: number): Scored[] => {
  const { normal, uniform } = seededRandom(`temperature ${temperature}`)
  return Array.from({ length: count }, () => {
    const logits = Array.from({ length: 4 }, () => 3 * normal())
    const p = softmax(logits, temperature)
    const u = uniform()
    const label = u < p[0] ? 0 : u < p[0] + p[1] ? 1 : u < p[0] + p[1] + p[2] ? 2 : 3
    return { logits, label }
  })
}

const loss = (items: Scored[], temperature: number) =>
  items.reduce((sum, { logits, label }) => sum - Math.log(softmax(logits, temperature)[label]), 0)

test('finds the temperature in closed form where there is one', () => {
  const right = { logits: [2, 0], label: 0 }
  near(fitTemperature([right, right, { logits: [2, 0], label: 1 }]), 2 / Math.LN2, 1e-9)
})

test('recovers the temperature the labels were drawn with, at the minimum of the loss', () => {
  for (const temperature of [0.5, 1, 2.5]) {
    const items = drawn(temperature, 5000)
    const fitted = fitTemperature(items)
    near(fitted, temperature, 0.1)
    assert.ok(loss(items, fitted) <= Math.min(loss(items, fitted * 1.001), loss(items, fitted / 1.001)))
  }
})

test('mends the calibration error', () => {
  const items = drawn(2.5, 5000)
  const error = (temperature: number) =>
    calibrationError(
      items.map(({ logits, label }) => {
        const p = softmax(logits, temperature)
        const confidence = Math.max(...p)
        return { confidence, correct: p.indexOf(confidence) === label }
      }),
    )!
  assert.ok(error(1) > 0.1 && error(fitTemperature(items)) < 0.03)
})

test('stays between its limits where the loss has no minimum', () => {
  assert.equal(fitTemperature([]), 1)
  assert.ok(fitTemperature([{ logits: [2, 0], label: 0 }]) < 0.1)
  near(fitTemperature([{ logits: [2, 0], label: 1 }]), 100, 1e-6)
  assert.equal(fitTemperature([{ logits: [1, 1], label: 1 }]), 1)
})

test('softmax sums to 1, keeps the order and does not overflow', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -1e4, max: 1e4, noNaN: true }), { minLength: 1, maxLength: 9 }), logits => {
      const p = softmax(logits, 3)
      near(
        p.reduce((sum, share) => sum + share, 0),
        1,
        1e-12,
      )
      assert.equal(p[logits.indexOf(Math.max(...logits))], Math.max(...p))
    }),
  )
})

test('calibrationError gives the values computed by hand', () => {
  const of = (confidence: number, ...verdicts: number[]) =>
    verdicts.map(verdict => ({ confidence, correct: verdict === 1 }))
  assert.equal(calibrationError([]), null)
  near(calibrationError(of(0.9, 1, 0)), 0.4, 1e-12)
  near(calibrationError([...of(0.95, 1, 1, 0), ...of(0.25, 0)]), (0.75 * 0.85) / 3 + 0.25 * 0.25, 1e-12)
  // 0.2 is the upper edge of the third of fifteen bins, 0.21 lies in the fourth
  near(calibrationError([...of(0.2, 1), ...of(0.21, 0)]), (0.8 + 0.21) / 2, 1e-12)
  near(calibrationError([...of(0.19, 1), ...of(0.2, 0)]), Math.abs(0.39 - 1) / 2, 1e-12)
  near(calibrationError([...of(0, 0), ...of(1, 1)]), 0, 1e-12)
})
