import * as z from 'zod'
import { endpoint, pageInput, projectId } from '../platform/endpoint.ts'

export const entry = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  actor: z.string(),
  action: z.string(),
  because: z.array(z.uuid()),
  payload: z.record(z.string(), z.unknown()),
})
export type EntryView = z.output<typeof entry>

export const listEntries = endpoint({
  name: 'listEntries',
  method: 'GET',
  path: '/api/projects/{project_id}/ledger',
  may: 'read',
  summary: 'What happened, newest first',
  input: z.strictObject({ project_id: projectId, ...pageInput, action: z.string().max(100).optional() }),
  output: z.object({ entries: z.array(entry), next: z.uuid().nullable() }),
})

export const getLedgerHead = endpoint({
  name: 'getLedgerHead',
  method: 'GET',
  path: '/api/projects/{project_id}/ledger/head',
  may: 'read',
  summary: 'The newest signed checkpoint: keep it elsewhere, and nobody can rewrite what came before',
  input: z.strictObject({ project_id: projectId }),
  output: z.object({ size: z.int(), note: z.string().nullable(), at: z.iso.datetime().nullable() }),
})

/** What a verification found. */
export const verdict = z.object({
  project_id: projectId,
  ok: z.boolean(),
  /** Entries checked, rows checked against them, heads checked, entries that still wait to be sealed. */
  entries: z.int(),
  rows: z.int(),
  checkpoints: z.int(),
  unsealed: z.int(),
  /** The first thing that does not fit, in the order of the ledger. */
  divergence: z
    .object({
      /** Place in the tree, where it has one. */
      seq: z.int().nullable(),
      entry_id: z.string().nullable(),
      table: z.string().nullable(),
      what: z.string(),
    })
    .nullable(),
})
export type Verdict = z.output<typeof verdict>

export const verifyLedger = endpoint({
  name: 'verifyLedger',
  method: 'POST',
  path: '/api/projects/{project_id}/ledger/verify',
  may: 'maintain',
  summary: 'Hash every entry and every covered row again: a line now and then on the way, the verdict with the last',
  input: z.strictObject({ project_id: projectId }),
  output: z.object({
    /** What is being checked: `entry`, or a table that entries cover. */
    table: z.string().nullable(),
    /** How many of it so far. */
    checked: z.int(),
    ms: z.int(),
    verdict: verdict.nullable(),
  }),
  gives: 'lines',
})

export const provenance = endpoint({
  name: 'provenance',
  method: 'GET',
  path: '/api/projects/{project_id}/ledger/{entry_id}/provenance',
  may: 'read',
  summary: 'What an entry rests on (back), or what rests on it (forward), to the end',
  input: z.strictObject({
    project_id: projectId,
    entry_id: z.uuid(),
    direction: z.enum(['back', 'forward']).default('back'),
  }),
  output: z.object({ entries: z.array(entry.extend({ distance: z.int() })), complete: z.boolean() }),
})

export const streamEvents = endpoint({
  name: 'streamEvents',
  method: 'GET',
  path: '/api/projects/{project_id}/events',
  may: 'read',
  summary: 'What happens, as it happens: server-sent events, each an entry; after Last-Event-ID none is left out',
  input: z.strictObject({
    project_id: projectId,
    /** Only these actions, with commas between them. */
    actions: z.string().min(1).max(1000).optional(),
  }),
  output: entry,
  gives: 'events',
})
