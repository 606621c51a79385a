/** Many at once, twice at once, too late: every judgement counts once, and no task has one too many. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { settleSeat } from '../src/loop/review/claims.ts'
import { assertRefused } from './refused.ts'
import { type Answer, openTeam, PROJECT, type Send, type Team } from './team.ts'

const BASE = `/api/projects/${PROJECT}`
let team: Team
let admin: Awaited<ReturnType<Team['person']>>
let version = 0

before(async () => {
  team = await openTeam()
  admin = await team.person('admin')
})
after(() => team.close())

const sql = async <Row>(text: string, values: unknown[] = []): Promise<Row[]> =>
  (await team.app.database.pool.query(text, values)).rows as Row[]

type Person = Awaited<ReturnType<Team['person']>>
const people = (count: number): Promise<Person[]> =>
  Promise.all(Array.from({ length: count }, () => team.person('reviewer')))

/** Tasks in a queue of their own, each wanting so many judgements. */
const tasks = async (queue: string, count: number, wanted = 1): Promise<void> => {
  const rule = { name: 'all', when: 'true', do: { outcome: 'review', queue, wanted } }
  const { status, body } = await admin.send('PUT', `${BASE}/policy`, { replaces: version, policy: { rules: [rule] } })
  assert.equal(status, 201)
  version = body.version
  const input = { text: 'x' }
  const predictions = Array.from({ length: count }, (_, n) => ({
    ...{ external_id: `${queue} ${n}`, input, model: 'm', answer: 'refund' },
  }))
  assert.equal((await admin.send('POST', `${BASE}/predictions`, { predictions })).body.taken, count)
  for (;;) {
    const [row] = await sql<{ n: number }>('select count(*)::int as n from seat where queue = $1', [queue])
    if (row?.n === count * wanted) return
  }
}

type Held = { task_id: string; fence: string }
const next = (send: Send, queue: string, more: object = {}): Promise<Answer> =>
  send('POST', `${BASE}/tasks/next`, { queue, ...more })
const claim = async (send: Send, queue: string, more: object = {}): Promise<Held> => {
  const { tasks, why_none } = (await next(send, queue, more)).body
  const [task] = tasks
  assert.ok(task, `${queue}: ${why_none}`)
  return task
}
const judge = (send: Send, { task_id, fence }: Held, headers = {}, answer = 'billing'): Promise<Answer> =>
  send('POST', `${BASE}/tasks/${task_id}/judgement`, { fence, answer }, headers)
const renew = (send: Send, { task_id, fence }: Held): Promise<Answer> =>
  send('POST', `${BASE}/tasks/${task_id}/renew`, { fence })

const judgements = (task_id: string) =>
  sql<{ person_id: string; fence: number }>('select person_id, fence from judgement where task_id = $1', [task_id])

/** Lets the lease of a task run out, by the clock of the database: the only one that counts. */
const lapse = (task_id: string) =>
  sql(`update seat set lease_until = now() - interval '1 millisecond' where task_id = $1`, [task_id])

const statuses = (answers: Answer[]) => answers.map(each => each.status).sort((one, other) => one - other)

test('row 67: the same key and body: the same answer, and one deed', async () => {
  await tasks('keys', 4)
  const held = await claim(admin.send, 'keys')
  const key = { 'idempotency-key': 'one' }
  const first = await judge(admin.send, held, key)
  const again = await judge(admin.send, held, key)
  assert.deepEqual([first.status, again.status], [201, 201])
  assert.equal(again.text, first.text, 'byte for byte')
  assert.equal((await judgements(held.task_id)).length, 1)
  const other = await judge(admin.send, held, key, 'refund')
  assertRefused(other, 422, 'IDEMPOTENCY_REUSED', 'another body')
  assertRefused(await renew(admin.send, { ...held }), 409, 'LEASE_LOST', 'without a key')
  const elsewhere = await admin.send('POST', `${BASE}/tasks/${held.task_id}/skip`, { fence: held.fence }, key)
  assertRefused(elsewhere, 422, 'IDEMPOTENCY_REUSED', 'another address')
})

test('row 67: a key is its actor’s own', async () => {
  const [one, two] = (await people(2)) as [Person, Person]
  const key = { 'idempotency-key': 'shared' }
  const answers = [
    await judge(one.send, await claim(one.send, 'keys'), key),
    await judge(two.send, await claim(two.send, 'keys'), key),
  ]
  assert.deepEqual(statuses(answers), [201, 201])
  assert.notEqual(answers[0]?.body.id, answers[1]?.body.id)
})

test('row 67: what was refused may be corrected and sent again under its key', async () => {
  const held = await claim(admin.send, 'keys')
  const key = { 'idempotency-key': 'corrected' }
  assertRefused(await judge(admin.send, held, key, 'no label'), 400, 'INVALID')
  assert.equal((await judge(admin.send, held, key)).status, 201)
})

test('row 67: twenty at once under one key: one is done, and all are told the same', async () => {
  await tasks('twins', 1)
  const held = await claim(admin.send, 'twins')
  const key = { 'idempotency-key': 'twins' }
  const answers = await Promise.all(Array.from({ length: 20 }, () => judge(admin.send, held, key)))
  assert.equal(new Set(answers.map(each => each.text)).size, 1)
  assert.deepEqual(statuses(answers), Array(20).fill(201))
  assert.equal((await judgements(held.task_id)).length, 1)
})

test('row 67: a key is forgotten after a day, and not before', async () => {
  const { forgetOldAnswers } = await import('../src/platform/idempotency.ts')
  const forget = (hours: number) =>
    team.app.database.transaction(tx => forgetOldAnswers(tx, new Date(Date.now() + hours * 3_600_000)))
  await forget(23)
  assert.notEqual((await sql('select 1 from idempotency')).length, 0)
  await forget(25)
  assert.equal((await sql('select 1 from idempotency')).length, 0)
})

test('row 68: twenty submits at once without a key: one judgement', async () => {
  await tasks('double click', 1)
  const held = await claim(admin.send, 'double click')
  const answers = await Promise.all(Array.from({ length: 20 }, () => judge(admin.send, held)))
  assert.deepEqual(statuses(answers), [201, ...Array(19).fill(409)])
  for (const each of answers.filter(({ status }) => status === 409)) assertRefused(each, 409, 'LEASE_LOST')
  assert.equal((await judgements(held.task_id)).length, 1)
})

test('row 69: a judgement after the lease ran out, and after the task went to somebody else', async () => {
  await tasks('leases', 1)
  const [one, two] = (await people(2)) as [Person, Person]
  const held = await claim(one.send, 'leases', { lease_seconds: 1 })
  await lapse(held.task_id)
  assertRefused(await judge(one.send, held), 409, 'LEASE_LOST', 'too late')
  assertRefused(await renew(one.send, held), 409, 'LEASE_LOST', 'too late to renew')
  const again = await claim(one.send, 'leases')
  assert.equal(again.task_id, held.task_id, 'nobody else wanted it: it is theirs again')
  await lapse(held.task_id)
  const theirs = await claim(two.send, 'leases')
  assert.equal(theirs.task_id, held.task_id)
  assert.ok(BigInt(theirs.fence) > BigInt(again.fence))
  for (const fence of [held.fence, again.fence, theirs.fence, '0', '999999999999999999']) {
    assertRefused(await judge(one.send, { task_id: held.task_id, fence }), 409, 'LEASE_LOST', `fence ${fence}`)
  }
  assertRefused(await judge(two.send, { ...theirs, fence: held.fence }), 409, 'LEASE_LOST', 'an older fence')
  assert.equal((await judge(two.send, theirs)).status, 201)
  assertRefused(await judge(two.send, theirs), 409, 'LEASE_LOST', 'done already')
  assert.deepEqual(
    (await judgements(held.task_id)).map(each => each.person_id),
    [two.id],
  )
})

test('row 70: a reviewer who was away cannot take the task back', async () => {
  await tasks('away', 2)
  const [away, present] = (await people(2)) as [Person, Person]
  const held = await claim(away.send, 'away')
  await lapse(held.task_id)
  const theirs = await claim(present.send, 'away')
  assert.equal(theirs.task_id, held.task_id)
  assertRefused(await renew(away.send, held), 409, 'LEASE_LOST', 'renew')
  for (const deed of ['release', 'skip']) {
    const answer = await away.send('POST', `${BASE}/tasks/${held.task_id}/${deed}`, { fence: held.fence })
    assertRefused(answer, 409, 'LEASE_LOST', deed)
  }
  assertRefused(await judge(away.send, held), 409, 'LEASE_LOST', 'judge')
  assert.notEqual((await claim(away.send, 'away')).task_id, held.task_id, 'the next one is another')
  assert.equal((await judge(present.send, theirs)).status, 201, 'and who is here was not disturbed')
})

test('a task that is judged while its person asks for the next is not handed out again', async () => {
  await tasks('meanwhile', 1)
  const held = await claim(admin.send, 'meanwhile')
  const asked = await team.app.database.transaction(async tx => {
    const by = { project_id: PROJECT, ...held, person_id: admin.id }
    assert.ok(await settleSeat(tx, by), 'the judgement has the seat and is not done yet')
    const asking = next(admin.send, 'meanwhile')
    const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    while ((await sql(waiting)).length === 0) await setTimeout(1)
    return { asking }
  })
  assert.deepEqual((await asked.asking).body.tasks, [])
  const [seat] = await sql<{ state: string }>('select state from seat where task_id = $1', [held.task_id])
  assert.equal(seat?.state, 'judged')
})

test('row 71: a task that somebody else looks at just now is waited for, not taken for none', async () => {
  await tasks('locked', 1)
  const asked = await team.app.database.transaction(async tx => {
    await tx.rows({ name: '', text: `select 1 from seat where queue = 'locked' for update`, values: [] })
    const asking = next(admin.send, 'locked')
    await setTimeout(20)
    return { asking }
  })
  assert.equal((await asked.asking).body.tasks.length, 1)
})

test('row 71: fifty reviewers for one task: one has it, the others are told why not', async () => {
  await tasks('one task', 1)
  const answers = await Promise.all((await people(50)).map(({ send }) => next(send, 'one task')))
  assert.deepEqual(statuses(answers), Array(50).fill(200))
  assert.equal(answers.flatMap(each => each.body.tasks).length, 1)
  for (const { body } of answers.filter(each => each.body.tasks.length === 0)) {
    assert.equal(body.why_none, 'claimed')
    assert.ok(body.retry_at)
  }
})

test('row 71: three judgements wanted, four claimants: three have it, none twice', async () => {
  await tasks('three', 1, 3)
  const four = await people(4)
  const answers = await Promise.all(four.flatMap(({ send }) => [next(send, 'three'), next(send, 'three')]))
  assert.deepEqual(statuses(answers), Array(8).fill(200))
  const seats = await sql<{ person_id: string | null }>(`select person_id from seat where queue = 'three'`)
  const holders = seats.map(each => each.person_id)
  assert.equal(holders.length, 3)
  assert.ok(holders.every(each => each !== null))
  assert.equal(new Set(holders).size, 3)
  const given = await Promise.all(
    four.filter(({ id }) => holders.includes(id)).map(async ({ send }) => judge(send, await claim(send, 'three'))),
  )
  assert.deepEqual(statuses(given), [201, 201, 201])
  const fourth = four.find(({ id }) => !holders.includes(id)) as Person
  assert.deepEqual((await next(fourth.send, 'three')).body.tasks, [])
})

test('row 71: two hundred tasks, forty people: nobody goes empty while one is left, none goes out twice', async () => {
  await tasks('many', 200)
  const forty = await people(40)
  const given: string[] = []
  // Each takes five and keeps them: exactly as many as there are, so that nobody may ever be told that none is left.
  await Promise.all(
    forty.map(async ({ send }) => {
      const holding: string[] = []
      for (let n = 0; n < 5; n += 1) holding.push((await claim(send, 'many', { holding })).task_id)
      given.push(...holding)
    }),
  )
  assert.equal(given.length, 200)
  assert.equal(new Set(given).size, 200)
  assert.equal((await next(admin.send, 'many')).body.why_none, 'claimed')
})

test('row 71: five at once for each of forty: all two hundred go out, none twice, nobody goes short', async () => {
  await tasks('by five', 200)
  const answers = await Promise.all((await people(40)).map(({ send }) => next(send, 'by five', { wanted: 5 })))
  const given = answers.map(each => each.body.tasks.map((task: Held) => task.task_id))
  assert.deepEqual(new Set(given.map(each => each.length)), new Set([5]))
  assert.equal(new Set(given.flat()).size, 200)
})

test('row 71: two screens of one person at one task of two seats: one of them has it', async () => {
  await tasks('screens', 1, 2)
  const [one] = (await people(1)) as [Person]
  const desks = Array.from({ length: 10 }, () => crypto.randomUUID())
  const answers = await Promise.all(desks.map(desk => next(one.send, 'screens', { desk, wanted: 2 })))
  assert.equal(answers.flatMap(each => each.body.tasks).length, 1)
  for (const { body } of answers.filter(each => each.body.tasks.length === 0)) assert.equal(body.why_none, 'claimed')
})
