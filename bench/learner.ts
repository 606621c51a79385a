/** The built-in learner: how well it learns, how fast, and what a correction costs and keeps. */
import { scanner } from '../src/learners/linear/features.ts'
import { answer, correct, familiarity, type LinearModel, linear, poolOf } from '../src/learners/linear/index.ts'
import { calibrationError } from '../src/stats/calibration.ts'
import { quantile } from '../src/stats/quantile.ts'
import { seededRandom } from '../src/stats/random.ts'
import { type Figure, figure, type Report } from './figure.ts'
import { type Corpus, corpus, shuffledTexts } from './learner/corpus.ts'
import { fastest, type Peer, peerOn } from './learner/peer.ts'
import { accuracyOf } from './learner/review.ts'
import { labelsSaved, type Trial } from './learner/routing.ts'

type Goals = { accuracy: number; log_loss?: number; calibration?: number; outside?: number }

export const bench = async (report: Report, log: (line: string) => void): Promise<void> => {
  const banking = corpus('banking77')
  const clinc = corpus('clinc150')
  if (!banking || !clinc) return log('classification/banking77.csv and clinc150.csv are not there: nothing measured')
  const peer = peerOn(banking.path, log)
  await reading(banking, report, peer)
  await learning('Banking77', banking, { accuracy: 91.5, log_loss: 0.305, calibration: 1.5 }, { report, peer })
  await learning('CLINC150', clinc, { accuracy: 92.6, outside: 96.5 }, { report, peer: peerOn(clinc.path, log) })
  await correcting(banking, report)
  await routing('Banking77', banking, { trial: BANKING_TRIAL, goal: 2.8, report })
  await routing('CLINC150', clinc, { trial: CLINC_TRIAL, goal: 5, report })
}

const beside = (peer: Peer | undefined, what: string, value: (peer: Peer) => number): Figure['beside'] =>
  peer ? { [`scikit-learn ${peer.version} ${what}`]: value(peer) } : null

/** N-grams of short texts, on one thread. */
const reading = async ({ train }: Corpus, report: Report, peer?: Peer): Promise<void> => {
  const texts = train.filter(({ text }) => text.length >= 52).map(({ text }) => text.slice(0, 52))
  const milliseconds = await fastest(10, () => texts.forEach(scanner.scan))
  const rate = (1000 * texts.length) / milliseconds
  const others = beside(peer, 'hashing the same n-grams', other => other.texts_per_second)
  report(figure('n-grams of 52-character texts', [rate, 'texts/s'], { least: 250_000, beside: others }))
}

const SEEDS = ['one', 'two', 'three', 'four', 'five']

/** Fitting on the training part, answering the test part: means over five SEEDS, the best time. */
const learning = async (
  name: string,
  { train, test, labels, outside }: Corpus,
  goals: Goals,
  { report, peer }: { report: Report; peer: Peer | undefined },
): Promise<void> => {
  const models: LinearModel[] = []
  const learn = async () => models.push(await linear.fit(train, { seed: SEEDS[models.length], labels }))
  const seconds = (await fastest(SEEDS.length, learn)) / 1000
  const quality = models.map(model => qualityOf(model, { test, outside }))
  const mean = (of: keyof Quality) => quality.reduce((sum, one) => sum + one[of], 0) / quality.length
  const accuracy = beside(peer, 'LinearSVC', other => 100 * other.accuracy)
  report(figure(`${name} accuracy`, [mean('accuracy'), '%'], { least: goals.accuracy, beside: accuracy }))
  report(figure(`${name} log-loss`, [mean('log_loss'), 'nats'], { most: goals.log_loss }))
  const chance = { 'if perfectly calibrated': mean('calibration_by_chance') }
  report(
    figure(`${name} calibration error`, [mean('calibration'), 'points'], { most: goals.calibration, beside: chance }),
  )
  const fit = beside(peer, 'LinearSVC, uncalibrated', other => other.fit_seconds)
  report(figure(`${name} fit from texts, calibrated`, [seconds, 's'], { beside: fit }))
  if (peer) report(figure(`${name} fit, times faster than LinearSVC`, [peer.fit_seconds / seconds, 'x'], { least: 4 }))
  if (outside.length === 0) return
  const sure = { 'by confidence': mean('outside_by_confidence') }
  report(figure(`${name} out of scope, area under ROC`, [mean('outside'), '%'], { least: goals.outside, beside: sure }))
}

type Quality = Record<
  'accuracy' | 'log_loss' | 'calibration' | 'calibration_by_chance' | 'outside' | 'outside_by_confidence',
  number
>

const qualityOf = (model: LinearModel, { test, outside }: Pick<Corpus, 'test' | 'outside'>): Quality => {
  const answers = test.map(({ text }) => answer(model, text))
  const losses = answers.map(({ scores }, i) => -Math.log(scores[model.labels.indexOf(test[i].label)]))
  const bets = answers.map(({ label, confidence }, i) => ({ confidence, correct: label === test[i].label }))
  const inside = test.map(({ text }) => text)
  const area = (of: (text: string) => number) => 100 * areaUnder(inside.map(of), outside.map(of))
  return {
    accuracy: 100 * accuracyOf(model, test),
    log_loss: losses.reduce((a, b) => a + b) / losses.length,
    calibration: 100 * (calibrationError(bets) as number),
    calibration_by_chance: 100 * errorByChance(bets.map(bet => bet.confidence)),
    outside: area(text => familiarity(model, text)),
    outside_by_confidence: area(text => answer(model, text).confidence),
  }
}

/** The calibration error that chance alone gives to confidences that are exactly true. */
const errorByChance = (confidences: readonly number[]): number => {
  const { uniform } = seededRandom('chance')
  const draws = Array.from({ length: 50 }, () =>
    calibrationError(confidences.map(confidence => ({ confidence, correct: uniform() < confidence }))),
  )
  return draws.reduce<number>((sum, error) => sum + (error as number), 0) / draws.length
}

/** The share of pairs in which the one that should be higher is: the area under the ROC curve (Mann and Whitney). */
const areaUnder = (higher: number[], lower: number[]): number => {
  const sorted = Float64Array.from(lower).sort()
  const below = (value: number) => sorted.findLastIndex(other => other < value) + 1
  const upTo = (value: number) => sorted.findLastIndex(other => other <= value) + 1
  const wins = higher.reduce((sum, value) => sum + (below(value) + upTo(value)) / 2, 0)
  return wins / higher.length / lower.length
}

/** From a person's answer to all held-out and waiting items re-scored, with the list of those that move. */
const correcting = async ({ train, labels }: Corpus, report: Report): Promise<void> => {
  const shuffled = seededRandom('correcting').shuffle(train)
  const known = shuffled.splice(0, 2000)
  const model: LinearModel = await linear.fit(known, { seed: 'bench', labels })
  const pool = await poolOf(model, shuffledTexts(train, 110_000, 'pool'))
  const rescore = await fastest(3, () => pool.rescore(model))
  const wrong = shuffled.filter(({ text, label }) => answer(model, text).label !== label).slice(0, 200)
  const times: number[] = []
  const moves: number[] = []
  for (const example of wrong) {
    const begun = performance.now()
    moves.push(pool.apply(correct(model, example)).length)
    times.push(performance.now() - begun)
  }
  const scale = 'correction to 110,000 items re-scored'
  const full = { 'scoring all anew, ms': rescore, 'items that move, median': quantile(moves, 0.5) as number }
  report(figure(`${scale}, median`, [quantile(times, 0.5) as number, 'ms'], { most: 30, beside: full }))
  report(figure(`${scale}, 95th percentile`, [quantile(times, 0.95) as number, 'ms'], { most: 60 }))
  report(
    figure(`${scale}, answers that differ from scoring all anew`, [pool.rescore(model).length, 'items'], { most: 0 }),
  )
}

/** Random reviews are tried around the share expected to equal a tenth by margin. */
const BANKING_TRIAL: Trial = { reviewed: 0.1, random: [0.2, 0.25, 0.3, 0.35, 0.4] }
const CLINC_TRIAL: Trial = { reviewed: 0.1, random: [0.4, 0.5, 0.6] }

/** What choosing whom to ask saves, whether corrections last, and what they break. */
const routing = async (
  name: string,
  corpus: Corpus,
  { trial, goal, report }: { trial: Trial; goal: number; report: Report },
): Promise<void> => {
  const { times, error, margin, random } = await labelsSaved(corpus, trial)
  const curve = trial.random.map((share, i) => [`at random ${100 * share}%`, 100 * random[i]])
  const others = { 'standard error': error, 'accuracy by margin': 100 * margin.accuracy, ...Object.fromEntries(curve) }
  const saved = `${name} labels random review needs / used, 10% reviewed`
  report(figure(saved, [times, 'x'], { least: goal, beside: others }))
  const { corrections } = margin
  const stuck = (count: number): [number, string] => [(100 * count) / corrections, '%']
  report(figure(`${name} corrections that stick at once`, stuck(margin.stuck_at_once), { least: 100 }))
  report(figure(`${name} corrections that stick to the end`, stuck(margin.stuck_at_end)))
  const mended = {
    'wrong to right': margin.mended_at_once / corrections,
    'right to wrong with the passes': margin.harmed / corrections,
    'wrong to right with the passes': margin.mended / corrections,
  }
  const wrongly = [margin.harmed_at_once / corrections, `of ${corpus.test.length}`] as [number, string]
  report(figure(`${name} test items wrongly flipped by a correction`, wrongly, { beside: mended }))
}
