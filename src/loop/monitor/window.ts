import { Refusal } from '../../platform/errors.ts'

/** A window as every store takes it; `since` belongs to it and `until` does not. */
export type Window = { project_id: string; since: string; until: string }

/** What a caller says of a window. */
type Asked = { project_id: string; since?: string | undefined; until?: string | undefined }

const DAY_ms = 86_400_000
const LONGEST_days = 3660
const EARLIEST = '1970-01-01T00:00:00.000Z'

/** All there is, where nothing bounds it. */
export const openWindow = ({ project_id, since, until }: Asked): Window => ({
  project_id,
  since: since ?? '-infinity',
  until: until ?? 'infinity',
})

const refuse = (field: 'since' | 'until', expected: string) =>
  new Refusal('INVALID', `${field}: expected ${expected}`, { field, expected })

/**
 * A window with both ends: what is left out is now, and so many days before the end.
 * @throws Refusal INVALID where it ends before it begins, is longer than ten years, or begins before 1970
 */
export const boundedWindow = ({ project_id, since, until }: Asked, now: Date, days: number): Window => {
  const end = until === undefined ? now.getTime() : Date.parse(until)
  const start = since === undefined ? end - days * DAY_ms : Date.parse(since)
  if (start >= end) throw refuse('since', 'a moment before the end of the window')
  if (start < Date.parse(EARLIEST)) throw refuse(since === undefined ? 'until' : 'since', 'a moment after 1970')
  if (end - start > LONGEST_days * DAY_ms) throw refuse('since', `at most ${LONGEST_days} days before the end`)
  return { project_id, since: new Date(start).toISOString(), until: new Date(end).toISOString() }
}

export const lengthOf = ({ since, until }: Window): number => Date.parse(until) - Date.parse(since)

/** The window of the same length before. */
export const windowBefore = (window: Window): Window => {
  const since = new Date(Date.parse(window.since) - lengthOf(window)).toISOString()
  return { project_id: window.project_id, since, until: window.since }
}

export type Cut = { part_seconds: number; unit: 'hour' | 'day' | 'week'; parts: { since: string; until: string }[] }

const STEPS = [
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'day', ms: DAY_ms },
  { unit: 'week', ms: 7 * DAY_ms },
] as const

/**
 * Cuts a window into hours, days or weeks (several weeks together, where it is that long), at most `most` of them.
 * They are counted from the end, so that the newest is a whole one; the oldest begins with the window.
 */
export const cut = (window: Window, most: number): Cut => {
  const { unit, ms } = STEPS.find(step => lengthOf(window) <= step.ms * most) ?? STEPS[2]
  const step = ms * Math.ceil(lengthOf(window) / (ms * most))
  const [start, end] = [Date.parse(window.since), Date.parse(window.until)]
  const parts = Array.from({ length: Math.ceil((end - start) / step) }, (_, back) => ({
    since: new Date(Math.max(start, end - (back + 1) * step)).toISOString(),
    until: new Date(end - back * step).toISOString(),
  }))
  return { part_seconds: step / 1000, unit, parts: parts.reverse() }
}
