import type { Candidate, Other, Strategy, Terms } from './strategy.ts'

/** Half the summed difference of two lists of scores: the share of belief that one model puts elsewhere. */
const variation = (one: Record<string, number>, other: Record<string, number>): number => {
  const labels = new Set([...Object.keys(one), ...Object.keys(other)])
  const sum = [...labels].reduce((all, label) => all + Math.abs((one[label] ?? 0) - (other[label] ?? 0)), 0)
  return Math.min(1, sum / 2)
}

const apart = (one: Other, other: Other, distance: Terms['distance']): number =>
  one.scores && other.scores ? variation(one.scores, other.scores) : distance(one.answer, other.answer)

const scoreOf = (candidate: Candidate, distance: Terms['distance']): number | null => {
  const { others } = candidate
  if (others.length === 0) return null
  const mean = others.reduce((sum, other) => sum + apart(candidate, other, distance), 0) / others.length
  // Models that agree or not are many ties: the closer call goes first.
  return (mean + (1 - (candidate.margin ?? 1))) / 2
}

/** Where models contradict each other first, then the closest calls. An item that one model answered is not ranked. */
export const disagreement: Strategy = (batch, { distance }) => batch.map(each => scoreOf(each, distance))
