import * as z from 'zod'

/** What a caller may be allowed to do in a project. */
export const PERMISSIONS = ['read', 'ingest', 'review', 'adjudicate', 'maintain', 'administer'] as const
export type Permission = (typeof PERMISSIONS)[number]

/** What an endpoint asks for: a permission in the project its path names, or one of the three that need no project. */
export type May = Permission | 'anyone' | 'signed-in' | 'administrator'

/** What an endpoint is, as data: served over HTTP, called by the client, printed as OpenAPI. */
export type Endpoint<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodType = z.ZodType> = {
  /** Verb and noun, unique: the client's name for it and OpenAPI's operationId. */
  name: string
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** `/api/projects/{project_id}/tasks/next`: names in braces are taken from the input. */
  path: string
  /** What a caller needs; there is no default, so that no endpoint is open by oversight. */
  may: May
  summary: string
  /** All of the input, flat: what the path does not name is query (GET, DELETE) or JSON body (POST, PUT). */
  input: Input
  output: Output
  /** Answer status; default 200. */
  status?: number
  /** The array of the input whose rows are taken or refused one by one. */
  rows?: string
  /** The body is a stream of lines (NDJSON) instead of one JSON document. */
  takes?: 'lines'
  /** The answer is a stream of lines instead of one JSON document. */
  gives?: 'lines' | 'csv' | 'events'
  /** The answer holds a secret that is shown this once: it is never kept, not even for an Idempotency-Key. */
  secret?: true
}

/** Names an endpoint and keeps its exact types. */
export const endpoint = <Input extends z.ZodObject, Output extends z.ZodType>(
  definition: Endpoint<Input, Output>,
): Endpoint<Input, Output> => definition

/** What a caller passes, and what a handler receives. */
export type InputOf<E extends Endpoint> = z.input<E['input']>
export type ParsedOf<E extends Endpoint> = z.output<E['input']>
export type OutputOf<E extends Endpoint> = z.output<E['output']>

/**
 * A whole number of a query or a path, which arrive as text (in a JSON body it is `z.int()`). Only plain digits are
 * one: `1e3`, `""`, `-1` and a repeated parameter are refused rather than guessed at.
 */
export const whole = (min: number, max: number) =>
  z.preprocess(
    value => (typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value),
    z.int().min(min).max(max),
  )

/** A list parameter of a page: how many, and after which (the `next` of the page before). */
export const pageInput = { limit: whole(1, 1000).default(50), after: z.uuid().optional() }

/** An identifier given by the caller: bytes are compared as they come, so no two that differ are the same. */
export const nameText = z
  .string()
  .min(1)
  .refine(text => new TextEncoder().encode(text).length <= 255, 'at most 255 bytes of UTF-8')

export const projectId = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'lower-case letters, digits and hyphens')

/**
 * A moment with its zone, as ISO 8601. `2026-02-30` and a time without zone are refused, and so are years that only
 * their zone carries out of 1 to 9999: ISO text and PostgreSQL write those differently.
 */
export const moment = z.iso.datetime({ offset: true }).refine(text => {
  const year = new Date(text).getUTCFullYear()
  return year >= 1 && year <= 9999
}, 'a year from 1 to 9999')
