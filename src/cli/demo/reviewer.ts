import type { Client } from '../../client/index.ts'
import { seededRandom } from '../../stats/random.ts'

/** What a simulated reviewer knows, and how well: an oracle that errs at a stated rate, and takes a person's time. */
export type Oracle = {
  truth: ReadonlyMap<string, string>
  labels: readonly string[]
  /** The chance of a wrong answer, which is any other label. */
  noise: number
  seed: string
}

const MEDIAN_seconds = 8

/**
 * One reviewer at work until nothing is left for them. The same task is judged the same way whoever comes first:
 * chance is drawn from the item and the reviewer, not from the order in which things happen.
 * @returns how many judgements were given
 */
export const reviewAll = async (
  client: Client,
  { project_id, name, oracle }: { project_id: string; name: string; oracle: Oracle },
): Promise<number> => {
  for (let given = 0; ; given += 1) {
    const [task] = (await client.nextTask({ project_id })).tasks
    if (!task) return given
    const random = seededRandom(`${oracle.seed} ${name} ${task.external_id}`)
    const truth = oracle.truth.get(task.external_id) as string
    const others = oracle.labels.filter(label => label !== truth)
    const errs = random.uniform() < oracle.noise
    const answer = errs ? (others[Math.floor(random.uniform() * others.length)] as string) : truth
    const seconds = MEDIAN_seconds * Math.exp(0.5 * random.normal())
    await client.giveJudgement({ project_id, task_id: task.task_id, fence: task.fence, answer, seconds })
  }
}
