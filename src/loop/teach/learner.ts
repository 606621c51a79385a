import { log } from '../../platform/log.ts'
import type { Host } from '../step.ts'
import type { Base } from './store.ts'
import type { Thread } from './thread.ts'

/** What is known of a project's candidate in this process. */
export type State = {
  base: Base
  /** Resolutions, in order. */
  taught: string[]
  /** Whether the thread has it. */
  awake: boolean
  /** Whether it stands elsewhere than was last told. */
  moved: boolean
  telling: boolean
  /** When recent items were last looked for. */
  renewed_ms: number
}

export type Learner = {
  host: Host
  thread: Thread
  /** In the order of use. */
  states: Map<string, State>
  /** Projects to be looked at. */
  due: Set<string>
  /** What goes on beside the lessons. */
  beside: Set<Promise<void>>
  stop: AbortSignal
}

/** Candidates kept in memory: 100 MB each, with 20,000 short items that are recent. */
export const CANDIDATES_max = 8

/** Lets the candidates go that were not used for longest. They come back from the database when they are needed. */
export const makeRoom = ({ states, thread }: Pick<Learner, 'states' | 'thread'>): void => {
  const awake = [...states].filter(([, state]) => state.awake)
  for (const [project_id, state] of awake.slice(0, -CANDIDATES_max)) {
    if (state.telling) continue
    state.awake = false
    void thread.ask(project_id, { act: 'forget' })
  }
}

/** Does something beside the lessons, which do not wait for it. */
export const runBeside = (learner: Learner, project_id: string, act: () => Promise<void>): void => {
  const work = act()
    .catch(error => {
      if (!learner.stop.aborted) log.error({ project_id, reason: (error as Error).message }, 'the learner failed')
    })
    .finally(() => learner.beside.delete(work))
  learner.beside.add(work)
}
