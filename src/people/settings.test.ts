/** What a person is told of themselves, and what they set for themselves. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openTeam, PROJECT, type Team } from '../../test/team.ts'

const PATH = '/api/me/settings'
const SETTINGS = { theme: 'dark', keys_on: false, keys: { confirm: 'KeyF', skip: 'Shift+Slash' }, highlights: false }
let team: Team
before(async () => {
  team = await openTeam({ works: false })
})
after(() => team.close())

test('settings are a person’s own, and stay as they were put', async () => {
  const one = await team.person('reviewer')
  const other = await team.person('reviewer')
  const usual = { theme: 'system', keys_on: true, keys: {}, highlights: true }
  assert.deepEqual((await one.send('GET', PATH)).body, usual)
  assert.deepEqual((await one.send('PUT', PATH, SETTINGS)).body, SETTINGS)
  assert.deepEqual((await one.send('GET', PATH)).body, SETTINGS)
  assert.deepEqual((await one.send('PUT', PATH, { ...SETTINGS, keys: {} })).body, { ...SETTINGS, keys: {} })
  assert.deepEqual((await other.send('GET', PATH)).body, usual)
  const machine = await team.machine(['read'])
  assert.equal((await machine.send('GET', PATH)).status, 403)
  assert.equal((await machine.send('PUT', PATH, SETTINGS)).status, 403)
})

test('a setting that there is not, and a key that is none, are refused by name', async () => {
  const { send } = await team.person('reviewer')
  const many = Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`answer.${n}`, 'KeyF']))
  const wrong: [field: string, change: object][] = [
    ['theme', { theme: 'blue' }],
    ['theme', { theme: undefined }],
    ['keys_on', { keys_on: 'yes' }],
    ['keys.confirm', { keys: { confirm: 'f' } }],
    ['keys.confirm', { keys: { confirm: '<script>' } }],
    ['keys.confirm', { keys: { confirm: 'Mod+KeyF' } }],
    ['keys.Confirm', { keys: { Confirm: 'KeyF' } }],
    ['keys', { keys: many }],
    ['keys', { keys: [] }],
    ['font', { font: 'large' }],
  ]
  for (const [field, change] of wrong) {
    const { status, body } = await send('PUT', PATH, { ...SETTINGS, ...change })
    assert.deepEqual([status, body.code, body.field], [400, 'INVALID', field], JSON.stringify(change).slice(0, 80))
  }
  assert.equal((await send('PUT', PATH, { ...SETTINGS, keys: { constructor: 'KeyF' } })).body.keys.constructor, 'KeyF')
})

test('one look tells who is calling, and their projects by title and kind', async () => {
  const { id, send } = await team.person('reviewer')
  const { body } = await send('GET', '/api/me')
  const project = { project_id: PROJECT, title: PROJECT, kind: 'choice', permissions: ['read', 'review'] }
  assert.deepEqual(body, {
    actor: `person:${id}`,
    person: { id, name: 'reviewer', email: null },
    administrator: false,
    projects: [project],
  })
  const machine = await team.machine(['ingest'])
  const told = (await machine.send('GET', '/api/me')).body
  assert.deepEqual([told.person, told.projects], [null, [{ ...project, permissions: ['ingest'] }]])
  const chief = (await (await team.administrator()).send('GET', '/api/me')).body
  assert.deepEqual([chief.person.name, chief.administrator, chief.projects], ['administrator', true, []])
})
