import { Refusal } from '../../platform/errors.ts'
import { seededRandom } from '../../stats/random.ts'
import type { Corpus, Labelled } from './corpus.ts'

/** A row with the name under which it enters the loop. */
export type Row = Labelled & { external_id: string }

/** What is labelled at the start, what comes as traffic, and what no part of the loop ever sees. */
export type Parts = { labels: string[]; start: Row[]; traffic: Row[]; test: Row[] }

const TEST_share = 0.2
const ROWS_min = 200

/** Splits a corpus by chance, the same for the same seed. @throws Refusal INVALID for too little data */
export const splitCorpus = ({ rows }: Corpus, { seed, start_share }: { seed: string; start_share: number }): Parts => {
  const labels = [...new Set(rows.map(row => row.label))].sort()
  if (rows.length < ROWS_min || labels.length < 2) {
    throw new Refusal('INVALID', `${rows.length} rows with ${labels.length} labels: the demo needs ${ROWS_min} and 2`)
  }
  const named = rows.map((row, n) => ({ ...row, external_id: `row-${n + 1}` }))
  const shuffled = seededRandom(`demo ${seed}`).shuffle(named)
  const tested = Math.round(shuffled.length * TEST_share)
  const begun = tested + Math.round((shuffled.length - tested) * start_share)
  return {
    labels,
    test: shuffled.slice(0, tested),
    start: shuffled.slice(tested, begun),
    traffic: shuffled.slice(begun),
  }
}
