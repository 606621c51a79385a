import type { Endpoint } from './endpoint.ts'
import type { Problem } from './errors.ts'

/** How a caller reaches a server. */
export type CallOptions = {
  /** Such as `http://127.0.0.1:4680`. */
  url: string
  /** A project's token; without one the caller is nobody, or who the browser's cookie says. */
  token?: string
  /** How often a request is sent at most, when the server is away or busy (default 5). */
  tries_max?: number
  fetch?: typeof fetch
}

/** What one request may ask for beside its input. */
export type Attempt = {
  /** The Idempotency-Key; the same key never makes a thing happen twice. Default: a new one. */
  key?: string
  signal?: AbortSignal
}

/** The names in braces of a path. */
export const pathNames = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map(match => match[1] as string)

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

/** What sending needs of an endpoint: all that is left of it in a browser. */
type Called = Pick<Endpoint, 'method' | 'path' | 'takes'>

const split = (endpoint: Called, input: Record<string, unknown>) => {
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

/** How long a server may ask to be left alone before the caller hears of it instead. */
const WAIT_max_seconds = 10

const askedToWait = (response: Response | undefined): number => Number(response?.headers.get('retry-after')) || 0

const pause = (tries: number, response: Response | undefined) => {
  const asked = askedToWait(response)
  const ms = asked > 0 ? asked * 1000 : 100 * 2 ** tries * (0.5 + Math.random())
  return new Promise(resolve => setTimeout(resolve, ms))
}

/** Whether another try may help, soon. */
const isPassing = (response: Response): boolean =>
  PASSING.has(response.status) && askedToWait(response) <= WAIT_max_seconds

/**
 * Sends one request; a passing failure is tried again under the same Idempotency-Key, so that nothing happens twice.
 */
export const send = async (
  options: CallOptions,
  { endpoint, input, attempt = {} }: { endpoint: Called; input: Record<string, unknown>; attempt?: Attempt },
): Promise<Response> => {
  const { path, body } = split(endpoint, input)
  const headers: Record<string, string> = { 'idempotency-key': attempt.key ?? crypto.randomUUID() }
  if (options.token) headers.authorization = `Bearer ${options.token}`
  if (body !== undefined) headers['content-type'] = 'application/json'
  const signal = attempt.signal ? { signal: attempt.signal } : {}
  const request = { method: endpoint.method, headers, ...signal, ...(body !== undefined && { body }) }
  for (let tries = 1; ; tries += 1) {
    const last = tries >= (options.tries_max ?? 5)
    const response = await (options.fetch ?? fetch)(new URL(path, options.url), request).catch((error: unknown) => {
      if (last || attempt.signal?.aborted) throw error
      return undefined
    })
    if (response?.ok) return response
    if (response && (last || !isPassing(response))) throw new ProblemError(await problemOf(response))
    await pause(tries, response)
  }
}
