/** Who may do what: people, their roles in projects, tokens of machines, sessions. Every endpoint asks here first. */
import { acts, type Door, reads } from '../ledger/door.ts'
import { Refusal } from '../platform/errors.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'
import * as directory from './directory.ts'
import { membersOf, putSettings, settingsOf } from './store.ts'

export { actingPerson, addPerson, inviteByEmail } from './actions.ts'
export { authenticate, SESSION_COOKIE, sessionSecretOf } from './authenticate.ts'
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
export { makeSecret, sha256 } from './secret.ts'
export { signInByIdentity } from './sign-in/by-identity.ts'
export { openProven, proveByPassword, readyPassword, setPassword } from './sign-in/by-password.ts'
export {
  endOtherSessions,
  endSession,
  endSessionOf,
  type From,
  forgetOldSessions,
  makeLink,
  type Opened,
  SESSION_seconds,
  sessionsOf,
  signIn,
} from './sign-in/sessions.ts'
export { firstAdministrator, membersOf, personByEmail, personOf, putMember, rolesOf } from './store.ts'

/** How the screen is until a person says otherwise. */
const SETTINGS: contract.Settings = { theme: 'system', keys_on: true, keys: {}, highlights: true }

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
  reads(contract.listPeople, (view, page) => directory.peopleOf(view.db, page)),
  acts(contract.disablePerson, directory.disablePerson),
  acts(contract.enablePerson, directory.enablePerson),
  reads(contract.getSettings, async view => (await settingsOf(view.db, actions.actingPerson(view))) ?? SETTINGS),
  acts(contract.putSettings, async (ctx, settings) => {
    await putSettings(ctx.db, actions.actingPerson(ctx), settings)
    return settings
  }),
]

/** Refuses with the right code what `barOf` bars. */
export const refuse = (bar: 'sign-in' | 'hidden' | 'forbidden'): Refusal => {
  if (bar === 'sign-in') return new Refusal('UNAUTHENTICATED', 'sign in, or send a token')
  if (bar === 'hidden') return new Refusal('NOT_FOUND', 'no such project')
  return new Refusal('FORBIDDEN', 'your role does not allow this')
}
