import type { Strategy } from './strategy.ts'

/** What lies farthest from all that the model has learned first: for finding what has no label yet. */
export const novelty: Strategy = batch => batch.map(each => each.novelty)
