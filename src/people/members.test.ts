/** Members and tokens: nobody gives away or takes more than they have. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { openTeam, PROJECT, type Team } from '../../test/team.ts'
import { removeMember } from './actions.ts'

const MEMBERS = `/api/projects/${PROJECT}/members`
const TOKENS = `/api/projects/${PROJECT}/tokens`
let team: Team
before(async () => {
  team = await openTeam({ works: false })
})
after(() => team.close())

const withEmail = async (id: string): Promise<string> => {
  const email = `${id}@example.org`
  await team.app.database.pool.query('update person set email = $1 where id = $2', [email, id])
  return email
}

const add = (role: string, email: string) => ({ name: 'Somebody', email, role })

test('row 57: nobody changes their own role', async () => {
  const admin = await team.person('admin')
  await team.person('admin')
  const email = await withEmail(admin.id)
  for (const role of ['viewer', 'admin']) {
    const { status, body } = await admin.send('POST', MEMBERS, add(role, email))
    assert.deepEqual([status, body.detail], [403, 'nobody may change their own role'], role)
  }
})

test('row 57: the last admin of a project stays, whoever asks and however many ask at once', async () => {
  const one = await team.person('admin')
  const two = await team.person('admin')
  const rest = await team.app.database.pool.query(
    `delete from membership where project_id = $1 and role = 'admin' and person_id <> all($2::uuid[])
     returning person_id`,
    [PROJECT, [one.id, two.id]],
  )
  assert.ok(rest.rows.length > 0, 'only the two are left')
  const emails = [await withEmail(one.id), await withEmail(two.id)] as const
  const machine = await team.machine(['administer'])
  const answers = await Promise.all([
    one.send('POST', MEMBERS, add('viewer', emails[1])),
    two.send('POST', MEMBERS, add('viewer', emails[0])),
    machine.send('DELETE', `${MEMBERS}/${one.id}`),
    machine.send('DELETE', `${MEMBERS}/${two.id}`),
  ])
  for (const { status } of answers) assert.ok([200, 403, 404, 409].includes(status), String(status))
  const admins = await team.app.database.pool.query(
    `select person_id from membership where project_id = $1 and role = 'admin'`,
    [PROJECT],
  )
  assert.equal(admins.rows.length, 1)
  const last = admins.rows[0].person_id
  const gone = await machine.send('DELETE', `${MEMBERS}/${last}`)
  assert.deepEqual([gone.status, gone.body.detail], [409, 'a project keeps at least one admin'])
  const lowered = await machine.send('POST', MEMBERS, add('viewer', last === one.id ? emails[0] : emails[1]))
  assert.deepEqual([lowered.status, lowered.body.code], [409, 'CONFLICT'])
})

test('row 57: an admin is not removed while the other one is being removed', async () => {
  await team.app.database.pool.query('delete from membership where project_id = $1', [PROJECT])
  const one = await team.person('admin')
  const two = await team.person('admin')
  const machine = await team.machine(['administer'])
  let answered = false
  const asked = await team.app.act({ actor: 'system:test' }, async ctx => {
    await removeMember(ctx, { project_id: PROJECT, person_id: one.id })
    const asking = machine.send('DELETE', `${MEMBERS}/${two.id}`).finally(() => {
      answered = true
    })
    const waits = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    while (!answered && (await team.app.database.pool.query(waits)).rows.length === 0) await setTimeout(1)
    return { asking }
  })
  const { status, body } = await asked.asking
  assert.deepEqual([status, body.detail], [409, 'a project keeps at least one admin'])
})

test('row 57: nobody makes a token that may do more than its maker', async () => {
  const machine = await team.machine(['administer', 'read'])
  const wider = await machine.send('POST', TOKENS, { name: 'wider', permissions: ['read', 'ingest'] })
  assert.deepEqual([wider.status, wider.body.field], [403, 'permissions'])
  const same = await machine.send('POST', TOKENS, { name: 'same', permissions: ['administer', 'read'] })
  assert.equal(same.status, 201)
  const nobodys = await machine.send('POST', TOKENS, { name: 'whose?', permissions: ['read'], as_me: true })
  assert.deepEqual([nobodys.status, nobodys.body.code], [403, 'FORBIDDEN'], 'a machine is no person to act as')
})

test('a token that acts as a person may never do more than they may today', async () => {
  const admin = await team.person('admin')
  const { body } = await admin.send('POST', TOKENS, { name: 'mine', permissions: ['read', 'ingest'], as_me: true })
  const mine = team.as(body.text)
  const ask = () => mine('POST', `/api/projects/${PROJECT}/predictions`, { predictions: [{}] })
  assert.equal((await ask()).status, 200)
  await team.app.database.pool.query(`update membership set role = 'viewer' where person_id = $1`, [admin.id])
  assert.equal((await ask()).status, 403)
  await team.app.database.pool.query('delete from membership where person_id = $1', [admin.id])
  assert.equal((await ask()).status, 404)
})

test('the text of a token is shown once and kept nowhere, not even for an Idempotency-Key', async () => {
  const admin = await team.person('admin')
  const ask = () =>
    admin.send('POST', TOKENS, { name: 'once', permissions: ['read'] }, { 'idempotency-key': 'token-1' })
  const made = await ask()
  assert.equal(made.status, 201)
  const secret = made.body.text.split('_')[3] as string
  assert.match(secret, /^[0-9a-f]{64}$/)
  const again = await ask()
  assert.deepEqual([again.status, again.body.code], [409, 'CONFLICT'])
  assert.equal((await team.app.database.pool.query(`select 1 from token where name = 'once'`)).rows.length, 1)
  const { rows } = await team.app.database.pool.query(
    `select (select string_agg(i::text, '') from idempotency i) || (select string_agg(t::text, '') from token t)
         || (select string_agg(e::text, '') from entry e) as all`,
  )
  assert.ok(!rows[0].all.includes(secret))
  const listed = await admin.send('GET', TOKENS)
  assert.ok(!listed.text.includes(secret) && !listed.text.includes('hash'))
})

test('a token that is revoked is refused from then on', async () => {
  const admin = await team.person('admin')
  const { body } = await admin.send('POST', TOKENS, { name: 'short', permissions: ['read'] })
  const machine = team.as(body.text)
  assert.equal((await machine('GET', '/api/me')).status, 200)
  assert.equal((await admin.send('DELETE', `${TOKENS}/${body.id}`)).status, 200)
  assert.equal((await machine('GET', '/api/me')).status, 401)
  assert.equal((await admin.send('DELETE', `${TOKENS}/${body.id}`)).status, 404)
})
