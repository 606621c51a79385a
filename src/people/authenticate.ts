import type { Db } from '../platform/db.ts'
import { Refusal } from '../platform/errors.ts'
import { PERMISSIONS_OF, type Permission, type Principal } from './roles.ts'
import { readToken, secretMatches, sha256 } from './secret.ts'
import { idleSince } from './sign-in/sessions.ts'
import { sessionOf, touchSession } from './sign-in/store.ts'
import { rolesOf, tokenOf } from './store.ts'

type Headers = Record<string, string | string[] | undefined>

/** `__Host-` binds the cookie to this host, its root and a secure (or local) connection. */
export const SESSION_COOKIE = '__Host-errata'

const unauthenticated = () => new Refusal('UNAUTHENTICATED', 'the credentials are not valid')

/** The session of a request, where it has exactly one session cookie. */
export const sessionSecretOf = (headers: Headers): string | undefined => {
  const cookies = String(headers.cookie ?? '').split(/; */)
  const found = cookies.filter(cookie => cookie.startsWith(`${SESSION_COOKIE}=`))
  return found.length === 1 ? found[0]?.slice(SESSION_COOKIE.length + 1) : undefined
}

/**
 * Refuses a state-changing request that a browser sends for another site (Fetch Metadata; OWASP CSRF cheat sheet), with
 * or without a session: to sign somebody in as another is a forgery too. Requests with a bearer token are exempt.
 */
const refuseCrossSite = (headers: Headers, method: string) => {
  if (method === 'GET') return
  const site = headers['sec-fetch-site']
  const own = headers.origin === undefined || String(headers.origin).replace(/^https?:\/\//, '') === headers.host
  if (site === undefined ? own : site === 'same-origin' || site === 'none') return
  throw new Refusal('FORBIDDEN', 'this request comes from another site', { field: 'Sec-Fetch-Site' })
}

const tokenPrincipal = async (db: Db, text: string, now: Date): Promise<Principal> => {
  const parts = readToken(text)
  if (!parts) throw unauthenticated()
  const row = await tokenOf(db, parts.project_id, parts.id)
  if (!row || !secretMatches(parts.secret, row.hash)) throw unauthenticated()
  if (row.revoked_at || (row.expires_at && row.expires_at <= now) || row.person_disabled) throw unauthenticated()
  // A token that acts as a person never outlives or outranks what that person may do today.
  const theirs: readonly Permission[] = row.role ? PERMISSIONS_OF[row.role] : []
  const permissions = row.person_id ? row.permissions.filter(each => theirs.includes(each)) : row.permissions
  return { sort: 'token', project_id: row.project_id, id: row.id, person_id: row.person_id, permissions }
}

const sessionPrincipal = async (db: Db, secret: string, now: Date): Promise<Principal> => {
  const hash = sha256(secret)
  const row = await sessionOf(db, hash, now, idleSince(now))
  // A browser sends its cookie wherever it goes: one that has ended must not keep it from signing in again.
  if (!row) return { sort: 'nobody' }
  // Once a minute is exact enough for an idle limit of hours, and spares a write on every request.
  if (now.getTime() - row.seen_at.getTime() > 60_000) await touchSession(db, hash, now)
  const roles = new Map((await rolesOf(db, row.person_id)).map(each => [each.project_id, each.role]))
  const { person_id, administrator, ...session } = row
  return { sort: 'person', person_id, session, administrator, roles }
}

/**
 * Who is calling: by bearer token, else by session cookie, else nobody. Tokens are never read from a URL.
 * @throws Refusal UNAUTHENTICATED for a token that is not valid, FORBIDDEN for what another site sends
 */
export const authenticate = async (
  db: Db,
  request: { headers: Headers; method: string },
  now: Date,
): Promise<Principal> => {
  const { headers, method } = request
  if (headers.authorization !== undefined) {
    const match = /^Bearer ([\w-]{1,300})$/.exec(String(headers.authorization))
    if (!match) throw unauthenticated()
    return tokenPrincipal(db, match[1] as string, now)
  }
  refuseCrossSite(headers, method)
  const secret = sessionSecretOf(headers)
  return secret === undefined ? { sort: 'nobody' } : sessionPrincipal(db, secret, now)
}
