import { createHash } from 'node:crypto'
import { sql, type Tx } from './db.ts'
import { Refusal } from './errors.ts'

/**
 * Whose request it was, what exactly was asked, and whether the answer may be kept: one that holds a secret may not.
 */
export type Attempt = {
  project_id: string
  actor: string
  key: string
  request: (string | Uint8Array)[]
  keep: boolean
}

export type Answer = { status: number; body: string }

/**
 * Runs `act` once for a key: a repeated request gets the first answer again, byte for byte.
 * The row is written first, in the same transaction, so a twin that arrives meanwhile waits and then finds the answer.
 * Refusals roll the row back with everything else: a request that failed may be corrected and sent again.
 * @throws Refusal IDEMPOTENCY_REUSED where the key was used for another request, CONFLICT where its answer was not kept
 */
export const onceForKey = async (tx: Tx, attempt: Attempt, act: () => Promise<Answer>): Promise<Answer> => {
  const { project_id, actor, key } = attempt
  const bytes = Buffer.byteLength(key)
  if (bytes < 1 || bytes > 255) {
    throw new Refusal('INVALID', 'Idempotency-Key is too long', {
      field: 'Idempotency-Key',
      expected: '1 to 255 bytes',
    })
  }
  const hash = createHash('sha256')
  for (const part of attempt.request) hash.update(part).update('\0')
  const request_hash = hash.digest()
  const fresh = await tx.row(sql`
    insert into idempotency (project_id, actor, key, request_hash)
    values (${project_id}, ${actor}, ${key}, ${request_hash})
    on conflict do nothing returning key`)
  if (!fresh) return earlier(tx, attempt, request_hash)
  const answer = await act()
  await tx.rows(sql`
    update idempotency set status = ${answer.status}, body = ${attempt.keep ? answer.body : null}
    where project_id = ${project_id} and actor = ${actor} and key = ${key}`)
  return answer
}

const earlier = async (tx: Tx, { project_id, actor, key }: Attempt, request_hash: Buffer): Promise<Answer> => {
  const row = await tx.row<{ request_hash: Buffer; status: number; body: string | null }>(sql`
    select request_hash, status, body from idempotency
    where project_id = ${project_id} and actor = ${actor} and key = ${key}`)
  if (!row) throw new Refusal('CONFLICT', 'the same request is being answered right now; send it again')
  if (!row.request_hash.equals(request_hash)) {
    throw new Refusal('IDEMPOTENCY_REUSED', 'this Idempotency-Key was used for another request')
  }
  if (row.body === null) throw new Refusal('CONFLICT', 'this was done already, and its answer is shown only once')
  return { status: row.status, body: row.body }
}

/** Forgets answers older than a day; keys are promised for 24 hours. */
export const forgetOldAnswers = (tx: Tx, now: Date) =>
  tx.rows(sql`delete from idempotency where at < ${new Date(now.getTime() - 86_400_000).toISOString()}`)
