/**
 * The typed client of the API, for Node and the browser.
 * @example
 * const errata = createClient({ url: 'http://127.0.0.1:4680', token })
 * const { tasks } = await errata.nextTask({ project_id: 'demo' })
 */
import * as ledger from '../ledger/contract.ts'
import * as advise from '../loop/advise/contract.ts'
import * as curate from '../loop/curate/contract.ts'
import * as evaluate from '../loop/evaluate/contract.ts'
import * as ingest from '../loop/ingest/contract.ts'
import * as monitor from '../loop/monitor/contract.ts'
import * as rehearse from '../loop/rehearse/contract.ts'
import * as release from '../loop/release/contract.ts'
import * as resolve from '../loop/resolve/contract.ts'
import * as review from '../loop/review/contract.ts'
import * as teach from '../loop/teach/contract.ts'
import * as train from '../loop/train/contract.ts'
import * as triage from '../loop/triage/contract.ts'
import * as people from '../people/contract.ts'
import type { CallOptions } from '../platform/call.ts'
import type { Endpoint } from '../platform/endpoint.ts'
import * as projects from '../projects/contract.ts'
import { clientOf } from './client.ts'

export { type CallOptions as ClientOptions, ProblemError } from '../platform/call.ts'

/** What a contract holds of endpoints; its nouns are left out. */
type EndpointsOf<Contract> = {
  [Name in keyof Contract as Contract[Name] extends Endpoint ? Name : never]: Contract[Name] extends Endpoint
    ? Contract[Name]
    : never
}

const endpointsOf = <Contract extends object>(contract: Contract): EndpointsOf<Contract> =>
  Object.fromEntries(
    Object.entries(contract).filter(([, value]) => typeof value === 'object' && 'path' in value && 'may' in value),
  ) as EndpointsOf<Contract>

/** Every endpoint of the API, by name. */
export const endpoints = {
  ...endpointsOf(people),
  ...endpointsOf(projects),
  ...endpointsOf(ledger),
  ...endpointsOf(ingest),
  ...endpointsOf(triage),
  ...endpointsOf(review),
  ...endpointsOf(resolve),
  ...endpointsOf(curate),
  ...endpointsOf(train),
  ...endpointsOf(teach),
  ...endpointsOf(advise),
  ...endpointsOf(evaluate),
  ...endpointsOf(release),
  ...endpointsOf(monitor),
  ...endpointsOf(rehearse),
}

export const createClient = (options: CallOptions) => clientOf(endpoints, options)
export type Client = ReturnType<typeof createClient>
