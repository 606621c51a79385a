import type { Endpoint, InputOf, OutputOf } from '../platform/endpoint.ts'
import { pathNames } from '../platform/endpoint.ts'
import type { Problem } from '../platform/errors.ts'

/** How the client reaches a server. */
export type ClientOptions = {
  /** Such as `http://127.0.0.1:4680`. */
  url: string
  /** A project's token; without one the caller is nobody, or who the browser's cookie says. */
  token?: string
  /** How often a request is sent at most, when the server is away or busy (default 5). */
  tries_max?: number
  fetch?: typeof fetch
}

/** What the server refused, with its stable `code`, and the field that was wrong. */
export class ProblemError extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail)
    this.name = 'ProblemError'
    this.problem = problem
  }
}

const PASSING = new Set([429, 502, 503, 504])

const split = (endpoint: Endpoint, input: Record<string, unknown>) => {
  const inPath = pathNames(endpoint.path)
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(input[name])))
  const rest = Object.entries(input).filter(([name, value]) => !inPath.includes(name) && value !== undefined)
  const inQuery = endpoint.method === 'GET' || endpoint.method === 'DELETE' || endpoint.takes === 'lines'
  if (!inQuery) return { path, body: JSON.stringify(Object.fromEntries(rest)) }
  const query = new URLSearchParams(rest.map(([name, value]) => [name, String(value)])).toString()
  return { path: query ? `${path}?${query}` : path, body: undefined }
}

const problemOf = async (response: Response): Promise<Problem> => {
  const text = await response.text()
  try {
    return JSON.parse(text) as Problem
  } catch {
    const detail = text.slice(0, 200) || response.statusText
    return { type: 'about:blank', title: response.statusText, status: response.status, code: 'INTERNAL', detail }
  }
}

const pause = (tries: number, response: Response | undefined) => {
  const asked = Number(response?.headers.get('retry-after'))
  const ms = asked > 0 ? asked * 1000 : 100 * 2 ** tries * (0.5 + Math.random())
  return new Promise(resolve => setTimeout(resolve, ms))
}

/**
 * Sends one request; a passing failure is tried again under the same Idempotency-Key, so that nothing happens twice.
 */
const send = async (options: ClientOptions, endpoint: Endpoint, input: Record<string, unknown>): Promise<Response> => {
  const { path, body } = split(endpoint, input)
  const headers: Record<string, string> = { 'idempotency-key': crypto.randomUUID() }
  if (options.token) headers.authorization = `Bearer ${options.token}`
  if (body !== undefined) headers['content-type'] = 'application/json'
  const request = { method: endpoint.method, headers, ...(body !== undefined && { body }) }
  for (let tries = 1; ; tries += 1) {
    const last = tries >= (options.tries_max ?? 5)
    const response = await (options.fetch ?? fetch)(new URL(path, options.url), request).catch((error: unknown) => {
      if (last) throw error
      return undefined
    })
    if (response?.ok) return response
    if (response && (last || !PASSING.has(response.status))) throw new ProblemError(await problemOf(response))
    await pause(tries, response)
  }
}

/** One function an endpoint. An endpoint that gives a stream answers with the `Response` itself. */
export type ClientOf<Endpoints extends Record<string, Endpoint>> = {
  [Name in keyof Endpoints]: (
    input: InputOf<Endpoints[Name]>,
  ) => Promise<Endpoints[Name] extends { gives: string } ? Response : OutputOf<Endpoints[Name]>>
}

/** Makes a client of endpoints, typed by their contracts. */
export const clientOf = <Endpoints extends Record<string, Endpoint>>(
  endpoints: Endpoints,
  options: ClientOptions,
): ClientOf<Endpoints> => {
  const call = (endpoint: Endpoint) => async (input: Record<string, unknown>) => {
    const response = await send(options, endpoint, input)
    return endpoint.gives ? response : response.json()
  }
  const calls = Object.entries(endpoints).map(([name, endpoint]) => [name, call(endpoint)])
  return Object.fromEntries(calls) as ClientOf<Endpoints>
}
