import { parseArgs } from 'node:util'
import { makeLink } from '../people/index.ts'
import { type Config, readConfig } from '../platform/config.ts'
import { Refusal } from '../platform/errors.ts'
import { openProvider } from '../platform/oidc.ts'
import { type App, openApp } from '../server/app.ts'
import { openHome } from '../server/home.ts'
import { CALLBACK_PATH } from '../server/oidc.ts'
import { openServer, version } from '../server/server.ts'
import { tell } from './command.ts'
import { settleIn } from './settle-in.ts'

export const ROLES = ['api', 'work', 'learn'] as const

const HELP = `errata serve [--roles api,work,learn]

Serves the API at http://HOST:PORT and does the work in the background. Settings come from the environment:
PORT (4680), HOST (127.0.0.1), DATABASE_URL (else an embedded PostgreSQL), ERRATA_HOME (./.errata), ERRATA_URL,
ERRATA_PROXIES, and OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME. See docs/operations.md.
`

const SAME_SIGNAL_ms = 1000

/** Resolves at the first signal to stop; one that comes later ends the process at once. */
const untilAsked = () =>
  new Promise<void>(resolve => {
    let asked_ms = 0
    const stop = () => {
      // Ctrl-C in a terminal reaches us twice: from the terminal and passed on by the launcher.
      if (asked_ms > 0 && performance.now() - asked_ms > SAME_SIGNAL_ms) process.exit(1)
      if (asked_ms === 0) asked_ms = performance.now()
      resolve()
    }
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
  })

const rolesOf = (text: string): Set<string> => {
  const roles = new Set(text.split(','))
  const unknown = [...roles].find(role => !(ROLES as readonly string[]).includes(role))
  if (unknown === undefined) return roles
  throw new Refusal('INVALID', `--roles: there is no role "${unknown}" (${ROLES.join(', ')})`)
}

const PORT_tries = 20
const PORT_pause_ms = 250

/** Listens; a port that an earlier process of ours is just letting go is waited for. */
const listen = async (app: App, config: Config) => {
  const server = openServer(app, { proxies: config.proxies })
  for (let tries = 1; ; tries += 1) {
    try {
      await server.listen({ port: config.port, host: config.host })
      return server
    } catch (error) {
      if ((error as { code?: string }).code !== 'EADDRINUSE') throw error
      if (tries === PORT_tries) {
        throw new Refusal('CONFLICT', `port ${config.port} is taken: stop what uses it, or set PORT`)
      }
      await new Promise(resolve => setTimeout(resolve, PORT_pause_ms))
    }
  }
}

const announce = async (app: App, { config, url, to }: { config: Config; url: string; to: string | undefined }) => {
  const administrator = await settleIn(app)
  const { code } = await app.act({ actor: 'system:door' }, ctx => makeLink(ctx, administrator))
  const where = config.database_url ? 'the server of DATABASE_URL' : `${config.home} (embedded PostgreSQL)`
  process.stdout.write(
    `Errata ${version} is running.\n  at       ${url}\n` +
      `  sign in  ${url}/sign-in${to ? `?to=${to}` : ''}#${code} (works once, for a day)\n  data     ${where}\n`,
  )
}

/** `errata serve`: everything in one process, or the roles named. `to` is the page that the sign-in link leads to. */
export const serve = async (roles: Set<string>, to?: string): Promise<number> => {
  const config = readConfig()
  const asked = untilAsked()
  const home = await openHome(config, tell)
  const provider = config.oidc && openProvider(config.oidc, `${config.url}${CALLBACK_PATH}`)
  const app = await openApp({ url: home.url, home: config.home, provider })
  try {
    if (roles.has('work')) await app.work()
    if (roles.has('learn')) await app.learn()
    const server = roles.has('api') ? await listen(app, config) : undefined
    if (server) {
      const { port } = server.addresses()[0] as { port: number }
      await announce(app, { config, url: config.url ?? `http://${config.host}:${port}`, to })
    } else process.stdout.write(`Errata is working (${[...roles].join(', ')}).\n`)
    await asked
    tell('stopping')
    await server?.close()
  } finally {
    await app.close()
    await home.stop()
  }
  return 0
}

export const run = async (args: string[]): Promise<number> => {
  const { values } = parseArgs({
    args,
    options: { roles: { type: 'string', default: 'api,work,learn' }, help: { type: 'boolean', short: 'h' } },
  })
  if (values.help) {
    process.stdout.write(HELP)
    return 0
  }
  return serve(rolesOf(values.roles))
}
