import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig } from './config.ts'

const OIDC = {
  OIDC_ISSUER: 'https://login.example.org/realms/one',
  OIDC_CLIENT_ID: 'errata',
  OIDC_CLIENT_SECRET: 'secret',
  ERRATA_URL: 'https://errata.example.org/',
}

test('with nothing set everything has its default', () => {
  const { port, host, database_url, url, proxies, oidc } = readConfig({})
  assert.deepEqual(
    [port, host, database_url, url, proxies, oidc],
    [4680, '127.0.0.1', undefined, undefined, [], undefined],
  )
})

test('an identity provider has its four settings, and a name', () => {
  const { oidc, url } = readConfig(OIDC)
  assert.equal(url, 'https://errata.example.org')
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: client_id, OIDC_CLIENT_SECRET: client_secret } = OIDC
  assert.deepEqual(oidc, { issuer, client_id, client_secret, name: 'login.example.org' })
  assert.equal(readConfig({ ...OIDC, OIDC_NAME: 'Example' }).oidc?.name, 'Example')
  for (const name of Object.keys(OIDC)) {
    assert.throws(() => readConfig({ ...OIDC, [name]: '' }), { code: 'INVALID', field: name }, name)
  }
})

test('proxies are addresses and networks', () => {
  const ERRATA_PROXIES = '10.0.0.0/8, 192.0.2.1,2001:db8::/32,'
  assert.deepEqual(readConfig({ ERRATA_PROXIES }).proxies, ['10.0.0.0/8', '192.0.2.1', '2001:db8::/32'])
})

test('a setting that cannot be meant is refused by its name, and no secret is told', () => {
  const wrong: [name: string, ...values: string[]][] = [
    ['PORT', 'http', '65536', '-1', '4680 '],
    ['ERRATA_URL', 'errata.example.org', 'http://errata.example.org', 'https://errata.example.org/app', 'javascript:0'],
    ['ERRATA_URL', 'https://user:secret@errata.example.org', 'https://errata.example.org/?x'],
    ['ERRATA_PROXIES', 'true', '1', 'proxy.example.org', '10.0.0.0/33', '10.0.0.0/', '2001:db8::/129', '10.0.0.0/8/8'],
    ['OIDC_ISSUER', 'login.example.org', 'http://login.example.org', 'file:///etc/passwd'],
  ]
  for (const [name, ...values] of wrong) {
    for (const value of values) {
      assert.throws(
        () => readConfig({ ...OIDC, [name]: value }),
        (error: Error & { field?: string }) => error.name === 'Refusal' && error.field === name,
        `${name}=${value}`,
      )
    }
  }
})
