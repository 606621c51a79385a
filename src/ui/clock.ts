/** The clock of the browser, read in one place. */
import { useEffect, useRef, useState } from 'react'

/** Milliseconds since 1970. */
export const now = (): number => Date.now()

/** The moment it is, looked at again every so often, so that "2 minutes ago" stays true. */
export const useNow = (every_ms = 30_000): number => {
  const [moment, setMoment] = useState(now)
  useEffect(() => {
    const timer = setInterval(() => setMoment(now()), every_ms)
    return () => clearInterval(timer)
  }, [every_ms])
  return moment
}

/** Midnight of today, here, as ISO text. */
export const midnight = (at = new Date(now())): string =>
  new Date(at.getFullYear(), at.getMonth(), at.getDate()).toISOString()

/** Calls `look` every so often while the page is seen; undefined: not at all. */
export const useEvery = (ms: number | undefined, look: () => unknown) => {
  const latest = useRef(look)
  latest.current = look
  useEffect(() => {
    if (ms === undefined) return
    const timer = setInterval(() => document.visibilityState === 'visible' && latest.current(), ms)
    return () => clearInterval(timer)
  }, [ms])
}
