import type { Endpoint, OutputOf, ParsedOf } from '../platform/endpoint.ts'
import type { Ctx, View } from './context.ts'

/** What a streaming door gets: a view to read by, and a way to act in as many transactions as it needs. */
export type Streaming = {
  view: View
  body: AsyncIterable<Uint8Array>
  act<T>(run: (ctx: Ctx) => Promise<T> | T): Promise<T>
}

/** An endpoint with what answers it. Doors open transactions; what is behind them runs inside one. */
export type Door<E extends Endpoint = Endpoint> = { endpoint: E } & (
  | { sort: 'reads'; read(view: View, input: ParsedOf<E>): Promise<OutputOf<E>> }
  | {
      sort: 'acts'
      /** Runs before the transaction, for what others must be waited for. */
      prepare?(view: View, input: ParsedOf<E>): Promise<unknown>
      act(ctx: Ctx, input: ParsedOf<E>, prepared: unknown): Promise<OutputOf<E>>
    }
  | { sort: 'streams'; stream(streaming: Streaming, input: ParsedOf<E>): AsyncIterable<string> }
)

/** A door that only looks. */
export const reads = <E extends Endpoint>(
  endpoint: E,
  read: (view: View, input: ParsedOf<E>) => Promise<OutputOf<E>>,
): Door<E> => ({ endpoint, sort: 'reads', read })

/** A door that changes something: one transaction, all or nothing. */
export const acts = <E extends Endpoint>(
  endpoint: E,
  act: (ctx: Ctx, input: ParsedOf<E>) => Promise<OutputOf<E>>,
): Door<E> => ({ endpoint, sort: 'acts', act })

/** A door that changes something once others were asked: they answer before the transaction begins. */
export const asksAndActs = <E extends Endpoint, Prepared>(
  endpoint: E,
  prepare: (view: View, input: ParsedOf<E>) => Promise<Prepared>,
  act: (ctx: Ctx, input: ParsedOf<E>, prepared: Prepared) => Promise<OutputOf<E>>,
): Door<E> => ({
  endpoint,
  sort: 'acts',
  prepare,
  act: (ctx, input, prepared) => act(ctx, input, prepared as Prepared),
})

/** A door for more than fits one transaction: it takes or gives a stream. */
export const streams = <E extends Endpoint>(
  endpoint: E,
  stream: (streaming: Streaming, input: ParsedOf<E>) => AsyncIterable<string>,
): Door<E> => ({ endpoint, sort: 'streams', stream })
