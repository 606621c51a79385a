import { quantile } from '../../src/stats/quantile.ts'
import { post } from './http.ts'
import { EVERYTHING, type Installation, PROJECT } from './installation.ts'

export type ReviewFigures = { next_ms: number[]; judge_ms: number[]; pairs_per_second: number; given_twice: number }

/** A pause of `pause_ms` on average, between half and one and a half of it. */
const pause = async (pause_ms: number) => {
  if (pause_ms > 0) await new Promise(resolve => setTimeout(resolve, pause_ms * (0.5 + Math.random())))
}

/**
 * `reviewers` people who each ask for the next task and judge it, until `pairs` are done. Without a pause it is the
 * most the system can take; `pause_ms` is how long a person reads on average before judging.
 */
export const review = async (
  installation: Installation,
  { reviewers, pairs, pause_ms = 0 }: { reviewers: number; pairs: number; pause_ms?: number },
): Promise<ReviewFigures> => {
  const tokens = await Promise.all(
    Array.from({ length: reviewers }, async () => installation.token(EVERYTHING, await installation.person())),
  )
  const base = `${installation.url}/api/projects/${PROJECT}/tasks`
  const figures: ReviewFigures = { next_ms: [], judge_ms: [], pairs_per_second: 0, given_twice: 0 }
  const given = new Set<string>()
  let left = pairs
  const began = performance.now()
  await Promise.all(
    tokens.map(async token => {
      // People do not all sit down in the same millisecond.
      await pause(pause_ms)
      for (; left > 0; ) {
        left -= 1
        const next = await post(`${base}/next`, token, '{"queue":"default"}')
        const [task] = JSON.parse(next.text).tasks
        if (given.has(task.task_id)) figures.given_twice += 1
        given.add(task.task_id)
        await pause(pause_ms)
        const verdict = JSON.stringify({ fence: task.fence, answer: 'label 3', seconds: 1 })
        const judged = await post(`${base}/${task.task_id}/judgement`, token, verdict)
        if (judged.status !== 201) throw new Error(`judging answered ${judged.status}: ${judged.text.slice(0, 300)}`)
        figures.next_ms.push(next.ms)
        figures.judge_ms.push(judged.ms)
      }
    }),
  )
  figures.pairs_per_second = (pairs / (performance.now() - began)) * 1000
  return figures
}

export const p = (values: number[], q: number): number => quantile(values, q) as number
