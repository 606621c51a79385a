import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Asked, AUDITED_least, gainsOf, isIdle } from './gain.ts'

const asked = (strategy: string, [resolved, errors]: [number, number], policy_version = 1): Asked => ({
  ...{ policy_version, strategy, resolved, errors },
  reviewed: resolved + 5,
})

test('a strategy is told beside chance: errors per review, with the interval of the difference', () => {
  const [gain, ...others] = gainsOf([asked('margin', [70, 56]), asked('audit', [50, 30]), asked('random', [30, 18])])
  assert.deepEqual(others, [])
  assert.deepEqual(
    [gain?.strategy, gain?.reviewed, gain?.audited.resolved, gain?.audited.errors],
    ['margin', 75, 80, 48],
  )
  assert.ok(Math.abs((gain?.difference.low as number) - 0.0524) < 1e-4)
  assert.ok(Math.abs((gain?.difference.high as number) - 0.3339) < 1e-4)
  const words = 'margin finds an error in 80.0% of its reviews, chance in 60.0%: 20.0 points more'
  assert.equal(gain?.sentence, `${words} (95% interval 5.2 to 33.4).`)
})

test('chance is that of the same versions of the policy; rules and certificates are no strategies', () => {
  const gains = gainsOf([
    asked('audit', [100, 90], 1),
    asked('novelty', [50, 10], 2),
    asked('audit', [100, 5], 2),
    asked('rule', [40, 1], 2),
    asked('certificate', [40, 1], 2),
  ])
  assert.equal(gains.length, 1)
  assert.equal(gains[0]?.audited.errors, 5)
})

test('nothing answered is said, not guessed', () => {
  const [gain] = gainsOf([asked('margin', [10, 5])])
  assert.deepEqual(gain?.difference, { estimate: null, low: -1, high: 1 })
  assert.match(gain?.sentence ?? '', /^Nothing can be said of margin yet/)
})

for (const [title, own, chance, expected] of [
  ['clearly finds less', [200, 2], [AUDITED_least, 30], true],
  ['clearly finds more', [200, 80], [AUDITED_least, 10], false],
  ['finds as much', [200, 20], [AUDITED_least, 10], false],
  ['finds a little less', [50, 4], [AUDITED_least, 10], false],
  ['finds less than too few audits', [200, 2], [AUDITED_least - 1, 30], false],
  ['finds nothing where there is nothing', [200, 0], [AUDITED_least, 0], false],
  ['is not answered', [0, 0], [AUDITED_least, 30], false],
] as const) {
  test(`chance takes over from what ${title}: ${expected}`, () => {
    const [gain] = gainsOf([asked('margin', [...own]), asked('audit', [...chance])])
    assert.equal(gain && isIdle(gain), expected)
  })
}
