/** Everybody of the installation, for its administrators. */
import type { Ctx } from '../ledger/context.ts'
import type { Db } from '../platform/db.ts'
import { Refusal } from '../platform/errors.ts'
import { log } from '../platform/log.ts'
import { actingPerson } from './actions.ts'
import { revokeSessionsOf } from './sign-in/store.ts'
import * as store from './store.ts'

type Page = { limit: number; after?: string | undefined }

export const peopleOf = async (db: Db, { limit, after }: Page) => {
  const rows = await store.pageOfPeople(db, { limit, after: after ?? null })
  const people = rows.map(row => ({
    ...row,
    created_at: row.created_at.toISOString(),
    disabled_at: row.disabled_at?.toISOString() ?? null,
  }))
  return { people, next: rows.length === limit ? (rows.at(-1)?.id ?? null) : null }
}

/** Closes an account. Nobody closes their own, so that one administrator at least is left. */
export const disablePerson = async (ctx: Ctx, { person_id }: { person_id: string }) => {
  const me = actingPerson(ctx)
  if (me === person_id) throw new Refusal('FORBIDDEN', 'nobody may close their own account')
  if (!(await store.lockAdministrator(ctx.db, me))) throw new Refusal('FORBIDDEN', 'your own account was closed')
  if (!(await store.setDisabled(ctx.db, person_id, ctx.now))) throw new Refusal('NOT_FOUND', 'no such person')
  await revokeSessionsOf(ctx.db, person_id, ctx.now)
  log.info({ event: 'person.disabled', person_id, actor: ctx.actor }, 'an account was closed')
  return {}
}

export const enablePerson = async (ctx: Ctx, { person_id }: { person_id: string }) => {
  if (!(await store.setDisabled(ctx.db, person_id, null))) throw new Refusal('NOT_FOUND', 'no such person')
  log.info({ event: 'person.enabled', person_id, actor: ctx.actor }, 'an account was opened again')
  return {}
}
