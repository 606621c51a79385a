/** The list of everybody, and closing an account. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { openTeam, type Team } from '../../test/team.ts'
import { disablePerson } from './directory.ts'

let team: Team
let chief: Awaited<ReturnType<Team['administrator']>>
before(async () => {
  team = await openTeam({ works: false })
  chief = await team.administrator()
})
after(() => team.close())

type Person = { id: string; disabled_at: string | null }

const everybody = async (limit: number): Promise<Person[]> => {
  const found: Person[] = []
  for (let after = ''; ; after = `&after=${found.at(-1)?.id}`) {
    const { status, body } = await chief.send('GET', `/api/people?limit=${limit}${after}`)
    assert.equal(status, 200)
    found.push(...body.people)
    if (body.next === null) return found
  }
}

const close = (id: string) => chief.send('POST', `/api/people/${id}/disable`, {})

test('everybody is in the list once, page by page, with what they may sign in by', async () => {
  const people = [await team.person('viewer'), await team.person('admin'), await team.person('reviewer')]
  const listed = await everybody(2)
  assert.deepEqual(listed.map(each => each.id).sort(), [chief.id, ...people.map(each => each.id)].sort())
  const { id, name, ...rest } = listed.find(each => each.id === people[0]?.id) as Person & { name: string }
  assert.deepEqual([id, name], [people[0]?.id, 'viewer'])
  const { created_at: _, ...shown } = rest as Record<string, unknown>
  const ways = { password: false, oidc: false }
  assert.deepEqual(shown, { email: null, administrator: false, disabled_at: null, projects: 1, ...ways })
})

test('row 60: an account that is closed opens nothing, and its sessions do not come back with it', async () => {
  const second = await team.administrator()
  const { id, send } = await team.person('reviewer')
  assert.equal((await close(id)).status, 200)
  assert.equal((await close(second.id)).status, 200)
  assert.deepEqual([(await send('GET', '/api/me')).status, (await second.send('GET', '/api/me')).status], [401, 401])
  assert.ok((await everybody(1000)).find(each => each.id === id)?.disabled_at)
  for (const each of [id, second.id]) {
    assert.equal((await chief.send('POST', `/api/people/${each}/enable`, {})).status, 200)
  }
  assert.deepEqual([(await send('GET', '/api/me')).status, (await second.send('GET', '/api/me')).status], [200, 401])
  assert.equal((await close('01a2072b-bbee-7001-af8d-e202a504ac73')).status, 404)
})

test('row 57: nobody closes their own account, and two administrators cannot close each other’s', async () => {
  const own = await close(chief.id)
  assert.deepEqual([own.status, own.body.code], [403, 'FORBIDDEN'])
  const second = await team.administrator()
  let answered = false
  const asked = await team.app.act({ actor: `person:${chief.id}` }, async ctx => {
    await disablePerson(ctx, { person_id: second.id })
    const asking = second.send('POST', `/api/people/${chief.id}/disable`, {}).finally(() => {
      answered = true
    })
    const waits = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    while (!answered && (await team.app.database.pool.query(waits)).rows.length === 0) await setTimeout(1)
    return { asking }
  })
  assert.deepEqual([(await asked.asking).status, (await chief.send('GET', '/api/me')).status], [403, 200])
})
