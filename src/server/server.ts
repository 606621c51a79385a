import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { doors } from '../loop.ts'
import type { Endpoint } from '../platform/endpoint.ts'
import { buildServer } from '../platform/http.ts'
import { answerCalls } from './answer.ts'
import type { App } from './app.ts'
import { closeEvents } from './live.ts'
import { serveOidc } from './oidc.ts'
import { openApiOf } from './openapi.ts'
import { servePages } from './pages.ts'
import { directs } from './session.ts'

/** The version of this package. */
export const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
  version: string
}

/** Every endpoint there is. */
export const endpoints: Endpoint[] = [...directs.keys(), ...doors.map(door => door.endpoint)]

/** The HTTP server of an app: the API, its description, health, and the pages. */
export const openServer = (app: App, { strict = false, proxies = [] as string[] } = {}): FastifyInstance => {
  const server = buildServer(endpoints, answerCalls(app, doors, strict), proxies)
  server.addHook('preClose', () => closeEvents(app))
  const document = JSON.stringify(openApiOf(endpoints, version))
  server.get('/api/openapi.json', (_request, reply) => reply.type('application/json; charset=utf-8').send(document))
  server.get('/livez', (_request, reply) => reply.type('text/plain').send('alive\n'))
  server.get('/readyz', async (_request, reply) => {
    await app.database.pool.query('select 1')
    return reply.type('text/plain').send('ready\n')
  })
  if (app.provider) serveOidc(server, app, app.provider)
  servePages(server)
  return server
}
