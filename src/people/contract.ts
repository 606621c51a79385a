import * as z from 'zod'
import { endpoint, moment, pageInput, projectId } from '../platform/endpoint.ts'
import { PERMISSIONS, ROLES } from './roles.ts'
import { emailText } from './sign-in/contract.ts'

export * from './sign-in/contract.ts'

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
    person: person.nullable(),
    administrator: z.boolean(),
    projects: z.array(
      z.object({
        project_id: z.string(),
        title: z.string(),
        kind: z.string(),
        permissions: z.array(z.enum(PERMISSIONS)),
      }),
    ),
  }),
})

/** The names of what a key does, and of keys by their place (`KeyboardEvent.code`), with Shift or without. */
const command = z.string().regex(/^[a-z][a-z0-9.-]{0,40}$/, 'a command, such as confirm')
const keyCode = z.string().regex(/^(Shift\+)?[A-Z][A-Za-z0-9]{0,30}$/, 'a key, such as KeyF or Shift+Slash')
const COMMANDS_max = 200

export const settings = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']),
  /** Whether single keys do anything at all (WCAG 2.1.4). */
  keys_on: z.boolean(),
  /** Commands that were given another key. */
  keys: z
    .record(command, keyCode)
    .refine(keys => Object.keys(keys).length <= COMMANDS_max, `at most ${COMMANDS_max} commands`),
  highlights: z.boolean(),
})
export type Settings = z.output<typeof settings>

export const getSettings = endpoint({
  name: 'getSettings',
  method: 'GET',
  path: '/api/me/settings',
  may: 'signed-in',
  summary: 'How a person wants the screen to be',
  input: z.strictObject({}),
  output: settings,
})

export const putSettings = endpoint({
  name: 'putSettings',
  method: 'PUT',
  path: '/api/me/settings',
  may: 'signed-in',
  summary: 'Change how one wants the screen to be, on every machine',
  input: settings,
  output: settings,
})

/** A person as the administrator of the installation sees them. */
export const listedPerson = person.extend({
  administrator: z.boolean(),
  created_at: z.iso.datetime(),
  disabled_at: z.iso.datetime().nullable(),
  projects: z.int(),
  /** How they may sign in beside a one-time link. */
  password: z.boolean(),
  oidc: z.boolean(),
})

export const listPeople = endpoint({
  name: 'listPeople',
  method: 'GET',
  path: '/api/people',
  may: 'administrator',
  summary: 'Everybody of the installation, the longest known first',
  input: z.strictObject(pageInput),
  output: z.object({ people: z.array(listedPerson), next: z.uuid().nullable() }),
})

export const disablePerson = endpoint({
  name: 'disablePerson',
  method: 'POST',
  path: '/api/people/{person_id}/disable',
  may: 'administrator',
  summary: 'Close an account: its sessions end, and neither it nor its tokens open anything',
  input: z.strictObject({ person_id: z.uuid() }),
  output: z.object({}),
})

export const enablePerson = endpoint({
  name: 'enablePerson',
  method: 'POST',
  path: '/api/people/{person_id}/enable',
  may: 'administrator',
  summary: 'Open an account again; who it is signs in anew',
  input: z.strictObject({ person_id: z.uuid() }),
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
  input: z.strictObject({ project_id: projectId, name: displayName, email: emailText, role: z.enum(ROLES) }),
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
