import type { Door } from '../ledger/door.ts'
import { actorOf, authenticate, barOf, type Principal, permissionsIn, refuse } from '../people/index.ts'
import type { Endpoint } from '../platform/endpoint.ts'
import { Refusal } from '../platform/errors.ts'
import { type Call, check, type House, type Knock, type Reply } from '../platform/http.ts'
import { onceForKey } from '../platform/idempotency.ts'
import { log } from '../platform/log.ts'
import type { App } from './app.ts'
import { directs } from './session.ts'

type Who = { actor: string; permissions: readonly string[] }
type Asked = { call: Call; input: Record<string, unknown>; prepared: unknown; who: Who; strict: boolean }

const answered = (endpoint: Endpoint, output: unknown, strict: boolean) => ({
  status: endpoint.status ?? 200,
  body: JSON.stringify(strict ? check(endpoint.output, output) : output),
})

/** One transaction; with an Idempotency-Key, once for that key. */
const actOnce = (
  app: App,
  door: Door & { sort: 'acts' },
  { call, input, prepared, who, strict }: Asked,
): Promise<Reply> =>
  app.act(who, async ctx => {
    const run = async () => answered(door.endpoint, await door.act(ctx, input, prepared), strict)
    const key = call.headers['idempotency-key']
    if (key === undefined) return run()
    const project_id = String(input.project_id ?? '')
    const request = [call.method, call.url, call.raw]
    const attempt = { project_id, actor: who.actor, key: String(key), request, keep: !door.endpoint.secret }
    return onceForKey(ctx.db, attempt, run)
  })

/** Lets a caller in who is who they say and may do this; who is turned away is written down. */
const admitTo =
  (app: App) =>
  async ({ endpoint, headers, method, params: { project_id } }: Knock): Promise<Principal> => {
    let actor = 'unknown'
    try {
      const principal = await authenticate(app.database, { headers, method }, app.clock())
      actor = actorOf(principal)
      const bar = barOf(principal, endpoint.may, project_id)
      if (bar) throw refuse(bar)
      return principal
    } catch (error) {
      if (error instanceof Refusal) {
        log.warn({ code: error.code, actor, endpoint: endpoint.name, project_id }, 'a caller was turned away')
      }
      throw error
    }
  }

/**
 * Answers calls: who is it, may they, is the input right; and only then what is asked for.
 * @param strict checks outputs against their contract too, as tests do
 */
export const answerCalls = (app: App, doors: Door[], strict = false): House<Principal> => {
  const byEndpoint = new Map(doors.map(door => [door.endpoint, door]))
  const answer = async (call: Call, principal: Principal): Promise<Reply> => {
    const { endpoint, params } = call
    const input = check(endpoint.input, call.input)
    const direct = directs.get(endpoint)
    if (direct) return direct(app, { call, input, principal })
    const door = byEndpoint.get(endpoint) as Door
    const permissions = params.project_id ? permissionsIn(principal, params.project_id) : []
    const who = { actor: actorOf(principal), permissions }
    const view = { db: app.database, now: app.clock(), home: app.home, ...who }
    if (door.sort === 'reads') return answered(endpoint, await door.read(view, input), strict)
    if (door.sort === 'acts') {
      const prepared = await door.prepare?.(view, input)
      return actOnce(app, door, { call, input, prepared, who, strict })
    }
    const streaming = { view, body: call.body, act: <T>(run: Parameters<typeof app.act<T>>[1]) => app.act(who, run) }
    return { status: endpoint.status ?? 200, stream: door.stream(streaming, input) }
  }
  return { admit: admitTo(app), answer }
}
