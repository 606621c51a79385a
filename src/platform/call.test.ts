import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProblemError, send } from './call.ts'

const endpoint = { method: 'GET', path: '/api/me' } as const

const busyOnce = (retry_after: string) => {
  let asked = 0
  const fetch = async () => {
    asked += 1
    if (asked > 1) return new Response('{}')
    const problem = { code: 'TOO_MANY', detail: 'wait' }
    return new Response(JSON.stringify(problem), { status: 429, headers: { 'retry-after': retry_after } })
  }
  return { fetch, asked: () => asked }
}

const ask = (server: ReturnType<typeof busyOnce>) =>
  send({ url: 'http://localhost', fetch: server.fetch }, { endpoint, input: {} })

test('a server that is busy for a moment is asked again', async () => {
  const server = busyOnce('0.01')
  assert.equal((await ask(server)).status, 200)
  assert.equal(server.asked(), 2)
})

test('who is to wait for longer than ten seconds hears of it at once', async () => {
  const server = busyOnce('11')
  await assert.rejects(
    ask(server),
    (error: ProblemError) => error instanceof ProblemError && error.problem.detail === 'wait',
  )
  assert.equal(server.asked(), 1)
})
