import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { followEvents } from '../../test/events.ts'
import { openTeam, PROJECT, type Team } from '../../test/team.ts'
import { record } from '../ledger/record.ts'
import { seededRandom } from '../stats/random.ts'

let team: Team
let token: string
const path = `/api/projects/${PROJECT}/events`

const note = (n: number, action = 'test.noted') =>
  team.app.act({ actor: 'system:test' }, ctx => record(ctx, { project_id: PROJECT, action, payload: { n } }))

before(async () => {
  team = await openTeam()
  token = (await team.person('reviewer')).token
})
after(() => team.close())

test('200 facts from several writers reach a caller who hangs up again and again', async () => {
  const random = seededRandom('events')
  const seen = new Map<number, string>()
  let stream = await followEvents(team, { path: `${path}?actions=test.noted`, token })
  const writers = Array.from({ length: 4 }, async (_, writer) => {
    for (let n = writer; n < 200; n += 4) await note(n)
  })
  let last: string | undefined
  while (seen.size < 200) {
    const event = await stream.next()
    assert.ok(event)
    assert.equal(event.event, 'test.noted')
    assert.equal(event.data.id, event.id.split('@')[0])
    const again = seen.has(event.data.payload.n)
    seen.set(event.data.payload.n, event.id)
    last = event.id
    if (again || random.uniform() > 0.1) continue
    stream.close()
    stream = await followEvents(team, { path: `${path}?actions=test.noted`, token, after: last })
  }
  stream.close()
  await Promise.all(writers)
  assert.deepEqual(
    [...seen.keys()].sort((one, other) => one - other),
    Array.from({ length: 200 }, (_, n) => n),
  )
})

test('a fact that commits after younger ones were given and sealed is given all the same', async () => {
  const stream = await followEvents(team, { path: `${path}?actions=late.noted,test.noted`, token })
  const written = Promise.withResolvers<void>()
  const commit = Promise.withResolvers<void>()
  const late = team.app.act({ actor: 'system:test' }, async ctx => {
    const id = record(ctx, { project_id: PROJECT, action: 'late.noted' })
    written.resolve()
    await commit.promise
    return id
  })
  await written.promise
  const young = await note(1)
  const given = await stream.next()
  assert.equal(given?.data.id, young)
  await team.settled()
  commit.resolve()
  assert.equal((await stream.next())?.data.id, await late)
  stream.close()
  const resumed = await followEvents(team, { path: `${path}?actions=late.noted`, token, after: young })
  assert.equal((await resumed.next())?.data.id, await late)
  resumed.close()
})

test('a caller who always hangs up after the first event comes through a batch sealed at once', async () => {
  const last = await team.app.act({ actor: 'system:test' }, ctx => {
    const ids = Array.from({ length: 50 }, (_, n) =>
      record(ctx, { project_id: PROJECT, action: 'batch.noted', payload: { n } }),
    )
    return ids.at(-1)
  })
  await team.settled()
  // An entry's id is no mark: all of its batch comes again.
  let after: string | undefined = last
  const seen: number[] = []
  while (!seen.includes(49)) {
    assert.ok(seen.length < 60, `goes in circles: ${seen}`)
    const stream = await followEvents(team, { path: `${path}?actions=batch.noted`, token, after })
    const event = await stream.next()
    stream.close()
    seen.push(event?.data.payload.n)
    after = event?.id
  }
  assert.deepEqual(
    seen,
    Array.from({ length: 50 }, (_, n) => n),
  )
})

test('an id that is none of this project’s is refused', async () => {
  const send = team.as(token)
  await team.app.act({ actor: 'system:test' }, ctx => record(ctx, { project_id: 'elsewhere', action: 'x.noted' }))
  const { rows } = await team.app.database.pool.query(`select id from entry where project_id = 'elsewhere'`)
  const ours = await note(0)
  for (const id of ['garbage', '', rows[0].id, '00000000-0000-7000-8000-000000000000', `${ours}@`, `${ours}@99999`]) {
    const refused = await send('GET', path, undefined, { 'last-event-id': id })
    assert.deepEqual([refused.status, refused.body.field], [400, 'Last-Event-ID'], id)
  }
  assert.equal((await team.as(undefined)('GET', path)).status, 401)
})

test('a server that closes ends every stream', async () => {
  const stream = await followEvents(team, { path, token })
  await team.server.close()
  while (await stream.next());
})
