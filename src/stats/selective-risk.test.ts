import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { near } from '../../test/near.ts'
import { seededRandom } from './random.ts'
import {
  type Audit,
  certifyThreshold,
  firstCertificateSize,
  riskPValue,
  riskUpperBound,
  sgr,
} from './selective-risk.ts'

test('p-values, bounds and sizes give the reference values', () => {
  near(riskPValue(0, 45, 0.05), 0.0994403, 1e-7)
  near(riskPValue(2, 100, 0.05), 0.118263, 1e-7)
  near(riskPValue(30, 1000, 0.05), 0.0012770679, 1e-10)
  near(riskPValue(80, 1000, 0.1), 0.0176116, 1e-7)
  near(riskUpperBound(8, 1000, 0.001 / 10), 0.0243913615, 1e-10)
  assert.equal(riskUpperBound(5, 5, 0.05), 1)
  assert.equal(firstCertificateSize(0.05, 0.1), 45)
  assert.equal(firstCertificateSize(0.02, 0.05), 149)
  assert.equal(firstCertificateSize(0.01, 0.05), 299)
  assert.equal(firstCertificateSize(0.01, 0.001), 688)
})

test('the first certificate needs exactly the size it is said to need', () => {
  const level = fc.double({ min: 0.001, max: 0.5, noNaN: true })
  fc.assert(
    fc.property(level, level, (alpha, delta) => {
      const n = firstCertificateSize(alpha, delta)
      assert.ok(riskPValue(0, n, alpha) <= delta * (1 + 1e-9))
      assert.ok(n === 1 || riskPValue(0, n - 1, alpha) > delta * (1 - 1e-9))
    }),
  )
})

const run = (score: number, length: number, wrong = 0): Audit[] =>
  Array.from({ length }, (_, i) => ({ score, correct: i >= wrong }))

test('the sequence goes on from strict to loose until the first failure', () => {
  const levels = { alpha: 0.05, delta: 0.1, starts: 1 }
  const audits = [...run(0.9, 60), ...run(0.8, 60, 1), ...run(0.7, 60, 20), ...run(0.6, 2000)]
  const certificate = certifyThreshold(audits, { grid: [0.6, 0.7, 0.8, 0.9], ...levels })
  assert.deepEqual([certificate.threshold, certificate.n, certificate.k], [0.8, 120, 1])
  near(certificate.p_value, riskPValue(1, 120, 0.05), 1e-12)
  near(certificate.level, 0.1, 1e-12)
})

test('a second start goes on after a failure, with its share of delta alone', () => {
  const audits = [...run(0.9, 100, 9), ...run(0.8, 100), ...run(0.7, 200), ...run(0.6, 400)]
  const levels = { grid: [0.9, 0.8, 0.7, 0.6], alpha: 0.05, delta: 0.1 }
  assert.equal(certifyThreshold(audits, { ...levels, starts: 1 }).threshold, null)
  const certificate = certifyThreshold(audits, { ...levels, starts: 2 })
  assert.deepEqual([certificate.threshold, certificate.n, certificate.k], [0.6, 800, 9])
  near(certificate.level, 0.05, 1e-12)
})

test('a chain that reaches the next start adds its share', () => {
  const levels = { grid: [0.9, 0.8], alpha: 0.05, delta: 0.1 }
  const audits = [...run(0.9, 100), ...run(0.8, 100)]
  near(certifyThreshold(audits, levels).level, 0.1, 1e-12)
})

test('thresholds that accept too few audits do not use up the chance', () => {
  const audits = [...run(0.9, 10, 1), ...run(0.8, 200)]
  const certificate = certifyThreshold(audits, { grid: [0.9, 0.8], alpha: 0.05, delta: 0.1, starts: 1 })
  assert.deepEqual([certificate.threshold, certificate.n, certificate.k], [0.8, 210, 1])
})

test('nothing can be certified from nothing', () => {
  const levels = { alpha: 0.05, delta: 0.1 }
  const nothing = { threshold: null, n: 0, k: 0, p_value: 1, level: 0 }
  assert.deepEqual(certifyThreshold([], { grid: [0.5], ...levels }), nothing)
  assert.deepEqual(certifyThreshold(run(0.9, 100), { grid: [], ...levels }), nothing)
  assert.deepEqual(certifyThreshold(run(0.9, 44), { grid: [0.5], ...levels }), nothing)
  assert.deepEqual(sgr([], levels), { threshold: null, n: 0, k: 0, bound: 1 })
  assert.throws(() => certifyThreshold([], { grid: [0.5], alpha: 0, delta: 0.1 }), RangeError)
  assert.throws(() => certifyThreshold([], { grid: [0.5], ...levels, starts: 0 }), RangeError)
  assert.throws(() => sgr([], { alpha: 0.05, delta: 1 }), RangeError)
})

test('sgr certifies a perfect model in full and never splits ties', () => {
  assert.deepEqual(sgr(run(0.9, 500), { alpha: 0.05, delta: 0.1 }).n, 500)
  const tied = sgr([...run(0.9, 300), ...run(0.5, 300, 150)], { alpha: 0.05, delta: 0.1 })
  assert.deepEqual([tied.threshold, tied.n, tied.k], [0.9, 300, 0])
})

/** Scores are uniform; the error among those above `t` is `risk(t)`. */
type Model = { errorAt: (score: number) => number; risk: (threshold: number) => number }

const MODELS: Record<string, Model> = {
  ranked: { errorAt: u => 0.15 * (1 - u), risk: t => 0.075 * (1 - t) },
  'always just too bad': { errorAt: () => 0.0501, risk: () => 0.0501 },
  'worst where it is most confident': {
    errorAt: u => (u > 0.7 ? 0.06 : 0.045),
    risk: t => (t > 0.7 ? 0.06 : (0.018 + (0.7 - t) * 0.045) / (1 - t)),
  },
}

for (const [name, { errorAt, risk }] of Object.entries(MODELS)) {
  test(`certificates are false no more often than delta allows: ${name}`, () => {
    const { uniform } = seededRandom(name)
    const grid = Array.from({ length: 101 }, (_, i) => i / 101)
    const [alpha, delta, runs] = [0.05, 0.1, 400]
    const tally = { sequence: { broken: 0, coverage: 0 }, sgr: { broken: 0, coverage: 0 } }
    for (let run = 0; run < runs; run++) {
      const audits = Array.from({ length: 1000 }, () => {
        const score = uniform()
        return { score, correct: uniform() >= errorAt(score) }
      })
      const thresholds = {
        sequence: certifyThreshold(audits, { grid, alpha, delta }).threshold,
        sgr: sgr(audits, { alpha, delta }).threshold,
      }
      for (const method of ['sequence', 'sgr'] as const) {
        const threshold = thresholds[method]
        if (threshold === null) continue
        if (risk(threshold) > alpha) tally[method].broken += 1 / runs
        tally[method].coverage += (1 - threshold) / runs
      }
    }
    const { sequence, sgr: search } = tally
    // 0.13 is delta plus two standard errors of a simulation of this size
    assert.ok(sequence.broken <= 0.13 && search.broken <= 0.13, JSON.stringify(tally))
    if (name === 'ranked')
      assert.ok(sequence.coverage > 0.2 && sequence.coverage >= search.coverage, JSON.stringify(tally))
  })
}
