/** Known answers for the project of `team.ts`, made from templates: enough to learn from, the same every time. */
import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { seededRandom } from '../src/stats/random.ts'
import { PROJECT, type Send } from './team.ts'

const PHRASES: Record<string, string[]> = {
  refund: ['send my money back for the THING', 'I want a refund of the THING', 'return the payment for the THING'],
  billing: ['explain the invoice of the THING', 'why does the THING cost so much', 'the bill for the THING is wrong'],
  other: ['the THING does not start', 'where can I read about the THING', 'tell me how to clean the THING'],
}
const THINGS = ['lamp', 'phone', 'book', 'coat', 'chair', 'clock', 'radio', 'kettle', 'mirror', 'bicycle']

export type Lesson = { external_id: string; input: { text: string }; answer: string }

/** Messages with their label. Their wording depends on the seed and on the number of the message alone. */
export const lessons = (count: number, { seed = 'lessons', from = 0 } = {}): Lesson[] =>
  Array.from({ length: count }, (_, index) => {
    const number = from + index
    const random = seededRandom(`${seed} ${number}`)
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random.uniform() * list.length)] as T
    const answer = pick(Object.keys(PHRASES))
    const text = `${pick(PHRASES[answer] as string[]).replace('THING', pick(THINGS))}, number ${number}`
    return { external_id: `${seed} ${number}`, input: { text }, answer }
  })

export const call = async (send: Send, [method, path]: ['GET' | 'POST' | 'PUT', string], body?: object) => {
  const answer = await send(method, `/api/projects/${PROJECT}${path}`, body)
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`)
  return answer.body
}

/** Brings known answers and freezes all that is known. @returns the dataset version */
export const freezeLessons = async (send: Send, examples: Lesson[], more: object = {}): Promise<number> => {
  const { errors } = await call(send, ['POST', '/examples'], { examples })
  assert.deepEqual(errors, [])
  return (await call(send, ['POST', '/datasets'], { reason: 'test', ...more })).version
}

/** Waits until a training or an evaluation has come to its end. */
export const ended = async (send: Send, path: string) => {
  for (;;) {
    const found = await call(send, ['GET', path])
    if (found.state !== 'queued' && found.state !== 'running') return found
    await pause(10)
  }
}

/** Trains the built-in learner on a dataset version. @returns the name of the model */
export const trainOn = async (send: Send, dataset: number, more: object = {}): Promise<string> => {
  const { id } = await call(send, ['POST', '/trainings'], { dataset, ...more })
  return (await ended(send, `/trainings/${id}`)).model
}

/** Asks for an evaluation and waits for what it found. */
export const evaluated = async (send: Send, body: object) => {
  const { id } = await call(send, ['POST', '/evaluations'], body)
  return ended(send, `/evaluations/${id}`)
}
