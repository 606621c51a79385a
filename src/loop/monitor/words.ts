/** Figures in plain words: what is, and what changed; never why. */
import type { Word } from './figures.ts'

/** `8.8%` */
export const percent = (share: number): string => `${(share * 100).toFixed(1)}%`

/** A share in points, without a unit: `8.8`. */
export const points = (share: number): string => (share * 100).toFixed(1)

type Unit = { seconds: number; name: string }

const UNITS: Unit[] = [
  { seconds: 86_400, name: 'd' },
  { seconds: 3600, name: 'h' },
  { seconds: 60, name: 'min' },
  { seconds: 1, name: 's' },
]

/** A time in its two largest units, the second only where there is something of it: `2 h 40 min`, `11 min`, `4.5 s`. */
export const duration = (seconds: number): string => {
  if (seconds < 9.95) return `${Number(seconds.toFixed(1))} s`
  const place = UNITS.findIndex(unit => Math.round(seconds) >= unit.seconds)
  const [large, small] = UNITS.slice(place) as [Unit, Unit?]
  const whole = Math.round(seconds / (small ?? large).seconds) * (small ?? large).seconds
  const [count, rest] = [Math.floor(whole / large.seconds), whole % large.seconds]
  return `${count} ${large.name}${small && rest > 0 ? ` ${rest / small.seconds} ${small.name}` : ''}`
}

/** One of it or several: `1 task`, `3 tasks`. */
export const several = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`

const LENGTHS = [
  { ms: 7 * 86_400_000, name: 'week', least: 2 },
  { ms: 86_400_000, name: 'day', least: 2 },
  { ms: 3_600_000, name: 'hour', least: 1 },
]

/** How long a window is, where it is a whole number of something: `12 weeks`, `30 days`, `24 hours`. */
export const length = (ms: number): string => {
  const unit = LENGTHS.find(each => ms % each.ms === 0 && ms / each.ms >= each.least)
  return unit ? several(ms / unit.ms, unit.name) : 'time of the same length'
}

/** What may be said of a change: that it is one only where its interval leaves zero out. */
export const wordOf = ({ low, high }: { low: number; high: number }, better: 'lower' | 'higher' = 'lower'): Word => {
  if (high < 0) return better === 'lower' ? 'better' : 'worse'
  if (low > 0) return better === 'lower' ? 'worse' : 'better'
  return 'no clear change'
}
