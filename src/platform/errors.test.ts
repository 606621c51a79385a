import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problem, REFUSALS, Refusal, refusalOf, refusalOfDatabase } from './errors.ts'

const databaseError = (code: string | undefined, message = 'relation "secret_table"', routine?: string): Error =>
  Object.assign(new Error(message), { code, routine, detail: 'Key (email)=(a@b) exists', query: 'select secret' })

test('a code has one status', () => {
  for (const [code, status] of [
    ['JSON_SYNTAX', 400],
    ['UNAUTHENTICATED', 401],
    ['FORBIDDEN', 403],
    ['NOT_FOUND', 404],
    ['METHOD', 405],
    ['CONFLICT', 409],
    ['LEASE_LOST', 409],
    ['STALE', 412],
    ['TOO_LARGE', 413],
    ['MEDIA_TYPE', 415],
    ['IDEMPOTENCY_REUSED', 422],
    ['TOO_MANY', 429],
    ['INTERNAL', 500],
    ['UNAVAILABLE', 503],
  ] as const) {
    assert.equal(new Refusal(code, 'x').status, status, code)
  }
  for (const [code, [status, title]] of Object.entries(REFUSALS)) {
    assert.ok(status >= 400 && status <= 503 && title.length > 0, code)
  }
})

test('a refusal keeps its field, what was expected, and its cause', () => {
  const cause = new Error('why')
  const refusal = new Refusal('INVALID', 'PORT is "x"', { field: 'PORT', expected: 'a number' }, { cause })
  assert.ok(refusal instanceof Error)
  assert.deepEqual(
    [refusal.name, refusal.message, refusal.field, refusal.expected, refusal.cause],
    ['Refusal', 'PORT is "x"', 'PORT', 'a number', cause],
  )
})

test('problem is the object of RFC 9457 with our code', () => {
  const refusal = new Refusal('STALE', 'Somebody saved before you.', { field: 'policy', current_version: 7 })
  assert.deepEqual(problem(refusal, 'urn:uuid:1'), {
    type: 'urn:errata:problem:STALE',
    title: 'Changed since you read it',
    status: 412,
    code: 'STALE',
    detail: 'Somebody saved before you.',
    instance: 'urn:uuid:1',
    field: 'policy',
    current_version: 7,
  })
})

test('a member of the detail never replaces what the code says', () => {
  const { status, code, detail, type } = problem(
    new Refusal('NOT_FOUND', 'No.', { status: 200, code: 'OK', type: 'x' }),
  )
  assert.deepEqual([status, code, detail, type], [404, 'NOT_FOUND', 'No.', 'urn:errata:problem:NOT_FOUND'])
})

test('an unforeseen error says nothing but INTERNAL', () => {
  const bugs = [new TypeError('x is undefined at /srv/app.ts'), databaseError('42P01'), 'text', undefined, null]
  for (const bug of bugs) {
    const { detail, ...rest } = problem(bug, 'request-1')
    assert.deepEqual([rest.status, rest.code, rest.instance], [500, 'INTERNAL', 'request-1'])
    assert.doesNotMatch(JSON.stringify({ detail, ...rest }), /undefined|srv|secret|stack/)
    assert.equal(refusalOf(bug).cause, bug, 'the log still sees it')
  }
})

test('errors of the database become what the caller can do about them', () => {
  for (const [sqlstates, status, code] of [
    ['22021 22P05', 400, 'TEXT_NUL'],
    ['22P02 22008 22009 2201W 2201X 2201B 23514 54000', 400, 'INVALID'],
    ['22003', 400, 'NUM_RANGE'],
    ['54001', 400, 'JSON_DEPTH'],
    ['23505', 409, 'CONFLICT'],
    ['40001 40P01 55P03 57014 57P01 57P02 57P03 08006 08001 53300 53100 25006', 503, 'UNAVAILABLE'],
    ['ECONNREFUSED ECONNRESET EPIPE ETIMEDOUT', 503, 'UNAVAILABLE'],
  ] as const) {
    for (const sqlstate of sqlstates.split(' ')) {
      const error = databaseError(sqlstate)
      const refusal = refusalOfDatabase(error)
      assert.deepEqual([refusal?.status, refusal?.code, refusal?.cause], [status, code, error], sqlstate)
      assert.doesNotMatch(JSON.stringify(problem(error)), /secret|a@b/, sqlstate)
    }
  }
})

test('a lost connection is told by its message, as the driver has no code for it', () => {
  for (const message of [
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error and is not queryable',
  ]) {
    const refusal = refusalOfDatabase(databaseError(undefined, message))
    assert.deepEqual([refusal?.code, refusal?.detail.retry_after_seconds], ['UNAVAILABLE', 1], message)
  }
})

test('what only a bug of ours can cause stays unexplained', () => {
  for (const sqlstate of ['42601', '42P01', '42703', '23503', '23502', 'XX000', '']) {
    assert.equal(refusalOfDatabase(databaseError(sqlstate)), undefined, sqlstate)
  }
  assert.equal(refusalOfDatabase('42601'), undefined)
  assert.equal(refusalOfDatabase(databaseError('42601', 'syntax error', 'jsonpath_yyerror'))?.code, 'INVALID')
})
