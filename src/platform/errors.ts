/**
 * The one expected error. Whatever a caller can cause is a `Refusal` with a stable code; anything else thrown is a bug
 * and answers INTERNAL. Here alone a code gets its HTTP status, and an error its face for the outside (RFC 9457).
 */

/** Every code with its HTTP status and a title that is the same for every occurrence. */
export const REFUSALS = {
  JSON_SYNTAX: [400, 'Not valid JSON'],
  JSON_DEPTH: [400, 'JSON nested too deeply'],
  JSON_SIZE: [400, 'JSON with too many elements'],
  JSON_KEY: [400, 'JSON key not accepted'],
  UTF8: [400, 'Not valid UTF-8'],
  TEXT_NUL: [400, 'Text holds a NUL character'],
  TEXT_SURROGATE: [400, 'Text holds half a character'],
  NUM_RANGE: [400, 'Number cannot be kept as written'],
  INVALID: [400, 'Not valid here'],
  BLOCKED: [400, 'Address not allowed'],
  UNAUTHENTICATED: [401, 'Sign in first'],
  FORBIDDEN: [403, 'Not allowed'],
  NOT_FOUND: [404, 'Not found'],
  METHOD: [405, 'Method not allowed'],
  TOO_SLOW: [408, 'Request took too long'],
  CONFLICT: [409, 'In conflict with what is there'],
  LEASE_LOST: [409, 'The task is no longer yours'],
  STALE: [412, 'Changed since you read it'],
  TOO_LARGE: [413, 'Too large'],
  MEDIA_TYPE: [415, 'Media type not accepted'],
  IDEMPOTENCY_REUSED: [422, 'Idempotency key used for something else'],
  TOO_MANY: [429, 'Too many requests'],
  HEADERS: [431, 'Headers too large'],
  INTERNAL: [500, 'An error on our side'],
  UNAVAILABLE: [503, 'Not available just now'],
} as const satisfies Record<string, readonly [status: number, title: string]>

export type RefusalCode = keyof typeof REFUSALS

/** What a refusal tells beside its message: `field` is a dotted path; other members go to the caller as they are. */
export type RefusalDetail = {
  field?: string
  expected?: string
  retry_after_seconds?: number
  [member: string]: unknown
}

/** The problem+json body of RFC 9457. `code` is the member to program against. */
export type Problem = RefusalDetail & {
  type: string
  title: string
  status: number
  code: RefusalCode
  detail: string
  instance?: string
}

/**
 * A request the caller can correct or repeat. The message is for the caller: it never quotes SQL, stacks or secrets.
 */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly status: number
  readonly detail: RefusalDetail

  constructor(code: RefusalCode, message: string, detail: RefusalDetail = {}, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Refusal'
    this.code = code
    this.status = REFUSALS[code][0]
    this.detail = detail
  }

  get field(): string | undefined {
    return this.detail.field
  }

  get expected(): string | undefined {
    return this.detail.expected
  }
}

/**
 * What the outside may see of any error. A database error that the caller caused is told as such; an error we did not
 * foresee says nothing but INTERNAL, and `instance` (the request's id) is the way to its stack in the log.
 */
export const problem = (error: unknown, instance?: string): Problem => {
  const { code, status, message, detail } = refusalOf(error)
  return {
    ...detail,
    type: `urn:errata:problem:${code}`,
    title: REFUSALS[code][1],
    status,
    code,
    detail: message,
    ...(instance !== undefined && { instance }),
  }
}

/** Any thrown value as the refusal it amounts to. */
export const refusalOf = (error: unknown): Refusal =>
  error instanceof Refusal
    ? error
    : (refusalOfDatabase(error) ?? new Refusal('INTERNAL', 'Something failed on our side.', {}, { cause: error }))

type Told = readonly [code: RefusalCode, message: string]
const NOT_VALID: Told = ['INVALID', 'A value is not valid for its field.']
const AGAIN: Told = ['UNAVAILABLE', 'The database could not answer just now. Try again.']

/** SQLSTATE -> what the caller is told. Codes of https://www.postgresql.org/docs/18/errcodes-appendix.html */
const TOLD_OF_SQLSTATE = new Map<string, Told>([
  ['22021', ['TEXT_NUL', 'A text holds a character that cannot be stored.']],
  ['22P05', ['TEXT_NUL', 'A text holds a character that cannot be stored.']],
  ['22P02', NOT_VALID],
  ['22003', ['NUM_RANGE', 'A number is out of range.']],
  ['22008', ['INVALID', 'A date or time does not exist or is out of range.']],
  ['22009', ['INVALID', 'A time zone is not valid.']],
  ['2201W', ['INVALID', 'The limit must not be negative.']],
  ['2201X', ['INVALID', 'The offset must not be negative.']],
  ['2201B', ['INVALID', 'The regular expression is not valid.']],
  ['23514', NOT_VALID],
  ['54000', ['INVALID', 'A value is too long for its field.']],
  ['54001', ['JSON_DEPTH', 'The value is nested too deeply.']],
  ['23505', ['CONFLICT', 'This is already there.']],
])

/**
 * Worth another try: lost connection (08), out of resources (53), shutdown and crash (57P), serialization, deadlock,
 * lock and statement timeouts, and a server that is read-only while it fails over.
 */
const PASSING_SQLSTATE = /^(08...|53...|57P..|40001|40P01|55P03|57014|25006)$/
const PASSING_SOCKET = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$/
/** How `pg` and its pool report a connection that went away: plain errors without a code. */
const PASSING_MESSAGE = /^(Connection terminated|timeout exceeded when trying to connect|Client .* is not queryable)/

/**
 * The refusal an error of the database driver amounts to, or undefined where it shows a bug of ours (a wrong statement,
 * a missing column, a broken foreign key). The driver's error stays as `cause`, for the log alone.
 */
export const refusalOfDatabase = (error: unknown): Refusal | undefined => {
  if (!(error instanceof Error)) return undefined
  const { code = '', routine } = error as Error & { code?: unknown; routine?: unknown }
  const sqlstate = String(code)
  if (PASSING_SQLSTATE.test(sqlstate) || PASSING_SOCKET.test(sqlstate) || PASSING_MESSAGE.test(error.message)) {
    return new Refusal(...AGAIN, { retry_after_seconds: 1 }, { cause: error })
  }
  // 42601 is a bug in our SQL, except where the text came from a caller: a JSON path.
  const isJsonPath = sqlstate === '42601' && String(routine).startsWith('jsonpath')
  const told = isJsonPath ? NOT_VALID : TOLD_OF_SQLSTATE.get(sqlstate)
  return told && new Refusal(...told, {}, { cause: error })
}
