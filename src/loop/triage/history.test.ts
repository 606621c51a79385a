/** Versions of the policy: who wrote each and why, page by page, and what they rest on. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { call } from '../../../test/lessons.ts'
import { openTeam, PROJECT, type Team } from '../../../test/team.ts'

let team: Team
before(async () => {
  team = await openTeam()
})
after(() => team.close())

test('the history tells who wrote each version, and why where they said so', async () => {
  const one = await team.person('maintainer')
  const other = await team.person('maintainer')
  const { send: read } = await team.person('viewer')
  const policies = (query = '') => call(read, ['GET', `/policies${query}`])
  assert.deepEqual(await policies(), { policies: [], next: null })
  await call(one.send, ['PUT', '/policy'], { replaces: 0, policy: {} })
  await call(other.send, ['PUT', '/policy'], { replaces: 1, policy: { audit_share: 0.2 }, reason: '  a close look  ' })
  await call(one.send, ['PUT', '/policy'], { replaces: 2, policy: { audit_share: 0.1 } })

  const all = (await policies()).policies
  assert.deepEqual(
    all.map(({ version, actor, reason }: Record<string, unknown>) => [version, actor, reason]),
    [
      [3, `person:${one.id}`, null],
      [2, `person:${other.id}`, 'a close look'],
      [1, `person:${one.id}`, null],
    ],
  )
  assert.equal(all[1].policy.audit_share, 0.2)
  const first = await policies('?limit=2')
  assert.deepEqual([first.policies, first.next], [all.slice(0, 2), 2])
  assert.deepEqual(await policies('?limit=2&after=2'), { policies: all.slice(2), next: null })
  const { entries } = await call(read, ['GET', `/ledger/${all[0].proof}/provenance`])
  assert.deepEqual(
    entries.map((each: { id: string }) => each.id),
    all.map((each: { proof: string }) => each.proof),
  )
  const wrong = await read('GET', `/api/projects/${PROJECT}/policies?after=0`)
  assert.deepEqual([wrong.status, wrong.body.field], [400, 'after'])
})
