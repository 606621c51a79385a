/** A thread of its own for some of the runs, so that all cores take part. */
import { parentPort, workerData } from 'node:worker_threads'
import { type Corpus, corpus } from './corpus.ts'
import { type Job, review } from './review.ts'

const { name, jobs } = workerData as { name: Corpus['name']; jobs: Job[] }
const material = corpus(name) as Corpus
for (const job of jobs) parentPort?.postMessage({ job, outcome: await review(material, job) })
