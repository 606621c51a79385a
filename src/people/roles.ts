import { type May, PERMISSIONS, type Permission } from '../platform/endpoint.ts'

export { PERMISSIONS, type Permission }

export const ROLES = ['viewer', 'reviewer', 'adjudicator', 'maintainer', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** The one table of who may do what. */
export const PERMISSIONS_OF: Record<Role, readonly Permission[]> = {
  viewer: ['read'],
  reviewer: ['read', 'review'],
  adjudicator: ['read', 'review', 'adjudicate'],
  maintainer: ['read', 'review', 'adjudicate', 'ingest', 'maintain'],
  admin: ['read', 'review', 'adjudicate', 'ingest', 'maintain', 'administer'],
}

/** The session of a person who is calling. */
export type Session = { id: string; way: 'link' | 'password' | 'oidc'; created_at: Date }

/** Who is calling, as far as we know. */
export type Principal =
  | { sort: 'nobody' }
  | { sort: 'person'; person_id: string; session: Session; administrator: boolean; roles: Map<string, Role> }
  | { sort: 'token'; project_id: string; id: string; person_id: string | null; permissions: readonly Permission[] }

/** Why a caller may not, or undefined where it may. */
export type Bar = 'sign-in' | 'hidden' | 'forbidden'

/** What a caller may do in one project. */
export const permissionsIn = (principal: Principal, project_id: string): readonly Permission[] => {
  if (principal.sort === 'token') return principal.project_id === project_id ? principal.permissions : []
  if (principal.sort === 'nobody') return []
  const role = principal.roles.get(project_id)
  return role ? PERMISSIONS_OF[role] : []
}

/**
 * Whether a caller may use an endpoint.
 * A project that the caller cannot read at all is hidden, not forbidden: its name is no secret to be probed.
 */
export const barOf = (principal: Principal, may: May, project_id: string | undefined): Bar | undefined => {
  if (may === 'anyone') return undefined
  if (principal.sort === 'nobody') return 'sign-in'
  if (may === 'signed-in') return undefined
  if (may === 'administrator') return principal.sort === 'person' && principal.administrator ? undefined : 'forbidden'
  if (project_id === undefined) return 'forbidden'
  const held = permissionsIn(principal, project_id)
  if (held.length === 0) return 'hidden'
  return held.includes(may) ? undefined : 'forbidden'
}

/** The name of a caller on the ledger. */
export const actorOf = (principal: Principal): string => {
  if (principal.sort === 'person') return `person:${principal.person_id}`
  if (principal.sort === 'nobody') return 'system:door'
  return principal.person_id ? `person:${principal.person_id}` : `token:${principal.id}`
}
