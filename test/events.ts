/** Server-sent events as a test reads them, over a real connection. */
import type { AddressInfo } from 'node:net'
import type { Team } from './team.ts'

// biome-ignore lint/suspicious/noExplicitAny: each action has data of its own shape
export type Heard = { id: string; event: string; data: any }

const listening = new WeakMap<Team, Promise<unknown>>()

export const urlOf = async (team: Team): Promise<string> => {
  const ready = listening.get(team) ?? team.server.listen({ port: 0, host: '127.0.0.1' })
  listening.set(team, ready)
  await ready
  return `http://127.0.0.1:${(team.server.server.address() as AddressInfo).port}`
}

const parse = (block: string): Heard | undefined => {
  const fields = new Map(block.split('\n').map(line => line.split(/: (.*)/s).slice(0, 2) as [string, string]))
  const [id, event, data] = [fields.get('id'), fields.get('event'), fields.get('data')]
  return id && event && data ? { id, event, data: JSON.parse(data) } : undefined
}

/** Follows a project; what is given is there from the moment this resolves. `close` hangs up. */
export const followEvents = async (
  team: Team,
  { path, token, after }: { path: string; token: string; after?: string },
) => {
  const stop = new AbortController()
  const headers = { authorization: `Bearer ${token}`, ...(after && { 'last-event-id': after }) }
  const response = await fetch(`${await urlOf(team)}${path}`, { headers, signal: stop.signal })
  if (!response.ok || !response.body) throw new Error(`${response.status} ${await response.text()}`)
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let text = (await reader.read()).value ?? ''
  return {
    type: response.headers.get('content-type'),
    /** The next event; undefined where the stream has ended. */
    async next(): Promise<Heard | undefined> {
      for (;;) {
        const end = text.indexOf('\n\n')
        if (end >= 0) {
          const found = parse(text.slice(0, end))
          text = text.slice(end + 2)
          if (found) return found
          continue
        }
        const { value, done } = await reader.read()
        if (done) return undefined
        text += value
      }
    },
    close: () => stop.abort(),
  }
}
