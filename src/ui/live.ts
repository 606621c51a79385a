/**
 * What happens in a project, as it happens. One connection a browser, whatever the number of tabs: HTTP/1.1 allows six
 * a host. The tab that holds the lock listens and tells the others; when it closes, the next one takes over.
 */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { Endpoint } from '../platform/endpoint.ts'

/** A ledger entry, as the stream sends it; some bring more along, such as a lesson its content. */
export type Happening = {
  id: string
  at: string
  actor: string
  action: string
  payload: Record<string, unknown>
  [more: string]: unknown
}

type Listening = { actions: string[]; tell: (happening: Happening) => void; signal: AbortSignal }

const listen = async (url: string, { actions, tell, signal }: Listening) => {
  const source = new EventSource(url)
  for (const action of actions) source.addEventListener(action, event => tell(JSON.parse(event.data)))
  await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }))
  source.close()
}

/** Calls `onHappening` for each entry with one of these actions, in whichever tab is open. */
export const useHappenings = (project_id: string, actions: string[], onHappening: (happening: Happening) => void) => {
  const handler = useRef(onHappening)
  handler.current = onHappening
  const wanted = actions.join(',')
  useEffect(() => {
    const name = `live ${project_id} ${wanted}`
    const channel = new BroadcastChannel(name)
    const end = new AbortController()
    channel.onmessage = ({ data }) => handler.current(data)
    const tell = (happening: Happening) => {
      handler.current(happening)
      channel.postMessage(happening)
    }
    const url = `/api/projects/${encodeURIComponent(project_id)}/events?actions=${encodeURIComponent(wanted)}`
    // A tab that is closed while it waits for the lock is no error.
    navigator.locks
      .request(name, { signal: end.signal }, () =>
        listen(url, { actions: wanted.split(','), tell, signal: end.signal }),
      )
      .catch(() => {})
    return () => {
      end.abort()
      channel.close()
    }
  }, [project_id, wanted])
}

/** Reads again what `renews` names, whenever one of these actions happened. */
export const useRenewal = (project_id: string, actions: string[], renews: Endpoint[]) => {
  const client = useQueryClient()
  useHappenings(project_id, actions, () => {
    for (const { name } of renews) void client.invalidateQueries({ queryKey: [name] })
  })
}
