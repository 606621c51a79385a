/** Whom a release replaces, and whether it must be shown to be no worse: on the server, and beside the form. Pure. */
import type { Mode, Release } from './contract.ts'

export type Pinned = Pick<Release, 'model' | 'fallback' | 'mode' | 'share'>

/** The model whose answers are given out: in shadow, what answered before. Null: the caller's own. */
export const liveOf = (release: Pick<Release, 'model' | 'fallback' | 'mode'>): string | null =>
  release.mode === 'shadow' ? release.fallback : release.model

/** What a model would replace, and what answers beside it for the rest of the traffic. */
export const replacedBy = (model: string | null, current: Pinned | undefined): string | null => {
  if (!current) return null
  return current.model === model ? current.fallback : liveOf(current)
}

/** Whether a release lets a model answer in another one's place. */
export const needsGate = (mode: Mode, model: string | null, baseline: string | null): boolean =>
  (mode === 'automated' || mode === 'assisted') && model !== null && baseline !== null

/** Whether a change may stand, given how much worse it may be: the rule of the gate, for what was measured already. */
export const passes = ({ low }: { low: number }, margin: number): boolean => low > -margin
