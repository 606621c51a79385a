import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Refusal } from '../../platform/errors.ts'
import { hashUnit } from '../../stats/random.ts'
import type { Evaluation } from '../evaluate/index.ts'
import { MODES, type Mode } from './contract.ts'
import { liveOf, needsGate, replacedBy } from './replace.ts'
import { choose, passGate, serve } from './rules.ts'

const pinned = (model: string | null, fallback: string | null, mode: Mode = 'automated', share = 1) => ({
  model,
  fallback,
  mode,
  share,
})

const evaluation = (low: number, high: number, names = { candidate: 'new', baseline: 'old' }) =>
  ({
    ...names,
    comparison: { result: { n: 400, paired: { accuracy: { estimate: (low + high) / 2, low, high } } } },
  }) as Evaluation

const gate = (found: Evaluation | undefined, margin = 0.01) =>
  passGate(found, { model: 'new', baseline: 'old', margin })

for (const [low, high, passes] of [
  [0.01, 0.04, true],
  [-0.009, 0.02, true],
  [-0.01, 0.02, false],
  [-0.03, 0.01, false],
  [-0.05, -0.02, false],
] as const) {
  test(`the gate: an interval from ${low} to ${high} ${passes ? 'passes' : 'does not pass'}`, () => {
    if (passes) assert.equal(gate(evaluation(low, high)).low, low)
    else
      assert.throws(
        () => gate(evaluation(low, high)),
        (error: Refusal) => error.code === 'CONFLICT',
      )
  })
}

test('what does not pass is told with its figures', () => {
  const refused = (error: unknown) =>
    error instanceof Refusal &&
    error.message ===
      '"new" against "old" on 400 held-out items: no clear change (the 95% interval from -3.0 to +1.0 points ' +
        'includes zero); the lower bound must be above -1.0' &&
    (error.detail.gate as { low: number }).low === -0.03
  assert.throws(() => gate(evaluation(-0.03, 0.01)), refused)
  assert.equal(gate(evaluation(-0.03, 0.01), 0.05).margin, 0.05)
})

test('an evaluation of other models, or none, opens nothing', () => {
  const unmeasured = /"new" would replace "old" and was not measured beside it/
  assert.throws(() => gate(undefined), unmeasured)
  assert.throws(() => gate(evaluation(0.1, 0.2, { candidate: 'new', baseline: 'older' })), unmeasured)
  assert.throws(() => gate(evaluation(0.1, 0.2, { candidate: 'newer', baseline: 'old' })), unmeasured)
})

test('only what answers in the place of another needs the gate', () => {
  const gated = Object.keys(MODES).filter(mode => needsGate(mode as Mode, 'new', 'old'))
  assert.deepEqual(gated, ['automated', 'assisted'])
  assert.equal(needsGate('automated', 'new', null), false)
  assert.equal(needsGate('automated', null, 'old'), false)
})

test('a model replaces what answered before it, also after a shadow', () => {
  assert.equal(replacedBy('new', undefined), null)
  assert.equal(replacedBy('new', pinned('old', 'older')), 'old')
  assert.equal(replacedBy('new', pinned('new', 'old')), 'old', 'a model does not replace itself')
  assert.equal(replacedBy('newer', pinned('new', 'old', 'shadow')), 'old', 'a shadow has not answered')
  assert.equal(liveOf(pinned('new', 'old', 'shadow')), 'old')
  assert.equal(liveOf(pinned('new', 'old', 'reviewed')), 'new')
})

for (const [title, release, draw, own, expected] of [
  ['before the first release the caller answers', undefined, 0, 'own', ['own']],
  ['before the first release without a prediction nobody does', undefined, 0, null, undefined],
  ['the pinned model answers', pinned('new', 'old'), 0.99, null, ['new']],
  ["the caller's answer is kept beside it", pinned('new', 'old'), 0.99, 'own', ['new', 'own']],
  ['beyond its share the fallback answers', pinned('new', 'old', 'automated', 0.2), 0.2, null, ['old']],
  ['within its share the model answers', pinned('new', 'old', 'automated', 0.2), 0.1999, null, ['new']],
  ['without a fallback the caller answers', pinned('new', null, 'automated', 0.2), 0.5, 'own', ['own']],
  ['without a fallback and a prediction nobody does', pinned('new', null, 'automated', 0.2), 0.5, null, undefined],
  ['a share of none is none', pinned('new', 'old', 'automated', 0), 0, null, ['old']],
  ["the caller's model pinned by name answers", pinned('own', 'old'), 0.5, 'own', ['own']],
  ['a shadow is asked unseen', pinned('new', 'old', 'shadow'), 0.5, null, ['old', 'new']],
  ["in shadow the caller's answer comes first", pinned('new', 'old', 'shadow'), 0.5, 'own', ['own', 'new']],
  ['a shadow has a share too', pinned('new', 'old', 'shadow', 0.2), 0.5, null, ['old']],
  ['a shadow that the caller runs does not answer', pinned('own', 'old', 'shadow'), 0.5, 'own', ['old', 'own']],
  ['a shadow alone answers nobody', pinned('new', null, 'shadow'), 0.5, null, undefined],
  ["no model of ours: the caller's", pinned(null, 'old'), 0.5, 'own', ['own']],
] as const) {
  test(`who is asked: ${title}`, () => {
    const chosen = choose(release, { draw, own })
    assert.deepEqual(chosen && [chosen.answering, ...chosen.beside], expected)
  })
}

test('to raise a share takes the model from nobody', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(fc.string(), share, share, (key, one, other) => {
      const draw = hashUnit(`release:post:${key}`)
      const [less, more] = [Math.min(one, other), Math.max(one, other)]
      const has = (each: number) => choose(pinned('new', 'old', 'automated', each), { draw, own: null })?.answering
      assert.ok(has(less) === 'old' || has(more) === 'new')
      assert.equal(has(1), 'new')
    }),
  )
})

const passed = { outcome: 'pass', answer: null, strategy: null }
const ruled = { outcome: 'rule', answer: 'b', strategy: null }
const audited = { outcome: 'review', answer: null, strategy: 'audit' }
const doubted = { outcome: 'review', answer: null, strategy: 'margin' }
const given = (answer: unknown) => ({ answer, suggestion: null, held: false })
const held = (suggestion: unknown = null) => ({ answer: null, suggestion, held: true })

for (const [title, mode, route, expected] of [
  ['passes', 'automated', passed, given('a')],
  ['of a rule', 'automated', ruled, given('b')],
  ['that is audited', 'automated', audited, given('a')],
  ['of a rule that is audited', 'automated', { ...audited, answer: 'b' }, given('b')],
  ['in doubt', 'automated', doubted, held()],
  ['in doubt before the first release', null, doubted, held()],
  ['before the first release', null, passed, given('a')],
  ['that passes', 'shadow', passed, given('a')],
  ['that passes', 'assisted', passed, held('a')],
  ['of a rule', 'assisted', ruled, held('b')],
  ['in doubt', 'assisted', doubted, held('a')],
  ['routed before', 'reviewed', passed, held()],
  ['audited before', 'reviewed', audited, held()],
  ['routed before', 'off', ruled, held()],
] as const) {
  test(`mode ${mode}: an answer ${title}`, () => {
    assert.deepEqual(serve(mode, { route, predicted: 'a' }), expected)
  })
}
