import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** What scikit-learn made of a corpus: LinearSVC on the same n-grams, from texts to a fitted model. */
export type Peer = { version: string; fit_seconds: number; accuracy: number; texts_per_second: number }

/** Runs the peer; undefined, and said so, where python3 with scikit-learn is not installed. */
export const peerOn = (path: string, log: (line: string) => void): Peer | undefined => {
  const script = join(import.meta.dirname, 'peer.py')
  try {
    return JSON.parse(
      execFileSync('python3', [script, path], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    )
  } catch {
    log('python3 with scikit-learn is not installed: its figures are left out')
    return undefined
  }
}

/** The best of several runs in milliseconds, as the peer counts: others on the machine only ever slow one down. */
export const fastest = async (runs: number, work: () => unknown): Promise<number> => {
  const times: number[] = []
  for (let run = 0; run < runs; run++) {
    const begun = performance.now()
    await work()
    times.push(performance.now() - begun)
  }
  return Math.min(...times)
}
