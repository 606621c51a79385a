/** The server as the browser calls it: the endpoints of the contracts, with the session's cookie. */
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type Attempt, ProblemError, send } from '../platform/call.ts'
import type { Endpoint, InputOf, OutputOf } from '../platform/endpoint.ts'

export { ProblemError } from '../platform/call.ts'

/** Sends one request and gives its answer. @throws ProblemError what the server refused; TypeError out of reach */
export const call = async <E extends Endpoint>(
  endpoint: E,
  input: InputOf<E>,
  attempt: Attempt & { tries_max?: number } = {},
): Promise<OutputOf<E>> => {
  const { tries_max = 3, ...rest } = attempt
  const options = { url: location.origin, tries_max }
  const response = await send(options, { endpoint, input: input as Record<string, unknown>, attempt: rest })
  return response.json()
}

/** A read as a query: kept, shared between components, named by endpoint and input. */
export const readOf = <E extends Endpoint>(endpoint: E, input: InputOf<E>) =>
  queryOptions<OutputOf<E>>({
    queryKey: [endpoint.name, input],
    queryFn: ({ signal }) => call(endpoint, input, { signal }),
  })

/** What an endpoint answers, kept fresh; `every_ms` asks again while the page is looked at. */
export const useRead = <E extends Endpoint>(
  endpoint: E,
  input: InputOf<E>,
  { enabled = true, every_ms }: { enabled?: boolean; every_ms?: number } = {},
) => useQuery({ ...readOf(endpoint, input), enabled, ...(every_ms && { refetchInterval: every_ms }) })

/** An endpoint that changes something; afterwards the reads named in `renews` are asked again. */
export const useAct = <E extends Endpoint>(endpoint: E, { renews = [] }: { renews?: Endpoint[] } = {}) => {
  const client = useQueryClient()
  return useMutation<OutputOf<E>, Error, InputOf<E>>({
    mutationFn: input => call(endpoint, input),
    onSuccess: () => Promise.all(renews.map(({ name }) => client.invalidateQueries({ queryKey: [name] }))),
  })
}

/** What went wrong, in a sentence for people. */
export const toldOf = (error: unknown): string => {
  if (error instanceof ProblemError) return error.problem.detail
  if (error instanceof TypeError) return 'The server cannot be reached. Your work is kept; try again.'
  return error instanceof Error ? error.message : String(error)
}

/** The stable code of a refusal, or undefined for anything else. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof ProblemError ? error.problem.code : undefined
