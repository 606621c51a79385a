import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openTeam, PROJECT } from '../../test/team.ts'
import { endpoints as served } from '../server/server.ts'
import { createClient, endpoints, ProblemError } from './index.ts'

const team = await openTeam()
const url = await team.server.listen({ port: 0, host: '127.0.0.1' })
after(() => team.close())

const prediction = { external_id: 'one', input: { text: 'money back' }, model: 'm', answer: 'refund', confidence: 0.6 }

test('every endpoint that is served is in the client, under its own name', () => {
  const known = new Map(Object.entries(endpoints).map(([name, endpoint]) => [endpoint, name]))
  for (const endpoint of served) assert.equal(known.get(endpoint as never), endpoint.name)
  assert.equal(known.size, served.length)
})

test('input goes to path, query and body, and the answer comes typed', async () => {
  const { token } = await team.machine(['read', 'ingest'])
  const client = createClient({ url, token })
  const taken = await client.takePredictions({ project_id: PROJECT, predictions: [prediction] })
  assert.equal(taken.taken, 1)
  const { predictions } = await client.listPredictions({ project_id: PROJECT, limit: 5, contains: 'money' })
  assert.equal(predictions[0]?.external_id, 'one')
})

test('a refusal is an error with its code and field', async () => {
  const { token } = await team.machine(['ingest'])
  const client = createClient({ url, token })
  const asked = client.takePredictions({ project_id: PROJECT, predictions: [] })
  await assert.rejects(asked, (error: unknown) => {
    assert.ok(error instanceof ProblemError)
    assert.equal(error.problem.code, 'INVALID')
    assert.equal(error.problem.field, 'predictions')
    return true
  })
})

test('a lost answer is asked for again under the same key, and nothing happens twice', async () => {
  const { token } = await team.machine(['read', 'ingest'])
  const keys: (string | null)[] = []
  const flaky: typeof fetch = async (target, request) => {
    keys.push(new Headers(request?.headers).get('idempotency-key'))
    const answer = await fetch(target, request)
    if (keys.length === 1) throw new TypeError('the connection broke before the answer came')
    return answer
  }
  const client = createClient({ url, token, fetch: flaky })
  const taken = await client.takePredictions({
    project_id: PROJECT,
    predictions: [{ ...prediction, external_id: 'two' }],
  })
  assert.equal(taken.taken, 1)
  assert.equal(keys.length, 2)
  assert.equal(keys[0], keys[1])
})

test('a server that stays away is told after the tries are used up', async () => {
  const client = createClient({ url: 'http://127.0.0.1:9', tries_max: 2 })
  await assert.rejects(client.whoami({}), TypeError)
})
