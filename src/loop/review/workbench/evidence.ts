/** Where evidence stands in a text, as pieces to draw. Pure. */
import type { Evidence } from '../../../kinds/views.ts'

/** A piece of text; `strength` 0 says nothing, above it speaks for the answer, below against, from 1 to 3. */
export type Piece = { start: number; stop: number; strength: number }

/** Words that say less than this share of the loudest are noise to a reader. */
const QUIET = 0.12

const strengthOf = (contribution: number, loudest: number): number => {
  const share = Math.abs(contribution) / loudest
  if (share < QUIET) return 0
  return Math.sign(contribution) * (share > 2 / 3 ? 3 : share > 1 / 3 ? 2 : 1)
}

/** Neighbours of one strength become one piece, so that "charged twice" is marked as one. */
const join = (text: string, pieces: Piece[]): Piece[] => {
  const joined: Piece[] = []
  for (const piece of pieces) {
    const last = joined.at(-1)
    const near = last && /^[ \t]?$/.test(text.slice(last.stop, piece.start))
    if (last && near && Math.sign(last.strength) === Math.sign(piece.strength)) {
      last.stop = piece.stop
      if (Math.abs(piece.strength) > Math.abs(last.strength)) last.strength = piece.strength
    } else joined.push({ ...piece })
  }
  return joined
}

/** The pieces of a text that speak for or against, in its order; the rest is plain. Offsets in UTF-16 units. */
export const piecesOf = (text: string, evidence: Evidence[]): Piece[] => {
  const loudest = Math.max(...evidence.map(({ contribution }) => Math.abs(contribution)), 0)
  if (loudest === 0) return []
  const marked = evidence
    .map(({ start, stop, contribution }) => ({ start, stop, strength: strengthOf(contribution, loudest) }))
    .filter(({ strength, start, stop }) => strength !== 0 && start < stop)
    .toSorted((one, other) => one.start - other.start)
  return join(text, marked)
}

/** Words by how much they say, the same word counted once: for the bars beside the text. */
export const loudest = (text: string, evidence: Evidence[], at_most: number) => {
  const sums = new Map<string, number>()
  for (const { start, stop, contribution } of evidence) {
    const word = text.slice(start, stop).toLowerCase()
    sums.set(word, (sums.get(word) ?? 0) + contribution)
  }
  return [...sums]
    .map(([word, contribution]) => ({ word, contribution }))
    .toSorted((one, other) => Math.abs(other.contribution) - Math.abs(one.contribution))
    .slice(0, at_most)
    .toSorted((one, other) => other.contribution - one.contribution)
}
