/** Who may do what, tried on every endpoint there is: one that is added later is in the matrix by itself. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import * as z from 'zod'
import { openTeam, PROJECT, type Send, type Team } from '../../test/team.ts'
import { doors } from '../loop.ts'
import { pathNames } from '../platform/call.ts'
import { type Endpoint, endpoint, PERMISSIONS, type Permission } from '../platform/endpoint.ts'
import { createProject } from '../projects/index.ts'
import { endpoints } from '../server/server.ts'
import { PERMISSIONS_OF, ROLES } from './roles.ts'

const OTHER = 'elsewhere'

/** `in`: past the door, to be refused for its input alone. The others are the door's own answers. */
type Outcome = 'in' | 'sign in' | 'hidden' | 'forbidden'
type Caller = { name: string; send: Send; outcome(endpoint: Endpoint): Outcome }

let team: Team
const callers: Caller[] = []

const isPermission = (may: string): may is Permission => (PERMISSIONS as readonly string[]).includes(may)

/** What is expected of someone who is signed in and holds these permissions in the project that is asked for. */
const holding = (permissions: readonly Permission[], administrator = false) => {
  return ({ may }: Endpoint): Outcome => {
    if (may === 'anyone' || may === 'signed-in') return 'in'
    if (may === 'administrator') return administrator ? 'in' : 'forbidden'
    if (permissions.length === 0) return 'hidden'
    return permissions.includes(may) ? 'in' : 'forbidden'
  }
}

before(async () => {
  team = await openTeam({ works: false })
  const guideline = { question: 'Which?', labels: [{ name: 'a' }, { name: 'b' }], categories: [], text: '' }
  await team.app.act({ actor: 'system:test' }, ctx =>
    createProject(ctx, { project_id: OTHER, title: OTHER, kind: 'choice', guideline }),
  )
  const nobody = (each: Endpoint): Outcome => (each.may === 'anyone' ? 'in' : 'sign in')
  callers.push({ name: 'nobody', send: team.as(undefined), outcome: nobody })
  for (const role of ROLES) {
    const { send } = await team.person(role)
    callers.push({ name: role, send, outcome: holding(PERMISSIONS_OF[role]) })
  }
  for (const permission of PERMISSIONS) {
    const { send } = await team.machine([permission])
    callers.push({ name: `machine with ${permission}`, send, outcome: holding([permission]) })
  }
  const machine = await team.machine([...PERMISSIONS], OTHER)
  callers.push({ name: 'machine of another project', send: machine.send, outcome: holding([]) })
  const stranger = await team.person('admin', OTHER)
  callers.push({ name: 'admin of another project', send: stranger.send, outcome: holding([]) })
  const { send } = await team.administrator()
  callers.push({ name: 'administrator', send, outcome: holding([], true) })
})

after(() => team.close())

/** Asks with an input that no endpoint takes: nothing is ever done, and who is let in is told about the input. */
const outcomeOf = async (send: Send, { method, path, takes }: Endpoint): Promise<string> => {
  const url = path.replace(/\{(\w+)\}/g, (_, name) => (name === 'project_id' ? PROJECT : 'x'))
  const writes = method === 'POST' || method === 'PUT'
  const headers = takes ? { 'content-type': 'application/x-ndjson' } : undefined
  const { status, body } = await send(method, `${url}?no_such_field=1`, writes ? {} : undefined, headers)
  if (status === 400 && JSON.stringify(body.issues).includes('no_such_field')) return 'in'
  if (status === 401 && body.code === 'UNAUTHENTICATED') return 'sign in'
  if (status === 404 && body.detail === 'no such project') return 'hidden'
  if (status === 403 && body.code === 'FORBIDDEN') return 'forbidden'
  return `${status} ${JSON.stringify(body)}`
}

test('every endpoint lets in exactly those whom the table of permissions names', async () => {
  for (const each of endpoints) {
    for (const { name, send, outcome } of callers) {
      assert.equal(await outcomeOf(send, each), outcome(each), `${each.name} for ${name}`)
    }
  }
})

test('the table of permissions is the one people were told', () => {
  assert.deepEqual(PERMISSIONS_OF, {
    viewer: ['read'],
    reviewer: ['read', 'review'],
    adjudicator: ['read', 'review', 'adjudicate'],
    maintainer: ['read', 'review', 'adjudicate', 'ingest', 'maintain'],
    admin: ['read', 'review', 'adjudicate', 'ingest', 'maintain', 'administer'],
  })
})

test('every endpoint says who may use it, and one that asks for a permission names its project in the path', () => {
  assert.ok(endpoints.length >= 30)
  for (const { name, may, path, method } of endpoints) {
    assert.ok(isPermission(may) || ['anyone', 'signed-in', 'administrator'].includes(may), name)
    assert.equal(pathNames(path).includes('project_id'), isPermission(may), name)
    const looks = ['read', 'review', 'adjudicate', 'signed-in', 'administer', 'maintain', 'administrator', 'anyone']
    if (method === 'GET') assert.ok(looks.includes(may), `${name} only looks`)
  }
  assert.deepEqual(
    endpoints.filter(each => each.may === 'anyone').map(each => each.name),
    ['getSignInWays', 'signIn', 'signInWithPassword'],
  )
  for (const { endpoint: each, sort } of doors) if (sort === 'acts') assert.notEqual(each.method, 'GET', each.name)
  assert.equal(new Set(endpoints.map(each => each.name)).size, endpoints.length)
  assert.equal(new Set(endpoints.map(each => `${each.method} ${each.path}`)).size, endpoints.length)
})

test('an endpoint with no permission, or one that there is not, does not compile', () => {
  const rest = { method: 'GET', path: '/', summary: '', input: z.strictObject({}), output: z.object({}) } as const
  endpoint({ ...rest, name: 'right', may: 'read' })
  // @ts-expect-error: it does not say who may use it
  endpoint({ ...rest, name: 'open by oversight' })
  // @ts-expect-error: nobody has this permission
  endpoint({ ...rest, name: 'misspelt', may: 'raed' })
})
