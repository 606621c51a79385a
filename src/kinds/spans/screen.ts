/** Between places in the text and the document: only the browser's own text nodes count, labels are none. */
import type { Layout, Stretch } from './words.ts'
import { paragraphAt } from './words.ts'

const paragraphOf = (box: HTMLElement, index: number): HTMLElement | null =>
  box.querySelector(`[data-paragraph="${index}"]`)

/** The text node a place is in, and where. */
const nodeAt = (box: HTMLElement, layout: Layout, index: number): [Text, number] | undefined => {
  const at = paragraphAt(layout, index)
  const paragraph = paragraphOf(box, at)
  if (!paragraph) return undefined
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT)
  let left = index - (layout.paragraphs[at]?.start ?? 0)
  let last: Text | undefined
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    last = node as Text
    if (left <= last.length) return [last, left]
    left -= last.length
  }
  return last && [last, last.length]
}

/** A stretch of the text as a range of the document. */
export const documentRangeOf = (box: HTMLElement, layout: Layout, { start, end }: Stretch) => {
  const [from, to] = [nodeAt(box, layout, start), nodeAt(box, layout, end)]
  if (!from || !to) return undefined
  const range = document.createRange()
  range.setStart(...from)
  range.setEnd(...to)
  return range
}

/** The place in the text of a place in the document, or undefined outside the text. */
export const indexOf = (box: HTMLElement, layout: Layout, node: Node, offset: number): number | undefined => {
  const element = node instanceof Element ? node : node.parentElement
  const paragraph = element?.closest<HTMLElement>('[data-paragraph]')
  if (!paragraph || !box.contains(paragraph)) return undefined
  const before = document.createRange()
  before.setStart(paragraph, 0)
  before.setEnd(node, offset)
  return (layout.paragraphs[Number(paragraph.dataset.paragraph)]?.start ?? 0) + before.toString().length
}

const scrollerOf = (element: HTMLElement): Element => {
  for (let at: HTMLElement | null = element; at; at = at.parentElement) {
    if (at.scrollHeight > at.clientHeight && /auto|scroll/.test(getComputedStyle(at).overflowY)) return at
  }
  return document.documentElement
}

const MARGIN_px = 40

/** Scrolls no further than it takes to see a range. */
export const reveal = (box: HTMLElement, range: AbstractRange) => {
  if (!(range instanceof Range)) return
  const { top, bottom } = range.getBoundingClientRect()
  const scroller = scrollerOf(box)
  const whole = scroller === document.documentElement
  const frame = whole ? { top: 0, bottom: innerHeight } : scroller.getBoundingClientRect()
  const [above, below] = [frame.top + MARGIN_px - top, bottom + MARGIN_px - frame.bottom]
  if (above > 0) scroller.scrollBy({ top: -above })
  else if (below > 0) scroller.scrollBy({ top: Math.min(below, -above) })
}
