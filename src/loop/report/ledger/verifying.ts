/** A verification as it runs on the server: how far it is, then its verdict. */
import { useEffect, useRef, useState } from 'react'
import { type Verdict, verifyLedger } from '../../../ledger/contract.ts'
import { send } from '../../../platform/call.ts'
import type { OutputOf } from '../../../platform/endpoint.ts'

type Line = OutputOf<typeof verifyLedger>

async function* linesOf(response: Response): AsyncGenerator<Line> {
  if (!response.body) return
  let rest = ''
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const lines = (rest + value).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line) yield JSON.parse(line) as Line
  }
}

export type Verifying = { is_running: boolean; line: Line | null; verdict: Verdict | null; error: unknown }

const IDLE: Verifying = { is_running: false, line: null, verdict: null, error: null }

export const useVerification = (project_id: string) => {
  const [state, setState] = useState(IDLE)
  const end = useRef<AbortController>(undefined)
  useEffect(() => () => end.current?.abort(), [])
  const start = async () => {
    end.current = new AbortController()
    const { signal } = end.current
    setState({ ...IDLE, is_running: true })
    try {
      const options = { url: location.origin, tries_max: 1 }
      const response = await send(options, { endpoint: verifyLedger, input: { project_id }, attempt: { signal } })
      let verdict: Verdict | null = null
      for await (const line of linesOf(response)) {
        verdict = line.verdict
        setState({ ...IDLE, is_running: true, line })
      }
      if (!verdict) throw new Error('The verification broke off before its verdict. Start it again.')
      setState({ ...IDLE, verdict })
    } catch (error) {
      if (!signal.aborted) setState({ ...IDLE, error })
    }
  }
  return { ...state, start }
}
