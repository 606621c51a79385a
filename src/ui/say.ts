/** Figures and moments in words. Pure: the moment it is comes in as an argument. */

const number = new Intl.NumberFormat('en')
const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 })
const day = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' })
const minute = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** An estimate with its bounds; null where nothing was observed. */
export type Estimate = { estimate: number | null; low: number; high: number }

/** `12,480` */
export const inFigures = (value: number): string => number.format(value)

/** `8.8%`, `100%`: a share that is set or counted. */
export const inPercent = (share: number): string => percent.format(share)

/** `8.0%`: an estimate, to the tenth as its bounds are. */
export const rateInPercent = (share: number): string => `${(100 * share).toFixed(1)}%`

/** `95% interval 7.7 to 10.1` of a share. */
export const intervalInWords = ({ low, high }: Estimate): string =>
  `95% interval ${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)}`

/** A change with its sign, its size as `say` writes it. */
export const signed = (change: number, say: (size: number) => string): string =>
  `${change < 0 ? '−' : '+'}${say(Math.abs(change))}`

/** A change in points with its sign: `−5.1`, `+3.2`. */
export const inPoints = (change: number): string => signed(change, size => (100 * size).toFixed(1))

/** `1 item`, `14 items` */
export const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${inFigures(count)} ${count === 1 ? one : many}`

const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

/** `2 hours ago`, `yesterday`, `in 5 minutes` */
export const agoOf = (at: string | Date, now: number): string => {
  const seconds = (new Date(at).getTime() - now) / 1000
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return relative.format(Math.round(seconds / length), unit)
  }
  return 'just now'
}

/** `9 s`, `11 min`, `2 h 40 min`, `3 days` */
export const durationOf = (seconds: number): string => {
  if (seconds < 60) return `${Math.round(seconds)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  if (minutes < 1440) return minutes % 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes / 60} h`
  return countOf(Math.round(minutes / 1440), 'day')
}

/** `14 Mar 2026` */
export const dayOf = (at: string | Date): string => day.format(new Date(at))

/** `14 Mar 2026, 10:12` */
export const momentOf = (at: string | Date): string => minute.format(new Date(at))

/** The initials of a name, for a round badge. */
export const initialsOf = (name: string): string => {
  const words = name.trim().split(/\s+/)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(word => [...(word ?? '')][0] ?? '')
  return letters.join('').toUpperCase()
}
