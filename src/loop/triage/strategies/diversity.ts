import type { Candidate, Strategy } from './strategy.ts'
import { margin } from './sure.ts'

/** What is compared with each other: more would take the square of the batch. */
const WINDOW_predictions = 200
const READ_characters = 1000

const wordsOf = (text: string): Set<string> =>
  new Set(
    text
      .slice(0, READ_characters)
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter(Boolean),
  )

/** The cosine of two sets of words: 1 for the same words, 0 for none in common. */
const similarity = (one: Set<string>, other: Set<string>): number => {
  if (one.size === 0 || other.size === 0) return 0
  let both = 0
  for (const word of one) if (other.has(word)) both += 1
  return both / Math.sqrt(one.size * other.size)
}

const ofWindow = (window: readonly Candidate[], doubts: (number | null)[], share: number): (number | null)[] => {
  const scores = [...doubts]
  const nearest = window.map(() => 0)
  const words = window.map(each => wordsOf(each.text))
  const left = new Set(window.keys().filter(n => doubts[n] !== null))
  for (let count = Math.ceil(share * left.size); count > 0; count -= 1) {
    let first = -1
    for (const n of left) if (first < 0 || (scores[n] as number) > (scores[first] as number)) first = n
    left.delete(first)
    for (const n of left) {
      nearest[n] = Math.max(nearest[n] as number, similarity(words[first] as Set<string>, words[n] as Set<string>))
      scores[n] = (doubts[n] as number) * (1 - nearest[n])
    }
  }
  return scores
}

/**
 * The closest calls first, but not the same one twice: one minus the margin, times one minus the similarity to what the
 * batch has put ahead of it already. A prediction that comes alone is ranked by its margin.
 *
 * The choice depends on which predictions came together, and given those it is certain: what is chosen has an inclusion
 * probability of 1, everything else that of the audit, and estimates that weigh by it stay unbiased.
 */
export const diverse: Strategy = (batch, terms) => {
  const scores: (number | null)[] = []
  for (let from = 0; from < batch.length; from += WINDOW_predictions) {
    const window = batch.slice(from, from + WINDOW_predictions)
    scores.push(...ofWindow(window, margin(window, terms), terms.share))
  }
  return scores
}
