import { cpus, totalmem } from 'node:os'

/** One measured figure. A missed target is told, never hidden and never a failure. */
export type Figure = {
  name: string
  value: number
  unit: string
  /** Null where no target is set. */
  target: number | null
  met: boolean | null
  /** The same work done by a peer, or the limit, in the same run. */
  beside: Record<string, number | string> | null
}

export type Report = (figure: Figure) => void

/** A figure that should be at least (or at most) its target. */
export const figure = (
  name: string,
  [value, unit]: [number, string],
  goal: { least?: number; most?: number; beside?: Figure['beside'] } = {},
): Figure => {
  const target = goal.least ?? goal.most ?? null
  const met = target === null ? null : goal.least !== undefined ? value >= target : value <= target
  return { name, value, unit, target, met, beside: goal.beside ?? null }
}

export const machine = (): string => {
  const [first] = cpus()
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`
  return `${cpus().length} x ${first?.model.trim()}, ${memory}, Node ${process.versions.node}`
}
