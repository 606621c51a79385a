import type { Precedent, Suggestions } from './contract.ts'

type Part = { contribution: number; spans: [start: number, stop: number][] }
type Word = { start: number; stop: number; contribution: number }

/** The words of a text, by their offsets. */
const wordsIn = (text: string): Word[] =>
  [...new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text)]
    .filter(each => each.isWordLike)
    .map(({ index, segment }) => ({ start: index, stop: index + segment.length, contribution: 0 }))

/** The place of the first word that ends after an offset; words are in order. */
const firstAfter = (words: Word[], offset: number): number => {
  let [low, high] = [0, words.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((words[middle] as Word).stop > offset) high = middle
    else low = middle + 1
  }
  return low
}

/**
 * Shares out what n-grams say among the words they stand in, evenly: first among the places of an n-gram, then among
 * the words of a place. What touches no word goes to the rest, so that rest and words always add up to the whole.
 */
export const shareOut = (text: string, bias: number, parts: Part[]): { words: Word[]; rest: number } => {
  const words = wordsIn(text)
  let rest = bias
  for (const { contribution, spans } of parts) {
    const share = contribution / spans.length
    for (const [start, stop] of spans) {
      const first = firstAfter(words, start)
      let last = first
      while (last < words.length && (words[last] as Word).start < stop) last += 1
      if (last === first) rest += share
      for (let n = first; n < last; n += 1) (words[n] as Word).contribution += share / (last - first)
    }
  }
  return { words, rest }
}

/** From this similarity on an erratum counts as one of the same text. */
const SAME_similarity = 0.9
/** Below it an erratum is shown at best, and has no say. */
const LIKE_similarity = 0.3
const VOTES_min = 3
const SHARE_min = 0.6

type Near = Pick<Precedent, 'erratum_id' | 'answer' | 'similarity' | 'at'>
type Answers = { distance(one: unknown, other: unknown): number; words(answer: unknown): string }

/**
 * What errata like an item suggest: the answer of the newest one of the same text, else the answer that most of the
 * similar ones have, where they are three or more and at least three in five agree.
 * @param same errata with the same normalised text
 * @param stands whether an answer is one of the project's still
 */
export const suggest = (
  { near, same }: { near: Near[]; same: Near[] },
  kind: Answers,
  stands: (answer: unknown) => boolean,
): Suggestions['suggestion'] => {
  const twins = [...same, ...near.filter(each => each.similarity > SAME_similarity)].filter(each => stands(each.answer))
  const [twin] = twins.toSorted((one, other) => (one.at < other.at ? 1 : -1))
  if (twin) {
    const reason = `The same text was corrected to ${kind.words(twin.answer)} on ${twin.at.slice(0, 10)}.`
    return { answer: twin.answer, reason, exact: true, erratum_id: twin.erratum_id }
  }
  const similar = near.filter(each => each.similarity >= LIKE_similarity && stands(each.answer))
  const votes: Near[][] = []
  for (const each of similar) {
    const camp = votes.find(([first]) => first && kind.distance(first.answer, each.answer) === 0)
    if (camp) camp.push(each)
    else votes.push([each])
  }
  const [most] = votes.toSorted((one, other) => other.length - one.length)
  if (!most || similar.length < VOTES_min || most.length < SHARE_min * similar.length) return null
  const { answer } = most[0] as Near
  const reason = `${most.length} of ${similar.length} similar corrections say ${kind.words(answer)}.`
  return { answer, reason, exact: false, erratum_id: null }
}

/**
 * Below this probability a judgement is worth a second look. It tells slips of the hand from right answers well, and
 * tells nothing of honest confusions: those need a second reviewer.
 */
const DOUBT_probability = 0.02

/** A question for the person who gave an answer, or null where the model finds it likely enough. */
export const doubtOf = (
  { model, probability }: { model: string; probability: number | undefined },
  words: string,
): { model: string; probability: number; sentence: string } | null => {
  if (probability === undefined || probability >= DOUBT_probability) return null
  const percent = probability < 0.001 ? 'less than 0.1%' : `${(probability * 100).toFixed(1)}%`
  return { model, probability, sentence: `Are you sure? The model gives "${words}" a chance of ${percent} here.` }
}
