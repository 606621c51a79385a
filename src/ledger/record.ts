import { uuidv7 } from '../platform/uuid.ts'
import { canonical } from './canonical.ts'
import type { Ctx } from './context.ts'
import { leafHash, rootOf } from './merkle.ts'

/** One thing that happened. */
export type Fact = {
  project_id: string
  /** `noun.participle`, such as `judgement.given`. */
  action: string
  /** The entries this one rests on. */
  because?: string[]
  /** What a reader of the ledger should see of it. */
  payload?: Record<string, unknown>
  /** Canonical lines of the rows this fact covers, by table: their number and Merkle root go into the payload. */
  lines?: Record<string, string[]>
}

/** Number and RFC 6962 Merkle root (base64) of the lines of rows, in order. */
export const cover = (lines: string[]): { count: number; root: string } => ({
  count: lines.length,
  root: rootOf(lines.map(line => leafHash(Buffer.from(line)))).toString('base64'),
})

/** An identifier for a fact about to be recorded: rows that it covers carry it as their `proof`. */
export const newProof = (ctx: Ctx): string => uuidv7(ctx.now.getTime())

/**
 * Records what happened, in the transaction of what it is about; later steps will hear of it. The entry is written at
 * the transaction's end, so that a hundred facts cost one statement.
 * @param proof the entry's id, when rows already carry it
 * @returns the id of the entry
 */
export const record = (ctx: Ctx, fact: Fact, proof = newProof(ctx)): string => {
  const tables = Object.entries(fact.lines ?? {}).filter(([, lines]) => lines.length > 0)
  const covered =
    tables.length > 0 ? { rows: Object.fromEntries(tables.map(([table, lines]) => [table, cover(lines)])) } : {}
  ctx.keep({
    project_id: fact.project_id,
    id: proof,
    at: ctx.now.toISOString(),
    actor: ctx.actor,
    action: fact.action,
    because: [...new Set(fact.because ?? [])],
    payload: canonical({ ...fact.payload, ...covered }),
  })
  return proof
}
