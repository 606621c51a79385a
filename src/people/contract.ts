import * as z from 'zod'
import { endpoint, moment, projectId } from '../platform/endpoint.ts'
import { PERMISSIONS, ROLES } from './roles.ts'

const displayName = z.string().trim().min(1).max(200)

export const person = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string().nullable(),
})

export const member = person.extend({ role: z.enum(ROLES) })

export const token = z.object({
  id: z.string(),
  name: z.string(),
  permissions: z.array(z.enum(PERMISSIONS)),
  person_id: z.uuid().nullable(),
  created_by: z.string(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().nullable(),
  revoked_at: z.iso.datetime().nullable(),
})

export const whoami = endpoint({
  name: 'whoami',
  method: 'GET',
  path: '/api/me',
  may: 'signed-in',
  summary: 'Who is calling, and what they may do in which project',
  input: z.strictObject({}),
  output: z.object({
    actor: z.string(),
    administrator: z.boolean(),
    projects: z.array(z.object({ project_id: z.string(), permissions: z.array(z.enum(PERMISSIONS)) })),
  }),
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

export const signOut = endpoint({
  name: 'signOut',
  method: 'POST',
  path: '/api/sign-out',
  may: 'signed-in',
  summary: 'End this session',
  input: z.strictObject({}),
  output: z.object({}),
})

export const listMembers = endpoint({
  name: 'listMembers',
  method: 'GET',
  path: '/api/projects/{project_id}/members',
  may: 'read',
  summary: 'People of a project and their roles',
  input: z.strictObject({ project_id: projectId }),
  output: z.object({ members: z.array(member) }),
})

export const addMember = endpoint({
  name: 'addMember',
  method: 'POST',
  path: '/api/projects/{project_id}/members',
  may: 'administer',
  summary: 'Add a person to a project, or change their role',
  input: z.strictObject({ project_id: projectId, name: displayName, email: z.email().max(254), role: z.enum(ROLES) }),
  output: member,
})

export const removeMember = endpoint({
  name: 'removeMember',
  method: 'DELETE',
  path: '/api/projects/{project_id}/members/{person_id}',
  may: 'administer',
  summary: 'Take a person out of a project',
  input: z.strictObject({ project_id: projectId, person_id: z.uuid() }),
  output: z.object({}),
})

export const inviteMember = endpoint({
  name: 'inviteMember',
  method: 'POST',
  path: '/api/projects/{project_id}/members/{person_id}/sign-in-link',
  may: 'administer',
  summary: 'A one-time sign-in link for a member, valid for a day',
  input: z.strictObject({ project_id: projectId, person_id: z.uuid() }),
  output: z.object({ code: z.string(), expires_at: z.iso.datetime() }),
  status: 201,
  secret: true,
})

export const listTokens = endpoint({
  name: 'listTokens',
  method: 'GET',
  path: '/api/projects/{project_id}/tokens',
  may: 'administer',
  summary: 'Tokens of a project, without their secrets',
  input: z.strictObject({ project_id: projectId }),
  output: z.object({ tokens: z.array(token) }),
})

export const createToken = endpoint({
  name: 'createToken',
  method: 'POST',
  path: '/api/projects/{project_id}/tokens',
  may: 'administer',
  summary: 'Make a token for a machine, or (as_me) one that acts as yourself; its text is shown this once',
  input: z.strictObject({
    project_id: projectId,
    name: displayName,
    permissions: z.array(z.enum(PERMISSIONS)).min(1).max(PERMISSIONS.length),
    as_me: z.boolean().default(false),
    expires_at: moment.optional(),
  }),
  output: token.extend({ text: z.string() }),
  status: 201,
  secret: true,
})

export const revokeToken = endpoint({
  name: 'revokeToken',
  method: 'DELETE',
  path: '/api/projects/{project_id}/tokens/{id}',
  may: 'administer',
  summary: 'Make a token invalid at once',
  input: z.strictObject({ project_id: projectId, id: z.string().regex(/^[0-9a-f]{16}$/, 'a token id') }),
  output: z.object({}),
})
