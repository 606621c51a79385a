/**
 * Sealing beside writers: nobody waits for it, it loses nothing, and whoever verifies meanwhile hears no false alarm.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openTeam, PROJECT, type Team } from '../../test/team.ts'
import { take } from '../loop/ingest/index.ts'
import { covers } from '../loop.ts'
import { sealAll, verifyProject } from './index.ts'
import { record } from './record.ts'
import { lockSealing, takeUnsealed } from './store.ts'

const project_id = PROJECT
let team: Team
before(async () => {
  team = await openTeam({ works: false })
})
after(() => team.close())

const write = (action: string) =>
  team.app.act({ actor: 'system:test' }, ctx => record(ctx, { project_id, action, payload: {} }))

const seal = async () => {
  const { database, vault, clock } = team.app
  assert.deepEqual(await sealAll(database, vault, clock()), [])
}

const verify = () => verifyProject(team.app.database, team.app.vault, { project_id, covers })

const rows = async <Row>(text: string): Promise<Row[]> =>
  (await team.app.database.pool.query(text)).rows as unknown as Row[]

/** Every entry of an action has one place, and the places have no gap. */
const assertAllSealed = async (action: string, ids: string[]) => {
  const sealed = await rows<{ id: string }>(
    `select e.id from entry e join seal s on s.entry_id = e.id where action = '${action}'`,
  )
  assert.deepEqual(sealed.map(row => row.id).sort(), [...ids].sort())
  const [{ gaps, waiting }] = (await rows<{ gaps: number; waiting: number }>(
    `select (select max(seq) + 1 - count(*) from seal)::int as gaps, (select count(*) from unsealed)::int as waiting`,
  )) as [{ gaps: number; waiting: number }]
  assert.deepEqual({ gaps, waiting }, { gaps: 0, waiting: 0 })
  const { ok, divergence } = await verify()
  assert.ok(ok, divergence?.what)
}

test('a writer never waits for a seal that is being made', async () => {
  const before_it = await write('pause.before')
  const meanwhile: string[] = []
  await team.app.database
    .transaction(async sealer => {
      assert.equal(await lockSealing(sealer, project_id), true)
      const taken = await takeUnsealed(sealer, project_id, 5000)
      assert.equal(taken.at(-1)?.id, before_it)
      // The sealer stands still with its lock and its entries taken: the writers finish, and leave it more to take.
      for (let n = 0; n < 20; n += 1) meanwhile.push(await write('pause.during'))
      assert.deepEqual(await takeUnsealed(sealer, project_id, 5000).then(seen => seen.length), 20)
      throw new Error('the sealer is killed')
    })
    .catch(error => assert.equal(error.message, 'the sealer is killed'))
  await seal()
  await assertAllSealed('pause.before', [before_it])
  await assertAllSealed('pause.during', meanwhile)
})

test('a seal never waits for a writer that is not done, and does not skip it either', async () => {
  let finish = () => {}
  const held = new Promise<void>(resolve => {
    finish = resolve
  })
  let recorded = () => {}
  const written = new Promise<void>(resolve => {
    recorded = resolve
  })
  const slow = team.app.act({ actor: 'system:test' }, async ctx => {
    const id = record(ctx, { project_id, action: 'slow.written', payload: {} })
    recorded()
    await held
    return id
  })
  await written
  const quick = await write('quick.written')
  await seal()
  await assertAllSealed('quick.written', [quick])
  finish()
  // Its id is older than the sealed one's: the order of the tree is the order of sealing, so it still gets a place.
  const id = await slow
  assert.ok(id < quick)
  await seal()
  await assertAllSealed('slow.written', [id])
})

test('two sealers at once do the work once', async () => {
  const ids = await Promise.all(Array.from({ length: 100 }, () => write('twice.sealed')))
  await Promise.all([seal(), seal(), seal()])
  await seal()
  await assertAllSealed('twice.sealed', ids)
})

test('sealing and verifying beside writers loses nothing and raises no false alarm', async () => {
  let writing = true
  const ids: string[] = []
  const writers = Array.from({ length: 4 }, async (_, writer) => {
    for (let n = 0; n < 40; n += 1) {
      const value = { external_id: `${writer}/${n}`, input: { text: 'x' }, model: 'm', answer: 'refund' }
      const batch = [value, { ...value, external_id: `${writer}/${n}b` }].map((each, row) => ({ row, value: each }))
      const { proof } = await team.app.act({ actor: 'system:test' }, ctx => take(ctx, project_id, batch))
      ids.push(proof as string)
    }
  })
  const whileWriting = async (act: () => Promise<void>) => {
    let times = 0
    for (; writing; times += 1) await act()
    return times
  }
  const sealers = [whileWriting(seal), whileWriting(seal)]
  const verifier = whileWriting(async () => {
    const { ok, divergence } = await verify()
    assert.ok(ok, JSON.stringify(divergence))
  })
  await Promise.all(writers)
  writing = false
  assert.ok((await verifier) > 0)
  await Promise.all(sealers)
  await seal()
  await assertAllSealed('predictions.taken', ids)
  const { rows: covered } = await verify()
  assert.ok(covered >= 4 * 40 * 4, 'items and predictions were held against their entries')
})
