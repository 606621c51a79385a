import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { kindOf } from '../../kinds/index.ts'
import type { Facts } from './conditions.ts'
import { policyInput } from './contract.ts'
import { compilePolicy, type Drawn, decide, holdsOf, scoresOf, thresholdOf } from './rules.ts'

const FORM = { labels: [{ name: 'a' }, { name: 'b' }], settings: {} }
const SUSPENDED = { strategy: 'margin', reason: 'no gain', at: '2026-01-01T00:00:00Z', proof: '' }

const facts = (more: Partial<Facts> = {}): Facts => ({
  text: 'x',
  input: {},
  external_id: 'x',
  source: null,
  group_key: null,
  metadata: {},
  model: 'm',
  answer: 'a',
  scores: null,
  confidence: 0.8,
  margin: 0.5,
  novelty: null,
  ...more,
})

const compiled = (policy: object, suspended: typeof SUSPENDED | null = null) =>
  compilePolicy({ version: 1, policy: policyInput.parse(policy), suspended }, kindOf('choice'), FORM)

const MARGIN = { uncertain: { strategy: 'margin', share: 0.1 }, audit_share: 0.05 }
const AUTOMATED = { ...MARGIN, automate: { certificate: true } }
const rule = (outcome: object) => ({ rules: [{ name: 'r', when: 'true', do: outcome }] })
const PASSING = { ...AUTOMATED, ...rule({ outcome: 'pass' }) }

/** A certificate of what a policy leaves to the model; of that below unless another is given. */
const certified = (threshold: number, policy: object = AUTOMATED) => ({ threshold, holds: compiled(policy).holds })

const told = (policy: object, drawn: Partial<Drawn>, more: { suspended?: boolean; facts?: Partial<Facts> } = {}) => {
  const { strategy, inclusion_probability, blind, reason, answer } = decide(
    compiled(policy, more.suspended ? SUSPENDED : null),
    facts(more.facts),
    { draw: 0.5, score: 0.5, threshold: 0.9, ...drawn },
  )
  return { strategy, pi: Number(inclusion_probability.toFixed(6)), blind, reason, answer }
}
const result = (strategy: string | null, pi: number, reason: string, more: object = {}) => ({
  ...{ strategy, pi, blind: strategy === 'audit', reason, answer: null },
  ...more,
})

for (const [title, found, expected] of [
  ['sure enough', told(MARGIN, {}), result(null, 0.05, 'sure enough')],
  ['in doubt', told(MARGIN, { score: 0.95 }), result('margin', 1, 'margin 0.050 is below 0.100')],
  ['at the threshold', told(MARGIN, { score: 0.9 }), result(null, 0.05, 'sure enough')],
  ['not ranked', told(MARGIN, { score: null }), result(null, 0.05, 'sure enough')],
  ['audited', told(MARGIN, { draw: 0.049 }), result('audit', 0.05, 'random audit of 5.0%')],
  [
    'strange',
    told({ uncertain: { strategy: 'novelty', share: 0.1 } }, { score: 0.95 }),
    result('novelty', 1, 'novelty 0.950 is above 0.900'),
  ],
  ['a rule sends it', told(rule({ outcome: 'review' }), {}), result('rule', 1, 'rule "r"')],
  [
    'a rule sends it blind',
    told(rule({ outcome: 'review', blind: true }), {}),
    result('rule', 1, 'rule "r"', { blind: true }),
  ],
  [
    'a rule answers, audited',
    told({ ...AUTOMATED, ...rule({ outcome: 'rule', answer: 'b' }) }, { draw: 0, certified: certified(0.9) }),
    result('audit', 0.05, 'random audit of 5.0%', { answer: 'b' }),
  ],
  [
    'suspended and drawn',
    told(MARGIN, { draw: 0.149, score: 0.95 }, { suspended: true }),
    result('random', 0.15, 'random 10.0%: margin is suspended'),
  ],
  [
    'suspended and audited',
    told(MARGIN, { draw: 0.01, score: 0.95 }, { suspended: true }),
    result('audit', 0.15, 'random audit of 5.0%'),
  ],
  [
    'suspended and not drawn',
    told(MARGIN, { draw: 0.151, score: 0.95 }, { suspended: true }),
    result(null, 0.15, 'not drawn: margin is suspended'),
  ],
  [
    'below the certificate',
    told(AUTOMATED, { draw: 0, certified: certified(0.9) }),
    result('certificate', 1, 'confidence 0.800: below the certified threshold 0.900'),
  ],
  [
    'without a confidence',
    told(AUTOMATED, { certified: certified(0.9) }, { facts: { confidence: null } }),
    result('certificate', 1, 'no confidence: below the certified threshold 0.900'),
  ],
  ['certified', told(AUTOMATED, { certified: certified(0.8) }), result(null, 0.05, 'sure enough')],
  [
    'a rule lets it pass, but no certificate',
    told(PASSING, { certified: certified(0.9, PASSING) }),
    result('certificate', 1, 'confidence 0.800: below the certified threshold 0.900'),
  ],
  [
    'no certificate is valid',
    told(AUTOMATED, { certified: null }),
    result(null, 0.05, 'sure enough; no certificate is valid'),
  ],
  [
    'certified for another policy',
    told(AUTOMATED, { certified: certified(0.9, PASSING) }),
    result(null, 0.05, 'sure enough; no certificate is valid'),
  ],
  ['not automated', told(AUTOMATED, {}), result(null, 0.05, 'sure enough')],
  ['the policy asks for none', told(MARGIN, { certified: certified(0.9) }), result(null, 0.05, 'sure enough')],
] as const) {
  test(`decides: ${title}`, () => assert.deepEqual(found, expected))
}

test('the inclusion probability is the share that is reviewed, whatever the policy', () => {
  const share = fc.double({ min: 0.0001, max: 1, noNaN: true })
  fc.assert(
    fc.property(share, share, fc.boolean(), (audit_share, of, suspended) => {
      const policy = compiled(
        { uncertain: { strategy: 'margin', share: of }, audit_share },
        suspended ? SUSPENDED : null,
      )
      const at = (draw: number) => decide(policy, facts(), { draw, score: 0.5, threshold: 0.9 })
      const { inclusion_probability: pi } = at(0)
      for (const draw of [0, pi / 2, pi, (1 + pi) / 2].filter(each => each < 1)) {
        const found = at(draw)
        assert.equal(found.inclusion_probability, pi)
        assert.equal(found.outcome === 'review', draw < pi, `${draw} ${pi}`)
      }
    }),
  )
})

test('a share of recent traffic, or a value', () => {
  const scores = Array.from({ length: 101 }, (_, n) => n / 100)
  assert.ok(Math.abs((thresholdOf(policyInput.parse(MARGIN), scores) as number) - 0.9) < 1e-12)
  assert.equal(thresholdOf(policyInput.parse(MARGIN), []), null)
  const below = policyInput.parse({ uncertain: { strategy: 'confidence', below: 0.25 } })
  assert.equal(thresholdOf(below, []), 0.75)
  assert.equal(thresholdOf(policyInput.parse({}), scores), null)
  const batch = [{ ...facts(), others: [] }]
  assert.deepEqual(scoresOf(compiled({ uncertain: { strategy: 'margin', share: 0.1 } }), batch), [0.5])
  assert.deepEqual(scoresOf(compiled({}), batch), [null])
})

test('what a policy holds back is told apart from how it audits and assigns', () => {
  const text = (policy: object, suspended: typeof SUSPENDED | null = null) =>
    holdsOf({ policy: policyInput.parse(policy), suspended })
  assert.equal(text(MARGIN), text({ ...AUTOMATED, audit_share: 0.5, review: { wanted: 3 } }))
  assert.notEqual(text(MARGIN), text({ ...MARGIN, uncertain: { strategy: 'margin', share: 0.2 } }))
  assert.notEqual(text(MARGIN), text({ ...MARGIN, ...rule({ outcome: 'pass' }) }))
  assert.notEqual(text(MARGIN), text(MARGIN, SUSPENDED))
})

test('a rule’s answer is given in the form in which answers are kept, and only to items it fits', () => {
  const spans = kindOf('spans')
  const form = { ...FORM, settings: spans.settings.parse({}) }
  const answer = [
    { start: 4, end: 6, label: 'b' },
    { start: 0, end: 2, label: 'a' },
  ]
  const policy = policyInput.parse({ ...rule({ outcome: 'rule', answer }), audit_share: 0.05 })
  const ruled = compilePolicy({ version: 1, policy, suspended: null }, spans, form)
  const drawn = { draw: 0.5, score: null, threshold: null }
  const fitting = decide(ruled, facts({ text: 'two of them' }), drawn)
  assert.deepEqual([fitting.outcome, fitting.answer], ['rule', answer.toReversed()])
  const short = decide(ruled, facts({ text: 'no' }), drawn)
  assert.deepEqual([short.outcome, short.strategy], ['review', 'rule'])
  assert.equal(short.reason, 'rule "r" gives an answer that does not fit this item')
  const erratum = { id: 'e', answer: answer.toReversed() }
  const compiled = compilePolicy({ version: 1, policy: policyInput.parse({}), suspended: null }, spans, form)
  assert.equal(decide(compiled, facts({ text: 'two of them' }), { ...drawn, erratum }).reason, 'erratum e')
  assert.equal(decide(compiled, facts({ text: 'no' }), { ...drawn, erratum }).outcome, 'pass')
})
