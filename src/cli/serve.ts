import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { makeLink } from '../people/index.ts'
import { type Config, readConfig } from '../platform/config.ts'
import { Refusal } from '../platform/errors.ts'
import { type App, openApp } from '../server/app.ts'
import { openHome } from '../server/home.ts'
import { openServer } from '../server/server.ts'
import { settleIn } from './settle-in.ts'

const ROLES = ['api', 'work', 'learn'] as const

const HELP = `errata serve [--roles api,work,learn]

Serves the API at http://HOST:PORT and does the work in the background. Settings come from the environment:
PORT (4680), HOST (127.0.0.1), DATABASE_URL (else an embedded PostgreSQL), ERRATA_HOME (./.errata).
`

const tell = (message: string) => process.stderr.write(`${message}\n`)

/** Resolves at the first signal to stop; a second one ends the process at once. */
const untilAsked = () =>
  new Promise<void>(resolve => {
    const stop = () => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
      resolve()
    }
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  })

const rolesOf = (text: string): Set<string> => {
  const roles = new Set(text.split(','))
  const unknown = [...roles].find(role => !(ROLES as readonly string[]).includes(role))
  if (unknown === undefined) return roles
  throw new Refusal('INVALID', `--roles: there is no role "${unknown}" (${ROLES.join(', ')})`)
}

const listen = async (app: App, config: Config) => {
  const server = openServer(app)
  try {
    await server.listen({ port: config.port, host: config.host })
  } catch (error) {
    if ((error as { code?: string }).code !== 'EADDRINUSE') throw error
    throw new Refusal('CONFLICT', `port ${config.port} is taken: stop what uses it, or set PORT`)
  }
  return server
}

const announce = async (app: App, { config, url }: { config: Config; url: string }) => {
  const administrator = await settleIn(app)
  const { code } = await app.act({ actor: 'system:door' }, ctx => makeLink(ctx, administrator))
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'))
  const where = config.database_url ? 'the server of DATABASE_URL' : `${config.home} (embedded PostgreSQL)`
  process.stdout.write(
    `Errata ${version} is running.\n` +
      `  at       ${url}\n  sign in  ${url}/sign-in#${code} (works once, for a day)\n  data     ${where}\n`,
  )
}

/** `errata serve`: everything in one process, or the roles named. */
export const serve = async (roles: Set<string>): Promise<number> => {
  const config = readConfig()
  const asked = untilAsked()
  const home = await openHome(config, tell)
  const app = await openApp({ url: home.url, home: config.home })
  try {
    if (roles.has('work')) await app.work()
    const server = roles.has('api') ? await listen(app, config) : undefined
    if (server) {
      const { port } = server.addresses()[0] as { port: number }
      await announce(app, { config, url: `http://${config.host}:${port}` })
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
