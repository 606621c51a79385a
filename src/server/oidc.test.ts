/** Signing in through an identity provider, and what a liar at either end of it does not get. */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, before, test } from 'node:test'
import { type Browser, openBrowser } from '../../test/cookie-jar.ts'
import { type Lie, startProvider, type TestProvider } from '../../test/provider.ts'
import { openTeam, type Team } from '../../test/team.ts'
import { addPerson, SESSION_COOKIE } from '../people/index.ts'
import { openProvider, type Provider } from '../platform/oidc.ts'

const ORIGIN = 'https://errata.example.org'
const CALLBACK = '/api/oidc/callback'
const ATTEMPT = '__Host-errata-oidc'

let there: TestProvider
let provider: Provider
let team: Team

before(async () => {
  there = await startProvider()
  provider = openProvider({ issuer: there.issuer, name: 'Example', ...there.client }, `${ORIGIN}${CALLBACK}`)
  team = await openTeam({ works: false, provider })
})
after(async () => {
  await team.close()
  await there.close()
})

const known = (email: string): Promise<string> =>
  team.app.act({ actor: 'system:test' }, ctx => addPerson(ctx, { name: 'Somebody', email, administrator: false }))

const begin = async (browser: Browser): Promise<URL> => {
  const { status, headers } = await browser.send('GET', '/api/oidc/start')
  assert.equal(status, 303)
  return new URL(String(headers.location))
}

/** Comes back from the provider as it agreed; where the browser is sent then. */
const comeBack = async (browser: Browser, search: Record<string, string>): Promise<string> => {
  const headers = { 'sec-fetch-site': 'cross-site', host: 'evil.example.org' }
  const answer = await browser.send('GET', `${CALLBACK}?${new URLSearchParams(search)}`, undefined, headers)
  assert.equal(answer.status, 303, answer.text)
  assert.ok(!browser.cookies.has(ATTEMPT), 'an attempt is over, however it ends')
  return String(answer.headers.location)
}

const stateOf = (asked: URL): string => asked.searchParams.get('state') as string

const through = async (browser: Browser, lie: Lie): Promise<string> => {
  const asked = await begin(browser)
  return comeBack(browser, { code: there.agree(asked, lie), state: stateOf(asked) })
}

const claims = (sub: string, email: string) => ({ sub, email, email_verified: true })

const me = async (browser: Browser) => (await browser.send('GET', '/api/me')).body?.person?.id

test('who the provider vouches for is signed in, and is who they were when their address changes', async () => {
  const id = await known('ada@example.org')
  const browser = openBrowser(team)
  const asked = await begin(browser)
  assert.equal(asked.origin + asked.pathname, `${there.issuer}/authorize`)
  const sent = Object.fromEntries(asked.searchParams)
  assert.deepEqual(
    [sent.redirect_uri, sent.response_type, sent.scope, sent.code_challenge_method, sent.client_id],
    [`${ORIGIN}${CALLBACK}`, 'code', 'openid email', 'S256', 'errata'],
  )
  const code = there.agree(asked, { claims: claims('ada', 'Ada@Example.org') })
  assert.equal(await comeBack(browser, { code, state: stateOf(asked) }), '/')
  assert.equal(await me(browser), id)
  const again = openBrowser(team)
  assert.equal(await through(again, { claims: { sub: 'ada', email: 'married@example.org' } }), '/')
  assert.equal(await me(again), id)
  const { body } = await again.send('GET', '/api/me/sessions')
  assert.deepEqual(
    body.sessions.map((each: { way: string }) => each.way),
    ['oidc', 'oidc'],
  )
})

test('an address that the provider keeps for its userinfo endpoint is asked for there', async () => {
  const id = await known('kept@example.org')
  const browser = openBrowser(team)
  const userinfo = claims('kept', 'kept@example.org')
  assert.equal(await through(browser, { claims: { sub: 'kept' }, userinfo }), '/')
  assert.equal(await me(browser), id)
  await known('other@example.org')
  const swapped = { claims: { sub: 'mallory' }, userinfo: claims('somebody-else', 'other@example.org') }
  assert.equal(await through(openBrowser(team), swapped), '/sign-in?problem=failed')
})

test('row 66: who is not known, not verified or closed is not signed in, and nobody is made', async () => {
  await known('known@example.org')
  const closed = await known('closed@example.org')
  await team.app.database.pool.query('update person set disabled_at = now() where id = $1', [closed])
  const count = async () => (await team.app.database.pool.query('select count(*) from person')).rows[0].count
  const people = await count()
  const refused: Record<string, object> = {
    'not known': claims('stranger', 'stranger@example.org'),
    'not verified': { ...claims('liar', 'known@example.org'), email_verified: false },
    'verified, says a text': { ...claims('liar', 'known@example.org'), email_verified: 'true' },
    'verified, unsaid': { sub: 'liar', email: 'known@example.org' },
    'no address': { sub: 'liar', email_verified: true },
    'no text': { sub: 'liar', email: ['known@example.org'], email_verified: true },
    'a letter that folds to another': claims('liar', '\u212anown@example.org'),
  }
  for (const [told, wrong] of Object.entries(refused)) {
    const browser = openBrowser(team)
    assert.equal(await through(browser, { claims: wrong as Lie['claims'] & object }), '/sign-in?problem=unknown', told)
    assert.equal(browser.cookies.size, 0, told)
  }
  assert.equal(
    await through(openBrowser(team), { claims: claims('shut', 'closed@example.org') }),
    '/sign-in?problem=failed',
  )
  assert.equal(await count(), people)
  const { rows } = await team.app.database.pool.query(
    `select 1 from identity where subject in ('liar', 'stranger', 'shut')`,
  )
  assert.equal(rows.length, 0)
})

test('row 66: an address given to somebody else does not open the account of who had it', async () => {
  await known('reused@example.org')
  assert.equal(await through(openBrowser(team), { claims: claims('first', 'reused@example.org') }), '/')
  const second = { claims: claims('second', 'reused@example.org') }
  assert.equal(await through(openBrowser(team), second), '/sign-in?problem=unknown')
})

test('row 66: an ID token that is not for us, not now, not theirs or not signed is refused', async () => {
  const id = await known('target@example.org')
  const right = claims('target', 'target@example.org')
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const lies: Record<string, Lie> = {
    'another nonce': { claims: { ...right, nonce: 'x'.repeat(43) } },
    'no nonce': { claims: { ...right, nonce: undefined } },
    'another issuer': { claims: { ...right, iss: 'https://evil.example.org' } },
    'another audience': { claims: { ...right, aud: 'another client' } },
    'two audiences and another authorised party': { claims: { ...right, aud: ['errata', 'x'], azp: 'x' } },
    expired: { claims: { ...right, exp: 1 } },
    'no subject': { claims: { ...right, sub: undefined } },
    'an endless subject': { claims: { ...right, sub: 's'.repeat(256) } },
    'signed by nobody': { claims: right, alg: 'none' },
    'signed with what we share': { claims: right, alg: 'HS256' },
    'signed by another': { claims: right, key: privateKey },
  }
  for (const [told, lie] of Object.entries(lies)) {
    const browser = openBrowser(team)
    assert.equal(await through(browser, lie), '/sign-in?problem=failed', told)
    assert.equal(await me(browser), undefined, told)
  }
  const { rows } = await team.app.database.pool.query('select 1 from identity where person_id = $1', [id])
  assert.equal(rows.length, 0)
})

test('row 66: what did not begin in this browser does not end in it', async () => {
  await known('victim@example.org')
  const lie = { claims: claims('victim', 'victim@example.org') }
  const attacker = openBrowser(team)
  const asked = await begin(attacker)
  const code = there.agree(asked, lie)
  const before = there.redeemed()
  // Login CSRF: the attacker's own answer of the provider, opened by somebody else.
  assert.equal(await comeBack(openBrowser(team), { code, state: stateOf(asked) }), '/sign-in?problem=failed')
  const other = openBrowser(team)
  await begin(other)
  assert.equal(await comeBack(other, { code, state: stateOf(asked) }), '/sign-in?problem=failed')
  for (const search of [
    { code },
    { code, state: '' },
    { code, state: `${stateOf(asked)}x` },
    { state: stateOf(asked) },
    {},
  ]) {
    const copy = openBrowser(team, new Map(attacker.cookies))
    assert.equal(
      await comeBack(copy, search as Record<string, string>),
      '/sign-in?problem=failed',
      JSON.stringify(search),
    )
  }
  for (const planted of ['', '0', 'x'.repeat(44), 'x'.repeat(5000)]) {
    const browser = openBrowser(team, new Map([[ATTEMPT, planted]]))
    assert.equal(await comeBack(browser, { code, state: stateOf(asked) }), '/sign-in?problem=failed')
  }
  assert.equal(there.redeemed(), before, 'no code was tried')
  assert.equal(await comeBack(attacker, { code, state: stateOf(asked) }), '/')
})

test('row 66: a code that was used is of no use, nor is one of another attempt', async () => {
  const id = await known('replayed@example.org')
  const lie = { claims: claims('replayed', 'replayed@example.org') }
  const browser = openBrowser(team)
  const asked = await begin(browser)
  const stolen = new Map(browser.cookies)
  const search = { code: there.agree(asked, lie), state: stateOf(asked) }
  assert.equal(await comeBack(browser, search), '/')
  assert.equal(await comeBack(openBrowser(team, stolen), search), '/sign-in?problem=failed')
  // A code that was caught on its way, put into the attempt of who caught it: PKCE.
  const thief = openBrowser(team)
  const mine = await begin(thief)
  const caught = there.agree(asked, lie)
  assert.equal(await comeBack(thief, { code: caught, state: stateOf(mine) }), '/sign-in?problem=failed')
  assert.equal(await me(browser), id)
  assert.equal(await me(thief), undefined)
})

test('signing in ends the session that the browser had', async () => {
  await known('twice@example.org')
  const browser = openBrowser(team)
  const lie = { claims: claims('twice', 'twice@example.org') }
  await through(browser, lie)
  const old = openBrowser(team, new Map(browser.cookies))
  await through(browser, lie)
  assert.notEqual(browser.cookies.get(SESSION_COOKIE), old.cookies.get(SESSION_COOKIE))
  assert.equal(await me(old), undefined)
})

test('row 44: nothing in an address decides where the browser goes', async () => {
  const browser = openBrowser(team)
  const evil = 'next=//evil.example.org&to=https://evil.example.org&redirect_uri=https://evil.example.org'
  const { headers } = await browser.send('GET', `/api/oidc/start?${evil}`, undefined, { host: 'evil.example.org' })
  const asked = new URL(String(headers.location))
  assert.ok(!asked.href.includes('evil'), asked.href)
  await known('sent@example.org')
  const code = there.agree(asked, { claims: claims('sent', 'sent@example.org') })
  assert.equal(await comeBack(browser, { code, state: stateOf(asked), next: '//evil.example.org' }), '/')
})

test('a provider that says no, is away, or is another than it was named is told as that', async () => {
  const browser = openBrowser(team)
  const asked = await begin(browser)
  const no = { error: 'access_denied', error_description: '<script>', state: stateOf(asked) }
  assert.equal(await comeBack(browser, no), '/sign-in?problem=failed')
  const named = { issuer: there.issuer, name: 'Other', ...there.client }
  const other = openProvider(named, `${ORIGIN}${CALLBACK}`)
  there.pretend('https://evil.example.org')
  await assert.rejects(other.start('secret'), { code: 'UNAVAILABLE' })
  there.pretend(undefined)
  assert.equal((await other.start('secret')).origin, there.issuer, 'it is asked again the next time')
  const away = openProvider({ ...named, issuer: 'http://127.0.0.1:9' }, `${ORIGIN}${CALLBACK}`)
  await assert.rejects(away.start('secret'), { code: 'UNAVAILABLE' })
})

test('the sign-in page is told which ways there are; without a provider there is none to start', async () => {
  const { body } = await openBrowser(team).send('GET', '/api/sign-in/ways')
  assert.deepEqual(body, { password: true, oidc: { name: 'Example' }, link: true })
  const without = await openTeam({ works: false })
  try {
    assert.equal((await openBrowser(without).send('GET', '/api/sign-in/ways')).body.oidc, null)
    assert.equal((await openBrowser(without).send('GET', '/api/oidc/start')).status, 404)
  } finally {
    await without.close()
  }
})
