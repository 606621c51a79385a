import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kindOf } from '../../kinds/index.ts'
import { type Case, compare as compareIn, f1Interval, meanInterval } from './rules.ts'
import { differenceInWords, inWords } from './words.ts'

const NONE = { leaked: 0, unpredicted: 0 }

const compare = (given: Case[], left_out: typeof NONE, kind = 'choice') => compareIn(given, left_out, kindOf(kind))

/** `count` cases of one class with what was said of each; probabilities go to the answer and evenly to the rest. */
const cases = (count: number, gold: string, candidate: string, baseline: string | null): Case[] => {
  const said = (label: string) => ({ answer: label, scores: { a: 0.1, b: 0.1, [label]: 0.9 } })
  return Array.from({ length: count }, () => ({
    gold,
    candidate: said(candidate),
    baseline: baseline === null ? null : said(baseline),
  }))
}

const close = (actual: number | null | undefined, expected: number) =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) < 5e-5, `${actual} is not ${expected}`)

test('two models on the same items: only where they differ speaks', () => {
  const both = cases(36, 'a', 'a', 'a')
  const { paired, candidate, baseline, n } = compare(
    [...both, ...cases(12, 'b', 'b', 'a'), ...cases(2, 'a', 'b', 'a')],
    NONE,
  )
  assert.deepEqual(
    [n, paired?.both, paired?.candidate_only, paired?.baseline_only, paired?.neither],
    [50, 36, 12, 2, 0],
  )
  // Newcombe (1998), table II, and McNemar's mid-p of (12, 2).
  close(paired?.accuracy.estimate, 0.2)
  close(paired?.accuracy.low, 0.0569)
  close(paired?.accuracy.high, 0.3404)
  close(paired?.mid_p, 0.00739)
  close(candidate.accuracy.estimate, 0.96)
  close(baseline?.accuracy.estimate, 0.76)
})

test('the loss is compared item by item', () => {
  const { paired, candidate } = compare([...cases(3, 'a', 'a', 'b'), ...cases(1, 'a', 'b', 'b')], NONE)
  const gain = Math.log(0.1) - Math.log(0.9)
  close(paired?.log_loss?.estimate, (3 * gain) / 4)
  close(candidate.log_loss, -(3 * Math.log(0.9) + Math.log(0.1)) / 4)
  // Four differences: three times `gain`, once 0; standard error = sqrt(s²/4).
  const error = Math.sqrt((3 * (gain / 4) ** 2 + ((3 * gain) / 4) ** 2) / 3 / 4)
  close(paired?.log_loss?.low, (3 * gain) / 4 - 1.959964 * error)
})

test('a prediction without scores leaves the losses out and keeps the rest', () => {
  const [silent] = cases(1, 'a', 'a', 'a') as [Case]
  const result = compare([{ ...silent, baseline: { answer: 'a', scores: null } }, silent], NONE)
  assert.equal(result.baseline?.log_loss, null)
  assert.equal(result.paired?.log_loss, null)
  assert.equal(result.paired?.both, 2)
})

test('every class has its support, its scores and its change', () => {
  const { classes } = compare(
    [...cases(8, 'a', 'a', 'a'), ...cases(2, 'a', 'b', 'a'), ...cases(5, 'b', 'b', 'a'), ...cases(5, 'b', 'a', 'a')],
    NONE,
  )
  const [a, b] = classes
  assert.deepEqual([a?.label, a?.support, b?.label, b?.support], ['a', 10, 'b', 10])
  // Wilson's interval of 8 of 10.
  close(a?.candidate.accuracy.low, 0.4902)
  close(a?.candidate.accuracy.high, 0.9433)
  close(a?.change?.estimate, -0.2)
  close(b?.change?.estimate, 0.5)
  // For the candidate class a has 8 hits, 2 misses and 5 false alarms: F1 = 16 / 23.
  close(a?.candidate.f1.estimate, 16 / 23)
  close(b?.baseline?.f1.estimate, 0)
})

test('an interval of F1 is the one of its Jaccard index, bent', () => {
  const { estimate, low, high } = f1Interval(8, 10)
  close(estimate, 16 / 18)
  close(low, (2 * 0.49016) / 1.49016)
  close(high, (2 * 0.94332) / 1.94332)
  assert.deepEqual(f1Interval(0, 0), { estimate: null, low: 0, high: 1 })
})

test('one difference shows no spread', () => {
  assert.equal(meanInterval([0.3]), null)
  assert.deepEqual(meanInterval([0.5, 0.5]), { estimate: 0.5, low: 0.5, high: 0.5 })
})

test('nothing compared is nothing claimed', () => {
  const { n, candidate, paired, classes } = compare([], NONE)
  assert.deepEqual([n, candidate.accuracy.estimate, candidate.log_loss, paired, classes], [0, null, null, null, []])
})

for (const [interval, words] of [
  [[0.022, 0.011, 0.033], '2.2 points better (95% interval 1.1 to 3.3)'],
  [[-0.022, -0.033, -0.011], '2.2 points worse (95% interval 1.1 to 3.3)'],
  [[0.003, -0.004, 0.009], 'no clear change (the 95% interval from -0.4 to +0.9 points includes zero)'],
  [[0, 0, 0], 'no clear change (the 95% interval from +0.0 to +0.0 points includes zero)'],
] as const) {
  test(`a difference in words: ${words}`, () => {
    const [estimate, low, high] = interval
    assert.equal(differenceInWords({ estimate, low, high }), words)
  })
}

test('what was found, in words', () => {
  const names = { candidate: 'linear-2', baseline: 'linear-1' }
  const beside = compare([...cases(1000, 'a', 'a', 'a'), ...cases(200, 'b', 'b', 'a'), ...cases(20, 'b', 'a', 'b')], {
    leaked: 3,
    unpredicted: 0,
  })
  assert.equal(
    inWords(beside, names),
    'linear-2 is right on 98.4% of 1,220 held-out items, linear-1 on 83.6%: 14.8 points better ' +
      '(95% interval 12.6 to 17.0). 3 items that one of them had learned from were left out.',
  )
  const alone = compare(cases(10, 'a', 'a', null), { leaked: 0, unpredicted: 0 })
  assert.equal(
    inWords(alone, { ...names, baseline: null }),
    'linear-2 is right on 100.0% of 10 held-out items (95% interval 72.2% to 100.0%).',
  )
  const part = compare(cases(4, 'a', 'a', 'a'), { leaked: 0, unpredicted: 6 })
  assert.match(inWords(part, { ...names, baseline: 'gpt' }), / 6 items without a prediction were left out\.$/)
})

const answered = (gold: unknown, candidate: unknown, baseline: unknown): Case => ({
  gold,
  candidate: { answer: candidate, scores: null },
  baseline: { answer: baseline, scores: null },
})

test('answers that are no classes have measures in place of classes', () => {
  const given = [
    ...Array.from({ length: 30 }, () => answered(4, 4, 2)),
    ...Array.from({ length: 10 }, () => answered(1, 2, 1)),
  ]
  const { candidate, paired, classes, measures } = compare(given, NONE, 'rating')
  assert.deepEqual([candidate.macro_f1, candidate.log_loss, paired?.log_loss, classes], [null, null, null, []])
  assert.deepEqual([paired?.candidate_only, paired?.baseline_only], [30, 10])
  const [error, within_one] = measures
  assert.deepEqual([error?.name, error?.candidate.estimate, error?.baseline?.estimate], ['error', 0.25, 1.5])
  // Forty paired differences: thirty times -2, ten times 1; Student's quantile of 39 degrees of freedom.
  close(error?.change?.estimate, -1.25)
  close(error?.change?.low, -1.25 - 2.022691 * Math.sqrt((30 * 0.75 ** 2 + 10 * 2.25 ** 2) / 39 / 40))
  assert.deepEqual([within_one?.share, within_one?.candidate.estimate, within_one?.baseline?.estimate], [true, 1, 0.25])
  assert.deepEqual(compare(given.slice(0, 1), NONE, 'rating').measures, [])
})

test('the main measure is told too, and less of what should be low is better', () => {
  const names = { candidate: 'new', baseline: 'old' }
  const words = (kind: string, cases: Case[]) => inWords(compare(cases, NONE, kind), names)
  const ratings = Array.from({ length: 40 }, (_, n) => answered(4, n % 2 ? 4 : 3, 2))
  assert.match(
    words('rating', ratings),
    / Mean error in steps: 0\.50 against 2\.00, 1\.50 better \(95% interval 1\.34 to 1\.66\)\.$/,
  )
  const found = Array.from({ length: 40 }, (_, n) => answered(['a', 'b'], n % 2 ? ['a'] : ['b', 'c'], ['a', 'b']))
  assert.match(words('choices', found), / F1 of the labels: 57\.1% against 100\.0%, 42\.9 points worse \(/)
  const nothing = Array.from({ length: 4 }, () => answered([], [], []))
  assert.doesNotMatch(words('choices', nothing), /F1/)
})
