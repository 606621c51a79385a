/** What a release means, told to people. Pure. */
import { inPercent } from '../../ui/say.ts'
import type { Mode, Release } from './contract.ts'
import { liveOf } from './replace.ts'

type Said = Pick<Release, 'model' | 'fallback' | 'mode' | 'share'>

/** A model by its name; null is the caller's own. */
export const nameOf = (model: string | null): string => model ?? 'your own model'

const DOES: Record<Exclude<Mode, 'off'>, string> = {
  automated: 'answers',
  assisted: 'suggests answers to',
  reviewed: 'answers, after review,',
  shadow: 'answers unseen',
}

/** Which model answers, how, and for which share: the release as one sentence. */
export const inOneSentence = (release: Said | null): string => {
  if (!release) return 'Nothing has been released yet.'
  const { model, fallback, mode, share } = release
  if (mode === 'off') return 'Stopped: no answer is given, everything goes to people.'
  const items = share === 1 ? 'all items' : `${inPercent(share)} of items`
  const first = `${model ?? 'Your own model'} ${DOES[mode]} ${items}`
  if (mode === 'shadow') return `${first}; ${nameOf(liveOf(release))} goes on answering.`
  return share === 1 ? `${first}.` : `${first}, ${nameOf(fallback)} the rest.`
}

/** What the button of the form will do. */
export const toRelease = ({ model, mode, share }: Pick<Said, 'model' | 'mode' | 'share'>): string => {
  if (mode === 'off') return 'Stop answering'
  return `Release ${nameOf(model)}, ${mode}${share === 1 ? '' : `, ${inPercent(share)}`}`
}

/** A share as it is typed in percent, without the noise of binary fractions. */
export const shareOf = (percent: number): number => Number((percent / 100).toFixed(6))
