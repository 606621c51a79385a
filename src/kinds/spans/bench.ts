/**
 * What text, labels and list have in common while one item is on the desk: what is selected, and what was done. Kept
 * beside the item rather than in React's state, so that moving the selection draws nothing but the selection.
 */
import { useMemo, useSyncExternalStore } from 'react'
import type { Input } from '../kind.ts'
import { type Places, placesOf, type Unit } from '../units.ts'
import type { Desk } from '../view.ts'
import { sameSpans } from './edits.ts'
import { keyOf, type Mark, marksOf } from './marks.ts'
import type { Span } from './rules.ts'
import { joined, type Layout, layoutOf, type Stretch, wordAfter, wordBefore } from './words.ts'

export type Settings = { unit: Unit }
export type SpansDesk = Desk<Span[], Settings>

/** The words from where the selection began to where it is now, and the span that was taken hold of with it. */
export type Selection = { anchor: Stretch; focus: Stretch; held: Span | null }

type State = {
  selection: Selection | null
  /** The reviewer's answers before each edit, the latest last. */
  past: (Span[] | null)[]
  /** What the reviewer labelled last. */
  latest: Span | null
}

type Bench = {
  layout: Layout
  places: Places
  state: State
  set: (change: Partial<State>) => void
  watch: (watcher: () => void) => () => void
}

const benches = new WeakMap<Input, Bench>()

const newBench = (text: string, unit: Unit): Bench => {
  const watchers = new Set<() => void>()
  const bench: Bench = {
    layout: layoutOf(text),
    places: placesOf(text, unit),
    state: { selection: null, past: [], latest: null },
    set(change) {
      bench.state = { ...bench.state, ...change }
      for (const watcher of watchers) watcher()
    },
    watch(watcher) {
      watchers.add(watcher)
      return () => void watchers.delete(watcher)
    },
  }
  return bench
}

/** The bench of an item; its unit never changes, since guidelines may not change it. */
const benchOf = (input: Input, unit: Unit): Bench => {
  const before = benches.get(input)
  if (before) return before
  const bench = newBench(input.text, unit)
  benches.set(input, bench)
  return bench
}

export const stretchOf = ({ anchor, focus }: Selection): Stretch => joined(anchor, focus)

/** A stretch selected from its first word to its last, so that Shift goes on from its end. */
export const selectionOf = (layout: Layout, { start, end }: Stretch, held: Span | null = null): Selection => {
  const [first, last] = [wordAfter(layout, start), wordBefore(layout, end)]
  return {
    anchor: { start, end: Math.min(first?.end ?? end, end) },
    focus: { start: Math.max(last?.start ?? start, start), end },
    held,
  }
}

/** The item as its parts work on it. */
export type Work = {
  bench: Bench
  state: State
  /** The answer as it stands: the reviewer's, or the model's as long as there is none. */
  answer: Span[]
  marks: Mark[]
  /** The selection, in the unit of the answer. */
  selected: Stretch | null
  /** The span that was taken hold of, as long as it is there. */
  held: Span | null
  select: (selection: Selection | null) => void
  /** Takes an edited answer; `latest` is what was labelled with it. */
  edit: (answer: Span[], latest?: Span) => void
  /** Back to what the model said, or to nothing; taken back like an edit. */
  clear: (() => void) | null
  undo: () => void
}

const NONE: Span[] = []

/** Drops what the browser has selected: where its nodes are drawn anew it would select something else. */
const forget = () => getSelection()?.removeAllRanges()

export const useWork = ({ input, form, prediction, answer: own, choose }: SpansDesk): Work => {
  const bench = benchOf(input, form.settings.unit)
  const state = useSyncExternalStore(bench.watch, () => bench.state)
  const predicted = prediction?.answer ?? null
  const answer = own ?? predicted ?? NONE
  const marks = useMemo(() => marksOf(answer, predicted, bench.places), [answer, predicted, bench])
  const held = state.selection?.held
  const range = state.selection && stretchOf(state.selection)
  const past = () => [...state.past, own]
  const [start, end] = range ? [bench.places.offsetOf(range.start), bench.places.offsetOf(range.end)] : []
  return {
    bench,
    state,
    answer,
    marks,
    selected: start === undefined || end === undefined ? null : { start, end },
    held: marks.find(({ span }) => held && keyOf(span) === keyOf(held))?.span ?? null,
    select(selection) {
      forget()
      bench.set({ selection })
    },
    edit(next, latest) {
      forget()
      // What was labelled is held, so that the next key relabels, moves or removes just that.
      const selection = bench.state.selection && { ...bench.state.selection, held: latest ?? null }
      bench.set({ past: past(), selection, ...(latest && { latest }) })
      choose(predicted && sameSpans(next, predicted) ? null : next)
    },
    clear:
      own &&
      (() => {
        bench.set({ past: past() })
        choose(null)
      }),
    undo() {
      const before = bench.state.past.at(-1)
      if (before === undefined) return
      bench.set({ past: bench.state.past.slice(0, -1) })
      choose(before)
    },
  }
}
