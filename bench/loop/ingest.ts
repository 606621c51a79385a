import { seededRandom } from '../../src/stats/random.ts'
import { post } from './http.ts'
import { EVERYTHING, type Installation, LABELS, PROJECT } from './installation.ts'

const BATCH_rows = 1000
const STREAMS = 4

const WORDS =
  'card payment refund invoice please money account charge return cancel week bank why late wrong order'.split(' ')

/** Predictions of about 60 characters of text and five scores, as a classifier sends them. */
export const predictionsOf = (from: number, count: number) => {
  const random = seededRandom(`predictions ${from}`)
  return Array.from({ length: count }, (_, n) => {
    const text = Array.from({ length: 10 }, () => WORDS[Math.floor(random.uniform() * WORDS.length)]).join(' ')
    const first = Math.floor(random.uniform() * 15)
    const confidence = 0.4 + 0.6 * random.uniform()
    const rest = (1 - confidence) / 4
    const scores = Object.fromEntries(
      LABELS.slice(first, first + 5).map(({ name }, place) => [name, place === 0 ? confidence : rest]),
    )
    return { external_id: `item-${from + n}`, input: { text }, model: 'bench-1', answer: LABELS[first]?.name, scores }
  })
}

const routedOf = async (installation: Installation): Promise<number> => {
  const { rows } = await installation.app.database.pool.query(
    `select (select count(*) from route where project_id = $1) as routed,
            (select count(*) from job.job where state in ('created', 'retry', 'active')) as waiting`,
    [PROJECT],
  )
  return rows[0].waiting > 0 ? -1 : Number(rows[0].routed)
}

/**
 * Sends `count` predictions by the API in batches of 1,000 on four connections, and waits until every one has its
 * route, and its task where it is to be reviewed.
 * @returns predictions a second, over all of it
 */
export const ingest = async (installation: Installation, { from, count }: { from: number; count: number }) => {
  const token = await installation.token(EVERYTHING)
  const bodies: string[] = []
  for (let at = from; at < from + count; at += BATCH_rows) {
    bodies.push(JSON.stringify({ predictions: predictionsOf(at, BATCH_rows) }))
  }
  const url = `${installation.url}/api/projects/${PROJECT}/predictions`
  const before = await installation.app.database.pool.query('select count(*) as n from route where project_id = $1', [
    PROJECT,
  ])
  const expected = Number(before.rows[0].n) + count
  const began = performance.now()
  await Promise.all(
    Array.from({ length: STREAMS }, async () => {
      for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) {
        const answer = await post(url, token, body)
        if (answer.status !== 200) throw new Error(`ingest answered ${answer.status}: ${answer.text.slice(0, 300)}`)
      }
    }),
  )
  const accepted = performance.now() - began
  while ((await routedOf(installation)) < expected) await new Promise(resolve => setTimeout(resolve, 20))
  const all = performance.now() - began
  return { per_second: (count / all) * 1000, accepted_per_second: (count / accepted) * 1000 }
}

/** Sets which share is reviewed. */
export const setPolicy = async (installation: Installation, policy: object, replaces: number) => {
  const token = await installation.token(EVERYTHING)
  const answer = await fetch(`${installation.url}/api/projects/${PROJECT}/policy`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ replaces, policy }),
  })
  if (answer.status !== 201) throw new Error(await answer.text())
}
