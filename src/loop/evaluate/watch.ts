/** What happens in the project while one looks: lists are read again when something of theirs changed. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { Endpoint } from '../../platform/endpoint.ts'
import { useHappenings } from '../../ui/live.ts'

/** Reads again what `renews` names, whenever one of these actions happened. */
export const useRenewal = (project_id: string, actions: string[], renews: Endpoint[]) => {
  const client = useQueryClient()
  useHappenings(project_id, actions, () => {
    for (const { name } of renews) void client.invalidateQueries({ queryKey: [name] })
  })
}

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
