/** Work done in the scene: people judged what waited, so that there are errata and known answers to look at. */
import { message, SCENE } from './scene.ts'

type Judge = {
  send: (method: 'POST', path: string, body?: object) => Promise<{ status: number; body: unknown; text: string }>
}
type Task = { task_id: string; fence: string; external_id: string; answer: unknown }

/** What a person says of a task; nothing leaves the task as it is. */
export type Say = (task: Task) => { answer: unknown; category?: string; rationale?: string } | undefined

const RATIONALES: Record<string, string> = {
  'Refund request': 'They want the money back; the invoice is only the reason.',
  Cancellation: 'The plan is to end. Nothing is said of money.',
  'Account access': 'They cannot get in, whatever else they mention.',
}

/** Says what is right of a message of the scene, and why the model was wrong where it was. */
export const rightly: Say = ({ external_id, answer: said }) => {
  const number = Number(external_id.slice(2)) - 48_000
  const { answer } = message(number)
  if (answer === said) return { answer }
  const rationale = RATIONALES[answer]
  return { answer, category: number % 4 === 0 ? 'Missed context' : 'Wrong intent', ...(rationale && { rationale }) }
}

/** One person judges until nothing is left for them, or `count` are done. @returns how many they judged */
export const judge = async (by: Judge, say: Say, { count = Number.POSITIVE_INFINITY, project_id = SCENE } = {}) => {
  const base = `/api/projects/${project_id}/tasks`
  for (let judged = 0; ; judged += 1) {
    if (judged === count) return judged
    const { body } = await by.send('POST', `${base}/next`, {})
    const [task] = (body as { tasks: Task[] }).tasks
    const verdict = task && say(task)
    if (!task || !verdict) return judged
    const given = await by.send('POST', `${base}/${task.task_id}/judgement`, { fence: task.fence, ...verdict })
    if (given.status >= 300) throw new Error(given.text)
  }
}
