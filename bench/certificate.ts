/** Certificates: how often they are wrong, and how much of the traffic they free, beside a peer and the oracle. */
import { answer, linear } from '../src/learners/linear/index.ts'
import { certify, gridOf } from '../src/loop/release/certify/rules.ts'
import { seededRandom } from '../src/stats/random.ts'
import { type Audit, sgr } from '../src/stats/selective-risk.ts'
import { figure, type Report } from './figure.ts'
import { corpus } from './learner/corpus.ts'

const DRAWS = 1000
const FOLDS = 10
const ALPHA = 0.02
const DELTA = 0.05
const AUDITS = [1000, 2000]
const TRAFFIC = 2000

/** What a model says of each example that it was not fitted on, by cross-fitting. */
const heldOut = async (name: 'banking77', log: (line: string) => void): Promise<Audit[] | undefined> => {
  const found = corpus(name)
  if (!found) return undefined
  const examples = seededRandom('folds').shuffle(found.train)
  const audits: Audit[] = []
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const inside = (n: number) => n % FOLDS === fold
    const rest = examples.filter((_, n) => !inside(n))
    const model = await linear.fit(rest, { seed: `fold ${fold}`, labels: found.labels })
    for (const { text, label } of examples.filter((_, n) => inside(n))) {
      const said = answer(model, text)
      audits.push({ score: said.confidence, correct: said.label === label })
    }
    log(`fold ${fold + 1} of ${FOLDS}`)
  }
  return audits
}

/** Of all who are scored at least a threshold: their share, and the share of errors among them. */
const outcome = (population: readonly Audit[], threshold: number | null) => {
  const accepted = threshold === null ? [] : population.filter(each => each.score >= threshold)
  const errors = accepted.filter(each => !each.correct).length
  return { coverage: accepted.length / population.length, error: accepted.length > 0 ? errors / accepted.length : 0 }
}

/** The largest share that whoever knows all answers could give without more than `ALPHA` errors. */
const oracle = (population: readonly Audit[]): number => {
  let errors = 0
  let most = 0
  population
    .toSorted((one, other) => other.score - one.score)
    .forEach(({ correct }, n) => {
      if (!correct) errors += 1
      if (errors / (n + 1) <= ALPHA) most = n + 1
    })
  return most / population.length
}

type Rule = (audits: Audit[], traffic: number[]) => number | null

const ours: Rule = (audits, traffic) => {
  const sample = audits.map(({ score, correct }) => ({ confidence: score, correct }))
  return certify(sample, { alpha: ALPHA, delta: DELTA, traffic, grid: gridOf(traffic, 0) }).threshold
}
const peer: Rule = audits => sgr(audits, { alpha: ALPHA, delta: DELTA }).threshold

/** Draws audits and unlabelled traffic again and again; the rest is the population that the certificate speaks of. */
const measure = (all: readonly Audit[], rule: Rule, count: number) => {
  let broken = 0
  let coverage = 0
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const mixed = seededRandom(`draw ${draw}`).shuffle(all)
    const population = mixed.slice(count)
    const traffic = population.slice(0, TRAFFIC).map(each => each.score)
    const found = outcome(population, rule(mixed.slice(0, count), traffic))
    if (found.error > ALPHA) broken += 1
    coverage += found.coverage / DRAWS
  }
  return { broken: broken / DRAWS, coverage }
}

export const bench = async (report: Report, log: (line: string) => void): Promise<void> => {
  const all = await heldOut('banking77', log)
  if (!all) return log('classification/banking77.csv is not there: nothing measured')
  const best = oracle(all)
  for (const count of AUDITS) {
    const mine = measure(all, ours, count)
    const theirs = measure(all, peer, count)
    const beside = { 'SGR %': 100 * theirs.broken }
    const name = `Banking77, 2% certified from ${count} audits`
    report(figure(`${name}: draws in which it is more`, [100 * mine.broken, '%'], { most: 100 * DELTA, beside }))
    const others = { 'SGR %': 100 * theirs.coverage, 'oracle %': 100 * best }
    report(figure(`${name}: traffic covered`, [100 * mine.coverage, '%'], { beside: others }))
  }
}
