/** Who may do what: people, their roles in projects, tokens of machines, sessions. Every endpoint asks here first. */
import { acts, type Door, reads } from '../ledger/door.ts'
import { Refusal } from '../platform/errors.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'
import { membersOf } from './store.ts'

export { actingPerson, addPerson, makeLink, signIn } from './actions.ts'
export { authenticate, SESSION_COOKIE, SESSION_seconds, sessionSecretOf } from './authenticate.ts'
export {
  actorOf,
  barOf,
  PERMISSIONS,
  PERMISSIONS_OF,
  type Permission,
  type Principal,
  permissionsIn,
  type Role,
} from './roles.ts'
export { sha256 } from './secret.ts'
export { firstAdministrator, membersOf, personByEmail, putMember, revokeSession, rolesOf } from './store.ts'

export const doors: Door[] = [
  reads(contract.listMembers, async (view, { project_id }) => ({
    members: (await membersOf(view.db, project_id)).map(({ administrator: _, ...member }) => member),
  })),
  acts(contract.addMember, actions.addMember),
  acts(contract.removeMember, actions.removeMember),
  acts(contract.inviteMember, actions.inviteMember),
  reads(contract.listTokens, (view, { project_id }) => actions.tokensOf(view, project_id)),
  acts(contract.createToken, actions.createToken),
  acts(contract.revokeToken, actions.revokeToken),
]

/** Refuses with the right code what `barOf` bars. */
export const refuse = (bar: 'sign-in' | 'hidden' | 'forbidden'): Refusal => {
  if (bar === 'sign-in') return new Refusal('UNAUTHENTICATED', 'sign in, or send a token')
  if (bar === 'hidden') return new Refusal('NOT_FOUND', 'no such project')
  return new Refusal('FORBIDDEN', 'your role does not allow this')
}
