/** What another model said of the same item. */
export type Other = { answer: unknown; scores: Record<string, number> | null }

/** What a strategy sees of a prediction: what is stored of it, and what other models said. No model is asked. */
export type Candidate = Other & {
  text: string
  confidence: number | null
  margin: number | null
  novelty: number | null
  others: readonly Other[]
}

/** What a strategy knows beside the candidates: the share to be reviewed, and how far apart two answers are. */
export type Terms = { share: number; distance(one: unknown, other: unknown): number }

/**
 * A pure score for each prediction of a batch, between 0 and 1: the higher, the sooner it is reviewed. Null where it
 * cannot tell: that prediction is left to the audit.
 */
export type Strategy = (batch: readonly Candidate[], terms: Terms) => (number | null)[]
