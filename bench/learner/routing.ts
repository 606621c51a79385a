import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Corpus } from './corpus.ts'
import { FIRST_SHARE, type Job, type Outcome } from './review.ts'

/** The share of the stream that is reviewed by margin, and those that random reviews are tried at. */
export type Trial = { reviewed: number; random: readonly number[] }

type Done = { job: Job; outcome: Outcome }

/** What choosing whom to ask saves. All but `times` and `error` are means over the seeds. */
export type Saving = {
  /** Labels a random review needs to make the model as accurate as the review by margin does, divided by its labels. */
  times: number
  /** Standard error of `times` over the seeds (jackknife). */
  error: number
  margin: Outcome
  /** Accuracy of random reviews, by share. */
  random: readonly number[]
}

const SEEDS = Array.from({ length: 16 }, (_, i) => `seed ${i}`)

/** Runs the loop under both policies, from the same starts, on all cores. */
export const labelsSaved = async ({ name }: Corpus, trial: Trial): Promise<Saving> => {
  const jobs = SEEDS.flatMap((seed): Job[] => [
    { policy: 'margin', share: trial.reviewed, seed },
    ...trial.random.map((share): Job => ({ policy: 'random', share, seed })),
  ])
  const done = await runAll(name, jobs)
  const times = timesNeeded(trial, done)
  const without = SEEDS.map(seed =>
    timesNeeded(
      trial,
      done.filter(({ job }) => job.seed !== seed),
    ),
  )
  const centre = mean(without)
  return {
    times,
    error: Math.sqrt((SEEDS.length - 1) * mean(without.map(value => (value - centre) ** 2))),
    margin: meanOutcome(of(done, 'margin', trial.reviewed)),
    random: trial.random.map(share => meanOutcome(of(done, 'random', share)).accuracy),
  }
}

/** Deals the runs out to one thread per core; which thread runs what makes no difference. */
const runAll = async (name: Corpus['name'], jobs: Job[]): Promise<Done[]> => {
  const done: Done[] = []
  const threads = Math.min(availableParallelism(), jobs.length)
  const work = Array.from({ length: threads }, async (_, thread) => {
    const share = jobs.toSorted((a, b) => a.share - b.share).filter((_, place) => place % threads === thread)
    const worker = new Worker(new URL('review-thread.ts', import.meta.url), { workerData: { name, jobs: share } })
    worker.on('message', (one: Done) => done.push(one))
    await once(worker, 'exit')
  })
  await Promise.all(work)
  if (done.length < jobs.length) throw new Error('A run of the review was lost.')
  return done
}

const of = (done: Done[], policy: Job['policy'], share: number): Outcome[] =>
  done.filter(({ job }) => job.policy === policy && job.share === share).map(({ outcome }) => outcome)

const mean = (values: number[]): number => values.reduce((a, b) => a + b) / values.length

const meanOutcome = (outcomes: Outcome[]): Outcome => {
  const names = Object.keys(outcomes[0]) as (keyof Outcome)[]
  return Object.fromEntries(names.map(name => [name, mean(outcomes.map(one => one[name]))])) as Outcome
}

/** The share of all labels that is known in the end where a share of the stream is reviewed. */
const knownShare = (reviewed: number): number => FIRST_SHARE + (1 - FIRST_SHARE) * reviewed

/**
 * Accuracy grows with the logarithm of the labels known, those at the start among them: where the straight line through
 * the random reviews (least squares over all runs) reaches what the review by margin reached. Beyond the largest share
 * it is an extrapolation.
 */
const timesNeeded = ({ reviewed, random }: Trial, done: Done[]): number => {
  const runs = random.flatMap(share =>
    of(done, 'random', share).map(({ accuracy }) => ({ x: Math.log(knownShare(share)), accuracy })),
  )
  const [x, y] = [mean(runs.map(run => run.x)), mean(runs.map(run => run.accuracy))]
  const slope = mean(runs.map(run => (run.x - x) * (run.accuracy - y))) / mean(runs.map(run => (run.x - x) ** 2))
  const goal = meanOutcome(of(done, 'margin', reviewed)).accuracy
  const needed = Math.exp(x + (goal - y) / slope)
  return (needed - FIRST_SHARE) / (1 - FIRST_SHARE) / reviewed
}
