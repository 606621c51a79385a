/** Signing in and out, and what a session may not be used for. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openTeam, PROJECT, type Send, type Team } from '../../../test/team.ts'
import { createProject } from '../../projects/index.ts'
import { openServer } from '../../server/server.ts'
import { SESSION_COOKIE } from '../authenticate.ts'
import { addPerson, makeLink } from '../index.ts'
import { putMember } from '../store.ts'

const MEMBERS = `/api/projects/${PROJECT}/members`
let team: Team
let admin: Awaited<ReturnType<Team['person']>>

before(async () => {
  team = await openTeam({ works: false })
  admin = await team.person('admin')
})
after(() => team.close())

const nobody: Send = (...request) => team.as(undefined)(...request)

const newMember = async (email: string, role = 'reviewer'): Promise<string> => {
  const { status, body } = await admin.send('POST', MEMBERS, { name: 'New', email, role })
  assert.equal(status, 200)
  return body.id
}

const codeFor = async (person_id: string): Promise<string> =>
  (await admin.send('POST', `${MEMBERS}/${person_id}/sign-in-link`, {})).body.code

/** Uses a link up; sends as its session, with the headers a browser adds on a page of ours. */
const signedIn = async (code: string) => {
  const answer = await nobody('POST', '/api/sign-in', { code })
  assert.equal(answer.status, 200)
  const set = String(answer.headers['set-cookie'])
  const cookie = set.split(';')[0] as string
  const send: Send = (method, path, body, headers) =>
    nobody(method, path, body, { cookie, 'sec-fetch-site': 'same-origin', ...headers })
  return { set, cookie, send }
}

const fresh = async (email: string) => signedIn(await codeFor(await newMember(email)))

const statusOf = async (send: Send, headers?: Record<string, string>) =>
  (await send('GET', '/api/me', undefined, headers)).status

test('a one-time link signs in once', async () => {
  const code = await codeFor(await newMember('once@example.org'))
  const { set, send } = await signedIn(code)
  assert.match(set, /^__Host-errata=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; Secure; SameSite=Lax$/)
  assert.equal(await statusOf(send), 200)
  const again = await nobody('POST', '/api/sign-in', { code })
  assert.deepEqual([again.status, again.body.code], [401, 'UNAUTHENTICATED'])
})

test('a link that is used twenty times at once opens one session', async () => {
  const code = await codeFor(await newMember('twenty@example.org'))
  const answers = await Promise.all(Array.from({ length: 20 }, () => nobody('POST', '/api/sign-in', { code })))
  assert.deepEqual(answers.map(each => each.status).sort(), [200, ...Array(19).fill(401)])
})

test('a link that is too old, or of a person who is disabled, signs nobody in', async () => {
  const person_id = await newMember('late@example.org')
  const late = await team.app.act({ actor: 'system:test' }, ctx => makeLink(ctx, person_id, -1))
  assert.equal((await nobody('POST', '/api/sign-in', { code: late.code })).status, 401)
  const code = await codeFor(person_id)
  await team.app.database.pool.query('update person set disabled_at = now() where id = $1', [person_id])
  assert.equal((await nobody('POST', '/api/sign-in', { code })).status, 401)
})

test('row 60: signing in makes a new session, never the one that a cookie brought', async () => {
  const code = await codeFor(await newMember('fixed@example.org'))
  const planted = `${SESSION_COOKIE}=${'a'.repeat(43)}`
  const answer = await nobody('POST', '/api/sign-in', { code })
  assert.ok(!String(answer.headers['set-cookie']).startsWith(planted))
  assert.equal(await statusOf(nobody, { cookie: planted }), 401)
})

test('row 60: signing out ends the session on the server', async () => {
  const { send } = await fresh('out@example.org')
  const out = await send('POST', '/api/sign-out', {})
  assert.equal(out.status, 200)
  assert.match(String(out.headers['set-cookie']), /^__Host-errata=; Path=\/; Max-Age=0;/)
  assert.equal(await statusOf(send), 401)
})

test('row 60: a session ends when it is idle, too old, or its person is disabled', async () => {
  for (const change of [
    `update session set seen_at = now() - interval '2 hours 1 second' where hash = sha256($1)`,
    `update session set expires_at = now() - interval '1 millisecond' where hash = sha256($1)`,
    `update person set disabled_at = now() where id = (select person_id from session where hash = sha256($1))`,
  ]) {
    const { cookie, send } = await fresh(`${Math.random()}@example.org`)
    assert.equal(await statusOf(send), 200)
    await team.app.database.pool.query(change, [Buffer.from(cookie.slice(SESSION_COOKIE.length + 1))])
    assert.equal(await statusOf(send), 401, change)
  }
})

test('row 60: two cookies of the name, an empty one and a giant one are nobody', async () => {
  const { cookie } = await fresh('two@example.org')
  assert.equal(await statusOf(nobody, { cookie: `${cookie}; ${cookie}` }), 401)
  assert.equal(await statusOf(nobody, { cookie: `${SESSION_COOKIE}=` }), 401)
  assert.equal(await statusOf(nobody, { cookie: `${SESSION_COOKIE}=0` }), 401)
  assert.equal(await statusOf(nobody, { cookie: `${SESSION_COOKIE}=${'x'.repeat(12_000)}` }), 401)
})

test('row 59: what another site makes a browser send is refused', async () => {
  const { send, cookie } = await fresh('csrf@example.org')
  const path = '/api/sign-out'
  const foreign: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', origin: 'http://localhost:80', host: 'localhost:80' },
    { 'sec-fetch-site': 'nonsense' },
  ]
  for (const headers of foreign) {
    const { status, body } = await send('POST', path, {}, headers)
    assert.deepEqual([status, body.code, body.field], [403, 'FORBIDDEN', 'Sec-Fetch-Site'], JSON.stringify(headers))
  }
  // A browser too old for Fetch Metadata still says where a request comes from.
  const old = { cookie, host: 'errata.example.org' }
  assert.equal((await nobody('POST', path, {}, { ...old, origin: 'https://evil.example.org' })).status, 403)
  assert.equal((await nobody('POST', path, {}, { ...old, origin: 'null' })).status, 403)
  // What a form can send without asking first is no JSON.
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    assert.equal((await send('POST', path, '{}', { 'content-type': type })).status, 415, type)
  }
  assert.equal(await statusOf(send), 200, 'the session is as it was')
  assert.equal((await nobody('POST', path, {}, { ...old, origin: 'https://errata.example.org' })).status, 200)
})

test('an admin gets no link for somebody who may do more than this project', async () => {
  const act = team.app.act
  const chief = await team.administrator()
  await team.app.database.pool.query(`update person set email = 'chief@example.org' where id = $1`, [chief.id])
  assert.equal(await newMember('chief@example.org', 'viewer'), chief.id, 'anybody can be added by e-mail')
  const both = await act({ actor: 'system:test' }, async ctx => {
    const guideline = { question: 'Which?', labels: [{ name: 'a' }, { name: 'b' }], categories: [], text: '' }
    await createProject(ctx, { project_id: 'second', title: 'Second', kind: 'choice', guideline })
    const id = await addPerson(ctx, { name: 'Both', email: 'both@example.org', administrator: false })
    await putMember(ctx.db, { project_id: 'second', person_id: id, role: 'admin' })
    return id
  })
  await newMember('both@example.org')
  for (const person_id of [chief.id, both]) {
    const { status, body } = await admin.send('POST', `${MEMBERS}/${person_id}/sign-in-link`, {})
    assert.deepEqual([status, body.code], [403, 'FORBIDDEN'])
  }
  const { rows } = await team.app.database.pool.query(
    'select 1 from sign_in_link where person_id = $1 and used_at is null',
    [both],
  )
  assert.equal(rows.length, 0)
})

test('a cookie of a session that has ended does not keep its browser from signing in', async () => {
  const person_id = await newMember('again@example.org')
  const { cookie, send } = await signedIn(await codeFor(person_id))
  await send('POST', '/api/sign-out', {})
  const answer = await send('POST', '/api/sign-in', { code: await codeFor(person_id) })
  assert.equal(answer.status, 200)
  assert.equal(await statusOf(nobody, { cookie }), 401)
})

test('row 60: signing in ends the session that the browser had before', async () => {
  const person_id = await newMember('rotated@example.org')
  const { send } = await signedIn(await codeFor(person_id))
  assert.equal((await send('POST', '/api/sign-in', { code: await codeFor(person_id) })).status, 200)
  assert.equal(await statusOf(send), 401)
})

test('a person sees where they are signed in, and ends one session or all the others', async () => {
  const person_id = await newMember('many@example.org')
  const one = await signedIn(await codeFor(person_id))
  const two = await signedIn(await codeFor(person_id))
  const three = await signedIn(await codeFor(person_id))
  const old = await signedIn(await codeFor(person_id))
  await team.app.database.pool.query(
    `update session set seen_at = now() - interval '3 hours' where hash = sha256($1)`,
    [Buffer.from(old.cookie.slice(SESSION_COOKIE.length + 1))],
  )
  const list = async () => (await one.send('GET', '/api/me/sessions')).body.sessions
  const sessions = await list()
  assert.equal(sessions.length, 3, 'what is idle is over')
  assert.deepEqual(sessions.filter((each: { current: boolean }) => each.current).length, 1)
  assert.deepEqual([sessions[0].way, sessions[0].address], ['link', '127.0.0.1'])
  const { id } = (await two.send('GET', '/api/me/sessions')).body.sessions.find(
    (each: { current: boolean }) => each.current,
  )
  const stranger = await fresh('stranger@example.org')
  assert.equal((await stranger.send('DELETE', `/api/me/sessions/${id}`)).status, 404, 'only one’s own')
  assert.equal((await one.send('DELETE', `/api/me/sessions/${id}`)).status, 200)
  assert.equal((await one.send('DELETE', `/api/me/sessions/${id}`)).status, 404)
  assert.deepEqual([await statusOf(one.send), await statusOf(two.send), await statusOf(three.send)], [200, 401, 200])
  assert.ok((await one.send('DELETE', '/api/me/sessions')).body.revoked >= 1)
  assert.deepEqual(
    [await statusOf(one.send), await statusOf(three.send), await statusOf(stranger.send)],
    [200, 401, 200],
  )
  assert.equal((await list()).length, 1)
  assert.equal((await admin.send('GET', '/api/me/sessions')).status, 403, 'a token has no sessions')
})

test('row 64: where a caller says it comes from is believed of a trusted proxy, and of nobody else', async () => {
  const person_id = await newMember('proxied@example.org')
  const behind = openServer(team.app, { strict: true, proxies: ['127.0.0.0/8'] })
  const headers = { 'x-forwarded-for': '203.0.113.9, 198.51.100.7', 'user-agent': 'curl/8' }
  const addresses: string[] = []
  for (const server of [team.server, behind]) {
    const payload = { code: await codeFor(person_id) }
    const { headers: set } = await server.inject({ method: 'POST', url: '/api/sign-in', headers, payload })
    const cookie = String(set['set-cookie']).split(';')[0] as string
    const { sessions } = (await server.inject({ url: '/api/me/sessions', headers: { cookie } })).json()
    addresses.push(sessions.find((each: { current: boolean }) => each.current).address)
  }
  await behind.close()
  assert.deepEqual(addresses, ['127.0.0.1', '198.51.100.7'])
})
