/** Keeps a few claimed items ahead of the reviewer, renews their claims, and gives them back when the page is left. */
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { call, codeOf, toldOf } from '../../../ui/call.ts'
import { type ClaimedTask, claimTask, nextTask, releaseClaim, renewClaim, WHY_NONE } from '../contract.ts'
import type { Bench, Change } from './bench.ts'
import { takeDesk } from './desk-id.ts'

/** One on the screen and four behind it. */
const AHEAD = 5
const LEASE_seconds = 300
const RENEW_pause_ms = 60_000
const ASK_AGAIN_ms = 5000

export type Supply = {
  desk: string | undefined
  /** Why nothing comes, in words; null while something may. */
  why_none: string | null
  error: Error | null
  again: () => void
}

type Wants = {
  project_id: string
  stage: ClaimedTask['stage']
  bench: Bench
  change: (change: Change) => void
  /** Items whose parcels are not delivered yet: their claims are not to be handed out again. */
  sending: string[]
}

/** Asks for more whenever fewer lie here than should; where nothing is to be had, again after a while. */
export const useSupply = ({ project_id, stage, bench, change, sending }: Wants): Supply => {
  const { data: desk } = useQuery({ queryKey: ['desk'], queryFn: takeDesk, staleTime: Number.POSITIVE_INFINITY })
  const [why_none, setWhy] = useState<string | null>(null)
  const [error, setError] = useState<Error | null>(null)
  const [round, setRound] = useState(0)
  const asking = useRef(false)
  const held = bench.items.map(({ task_id }) => task_id)
  const lacks = AHEAD - held.length
  const holding = [...new Set([...held, ...sending])].slice(0, 20)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `round` asks again
  useEffect(() => {
    if (!desk || lacks <= 0 || asking.current) return
    asking.current = true
    const input = { project_id, desk, stage, wanted: lacks, holding, lease_seconds: LEASE_seconds }
    let timer: ReturnType<typeof setTimeout> | undefined
    const later = () => {
      timer = setTimeout(() => setRound(each => each + 1), ASK_AGAIN_ms)
    }
    call(nextTask, input, { tries_max: 1 })
      .then(({ tasks, why_none: code }) => {
        setError(null)
        setWhy(code && WHY_NONE[code])
        change({ type: 'arrived', tasks })
        if (tasks.length < lacks) later()
      })
      .catch((reason: Error) => {
        setError(reason)
        later()
      })
      .finally(() => {
        asking.current = false
      })
    return () => clearTimeout(timer)
  }, [desk, lacks > 0 && lacks, project_id, round])
  useRenewal({ project_id, items: bench.items, desk, change })
  useRelease(project_id, bench.items)
  return { desk, why_none, error, again: () => setRound(each => each + 1) }
}

type Held = { project_id: string; items: ClaimedTask[]; desk: string | undefined; change: (change: Change) => void }

/** Renews one claim, or takes it again where it ran out; an item that somebody else has by now is lost. */
const renew = async ({ project_id, desk, change }: Held, { task_id, fence }: ClaimedTask) => {
  try {
    await call(renewClaim, { project_id, task_id, fence, lease_seconds: LEASE_seconds }, { tries_max: 1 })
  } catch (error) {
    if (codeOf(error) !== 'LEASE_LOST') return
    try {
      const again = await call(claimTask, { project_id, task_id, desk, lease_seconds: LEASE_seconds }, { tries_max: 1 })
      change({ type: 'refenced', task_id, fence: again.fence })
    } catch (reason) {
      if (codeOf(reason))
        change({ type: 'lost', task_id, notice: `The item before this one is gone: ${toldOf(reason)}` })
    }
  }
}

const useRenewal = (held: Held) => {
  const latest = useRef(held)
  latest.current = held
  useEffect(() => {
    const renewAll = () => {
      if (document.visibilityState !== 'visible') return
      for (const item of latest.current.items) void renew(latest.current, item)
    }
    const timer = setInterval(renewAll, RENEW_pause_ms)
    const end = new AbortController()
    document.addEventListener('visibilitychange', renewAll, end)
    return () => {
      clearInterval(timer)
      end.abort()
    }
  }, [])
}

/** Gives claims back when the page is left: others need not wait for the lease to run out. */
const useRelease = (project_id: string, items: ClaimedTask[]) => {
  const latest = useRef(items)
  latest.current = items
  useEffect(() => {
    const release = () => {
      for (const { task_id, fence } of latest.current) {
        const path = releaseClaim.path.replace('{project_id}', project_id).replace('{task_id}', task_id)
        const headers = { 'content-type': 'application/json' }
        void fetch(path, { method: 'POST', headers, body: JSON.stringify({ fence }), keepalive: true }).catch(() => {})
      }
    }
    const end = new AbortController()
    addEventListener('pagehide', release, end)
    return () => {
      end.abort()
      release()
    }
  }, [project_id])
}
