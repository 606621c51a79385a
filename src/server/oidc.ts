import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { makeSecret, signInByIdentity } from '../people/index.ts'
import { Refusal, refusalOf } from '../platform/errors.ts'
import { log } from '../platform/log.ts'
import type { Provider } from '../platform/oidc.ts'
import type { App } from './app.ts'
import { cookie, DOOR, fromOf, sessionCookie, welcome } from './session.ts'

const ATTEMPT_COOKIE = '__Host-errata-oidc'
const ATTEMPT_seconds = 10 * 60
const SECRET = /^[\w-]{43}$/

export const CALLBACK_PATH = '/api/oidc/callback'

/** What the sign-in page is told, as `/sign-in?problem=CODE`. */
const PROBLEMS: Partial<Record<string, string>> = { FORBIDDEN: 'unknown', UNAVAILABLE: 'unavailable' }

/** The secret of the attempt that this browser began, where its cookie holds one that can be ours. */
const secretOf = ({ headers }: FastifyRequest): string | undefined => {
  const cookies = String(headers.cookie ?? '').split(/; */)
  const found = cookies.filter(each => each.startsWith(`${ATTEMPT_COOKIE}=`))
  const secret = found.length === 1 ? found[0]?.slice(ATTEMPT_COOKIE.length + 1) : undefined
  return secret !== undefined && SECRET.test(secret) ? secret : undefined
}

/** Only to addresses that are written here or that the provider's own settings name: there is none to be passed in. */
const sendTo = (reply: FastifyReply, address: string, cookies: string[]) =>
  reply.header('set-cookie', cookies).redirect(address, 303)

const fail = (request: FastifyRequest, reply: FastifyReply, error: unknown) => {
  const { code, cause } = refusalOf(error)
  const { message: reason, stack } = (cause ?? {}) as { message?: string; stack?: string }
  const bug = code === 'INTERNAL' ? { stack } : {}
  log.warn(
    { event: 'session.refused', way: 'oidc', code, reason, address: request.ip, ...bug },
    'somebody could not sign in',
  )
  return sendTo(reply, `/sign-in?problem=${PROBLEMS[code] ?? 'failed'}`, [cookie(ATTEMPT_COOKIE, '', 0)])
}

/**
 * The two stops of signing in through an identity provider. They are navigations of a browser, as pages are, and so no
 * endpoints: they answer with a redirect whatever happens. The browser that begins holds a secret in a cookie of ten
 * minutes; only with that cookie is what the provider sends back taken, so that nobody can be signed in as another.
 */
export const serveOidc = (server: FastifyInstance, app: App, provider: Provider) => {
  const options = { exposeHeadRoute: false }
  server.get('/api/oidc/start', options, async (request, reply) => {
    try {
      const secret = makeSecret()
      const { href } = await provider.start(secret)
      return sendTo(reply, href, [cookie(ATTEMPT_COOKIE, secret, ATTEMPT_seconds)])
    } catch (error) {
      return fail(request, reply, error)
    }
  })
  server.get(CALLBACK_PATH, options, async (request, reply) => {
    try {
      const secret = secretOf(request)
      if (!secret) throw new Refusal('UNAUTHENTICATED', 'this browser did not begin to sign in')
      const identity = await provider.finish(request.url.slice(CALLBACK_PATH.length), secret)
      const from = { address: request.ip, headers: request.headers }
      const opened = await app.act(DOOR, ctx => signInByIdentity(ctx, identity, fromOf(from)))
      await welcome(app, from, { opened, way: 'oidc' })
      return sendTo(reply, '/', [sessionCookie(opened.secret), cookie(ATTEMPT_COOKIE, '', 0)])
    } catch (error) {
      return fail(request, reply, error)
    }
  })
}
