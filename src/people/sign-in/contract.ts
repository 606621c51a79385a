import * as z from 'zod'
import { endpoint } from '../../platform/endpoint.ts'

export const PASSWORD_LENGTH_min = 12
export const PASSWORD_BYTES_max = 1000

/** One form for each address: ASCII, so that no two letters become one, and lower case. */
export const emailText = z.email().max(254).toLowerCase()

const passwordText = (length_min: number) =>
  z
    .string()
    .min(length_min, `at least ${length_min} characters`)
    .max(PASSWORD_BYTES_max)
    .refine(text => new TextEncoder().encode(text).length <= PASSWORD_BYTES_max, `at most ${PASSWORD_BYTES_max} bytes`)

export const session = z.object({
  id: z.uuid(),
  way: z.enum(['link', 'password', 'oidc']),
  address: z.string(),
  agent: z.string(),
  created_at: z.iso.datetime(),
  seen_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  current: z.boolean(),
})

export const getSignInWays = endpoint({
  name: 'getSignInWays',
  method: 'GET',
  path: '/api/sign-in/ways',
  may: 'anyone',
  summary: 'How one may sign in here; `oidc` starts at /api/oidc/start',
  input: z.strictObject({}),
  output: z.object({ password: z.boolean(), oidc: z.object({ name: z.string() }).nullable(), link: z.boolean() }),
})

export const signIn = endpoint({
  name: 'signIn',
  method: 'POST',
  path: '/api/sign-in',
  may: 'anyone',
  summary: 'Turn a one-time link into a session cookie',
  input: z.strictObject({ code: z.string().min(20).max(100) }),
  output: z.object({ person_id: z.uuid() }),
})

export const signInWithPassword = endpoint({
  name: 'signInWithPassword',
  method: 'POST',
  path: '/api/sign-in/password',
  may: 'anyone',
  summary: 'Turn an e-mail address and a password into a session cookie',
  input: z.strictObject({ email: emailText, password: passwordText(1) }),
  output: z.object({ person_id: z.uuid() }),
})

export const signOut = endpoint({
  name: 'signOut',
  method: 'POST',
  path: '/api/sign-out',
  may: 'signed-in',
  summary: 'End this session',
  input: z.strictObject({}),
  output: z.object({}),
})

export const setPassword = endpoint({
  name: 'setPassword',
  method: 'PUT',
  path: '/api/me/password',
  may: 'signed-in',
  summary: 'Set the password of who is signed in; their other sessions end, and this one gets a new cookie',
  input: z.strictObject({ current: passwordText(1).optional(), password: passwordText(PASSWORD_LENGTH_min) }),
  output: z.object({ person_id: z.uuid() }),
})

export const listSessions = endpoint({
  name: 'listSessions',
  method: 'GET',
  path: '/api/me/sessions',
  may: 'signed-in',
  summary: 'Where one is signed in, the newest first',
  input: z.strictObject({}),
  output: z.object({ sessions: z.array(session) }),
})

export const revokeSession = endpoint({
  name: 'revokeSession',
  method: 'DELETE',
  path: '/api/me/sessions/{id}',
  may: 'signed-in',
  summary: 'End one session of one’s own',
  input: z.strictObject({ id: z.uuid() }),
  output: z.object({}),
})

export const revokeOtherSessions = endpoint({
  name: 'revokeOtherSessions',
  method: 'DELETE',
  path: '/api/me/sessions',
  may: 'signed-in',
  summary: 'End every session of one’s own but this one',
  input: z.strictObject({}),
  output: z.object({ revoked: z.int() }),
})
