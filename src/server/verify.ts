import { type Verdict, verifyProject } from '../ledger/index.ts'
import { covers } from '../loop.ts'
import { Refusal } from '../platform/errors.ts'
import type { App } from './app.ts'
import type { Direct } from './direct.ts'

type Told = { table: string; checked: number }

/** A verification under way: what it told and nobody has read yet, and how to stop it. */
type Running = { told: Told[]; news(): Promise<unknown>; verdict: Promise<Verdict>; stop(): void }

const begin = (app: App, project_id: string): Running => {
  const told: Told[] = []
  let stopped = false
  let rung = Promise.withResolvers<void>()
  const tell = (table: string, checked: number) => {
    if (stopped) throw new Error('nobody listens any more')
    told.push({ table, checked })
    rung.resolve()
  }
  const verdict = verifyProject(app.database, app.vault, { project_id, covers, tell })
  verdict.catch(() => undefined).finally(() => rung.resolve())
  const news = async () => {
    await rung.promise
    rung = Promise.withResolvers()
  }
  const stop = () => {
    stopped = true
  }
  return { told, news, verdict, stop }
}

async function* linesOf({ told, news, verdict, stop }: Running): AsyncGenerator<string> {
  const began_ms = performance.now()
  const line = (row: object) => `${JSON.stringify({ ...row, ms: Math.round(performance.now() - began_ms) })}\n`
  const over = verdict.then(() => true)
  try {
    for (let ended = false; !ended; ) {
      ended = await Promise.race([over, news().then(() => false)])
      for (const each of told.splice(0)) yield line({ ...each, verdict: null })
    }
    const found = await verdict
    yield line({ table: null, checked: found.rows, verdict: found })
  } finally {
    stop()
  }
}

/** Which projects a process verifies just now: each reads all there is, so there are never two at once of one. */
const running = new WeakMap<App, Set<string>>()

/** It reads for as long as it takes, and so it runs in no transaction. */
export const verify: Direct = async (app, { input }) => {
  const project_id = input.project_id as string
  const projects = running.get(app) ?? new Set()
  running.set(app, projects)
  if (projects.has(project_id)) {
    throw new Refusal('TOO_MANY', 'this ledger is being verified already', { retry_after_seconds: 5 })
  }
  projects.add(project_id)
  const verification = begin(app, project_id)
  verification.verdict.catch(() => undefined).finally(() => projects.delete(project_id))
  return { status: 200, stream: linesOf(verification) }
}
