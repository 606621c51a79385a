import type { Label } from '../kind.ts'

/** From this many labels on they no longer fit above the fold in one column, and the likeliest come first. */
export const LONG = 8

/** What a model gave a label; one it did not score has 0, whatever its name. */
export const scoreIn = (scores: Readonly<Record<string, number>>, name: string): number =>
  Object.hasOwn(scores, name) ? (scores[name] as number) : 0

/**
 * Labels in the order they are offered: few as the guideline has them, so that each keeps its key; many by the model's
 * score, so that 1 to 9 are the likeliest nine. Without scores (a blind task, say) always as in the guideline.
 */
export const offered = (labels: Label[], scores: Readonly<Record<string, number>> | null): Label[] =>
  labels.length < LONG || !scores
    ? labels
    : labels.toSorted((one, other) => scoreIn(scores, other.name) - scoreIn(scores, one.name))

const plain = (text: string): string =>
  text.normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '').replace(/[_-]/g, ' ')

/** Labels whose name or description has all the words typed, those whose name begins with them first. */
export const filtered = (labels: Label[], typed: string): Label[] => {
  const words = plain(typed).split(/\s+/).filter(Boolean)
  if (words.length === 0) return labels
  const begins = (label: Label) => plain(label.name).startsWith(words[0] as string)
  return labels
    .filter(({ name, description = '' }) => words.every(word => `${plain(name)} ${plain(description)}`.includes(word)))
    .toSorted((one, other) => Number(begins(other)) - Number(begins(one)))
}
