/** A text of the reviewer's own: the model's draft, edited, with every change in sight. */
import './view.css'
import type { View } from '../view.ts'
import { Editor, type Settings } from './editor.tsx'
import { Item } from './item.tsx'
import { Diff, Read } from './read.tsx'

export const textView: View<string, Settings> = {
  Item,
  Editor,
  Read,
  Diff,
  saves({ prediction, answer }) {
    if (!prediction) return 'Save text'
    return answer === null || answer === prediction.answer ? 'Confirm draft' : 'Save edited text'
  },
  same: (one, other) => one === other,
}
