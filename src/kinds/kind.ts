import type * as z from 'zod'

/** A label that people may choose, with the sentence that tells it from its neighbours. */
export type Label = { name: string; description?: string | undefined }

/** What an item shows: `text` for people to read, and whatever else its kind asks about. */
export type Input = { text: string; [field: string]: unknown }

/** What a guideline lays down for answers: the labels, and what else its kind lets it set. */
export type Form<Settings = unknown> = { labels: Label[]; settings: Settings }

/** How sure a model was: its probability for its answer, and how far that is above the runner-up. */
export type Certainty = { confidence: number | null; margin: number | null }

/** One answer measured against the right one: `part` of `whole`. Over items it is sum of parts / sum of wholes. */
export type Measured = { part: number; whole: number }

/** What an answer is measured by beside being right: F1, edit distance, mean error. */
export type Measure<Answer = unknown> = {
  /** `f1`, `edit_distance`: unique in its kind. */
  name: string
  /** In words, for a column's head. */
  title: string
  better: 'higher' | 'lower'
  /** Whether the sum of parts over the sum of wholes is a share of 1 (drawn as a percentage). */
  share: boolean
  of(answer: Answer, right: Answer): Measured
}

/**
 * A sort of answer that a person can give. The loop knows kinds only through this.
 * Everything here is pure and runs in the browser too.
 */
export type Kind<Answer = unknown, Settings = unknown> = {
  name: string
  /** How many labels a guideline of this kind lists at least; 0: it lists none. */
  labels_min: number
  /** What a guideline may set beside labels, filled in where it is left out; `{}` is fine, or told what it lacks. */
  settings: z.ZodType<Settings>
  /** Settings that no later guideline changes: answers that are kept would come to mean something else. */
  settled: readonly (keyof Settings & string)[]
  /** What is accepted as an answer under this form; what it gives is the answer as it is kept (sorted, say). */
  answer(form: Form<Settings>): z.ZodType<Answer>
  /** What an item must carry beside its text to be asked about (answers to rank, say). */
  input(form: Form<Settings>): z.ZodType<Input>
  /** Whether answers point into the very input they were given for (its letters, its options): only such misfit. */
  local: boolean
  /** What is wrong with an answer to this very item (a span beyond its text, say): what was expected, else null. */
  misfit(answer: Answer, input: Input, form: Form<Settings>): string | null
  /** What is accepted as scores under this form. */
  scores(form: Form<Settings>): z.ZodType<Record<string, number>>
  /** How sure the model was, from what it sent. */
  certainty(prediction: { answer: Answer; scores: Record<string, number> | null; confidence: number | null }): Certainty
  /** How far apart two answers are: 0 for the same, 1 for nothing in common. Symmetric; Krippendorff's delta. */
  distance(one: Answer, other: Answer): number
  /** The answer as a class of a classifier; null of kinds whose answers are none: those the built-in learner leaves. */
  classOf: ((answer: Answer) => string) | null
  /** What beside "right or wrong" tells how good an answer is. */
  measures: Measure<Answer>[]
  /** The answer in words, in one line: as much of it as is read at a glance. */
  words(answer: Answer): string
}
