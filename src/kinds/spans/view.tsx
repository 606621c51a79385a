/** Labelled stretches of a text: words are selected and labelled, by keys or mouse. */
import './panel.css'
import './view.css'
import { countOf } from '../../ui/say.ts'
import type { View } from '../view.ts'
import type { Settings } from './bench.ts'
import { Editor } from './editor.tsx'
import { changesOf, sameSpans } from './edits.ts'
import { Item } from './item.tsx'
import { Diff, Read } from './read.tsx'
import type { Span } from './rules.ts'
import { Side } from './side.tsx'

const spansIn = (answer: Span[]): string => (answer.length === 0 ? 'no spans' : countOf(answer.length, 'span'))

export const spansView: View<Span[], Settings> = {
  Item,
  Editor,
  Side,
  Read,
  Diff,
  saves({ prediction, answer }) {
    if (!prediction) return `Save ${spansIn(answer ?? [])}`
    const changes = answer ? changesOf(prediction.answer, answer) : 0
    return changes === 0 ? `Confirm ${spansIn(prediction.answer)}` : `Save ${countOf(changes, 'change')}`
  },
  same: sameSpans,
}
