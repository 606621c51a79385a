import type * as z from 'zod'

/** A label that people may choose, with the sentence that tells it from its neighbours. */
export type Label = { name: string; description?: string | undefined }

/** How sure a model was: its probability for its answer, and how far that is above the runner-up. */
export type Certainty = { confidence: number | null; margin: number | null }

/**
 * A sort of answer that a person can give. The loop knows kinds only through this.
 * Everything here is pure and runs in the browser too.
 */
export type Kind<Answer = unknown> = {
  name: string
  /** What is accepted as an answer under these labels. */
  answer(labels: Label[]): z.ZodType<Answer>
  /** What is accepted as scores under these labels. */
  scores(labels: Label[]): z.ZodType<Record<string, number>>
  /** How sure the model was, from what it sent. */
  certainty(prediction: { answer: Answer; scores: Record<string, number> | null; confidence: number | null }): Certainty
  /** How far apart two answers are: 0 for the same, 1 for nothing in common. */
  distance(one: Answer, other: Answer): number
  /** The answer as a class of a classifier, where it is one; learners need it. */
  classOf(answer: Answer): string
  /** The answer in words. */
  words(answer: Answer): string
}
