import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type * as z from 'zod'
import type { Endpoint } from './endpoint.ts'
import { problem, Refusal, type RefusalCode, refusalOf } from './errors.ts'
import type { Answer } from './idempotency.ts'
import { parseJson } from './json.ts'
import { log } from './log.ts'

/** A request before its body is read: for which endpoint, with which names from the path. */
export type Knock = {
  endpoint: Endpoint
  headers: Record<string, string | string[] | undefined>
  method: string
  params: Record<string, string>
  /** Who sent it, by the network's word; behind a trusted proxy by the proxy's. */
  address: string
}

/** A request with its body: its flat input, not checked yet, and where it came from. */
export type Call = Knock & {
  input: Record<string, unknown>
  url: string
  /** The body's bytes, for an endpoint that takes JSON. */
  raw: Uint8Array
  /** The body as a stream, for an endpoint that takes lines. */
  body: AsyncIterable<Uint8Array>
}

/** An answer: one JSON document, or a stream of text. */
export type Reply = (Answer | { status: number; stream: AsyncIterable<string> }) & { headers?: Record<string, string> }

/** What is behind the door. Who is turned away never makes us read, parse or keep a body. */
export type House<Guest> = {
  admit(knock: Knock): Promise<Guest>
  answer(call: Call, guest: Guest): Promise<Reply>
}

export const BODY_BYTES_MAX = 32 * 1024 * 1024
/** Room for 10,000 rows with some ninety members each. */
const ROWS_ELEMENTS_MAX = 999_999
const LINES = 'application/x-ndjson'
const TYPES = { lines: LINES, csv: 'text/csv; charset=utf-8', events: 'text/event-stream' }

/** What every answer carries: nothing of ours is to be framed, sniffed, cached or referred to. */
const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
}

const empty = async function* (): AsyncGenerator<Uint8Array> {}

/** The parts of a request as one flat object; the same name in two places is refused by strict schemas or here. */
const gather = (request: FastifyRequest, body: unknown): Record<string, unknown> => {
  const flat: Record<string, unknown> = { ...(request.query as object) }
  if (body !== undefined) {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw new Refusal('INVALID', 'the body is not an object', { field: '', expected: 'a JSON object' })
    }
    for (const [name, value] of Object.entries(body)) {
      if (Object.hasOwn(flat, name)) throw new Refusal('INVALID', `${name} is given twice`, { field: name })
      flat[name] = value
    }
  }
  for (const [name, value] of Object.entries(request.params as object)) {
    if (Object.hasOwn(flat, name)) throw new Refusal('INVALID', `${name} belongs in the path`, { field: name })
    flat[name] = value
  }
  return flat
}

type Told = { field: string; expected: string }

/** An issue as its field and what was expected there. Of a union it is the option that came closest that tells. */
const told = (issue: z.core.$ZodIssue, within: PropertyKey[] = []): Told[] => {
  const path = [...within, ...issue.path]
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const closest = issue.errors.reduce((one, other) => (other.length < one.length ? other : one))
    return closest.flatMap(each => told(each, path))
  }
  if (issue.code === 'unrecognized_keys') path.push(issue.keys[0] as string)
  return [{ field: path.join('.'), expected: issue.message }]
}

/** Checks a value against a schema; the refusal names the first field that does not fit, and lists the others. */
export const check = <Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> => {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issues = result.error.issues.flatMap(issue => told(issue)).slice(0, 20)
  const first = issues[0]
  throw new Refusal('INVALID', `${first?.field || 'the body'}: ${first?.expected}`, { ...first, issues })
}

const takeJson = (app: FastifyInstance) => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const charset = /charset=([^;]+)/i.exec(request.headers['content-type'] ?? '')?.[1]
    if (charset && !/^"?utf-8"?$/i.test(charset.trim())) {
      done(new Refusal('MEDIA_TYPE', 'JSON is UTF-8', { field: 'Content-Type', expected: 'application/json' }))
    } else done(null, body)
  })
  app.addContentTypeParser(LINES, (_request, body, done) => done(null, body))
}

const bodyOf = (
  endpoint: Endpoint,
  request: FastifyRequest,
): { raw: Uint8Array; parsed: unknown; body: Call['body'] } => {
  const given = request.body
  const lines = endpoint.takes === 'lines'
  if (request.headers['content-encoding']) throw new Refusal('MEDIA_TYPE', 'compressed bodies are not accepted')
  if (given instanceof Readable) {
    if (!lines) throw new Refusal('MEDIA_TYPE', 'this endpoint takes JSON', { expected: 'application/json' })
    return { raw: new Uint8Array(), parsed: undefined, body: given }
  }
  if (lines) throw new Refusal('MEDIA_TYPE', 'this endpoint takes lines of JSON', { expected: LINES })
  if (!Buffer.isBuffer(given)) return { raw: new Uint8Array(), parsed: undefined, body: empty() }
  const parsed = parseJson(
    given,
    endpoint.rows === undefined ? {} : { rows: endpoint.rows, elements: ROWS_ELEMENTS_MAX },
  )
  return { raw: given, parsed, body: empty() }
}

const send = (endpoint: Endpoint, reply: FastifyReply, answer: Reply) => {
  reply.status(answer.status).headers(answer.headers ?? {})
  if ('stream' in answer) {
    return reply.type(endpoint.gives ? TYPES[endpoint.gives] : 'text/event-stream').send(Readable.from(answer.stream))
  }
  return reply.type('application/json; charset=utf-8').send(answer.body)
}

/** What the HTTP layer itself refuses, by its own code; anything else it throws is a bug of ours. */
const HTTP_REFUSALS = new Map<string, [RefusalCode, string]>([
  ['FST_ERR_CTP_BODY_TOO_LARGE', ['TOO_LARGE', `the body is larger than ${BODY_BYTES_MAX} bytes`]],
  ['FST_ERR_CTP_INVALID_MEDIA_TYPE', ['MEDIA_TYPE', 'send JSON as application/json, lines as application/x-ndjson']],
  ['FST_ERR_CTP_INVALID_CONTENT_LENGTH', ['INVALID', 'the body is not as long as its Content-Length']],
  ['FST_ERR_BAD_URL', ['INVALID', 'the address is not valid percent-encoded UTF-8']],
  ['FST_ERR_MAX_PARAM_LENGTH', ['INVALID', 'a name in the address is too long']],
  ['HPE_HEADER_OVERFLOW', ['HEADERS', 'the headers are too large']],
  ['ERR_HTTP_REQUEST_TIMEOUT', ['TOO_SLOW', 'the request took too long to arrive']],
])

const httpRefusalOf = (error: unknown): Refusal => {
  const known = HTTP_REFUSALS.get(String((error as { code?: unknown }).code))
  return known ? new Refusal(...known, {}, { cause: error }) : refusalOf(error)
}

/** Answers bytes that are no HTTP request, where there is no reply to write to. */
const failOnSocket = (error: Error & { code?: string }, socket: Socket) => {
  if (error.code === 'ECONNRESET' || !socket.writable) return socket.destroy()
  const known = HTTP_REFUSALS.get(error.code ?? '') ?? ['INVALID', 'this is no valid HTTP request']
  const { status, ...rest } = problem(new Refusal(...known))
  const body = JSON.stringify({ ...rest, status })
  const head = ['content-type: application/problem+json; charset=utf-8', `content-length: ${Buffer.byteLength(body)}`]
  return socket.end(`HTTP/1.1 ${status} ${rest.title}\r\n${head.join('\r\n')}\r\nconnection: close\r\n\r\n${body}`)
}

const fail = (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
  const refusal = httpRefusalOf(error)
  // A caller who went away in the middle of the body is no failure of ours.
  if (refusal.status >= 500 && !request.raw.readableAborted) {
    const { message, stack } = error as Error
    log.error({ request: request.id, reason: message, stack }, 'a request failed')
  }
  if (refusal.detail.retry_after_seconds) reply.header('retry-after', String(refusal.detail.retry_after_seconds))
  reply.status(refusal.status).type('application/problem+json; charset=utf-8')
  return reply.send(JSON.stringify(problem(refusal, request.id)))
}

/**
 * Builds the HTTP server: every endpoint as a route, one body parser, one face for errors.
 * @param proxies whose X-Forwarded-For is believed: addresses or networks; of anybody else it is what they claim
 */
export const buildServer = <Guest>(
  endpoints: Endpoint[],
  { admit, answer }: House<Guest>,
  proxies: string[] = [],
): FastifyInstance => {
  const app = fastify({
    logger: false,
    trustProxy: proxies.length > 0 ? proxies : false,
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: 300_000,
    genReqId: () => crypto.randomUUID(),
    routerOptions: { maxParamLength: 300 },
    frameworkErrors: fail,
    clientErrorHandler: failOnSocket,
  })
  takeJson(app)
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(HEADERS)
  })
  app.setErrorHandler(fail)
  app.setNotFoundHandler((request, reply) => fail(new Refusal('NOT_FOUND', 'there is nothing here'), request, reply))
  const guests = new WeakMap<FastifyRequest, Guest>()
  const knock = (endpoint: Endpoint, { headers, method, params, ip }: FastifyRequest): Knock => ({
    endpoint,
    headers,
    method,
    // Of a caller who has hung up meanwhile there is no address.
    address: ip ?? '',
    params: params as Record<string, string>,
  })
  for (const endpoint of endpoints) {
    app.route({
      method: endpoint.method,
      url: endpoint.path.replace(/\{(\w+)\}/g, ':$1'),
      onRequest: async request => {
        guests.set(request, await admit(knock(endpoint, request)))
      },
      // The body is text of any shape until our own parser and schema have seen it.
      handler: async (request, reply) => {
        const { raw, parsed, body } = bodyOf(endpoint, request)
        const call = { ...knock(endpoint, request), input: gather(request, parsed), url: request.url, raw, body }
        return send(endpoint, reply, await answer(call, guests.get(request) as Guest))
      },
    })
  }
  return app
}
