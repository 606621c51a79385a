/**
 * What the loop costs: taking predictions, giving tasks, taking judgements; small and large, and beside PostgreSQL
 * alone.
 */
import { figure, type Report } from './figure.ts'
import { ingest, setPolicy } from './loop/ingest.ts'
import { install } from './loop/installation.ts'
import { rawIngest, rawReview } from './loop/raw.ts'
import { p, type ReviewFigures, review } from './loop/review.ts'

const SMALL = 10_000
const LARGE = Number(process.env.ERRATA_BENCH_ROWS ?? 1_000_000)
const QUEUE = 200_000
const REVIEWERS = 32
const PAIRS = 5000

/** The usual mix: the least sure tenth and a random twentieth are reviewed. */
const USUAL = { uncertain: { strategy: 'margin', share: 0.1 }, audit_share: 0.05 }
/** Every prediction is a task. */
const ALL = { audit_share: 1 }

const pairsOf = ({ next_ms, judge_ms }: ReviewFigures): number[] => next_ms.map((ms, n) => ms + (judge_ms[n] as number))

export const bench = async (report: Report, log: (line: string) => void): Promise<void> => {
  const installation = await install()
  try {
    await setPolicy(installation, ALL, 0)
    log('warming up and filling the small queue')
    await ingest(installation, { from: 0, count: SMALL })
    const reviewSmall = await review(installation, { reviewers: REVIEWERS, pairs: 2000 })
    await setPolicy(installation, USUAL, 1)
    log('taking predictions')
    const small = await ingest(installation, { from: SMALL, count: 100_000 })
    const raw = await rawIngest(installation.database_url, 100_000)
    report(
      figure('predictions taken, routed and recorded', [small.per_second, '/s'], {
        least: 10_000,
        beside: { 'PostgreSQL alone': raw, ratio: raw / small.per_second, 'answered /s': small.accepted_per_second },
      }),
    )
    log(`filling a queue of ${QUEUE}`)
    await setPolicy(installation, ALL, 2)
    let stored = SMALL + 100_000
    await ingest(installation, { from: stored, count: QUEUE })
    stored += QUEUE
    log(`${REVIEWERS} reviewers, a decision a second each`)
    const paced = await review(installation, { reviewers: REVIEWERS, pairs: 1500, pause_ms: 1000 })
    log(`${REVIEWERS} reviewers without a pause`)
    const full = await review(installation, { reviewers: REVIEWERS, pairs: PAIRS })
    const alone = await rawReview(installation.database_url, { reviewers: REVIEWERS, pairs: PAIRS })
    const rawPair = alone.claims.map((ms, n) => ms + (alone.judgements[n] as number))
    for (const [pace, figures] of [
      ['a decision a second each', paced],
      ['without a pause', full],
    ] as const) {
      for (const [what, values] of [
        ['next', figures.next_ms],
        ['judgement', figures.judge_ms],
        ['next plus judgement', pairsOf(figures)],
      ] as const) {
        report(
          figure(`${what}, p99, 32 reviewers, ${pace}, queue of 200,000`, [p(values, 0.99), 'ms'], {
            most: 25,
            beside: { median: p(values, 0.5), 'pairs/s': figures.pairs_per_second },
          }),
        )
      }
    }
    report(
      figure(
        'next plus judgement, median without a pause, to PostgreSQL alone',
        [p(pairsOf(full), 0.5) / p(rawPair, 0.5), 'x'],
        {
          beside: {
            'PostgreSQL alone ms': p(rawPair, 0.5),
            'p99 ms': p(rawPair, 0.99),
            'pairs/s': alone.pairs_per_second,
          },
        },
      ),
    )
    report(figure('tasks given twice', [full.given_twice + paced.given_twice, 'tasks'], { most: 0 }))
    log(`filling up to ${LARGE} predictions`)
    await setPolicy(installation, USUAL, 3)
    if (stored < LARGE) await ingest(installation, { from: stored, count: LARGE - stored - 100_000 })
    const large = await ingest(installation, { from: Math.max(stored, LARGE - 100_000), count: 100_000 })
    const reviewLarge = await review(installation, { reviewers: REVIEWERS, pairs: 2000 })
    report(
      figure(
        `taking predictions: time at ${LARGE} stored to time at ${SMALL}`,
        [small.per_second / large.per_second, 'x'],
        {
          beside: { 'small /s': small.per_second, 'large /s': large.per_second },
        },
      ),
    )
    const growth = p(pairsOf(reviewLarge), 0.5) / p(pairsOf(reviewSmall), 0.5)
    report(
      figure(`next plus judgement: median at ${LARGE} stored to median at ${SMALL}`, [growth, 'x'], {
        beside: { 'small ms': p(pairsOf(reviewSmall), 0.5), 'large ms': p(pairsOf(reviewLarge), 0.5) },
      }),
    )
  } finally {
    await installation.close()
  }
}
