import type { Door } from '../ledger/door.ts'
import { doors } from '../loop.ts'
import { PERMISSIONS } from '../people/index.ts'
import type { Endpoint, InputOf, OutputOf } from '../platform/endpoint.ts'
import { check } from '../platform/http.ts'
import type { App } from './app.ts'

/** Who runs a command on the machine itself: they own the database, and the ledger says so. */
const WHO = { actor: 'system:operator', permissions: PERMISSIONS }

export type Operator = {
  call<E extends Endpoint>(endpoint: E, input: InputOf<E>): Promise<OutputOf<E>>
  stream<E extends Endpoint>(endpoint: E, input: InputOf<E>): AsyncIterable<string>
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** The API's doors for a command of this machine: the same checks and actions, without HTTP and sign-in. */
export const operatorOf = (app: App): Operator => {
  const doorOf = (endpoint: Endpoint) => doors.find(door => door.endpoint === endpoint) as Door
  const view = () => ({ db: app.database, now: app.clock(), home: app.home, ...WHO })
  return {
    async call(endpoint, input) {
      const door = doorOf(endpoint)
      const checked = check(endpoint.input, input)
      if (door.sort === 'reads') return door.read(view(), checked) as never
      if (door.sort === 'acts') {
        const prepared = await door.prepare?.(view(), checked)
        return app.act(WHO, ctx => door.act(ctx, checked, prepared)) as never
      }
      throw new Error(`${endpoint.name} is a stream`)
    },
    stream(endpoint, input) {
      const door = doorOf(endpoint)
      if (door.sort !== 'streams') throw new Error(`${endpoint.name} is no stream`)
      return door.stream({ view: view(), body: nothing(), act: run => app.act(WHO, run) }, check(endpoint.input, input))
    },
  }
}
