/** Where paragraphs, words and letters of a text are: the stops of the keyboard. Places are indices of the string. */

/** A stretch of a text; `end` is exclusive. */
export type Stretch = { start: number; end: number }

/** A text cut into its paragraphs; the words of one are found when they are asked for. */
export type Layout = { text: string; paragraphs: Stretch[]; wordsIn: (paragraph: number) => Stretch[] }

const words = new Intl.Segmenter('en', { granularity: 'word' })
const letters = new Intl.Segmenter('en', { granularity: 'grapheme' })

const LINE_END = /\r\n|[\n\r\u2028\u2029]/g

/** A paragraph longer than this is cut in parts: each is drawn on its own, and no key waits for 64 KB of lines. */
const PART_chars = 4000
const SENTENCE = /^.*(?:[.!?…]\s+|[。！？])/su
const WORD = /^.*\s/su

/** Where to cut a paragraph that is too long: behind a sentence, else behind a word, else between two letters. */
const cutOf = (text: string, start: number): number => {
  const part = text.slice(start, start + PART_chars)
  const whole = SENTENCE.exec(part) ?? WORD.exec(part)
  if (whole) return start + whole[0].length
  const letter = letters.segment(text).containing(start + PART_chars)
  return letter && letter.index > start ? letter.index : start + PART_chars
}

/** The paragraphs of a text: what stands between line ends, so blank lines are empty ones. Long ones come in parts. */
export const paragraphsOf = (text: string): Stretch[] => {
  const paragraphs: Stretch[] = []
  let start = 0
  const take = (end: number) => {
    while (end - start > PART_chars) {
      const cut = cutOf(text, start)
      paragraphs.push({ start, end: cut })
      start = cut
    }
    paragraphs.push({ start, end })
  }
  for (const { index, 0: line_end } of text.matchAll(LINE_END)) {
    take(index)
    start = index + line_end.length
  }
  take(text.length)
  return paragraphs
}

/** Signs that belong to the word they touch: €600, 25%, #4471, AT&T. */
const SIGN = /^[\p{Sc}%‰#@&°№§]$/u
const PICTURE = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u

/** The words of a text, as Unicode cuts them (UAX 29), with the signs that touch them; pictures are words too. */
export const wordsOf = (text: string): Stretch[] => {
  const found: Stretch[] = []
  let before: { end: number; sign: boolean } | undefined
  for (const { index, segment, isWordLike } of words.segment(text)) {
    const sign = SIGN.test(segment)
    if (!isWordLike && !sign && !PICTURE.test(segment)) continue
    const end = index + segment.length
    const last = found.at(-1)
    if (last && before?.end === index && (sign ? !PICTURE.test(text.slice(last.start, index)) : before.sign)) {
      last.end = end
    } else found.push({ start: index, end })
    before = { end, sign }
  }
  return found
}

export const layoutOf = (text: string): Layout => {
  const paragraphs = paragraphsOf(text)
  const known = new Map<number, Stretch[]>()
  return {
    text,
    paragraphs,
    wordsIn(paragraph) {
      const before = known.get(paragraph)
      if (before) return before
      const { start, end } = paragraphs[paragraph] as Stretch
      const here = wordsOf(text.slice(start, end)).map(word => ({ start: start + word.start, end: start + word.end }))
      known.set(paragraph, here)
      return here
    },
  }
}

/** The paragraph that a place is in; a line end belongs to the paragraph before it. */
export const paragraphAt = ({ paragraphs }: Layout, index: number): number => {
  let [low, high] = [0, paragraphs.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((paragraphs[middle] as Stretch).start <= index) low = middle
    else high = middle - 1
  }
  return low
}

/** The first word that starts at a place or behind it. */
export const wordAfter = (layout: Layout, index: number): Stretch | undefined => {
  for (let at = paragraphAt(layout, index); at < layout.paragraphs.length; at += 1) {
    const word = layout.wordsIn(at).find(({ start }) => start >= index)
    if (word) return word
  }
  return undefined
}

/** The last word that ends at a place or before it. */
export const wordBefore = (layout: Layout, index: number): Stretch | undefined => {
  for (let at = paragraphAt(layout, index); at >= 0; at -= 1) {
    const word = layout.wordsIn(at).findLast(({ end }) => end <= index)
    if (word) return word
  }
  return undefined
}

/** A stretch grown to whole words; a mere place is the word it touches. Undefined where there is none. */
export const snapped = (layout: Layout, { start, end }: Stretch): Stretch | undefined => {
  const touches = (word: Stretch) =>
    start === end ? word.start <= start && start <= word.end : word.start < end && start < word.end
  let first: Stretch | undefined
  let last: Stretch | undefined
  for (let at = paragraphAt(layout, start); at <= paragraphAt(layout, end); at += 1) {
    const here = layout.wordsIn(at)
    first ??= here.find(touches)
    last = here.findLast(touches) ?? last
  }
  return first && last && { start: first.start, end: last.end }
}

/** One stretch over two. */
export const joined = (one: Stretch, other: Stretch): Stretch => ({
  start: Math.min(one.start, other.start),
  end: Math.max(one.end, other.end),
})

/** The place one letter (as people count them) further; the end of the text stays where it is. */
export const letterAfter = (text: string, index: number): number => {
  const letter = letters.segment(text).containing(index)
  return letter ? letter.index + letter.segment.length : text.length
}

/** The place one letter back. */
export const letterBefore = (text: string, index: number): number =>
  letters.segment(text).containing(index - 1)?.index ?? 0

const EXCERPT_max = 60

/** A stretch of the text in one line, its middle left out when it is long. */
export const excerptOf = (text: string, { start, end }: Stretch): string => {
  const line = (part: string) => part.toWellFormed().replaceAll('\ufffd', '').replace(/\s+/gu, ' ')
  if (end - start <= EXCERPT_max) return line(text.slice(start, end))
  return `${line(text.slice(start, start + EXCERPT_max / 2))} … ${line(text.slice(end - EXCERPT_max / 2, end))}`
}
