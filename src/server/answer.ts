import type { Door } from '../ledger/door.ts'
import { actorOf, authenticate, barOf, type May, permissionsIn, refuse } from '../people/index.ts'
import type { Endpoint } from '../platform/endpoint.ts'
import { type Call, check, type Reply } from '../platform/http.ts'
import { onceForKey } from '../platform/idempotency.ts'
import type { App } from './app.ts'
import { directs } from './session.ts'

type Who = { actor: string; permissions: readonly string[] }

const answered = (endpoint: Endpoint, output: unknown, strict: boolean) => ({
  status: endpoint.status ?? 200,
  body: JSON.stringify(strict ? check(endpoint.output, output) : output),
})

/** One transaction; with an Idempotency-Key, once for that key. */
const actOnce = (
  app: App,
  door: Door & { sort: 'acts' },
  { call, input, who, strict }: { call: Call; input: Record<string, unknown>; who: Who; strict: boolean },
): Promise<Reply> =>
  app.act(who, async ctx => {
    const run = async () => answered(door.endpoint, await door.act(ctx, input), strict)
    const key = call.headers['idempotency-key']
    if (key === undefined) return run()
    const project_id = String(input.project_id ?? '')
    const request = [call.method, call.url, call.raw]
    return onceForKey(ctx.db, { project_id, actor: who.actor, key: String(key), request }, run)
  })

/**
 * Answers a call: who is it, may they, is the input right; and only then what it asks for.
 * @param strict checks outputs against their contract too, as tests do
 */
export const answerCalls = (app: App, doors: Door[], strict = false) => {
  const byEndpoint = new Map(doors.map(door => [door.endpoint, door]))
  return async (call: Call): Promise<Reply> => {
    const { endpoint } = call
    const now = app.clock()
    const principal = await authenticate(app.database, call, now)
    const project_id = typeof call.input.project_id === 'string' ? call.input.project_id : undefined
    const bar = barOf(principal, endpoint.may as May, project_id)
    if (bar) throw refuse(bar)
    const input = check(endpoint.input, call.input)
    const direct = directs.get(endpoint)
    if (direct) return direct(app, { call, input, principal })
    const door = byEndpoint.get(endpoint) as Door
    const who = { actor: actorOf(principal), permissions: project_id ? permissionsIn(principal, project_id) : [] }
    const view = { db: app.database, now, ...who }
    if (door.sort === 'reads') return answered(endpoint, await door.read(view, input), strict)
    if (door.sort === 'acts') return actOnce(app, door, { call, input, who, strict })
    const streaming = { view, body: call.body, act: <T>(run: Parameters<typeof app.act<T>>[1]) => app.act(who, run) }
    return { status: endpoint.status ?? 200, stream: door.stream(streaming, input) }
  }
}
