/** People at work in a test: predictions go in, every one is reviewed, and people say what they are told to say. */
import assert from 'node:assert/strict'
import type { Role } from '../src/people/index.ts'
import { sql } from '../src/platform/db.ts'
import { PROJECT, type Send, type Team } from './team.ts'

export const base = `/api/projects/${PROJECT}`

export type Worker = { id: string; token: string; send: Send }
type Verdict = { answer: string; category?: string; rationale?: string }

/** One thing a model answered; `group_key` only where it is given. */
export type Asked = { external_id: string; text: string; answer: string; model?: string; group_key?: string }

export const people = (team: Team, roles: Role[]): Promise<Worker[]> =>
  Promise.all(roles.map(role => team.person(role)))

/** Waits until every event is heard, though not until it is sealed: that comes once a second. */
export const heard = async (team: Team) => {
  for (;;) {
    const left = await team.app.database.row<{ n: number }>(
      sql`select count(*) as n from job.job where state in ('created', 'retry', 'active')`,
    )
    if (left?.n === 0) return
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

/** From now on every prediction is put before `wanted` people. */
export const reviewAll = async (by: Worker, wanted: number, replaces = 0) => {
  const policy = { rules: [{ name: 'all', when: 'true', do: { outcome: 'review', wanted } }] }
  const put = await by.send('PUT', `${base}/policy`, { replaces, policy })
  assert.equal(put.status, 201, put.text)
}

/** Takes predictions, and waits for their tasks. @returns the id of each prediction, by external id */
export const ask = async (team: Team, by: Worker, asked: Asked[]): Promise<Map<string, string>> => {
  const predictions = asked.map(({ text, model = 'm-1', ...row }) => ({ ...row, model, input: { text } }))
  const taken = await by.send('POST', `${base}/predictions`, { predictions })
  assert.deepEqual(taken.body.errors, [])
  await heard(team)
  const listed = await by.send('GET', `${base}/predictions?limit=1000`)
  return new Map(listed.body.predictions.map((row: { external_id: string; id: string }) => [row.external_id, row.id]))
}

/**
 * One person judges what there is until nothing is left for them; what `say` has no verdict for stays claimed.
 * @returns the id of each judgement, by external id
 */
export const judgeAll = async (
  by: Worker,
  say: (external_id: string) => Verdict | undefined,
): Promise<Map<string, string>> => {
  const given = new Map<string, string>()
  const holding: string[] = []
  for (;;) {
    const [task] = (await by.send('POST', `${base}/tasks/next`, { holding: holding.slice(-20) })).body.tasks
    if (!task) return given
    const verdict = say(task.external_id)
    if (!verdict) {
      holding.push(task.task_id)
      continue
    }
    const judged = await by.send('POST', `${base}/tasks/${task.task_id}/judgement`, { fence: task.fence, ...verdict })
    assert.equal(judged.status, 201, judged.text)
    given.set(task.external_id, judged.body.id)
  }
}

export const withdraw = async (by: Worker, judgement_id: string | undefined) => {
  const undone = await by.send('POST', `${base}/judgements/${judgement_id}/withdraw`, { reason: 'a slip' })
  assert.equal(undone.status, 200, undone.text)
}
