import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseOptions } from '@node-rs/argon2'
import { Refusal } from '../../platform/errors.ts'
import { hashOf, NOBODYS_HASH, passwordMatches } from './password.ts'

test('a password is kept as Argon2id with the parameters of OWASP and a salt of its own', async () => {
  const [one, other] = await Promise.all([hashOf('seven grey herons'), hashOf('seven grey herons')])
  assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  assert.notEqual(one, other)
  assert.equal(await passwordMatches('seven grey herons', one), true)
  assert.equal(await passwordMatches('seven grey heron', one), false)
  assert.equal(await passwordMatches('', one), false)
})

test('who has no password is compared with a hash of the same cost', async () => {
  assert.deepEqual(parseOptions(NOBODYS_HASH), parseOptions(await hashOf('seven grey herons')))
  assert.equal(await passwordMatches('seven grey herons', undefined), false)
})

test('it does not matter how a keyboard composes a letter', async () => {
  const hash = await hashOf('Zw\u00f6lf graue Reiher')
  assert.equal(await passwordMatches('Zwo\u0308lf graue Reiher', hash), true)
})

test('row 63: more at once than fit wait their turn, and more than can wait are told to come again', async () => {
  const asked = await Promise.allSettled(Array.from({ length: 110 }, () => passwordMatches('x', undefined)))
  const refused = asked.filter(each => each.status === 'rejected').map(each => each.reason)
  assert.equal(refused.length, 8)
  for (const reason of refused) {
    assert.ok(reason instanceof Refusal)
    assert.deepEqual([reason.code, reason.detail.retry_after_seconds], ['UNAVAILABLE', 2])
  }
  assert.equal(await passwordMatches('x', undefined), false)
})
