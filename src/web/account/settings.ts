/** How a person wants the screen to be: shown as changed at once, and again as it was where that could not be kept. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { getSettings, putSettings, type Settings } from '../../people/contract.ts'
import { call, readOf, useRead } from '../../ui/call.ts'

export const useSettings = () => {
  const client = useQueryClient()
  const read = useRead(getSettings, {})
  const { queryKey } = readOf(getSettings, {})
  // What is read is told a moment later: a box would fall back until then.
  const [changed, setChanged] = useState<Settings>()
  const put = useMutation({
    // One after the other, so that the last change is the one that is kept.
    scope: { id: 'settings' },
    mutationFn: (settings: Settings) => call(putSettings, settings),
    onMutate: async settings => {
      await client.cancelQueries({ queryKey })
      client.setQueryData(queryKey, settings)
    },
    onError: () => client.invalidateQueries({ queryKey }),
    onSettled: () => setChanged(undefined),
  })
  const change = (part: Partial<Settings>) => {
    const before = changed ?? client.getQueryData<Settings>(queryKey)
    if (!before) return
    setChanged({ ...before, ...part })
    put.mutate({ ...before, ...part })
  }
  const { data, error, refetch } = read
  return { read: { data: changed ?? data, error, refetch }, change, error: put.error }
}

export type Preferences = { settings: Settings; change: (part: Partial<Settings>) => void }
