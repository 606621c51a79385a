import type { Principal } from '../people/index.ts'
import type { Call, Reply } from '../platform/http.ts'
import type { App } from './app.ts'

/** An answer that needs more than a transaction: who is calling, or a cookie to set. */
export type Direct = (
  app: App,
  request: { call: Call; input: Record<string, unknown>; principal: Principal },
) => Promise<Reply>
