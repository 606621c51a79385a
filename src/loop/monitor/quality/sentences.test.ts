import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agreementSentence, headlineOf, type Measured, sentenceOf, TELLING } from './sentences.ts'

const AGO = '12 weeks'
const BEFORE = 'the 12 weeks before'
const HALF = 'Half of the corrections came within 11 min of the prediction'
const NOTHING = { estimate: null, low: null, high: null }

const figure = (
  now: [number | null, number | null, number | null],
  change: number | null,
  word: Measured['word'] = 'no clear change',
): Measured => {
  const [estimate, low, high] = now
  const before = change === null ? NOTHING : { estimate: (estimate ?? 0) - change, low: null, high: null }
  const changed = { estimate: change, low: null, high: null }
  return { now: { estimate, low, high }, before, change: changed, word, n: 1, n_before: 1, spark: [] }
}

for (const [name, measured, is, interval, change] of [
  [
    'error_rate',
    figure([0.088, 0.077, 0.101], -0.029, 'better'),
    'About 8.8% of answers are wrong',
    '7.7 to 10.1%',
    '2.9 points fewer than in the 12 weeks before',
  ],
  [
    'error_rate',
    figure([0.088, 0.077, 0.101], 0.032, 'worse'),
    'About 8.8% of answers are wrong',
    '7.7 to 10.1%',
    '3.2 points more than in the 12 weeks before',
  ],
  [
    'error_rate',
    figure([0.088, 0.077, 0.101], -0.029),
    'About 8.8% of answers are wrong',
    '7.7 to 10.1%',
    'no clear change from the 12 weeks before',
  ],
  [
    'error_rate',
    figure([0.088, 0.077, 0.101], null),
    'About 8.8% of answers are wrong',
    '7.7 to 10.1%',
    `nothing to compare with from ${BEFORE}`,
  ],
  [
    'correction_seconds',
    figure([660, 600, 720], -420, 'better'),
    HALF,
    '10 min to 12 min',
    '7 min sooner than in the 12 weeks before',
  ],
  ['correction_seconds', figure([660, 0, null], null), HALF, '0 s or more', `nothing to compare with from ${BEFORE}`],
  [
    'agreement',
    figure([0.84, 0.8, 0.87], 0.3, 'better'),
    'People agree with alpha 0.84',
    '0.80 to 0.87',
    '0.30 more than in the 12 weeks before',
  ],
  [
    'seconds_per_1000',
    figure([2280, 2200, 2400], -720, 'better'),
    'A thousand predictions took people 38 min',
    '36 min 40 s to 40 min',
    `12 min less than in ${BEFORE}`,
  ],
  [
    'seconds_per_1000',
    figure([0, 0, null], null),
    'A thousand predictions took people 0 s',
    '0 s or more',
    `nothing to compare with from ${BEFORE}`,
  ],
] as const) {
  test(`${name} in words: ${interval}, ${change}`, () =>
    assert.equal(sentenceOf(measured, TELLING[name], AGO), `${is} (95% interval ${interval}), ${change}.`))
}

for (const [name, low, expected] of [
  ['error_rate', 0, /^Nothing is known of the error rate yet: people have answered too few/],
  ['correction_seconds', 0, /^Nothing was corrected\.$/],
  ['agreement', -1, /^Nothing is known of how far people agree/],
  ['seconds_per_1000', 0, /^Nothing was predicted\.$/],
] as const) {
  test(`${name} where nothing was observed`, () =>
    assert.match(sentenceOf(figure([null, low, null], -0.1), TELLING[name], AGO), expected))
}

test('the headline tells the error rate and no more than its change bears out', () => {
  const found = (word: Measured['word'], change: number | null) =>
    headlineOf(figure([0.088, 0.077, 0.101], change, word), AGO)
  assert.equal(found('better', -0.029), 'About 8.8% of answers are wrong: 2.9 points fewer than in the 12 weeks before')
  assert.equal(
    found('no clear change', -0.029),
    'About 8.8% of answers are wrong: no clear change from the 12 weeks before',
  )
  assert.equal(headlineOf(figure([null, 0, 1], null), AGO), 'Nothing is known of the error rate yet')
  assert.equal(headlineOf(figure([0.088, 0.077, 0.101], null), AGO), 'About 8.8% of answers are wrong')
})

for (const [estimate, low, high, verdict] of [
  [0.84, 0.8, 0.87, 'enough to rely on'],
  [0.84, 0.7, 0.9, 'enough for tentative conclusions'],
  [0.9, 0.1, 1, 'not shown to be enough to rely on'],
] as const) {
  test(`alpha from ${low}: ${verdict}`, () => {
    const interval = `95% interval ${low.toFixed(2)} to ${high.toFixed(2)}`
    const about = `Alpha is ${estimate.toFixed(2)} (${interval}) over 9 predictions that 2 people judged`
    assert.equal(agreementSentence({ units: 9, people: 2, alpha: { estimate, low, high } }), `${about}: ${verdict}.`)
  })
}

test('no sentence names a cause', () => {
  const words = Object.values(TELLING).flatMap(each => [each.nothing, each.is('x'), each.up, each.down])
  assert.ok(words.every(text => !/because|due to|thanks|caused|led to/i.test(text)))
})
