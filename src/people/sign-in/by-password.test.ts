/** Passwords: setting one, signing in with it, and guessing it. */
import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { type Browser, openBrowser } from '../../../test/cookie-jar.ts'
import { type Answer, openTeam, PROJECT, type Team } from '../../../test/team.ts'
import { addPerson, inviteByEmail, makeLink, readyPassword, setPassword } from '../index.ts'
import { ATTEMPTS_max } from './attempts.ts'

const PASSWORD = 'seven grey herons'
/** Six characters of two units each. */
const FACES = '\u{1F600}\u{1F601}\u{1F602}\u{1F603}\u{1F604}\u{1F605}'
let team: Team
let n = 0

before(async () => {
  team = await openTeam({ works: false })
})
after(() => team.close())
beforeEach(() => query('delete from sign_in_attempt'))

const query = (text: string, values: unknown[] = []) => team.app.database.pool.query(text, values)
const act = <T>(run: Parameters<typeof team.app.act<T>>[1]) => team.app.act({ actor: 'system:test' }, run)

/** Somebody new. */
const somebody = async () => {
  n += 1
  const email = `person-${n}@example.org`
  const id = await act(ctx => addPerson(ctx, { name: `Person ${n}`, email, administrator: false }))
  return { id, email }
}

/** A browser that a one-time link has signed in. */
const byLink = async (person_id: string): Promise<Browser> => {
  const { code } = await act(ctx => makeLink(ctx, person_id))
  const browser = openBrowser(team)
  assert.equal((await browser.send('POST', '/api/sign-in', { code })).status, 200)
  return browser
}

const enter = (browser: Browser, email: string, password: string): Promise<Answer> =>
  browser.send('POST', '/api/sign-in/password', { email, password })

const set = (browser: Browser, password: string, current?: string): Promise<Answer> =>
  browser.send('PUT', '/api/me/password', { password, ...(current !== undefined && { current }) })

const isIn = async (browser: Browser) => (await browser.send('GET', '/api/me')).status === 200

/** Somebody new with a password, and the browser that set it. */
const withPassword = async () => {
  const person = await somebody()
  const browser = await byLink(person.id)
  assert.equal((await set(browser, PASSWORD)).status, 200)
  return { ...person, browser }
}

/** Nothing that tells one refusal from another: not its text, not its headers. */
const told = ({ status, body, headers }: Answer) => {
  const { instance: _, ...problem } = body
  return { status, problem, headers: Object.keys(headers).sort() }
}

test('a password that was set signs in, whatever the case of the address, under a new session', async () => {
  const { id, email } = await withPassword()
  const browser = openBrowser(team)
  const { status, body, headers } = await enter(browser, email.toUpperCase(), PASSWORD)
  assert.deepEqual([status, body], [200, { person_id: id }])
  assert.match(
    String(headers['set-cookie']),
    /^__Host-errata=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; Secure; SameSite=Lax$/,
  )
  assert.ok(await isIn(browser))
})

test('nobody is told apart: unknown, without password, disabled, and wrong all get the same', async () => {
  const right = await withPassword()
  const none = await somebody()
  const closed = await withPassword()
  await query('update person set disabled_at = now() where id = $1', [closed.id])
  const answers = [
    await enter(openBrowser(team), right.email, `${PASSWORD}!`),
    await enter(openBrowser(team), 'nobody@example.org', PASSWORD),
    await enter(openBrowser(team), none.email, PASSWORD),
    await enter(openBrowser(team), closed.email, PASSWORD),
  ]
  assert.equal(answers[0]?.status, 401)
  for (const answer of answers) assert.deepEqual(told(answer), told(answers[0] as Answer))
  const { rows } = await query('select failures from sign_in_attempt order by failures')
  assert.deepEqual(
    rows.map(row => row.failures),
    [1, 1, 1, 1, 4],
    'each account by itself, the network for all',
  )
})

test('row 63: an account is shut for a while after too many wrong ones, even to the right one', async () => {
  const { email } = await withPassword()
  const other = await withPassword()
  for (let tries = 0; tries < ATTEMPTS_max.account; tries += 1) {
    assert.equal((await enter(openBrowser(team), email, 'a wrong password')).status, 401)
  }
  const shut = await enter(openBrowser(team), email, PASSWORD)
  assert.deepEqual([shut.status, shut.body.code], [429, 'TOO_MANY'])
  const wait = Number(shut.headers['retry-after'])
  assert.ok(wait > 800 && wait <= 900, String(wait))
  assert.equal((await enter(openBrowser(team), other.email, PASSWORD)).status, 200)
  const unknown = Array.from({ length: ATTEMPTS_max.account }, () => enter(openBrowser(team), 'x@example.org', 'x'))
  await Promise.all(unknown)
  assert.deepEqual(told(await enter(openBrowser(team), 'x@example.org', 'x')).status, 429, 'unknown ones as well')
  await query(`update sign_in_attempt set until = now() - interval '1 second'`)
  assert.equal((await enter(openBrowser(team), email, PASSWORD)).status, 200)
})

test('row 63: a hundred guesses at once are no more than ten in turn', async () => {
  const { email } = await withPassword()
  const answers = await Promise.all(Array.from({ length: 30 }, () => enter(openBrowser(team), email, 'a wrong guess')))
  const count = (status: number) => answers.filter(each => each.status === status).length
  assert.deepEqual([count(401), count(429)], [ATTEMPTS_max.account, 30 - ATTEMPTS_max.account])
})

test('row 63: a network is shut after too many wrong ones for any account, not after right ones', async () => {
  const { email } = await withPassword()
  await enter(openBrowser(team), 'one@example.org', 'x')
  await query(`update sign_in_attempt set failures = $1`, [ATTEMPTS_max.network - 1])
  await query(`delete from sign_in_attempt where key = sha256('account one@example.org')`)
  assert.equal((await enter(openBrowser(team), email, PASSWORD)).status, 200)
  assert.equal((await enter(openBrowser(team), email, PASSWORD)).status, 200, 'what was right does not count')
  assert.equal((await enter(openBrowser(team), 'two@example.org', 'x')).status, 401)
  assert.equal((await enter(openBrowser(team), 'three@example.org', 'x')).status, 429)
  assert.equal((await enter(openBrowser(team), email, PASSWORD)).status, 429)
})

test('a right password ends the count of its account', async () => {
  const { email } = await withPassword()
  for (let round = 0; round < 2; round += 1) {
    for (let tries = 1; tries < ATTEMPTS_max.account; tries += 1) await enter(openBrowser(team), email, 'wrong')
    assert.equal((await enter(openBrowser(team), email, PASSWORD)).status, 200)
  }
})

test('a new password needs the one before, and ends every other session and this one’s secret', async () => {
  const { email, browser } = await withPassword()
  const other = openBrowser(team)
  await enter(other, email, PASSWORD)
  const before = openBrowser(team, new Map(browser.cookies))
  const fresh = 'eight green herons'
  const missing = await set(browser, fresh)
  assert.deepEqual([missing.status, missing.body.field], [400, 'current'])
  const wrong = await set(browser, fresh, 'not the password')
  assert.deepEqual([wrong.status, wrong.body.code, wrong.body.field], [403, 'FORBIDDEN', 'current'])
  assert.ok(await isIn(other))
  assert.equal((await set(browser, fresh, PASSWORD)).status, 200)
  assert.deepEqual([await isIn(browser), await isIn(before), await isIn(other)], [true, false, false])
  assert.equal((await enter(openBrowser(team), email, PASSWORD)).status, 401)
  assert.equal((await enter(openBrowser(team), email, fresh)).status, 200)
})

test('guessing the current password in a browser left open is guessing too', async () => {
  const { browser, email } = await withPassword()
  for (let tries = 0; tries < ATTEMPTS_max.account; tries += 1) {
    assert.equal((await set(browser, 'eight green herons', 'a wrong guess')).status, 403)
  }
  assert.equal((await set(browser, 'eight green herons', PASSWORD)).status, 429)
  assert.equal((await enter(openBrowser(team), email, PASSWORD)).status, 429)
})

test('of two sessions that change a password at once one is told that it has ended', async () => {
  const { id, email, browser } = await withPassword()
  const other = openBrowser(team)
  await enter(other, email, PASSWORD)
  const answers = await Promise.all([
    set(browser, 'eight green herons', PASSWORD),
    set(other, 'nine brown herons', PASSWORD),
    set(openBrowser(team, new Map(browser.cookies)), 'ten black herons', PASSWORD),
  ])
  const statuses = answers.map(each => each.status)
  assert.equal(statuses.filter(status => status === 200).length, 1, String(statuses))
  for (const status of statuses) assert.ok([200, 401, 403].includes(status), String(status))
  const { rows } = await query('select count(*)::int as n from session where person_id = $1 and revoked_at is null', [
    id,
  ])
  assert.equal(rows[0].n, 1)
})

test('who is signed out while they change their password changes nothing', async () => {
  const { id, email, browser } = await withPassword()
  const { rows } = await query('select id from session where person_id = $1 and revoked_at is null', [id])
  const asking = {
    person_id: id,
    session_id: rows[0].id,
    way: 'password',
    created_at: new Date(),
    address: '',
  } as const
  const change = { password: 'eight green herons', current: PASSWORD, now: new Date() }
  const ready = await readyPassword(team.app.database, asking, change)
  await browser.send('POST', '/api/sign-out', {})
  await assert.rejects(
    act(ctx => setPassword(ctx, ready, { address: '', agent: '' })),
    { code: 'UNAUTHENTICATED' },
  )
  assert.equal((await enter(openBrowser(team), email, PASSWORD)).status, 200)
})

test('a password that was forgotten is replaced just after a one-time link, and not later', async () => {
  const { id, email } = await withPassword()
  const late = await byLink(id)
  await query(`update session set created_at = now() - interval '16 minutes' where person_id = $1`, [id])
  assert.equal((await set(late, 'eight green herons')).body.field, 'current')
  assert.equal((await set(await byLink(id), 'eight green herons')).status, 200)
  assert.equal((await enter(openBrowser(team), email, 'eight green herons')).status, 200)
})

test('row 63: a password too short, too long, too usual or about its owner is refused by name', async () => {
  const { id, email } = await somebody()
  const browser = await byLink(id)
  for (const bad of [
    '',
    'short',
    FACES,
    'x'.repeat(1001),
    'ö'.repeat(501),
    'password1234',
    `${email}`,
    'aaaaaaaaaaaa',
    'x'.repeat(1_000_000),
  ]) {
    const { status, body } = await set(browser, bad)
    assert.deepEqual([status, body.code, body.field], [400, 'INVALID', 'password'], bad.slice(0, 20))
  }
  for (const good of [
    ' twelve and spaces ',
    'to the sixty-fourth character and beyond: '.repeat(4),
    FACES.repeat(2),
    'größte '.repeat(111),
  ]) {
    assert.equal((await set(await byLink(id), good)).status, 200, good.slice(0, 20))
    assert.equal((await enter(openBrowser(team), email, good)).status, 200, good.slice(0, 20))
    assert.equal(
      (await enter(openBrowser(team), email, [...good].slice(0, -1).join(''))).status,
      401,
      'to its last character',
    )
  }
})

test('a password is for who is signed in and has an address; a token sets none', async () => {
  const admin = await team.person('admin')
  const { body } = await admin.send('POST', `/api/projects/${PROJECT}/tokens`, {
    name: 'me',
    permissions: ['read'],
    as_me: true,
  })
  const asked = await team.as(body.text)('PUT', '/api/me/password', { password: PASSWORD })
  assert.deepEqual([asked.status, asked.body.code], [403, 'FORBIDDEN'])
  const nameless = await byLink(admin.id)
  assert.deepEqual((await set(nameless, PASSWORD)).status, 409)
})

test('nothing that is read or written anywhere holds a password or its hash', async () => {
  const { email, id } = await withPassword()
  const admin = await team.person('admin')
  const answers = [
    await admin.send('POST', `/api/projects/${PROJECT}/members`, { name: 'x', email, role: 'viewer' }),
    await admin.send('GET', `/api/projects/${PROJECT}/members`),
    await (await team.administrator()).send('GET', '/api/me'),
    await (await byLink(id)).send('GET', '/api/me'),
  ]
  for (const { status, text } of answers) {
    assert.equal(status, 200)
    assert.ok(!text.includes('argon2') && !text.includes(PASSWORD) && !text.includes('hash'), text)
  }
  const { rows } = await query(
    `select (select string_agg(i::text, '') from idempotency i) || (select string_agg(e::text, '') from entry e)
         || (select string_agg(p::text, '') from person p) || (select string_agg(p::text, '') from password p) as all`,
  )
  assert.ok(!String(rows[0].all).includes(PASSWORD))
})

test('row 59: another site cannot sign a browser in', async () => {
  const { email } = await withPassword()
  const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example.org' }
  const body = { email, password: PASSWORD }
  const { status, body: problem } = await openBrowser(team).send('POST', '/api/sign-in/password', body, headers)
  assert.deepEqual([status, problem.code, problem.field], [403, 'FORBIDDEN', 'Sec-Fetch-Site'])
})

test('the operator’s link makes a person or finds one, and gives the first administrator an address', async () => {
  const invite = (email: string, administrator = false) =>
    act(ctx => inviteByEmail(ctx, { email, name: 'Invited', administrator }))
  const found = async (email: string) =>
    (await query('select id, name, administrator from person where email = $1', [email])).rows[0]
  await team.administrator()
  const { rows } = await query('select id from person where administrator order by created_at limit 1')
  const empty = rows[0].id
  const { code } = await invite('chief@example.org', true)
  assert.deepEqual(await found('chief@example.org'), { id: empty, name: 'Invited', administrator: true })
  const chief = openBrowser(team)
  assert.equal((await chief.send('POST', '/api/sign-in', { code })).body.person_id, empty)
  await invite('second@example.org')
  const second = await found('second@example.org')
  assert.equal(second.administrator, false)
  await invite('second@example.org', true)
  assert.deepEqual(await found('second@example.org'), { ...second, administrator: true })
})
