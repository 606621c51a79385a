/** The text of an item, where words are selected and spans are seen. */
import { type MouseEvent, memo, type RefObject, useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import { type Command, useCommands } from '../../ui/keys.ts'
import { type Selection, type SpansDesk, selectionOf, stretchOf, useWork, type Work } from './bench.ts'
import { keyOf, type Mark, neighbour, type Piece, piecesOf } from './marks.ts'
import { type Looks, Paragraph } from './paragraph.tsx'
import { documentRangeOf, indexOf, reveal } from './screen.ts'
import { looksOf } from './style.ts'
import {
  excerptOf,
  type Layout,
  letterAfter,
  letterBefore,
  type Stretch,
  snapped,
  wordAfter,
  wordBefore,
} from './words.ts'

const NONE: Piece[] = []

export const NEXT = { id: 'spans.next', key: 'BracketRight' }

const Paragraphs = memo(({ layout, marks, looks }: { layout: Layout; marks: Mark[]; looks: Looks }) => {
  const pieces = useMemo(() => piecesOf(layout, marks), [layout, marks])
  return layout.paragraphs.map(({ start, end }, index) => (
    <Paragraph
      key={start}
      text={layout.text.slice(start, end)}
      start={start}
      index={index}
      pieces={pieces.get(index) ?? NONE}
      looks={looks}
    />
  ))
})

/** The selection after one more word to one side; Shift moves its end only, and a span held stays held. */
const moved = (layout: Layout, { selection }: Work['state'], step: 1 | -1, extend: boolean): Selection | null => {
  const from = selection && (extend ? selection.focus : stretchOf(selection))
  const word = step > 0 ? wordAfter(layout, from?.end ?? 0) : wordBefore(layout, from?.start ?? layout.text.length)
  if (!word) return selection
  return extend && selection ? { ...selection, focus: word } : { anchor: word, focus: word, held: null }
}

/** One end of the selection a letter further or back, for what is no whole word. */
const nudged = (layout: Layout, selection: Selection, side: keyof Stretch, step: 1 | -1): Selection => {
  const stretch = stretchOf(selection)
  const letter = step > 0 ? letterAfter : letterBefore
  const next = { ...stretch, [side]: letter(layout.text, stretch[side]) }
  return next.start < next.end ? selectionOf(layout, next, selection.held) : selection
}

const useTextKeys = (
  { bench: { layout }, state, marks, held, select, clear, undo }: Work,
  box: RefObject<HTMLElement | null>,
) => {
  const { selection } = state
  const command = (id: string, key: string, title: string, run: () => void, enabled = true): Command => ({
    id: `spans.${id}`,
    ...{ key, title, run, enabled },
  })
  /** Left is back, but not in a paragraph that runs to the left. */
  const toSide = (side: 1 | -1, extend: boolean) => () => {
    const range = selection && box.current && documentRangeOf(box.current, layout, selection.focus)
    const is_turned = range?.startContainer.parentElement?.matches(':dir(rtl)')
    select(moved(layout, state, is_turned ? (-side as 1 | -1) : side, extend))
  }
  const toSpan = (step: 1 | -1) => () => {
    const mark = neighbour(marks, selection && stretchOf(selection), held, step)
    if (mark) select(selectionOf(layout, mark, mark.span))
  }
  const nudge = (side: keyof Stretch, step: 1 | -1) => () => selection && select(nudged(layout, selection, side, step))
  const is_on = selection !== null
  useCommands([
    command('left', 'ArrowLeft', 'The word to the left', toSide(-1, false)),
    command('right', 'ArrowRight', 'The word to the right', toSide(1, false)),
    command('extend-left', 'Shift+ArrowLeft', 'Extend by a word to the left', toSide(-1, true)),
    command('extend-right', 'Shift+ArrowRight', 'Extend by a word to the right', toSide(1, true)),
    { ...NEXT, title: 'The next span', run: toSpan(1) },
    command('previous', 'BracketLeft', 'The span before', toSpan(-1)),
    command('end-on', 'Equal', 'End one letter further', nudge('end', 1), is_on),
    command('end-back', 'Minus', 'End one letter earlier', nudge('end', -1), is_on),
    command('start-on', 'Shift+Equal', 'Start one letter further', nudge('start', 1), is_on),
    command('start-back', 'Shift+Minus', 'Start one letter earlier', nudge('start', -1), is_on),
    command('leave', 'Escape', 'Select nothing', () => select(null), is_on),
    command('clear', 'Escape', 'Clear my spans', () => clear?.(), clear !== null),
    command('undo', 'KeyZ', 'Undo the last change of spans', undo, state.past.length > 0),
  ])
}

const PAINT = 'spans-selection'

/** Paints the selection without touching the document, and keeps it in sight. */
const usePaint = (box: RefObject<HTMLElement | null>, { bench: { layout }, state: { selection }, marks }: Work) => {
  // biome-ignore lint/correctness/useExhaustiveDependencies: text nodes are new ones when marks change
  useLayoutEffect(() => {
    const range = selection && box.current && documentRangeOf(box.current, layout, stretchOf(selection))
    if (!range) return
    CSS.highlights.set(PAINT, new Highlight(range))
    return () => void CSS.highlights.delete(PAINT)
  }, [selection, marks, layout])
  useLayoutEffect(() => {
    const range = selection && box.current && documentRangeOf(box.current, layout, selection.focus)
    if (range && box.current) reveal(box.current, range)
  }, [selection, layout, box])
}

/** What is selected with the mouse or by touch, grown to whole words. */
const usePointer = (box: RefObject<HTMLElement | null>, { bench, marks, select }: Work) => {
  useEffect(() => {
    const hear = () => {
      const native = getSelection()
      if (!box.current || !native?.anchorNode || !native.focusNode || native.isCollapsed) return
      const from = indexOf(box.current, bench.layout, native.anchorNode, native.anchorOffset)
      const to = indexOf(box.current, bench.layout, native.focusNode, native.focusOffset)
      if (from === undefined || to === undefined) return
      const stretch = snapped(bench.layout, { start: Math.min(from, to), end: Math.max(from, to) })
      if (stretch) bench.set({ selection: selectionOf(bench.layout, stretch) })
    }
    document.addEventListener('selectionchange', hear)
    return () => document.removeEventListener('selectionchange', hear)
  }, [bench, box])
  return ({ target, clientX, clientY }: MouseEvent) => {
    if (!box.current || getSelection()?.isCollapsed === false) return
    const key = (target as HTMLElement).closest<HTMLElement>('[data-span]')?.dataset.span
    const mark = key && marks.find(({ span }) => keyOf(span) === key)
    if (mark) return select(selectionOf(bench.layout, mark, mark.span))
    const caret = document.caretPositionFromPoint(clientX, clientY)
    const index = caret && indexOf(box.current, bench.layout, caret.offsetNode, caret.offset)
    const word = typeof index === 'number' && snapped(bench.layout, { start: index, end: index })
    if (word) select(selectionOf(bench.layout, word))
  }
}

/** The selected words and the spans on them, as a sentence to be read out. */
const toldOf = ({ bench: { layout }, state: { selection }, marks }: Work): string => {
  if (!selection) return ''
  const { start, end } = stretchOf(selection)
  const here = marks.filter(mark => mark.start < end && start < mark.end)
  const spans = here.map(({ span, by }) => `${span.label}, ${by === 'model' ? 'by the model' : 'by you'}`)
  return `${excerptOf(layout.text, { start, end })}: ${spans.join('; ') || 'no label'}`
}

const Legend = () => (
  <p className="spans-legend meta">
    <span>
      <span className="spans-box model first last">outline</span> from the model
    </span>
    <span>
      <span className="spans-box human first last">filled</span> from you
    </span>
  </p>
)

export const Item = memo((desk: SpansDesk) => {
  const work = useWork(desk)
  const box = useRef<HTMLDivElement>(null)
  const looks = useMemo(() => looksOf(desk.form.labels), [desk.form.labels])
  useTextKeys(work, box)
  usePaint(box, work)
  const click = usePointer(box, work)
  return (
    <>
      <p role="status" className="hidden-text">
        {toldOf(work)}
      </p>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys select words, wherever the focus is */}
      <div
        ref={box}
        className="spans-text"
        role="group"
        aria-roledescription="text to label"
        aria-label="Text"
        aria-describedby="spans-keys"
        tabIndex={0}
        onClick={click}
      >
        <Paragraphs layout={work.bench.layout} marks={work.marks} looks={looks} />
      </div>
      {desk.prediction && <Legend />}
    </>
  )
})
