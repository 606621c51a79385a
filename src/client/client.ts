import { type CallOptions, send } from '../platform/call.ts'
import type { Endpoint, InputOf, OutputOf } from '../platform/endpoint.ts'

/** One function an endpoint. An endpoint that gives a stream answers with the `Response` itself. */
export type ClientOf<Endpoints extends Record<string, Endpoint>> = {
  [Name in keyof Endpoints]: (
    input: InputOf<Endpoints[Name]>,
  ) => Promise<Endpoints[Name] extends { gives: string } ? Response : OutputOf<Endpoints[Name]>>
}

/** Makes a client of endpoints, typed by their contracts. */
export const clientOf = <Endpoints extends Record<string, Endpoint>>(
  endpoints: Endpoints,
  options: CallOptions,
): ClientOf<Endpoints> => {
  const call = (endpoint: Endpoint) => async (input: Record<string, unknown>) => {
    const response = await send(options, { endpoint, input })
    return endpoint.gives ? response : response.json()
  }
  const calls = Object.entries(endpoints).map(([name, endpoint]) => [name, call(endpoint)])
  return Object.fromEntries(calls) as ClientOf<Endpoints>
}
