/** Axes begin at zero: a piece of a scale would make small changes look large. */
import { type ScaleLinear, scaleLinear } from 'd3-scale'

export type Axis = { scale: ScaleLinear<number, number>; ticks: number[] }

/** An axis of shares from zero to a round value that holds them all, onto `range`. */
export const axisOf = (shares: number[], range: [number, number], ticks = 4): Axis => {
  const scale = scaleLinear([0, Math.max(...shares, 0.01)], range).nice(ticks)
  return { scale, ticks: scale.ticks(ticks) }
}

/** `15`, and `20%` at the end of the axis. */
export const tickInWords = (tick: number, is_last: boolean): string =>
  `${Number((100 * tick).toFixed(2))}${is_last ? '%' : ''}`
