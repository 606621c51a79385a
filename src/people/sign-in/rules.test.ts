import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agentOf, networkOf, weaknessOf } from './rules.ts'

const ADA = { name: 'Ada Lovelace', email: 'ada.lovelace@example.org' }

test('a password that everybody tries first, or that everybody who knows its owner does, is weak', () => {
  for (const weak of [
    ...['password1234', 'Password-1234', '2026password2026', 'passwordpassword', 'qwertyuiop12', '1q2w3e4r5t6y'],
    ...[
      '123456789012',
      '09876543210987',
      'aaaaaaaaaaaa',
      'abababababab',
      'changeme-changeme',
      'correct horse battery staple',
    ],
    ...[
      'adalovelace',
      'Ada.Lovelace2026',
      'lovelace-ada-1815',
      'ada.lovelace@example.org',
      'example.org1234',
      'adaadaadaada',
    ],
  ]) {
    assert.equal(typeof weaknessOf(weak, ADA), 'string', weak)
  }
})

test('a long password that is none of these is good, whatever it is made of', () => {
  for (const good of [
    ...[
      'seven grey herons',
      'zyxwvutsrqpo',
      '84620175930274',
      'kXw#9Lr!2pQz',
      'пароль из шести слов',
      '長い合言葉はここにあります',
    ],
    ...['lovelace wrote the first programme', 'passwords are the worst of it', '!@#$%^&*()_+'],
  ]) {
    assert.equal(weaknessOf(good, ADA), undefined, good)
  }
  assert.equal(weaknessOf('seven grey herons', { name: 'X', email: null }), undefined)
})

test('a network is an address, or the half of it that a provider gives out as one', () => {
  const cases: Record<string, string> = {
    '192.0.2.7': '192.0.2.7',
    '::ffff:192.0.2.7': '192.0.2.7',
    '2001:db8:1:2:3:4:5:6': '2001:db8:1:2::/64',
    '2001:db8:1:2::6': '2001:db8:1:2::/64',
    '2001:0db8:0001:0002::': '2001:db8:1:2::/64',
    '2001:db8::1': '2001:db8:0:0::/64',
    '::1': '0:0:0:0::/64',
    'fe80::1%eth0': 'fe80:0:0:0::/64',
    '': '',
  }
  for (const [address, network] of Object.entries(cases)) assert.equal(networkOf(address), network, address)
})

test('a browser is told by its name and system', () => {
  const head = 'Mozilla/5.0'
  const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)'
  const cases: [header: string, words: string][] = [
    [`${head} (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0`, 'Firefox on Linux'],
    [`${head} (Windows NT 10.0; Win64; x64) ${webkit} Chrome/140.0 Safari/537.36`, 'Chrome on Windows'],
    [`${head} (Windows NT 10.0; Win64; x64) ${webkit} Chrome/140.0 Safari/537.36 Edg/140.0`, 'Edge on Windows'],
    [`${head} (Linux; Android 16) ${webkit} Chrome/140.0 Mobile Safari/537.36`, 'Chrome on Android'],
    [`${head} (iPhone; CPU iPhone OS 19_0 like Mac OS X) ${webkit} Version/19.0 Safari/604.1`, 'Safari on iOS'],
    [`${head} (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Version/19.0 Safari/605.1`, 'Safari on macOS'],
    ['curl/8.14.1', 'curl'],
    ['x'.repeat(5000), 'x'.repeat(40)],
    ['', 'unknown'],
  ]
  for (const [header, words] of cases) assert.equal(agentOf(header), words, header)
})
