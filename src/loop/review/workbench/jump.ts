/** The way to one item: who follows a link to it finds it on the desk before all others. */
import { useEffect, useState } from 'react'
import { useSearchParams } from 'wouter'
import { call, toldOf } from '../../../ui/call.ts'
import { claimTask } from '../contract.ts'
import type { useBench } from './use-bench.ts'

/** Claims the task that the address names. @returns why it cannot be had, in words; null otherwise */
export const useJump = (
  project_id: string,
  { supply, change }: Pick<ReturnType<typeof useBench>, 'supply' | 'change'>,
) => {
  const [search, setSearch] = useSearchParams()
  const [told, setTold] = useState<string | null>(null)
  const wanted = search.get('task')
  const { desk } = supply
  useEffect(() => {
    if (!wanted || !desk) return
    setTold(null)
    call(claimTask, { project_id, task_id: wanted, desk }, { tries_max: 1 })
      .then(task => change({ type: 'arrived', tasks: [task], first: true }))
      .catch(error => setTold(toldOf(error)))
      .finally(() => setSearch(new URLSearchParams(), { replace: true }))
  }, [wanted, desk, project_id, change, setSearch])
  return told
}
