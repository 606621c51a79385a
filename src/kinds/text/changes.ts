/** What an edit changed in a draft, as people read it: in words, and in few pieces. */
import { diffArrays } from 'diff'

export type Change = { sign: 'same' | 'removed' | 'added'; text: string }

const segmenter = new Intl.Segmenter('en', { granularity: 'word' })
const tokensOf = (text: string): string[] => Array.from(segmenter.segment(text), ({ segment }) => segment)

const WORD = /[\p{L}\p{N}\p{M}]+(?:['’.,-][\p{L}\p{N}\p{M}]+)*/gu

/** How many words a text has. */
export const countWords = (text: string): number => text.match(WORD)?.length ?? 0

/** Fewer unchanged words than this between two changes leave both unreadable. */
const WORDS_min = 3
const SENTENCE_END = /[.!?…]["'”’)\]]*\s|[。！？\n\r\u2028\u2029]/u

/** Whether unchanged text is no more than a gap between two changes of one sentence. */
const isGap = (text: string): boolean => countWords(text) < WORDS_min && !SENTENCE_END.test(text)

/** Beyond as many edited words a comparison helps nobody, and takes too long. */
const EDITS_max = 2000

const rawChanges = (from: string, to: string): Change[] => {
  const parts = diffArrays(tokensOf(from), tokensOf(to), { maxEditLength: EDITS_max })
  if (!parts)
    return [
      { sign: 'removed', text: from },
      { sign: 'added', text: to },
    ]
  return parts.map(({ value, added, removed }) => ({
    sign: added ? 'added' : removed ? 'removed' : 'same',
    text: value.join(''),
  }))
}

/**
 * The changes from one text to another. A word-by-word comparison is confetti; changes with fewer than three unchanged
 * words between them are told as one, but never across the end of a sentence.
 * What is not `added` is the first text, what is not `removed` the second.
 */
export const changesOf = (from: string, to: string): Change[] => {
  const changes: Change[] = []
  let [removed, added, gap] = ['', '', '']
  const flush = () => {
    // White space that both end with was no change.
    const blank = removed.slice(removed.trimEnd().length)
    if (blank && added.endsWith(blank)) {
      removed = removed.slice(0, -blank.length)
      added = added.slice(0, -blank.length)
      gap = blank + gap
    }
    if (removed) changes.push({ sign: 'removed', text: removed })
    if (added) changes.push({ sign: 'added', text: added })
    if (gap) changes.push({ sign: 'same', text: gap })
    ;[removed, added, gap] = ['', '', '']
  }
  for (const { sign, text } of rawChanges(from, to)) {
    if (sign === 'same') {
      gap = text
      if (!(removed || added) || !isGap(text)) flush()
      continue
    }
    if (gap) {
      removed += gap
      added += gap
      gap = ''
    }
    if (sign === 'removed') removed += text
    else added += text
  }
  flush()
  return changes
}

/** How many words were removed and added. */
export const wordsChanged = (changes: Change[]): { removed: number; added: number } => {
  const count = (sign: Change['sign']) =>
    changes.filter(change => change.sign === sign).reduce((sum, { text }) => sum + countWords(text), 0)
  return { removed: count('removed'), added: count('added') }
}

const SAME_max = 24
const CHANGED_max = 200

/** The first and the last words of a text that is too long, without half a character at a cut. */
const endsOf = (text: string, chars: number): [head: string, tail: string] => [
  text.slice(0, chars).replace(/\s+\S*$|[\ud800-\udbff]$/, ''),
  text.slice(-chars).replace(/^\S*\s+|^[\udc00-\udfff]/, ''),
]

/** Changes at a glance: of what is unchanged, and of very long changes, only the ends. */
export const shortened = (changes: Change[]): Change[] =>
  changes.map(({ sign, text }, index) => {
    const chars = sign === 'same' && changes.length > 1 ? SAME_max : CHANGED_max
    const [head, tail] = endsOf(text, chars)
    if (chars === SAME_max && text.length > chars) {
      if (index === 0) return { sign, text: `… ${tail}` }
      if (index === changes.length - 1) return { sign, text: `${head} …` }
    }
    return text.length > 2 * chars ? { sign, text: `${head} … ${tail}` } : { sign, text }
  })
