import type * as z from 'zod'
import { follow, type Given, markOf, startOf } from '../ledger/index.ts'
import type { previewJudgement } from '../loop/teach/contract.ts'
import { lessonsOf, preview as previewOf } from '../loop/teach/index.ts'
import { actorOf, permissionsIn } from '../people/index.ts'
import { listenHints } from '../platform/hints.ts'
import type { App } from './app.ts'
import type { Direct } from './direct.ts'

const POLL_pause_ms = 1000
const HEARTBEAT_pause_ms = 15_000
const FACT = /^fact \S+ (.+)$/

/** Who follows which project in this process, and the connection that wakes them. */
type Hub = { wakes: Map<string, Set<() => void>>; hints: Promise<{ close(): Promise<void> }>; closed: boolean }

const hubs = new WeakMap<App, Hub>()

const hubOf = (app: App): Hub => {
  const known = hubs.get(app)
  if (known) return known
  const wakes: Hub['wakes'] = new Map()
  const hear = (topic: string) => {
    for (const wake of wakes.get(FACT.exec(topic)?.[1] ?? '') ?? []) wake()
  }
  // Without hints followers still look once a second.
  const hints = listenHints(app.database.url, hear).catch(() => ({ close: async () => undefined }))
  const hub = { wakes, hints, closed: false }
  hubs.set(app, hub)
  return hub
}

/** Ends every stream of events: a server that closes waits for none. */
export const closeEvents = async (app: App): Promise<void> => {
  const hub = hubs.get(app)
  if (!hub) return
  hub.closed = true
  for (const wakes of hub.wakes.values()) for (const wake of wakes) wake()
  await (await hub.hints).close()
}

/** Hears of one project: `next` resolves when something may have come, or after the pause. */
const listen = (hub: Hub, project_id: string) => {
  let due = false
  let ring = () => {}
  const wake = () => {
    due = true
    ring()
  }
  const wakes = hub.wakes.get(project_id) ?? new Set()
  hub.wakes.set(project_id, wakes.add(wake))
  return {
    async next() {
      if (!due && !hub.closed) {
        const rung = Promise.withResolvers<void>()
        ring = rung.resolve
        const timer = setTimeout(rung.resolve, POLL_pause_ms)
        await rung.promise
        clearTimeout(timer)
      }
      due = false
    },
    end() {
      wakes.delete(wake)
      if (wakes.size === 0) hub.wakes.delete(project_id)
    },
  }
}

/** Entries as events, each with the mark to go on from; a lesson's content comes along. */
const written = async (app: App, project_id: string, given: Given[]): Promise<string> => {
  const taken = given.filter(({ entry }) => entry.action === 'lesson.taken').map(({ entry }) => entry.id)
  const lessons = taken.length > 0 ? await lessonsOf(app.database, project_id, taken) : []
  const byProof = new Map(lessons.map(lesson => [lesson.proof, lesson]))
  return given
    .map(each => {
      const { entry } = each
      const lesson = byProof.get(entry.id)
      const data = JSON.stringify(lesson ? { ...entry, lesson } : entry)
      return `id: ${markOf(each)}\nevent: ${entry.action}\ndata: ${data}\n\n`
    })
    .join('')
}

type Followed = { project_id: string; actions: Set<string> | undefined; start: Awaited<ReturnType<typeof startOf>> }

/** Reads no faster than the caller does: nothing is held for who is slow but a page of entries. */
async function* eventsOf(app: App, { project_id, actions, start }: Followed): AsyncGenerator<string> {
  const hub = hubOf(app)
  const ear = listen(hub, project_id)
  let silent_since_ms = performance.now()
  try {
    await hub.hints
    yield ': following\n\n'
    while (!hub.closed) {
      const entries = await follow(app.database, project_id, start)
      const wanted = entries.filter(({ entry }) => !actions || actions.has(entry.action))
      if (wanted.length > 0) yield await written(app, project_id, wanted)
      else if (performance.now() - silent_since_ms > HEARTBEAT_pause_ms) yield ': still here\n\n'
      else {
        if (entries.length === 0) await ear.next()
        continue
      }
      silent_since_ms = performance.now()
    }
  } finally {
    ear.end()
  }
}

export const events: Direct = async (app, { call, input }) => {
  const project_id = input.project_id as string
  const after = call.headers['last-event-id']
  const start = await startOf(app.database, project_id, after === undefined ? undefined : String(after))
  const actions = input.actions === undefined ? undefined : new Set(String(input.actions).split(','))
  return { status: 200, stream: eventsOf(app, { project_id, actions, start }) }
}

/** It waits for another process, and so it runs in no transaction. */
export const preview: Direct = async (app, { input, principal }) => {
  const asked = input as z.output<(typeof previewJudgement)['input']>
  const who = { actor: actorOf(principal), permissions: permissionsIn(principal, asked.project_id) }
  const view = { db: app.database, now: app.clock(), home: app.home, ...who }
  return { status: 200, body: JSON.stringify(await previewOf(view, asked)) }
}
