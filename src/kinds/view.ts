/** What the browser knows of a kind: how its answers are given, read and compared. */
import type { ComponentType } from 'react'
import type { Form, Input } from './kind.ts'

/** What a model said of an item. */
export type Said<Answer = unknown> = {
  model: string | null
  answer: Answer
  scores: Record<string, number> | null
  confidence: number | null
}

/** A word of the text (UTF-16 offsets) and what it says for the model's answer, in log-odds. */
export type Evidence = { start: number; stop: number; contribution: number }

/** An item on the desk of a reviewer, and what they have answered so far. */
export type Desk<Answer = unknown, Settings = unknown> = {
  input: Input
  form: Form<Settings>
  question: string
  /** Null where the task is blind: its judgement must lean on nothing. */
  prediction: Said<Answer> | null
  /** What people answered to items like this one, where enough of them agree. */
  suggestion: Answer | null
  /** The reviewer's own answer; null as long as there is none, and Enter confirms the model's. */
  answer: Answer | null
  choose: (answer: Answer | null) => void
  /** What the model's reasons were; empty where none are known or highlights are off. */
  evidence: Evidence[]
}

/** A kind in the browser. The workbench knows kinds only through this. Components are memoised: props are compared. */
export type View<Answer = unknown, Settings = unknown> = {
  /** The item, where plain text with its evidence will not do. */
  Item?: ComponentType<Desk<Answer, Settings>>
  /** Where the answer is given. It gives its own keys (1 to 9, arrows) by `useCommands`. */
  Editor: ComponentType<Desk<Answer, Settings>>
  /** Sections for the panel beside the item. */
  Side?: ComponentType<Desk<Answer, Settings>>
  /** An answer as people read it in a list. */
  Read: ComponentType<{ answer: Answer; form: Form<Settings>; input?: Input }>
  /** What became of one answer in another. */
  Diff: ComponentType<{ from: Answer | null; to: Answer; form: Form<Settings>; input?: Input }>
  /** What the primary button will do: `Save correction`, `Save 1 change`, `Confirm refund request`. */
  saves: (desk: Pick<Desk<Answer, Settings>, 'prediction' | 'answer' | 'form'>) => string
  /** What an answer that the server would refuse still lacks, in words; null where it is complete. */
  lacks?: (desk: Pick<Desk<Answer, Settings>, 'form' | 'input'> & { answer: Answer }) => string | null
  /** Whether two answers are the same: then saving confirms. */
  same: (one: Answer, other: Answer) => boolean
}
