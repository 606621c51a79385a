import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Found, Request, Response, Wanted } from './learn-thread.ts'

// Compiled, this file and the thread's both end in .js.
const THREAD = new URL(`./learn-thread${extname(import.meta.filename)}`, import.meta.url)

export type Thread = {
  /** Asks and waits; one project's questions are answered in their order. */
  ask(project_id: string, wanted: Wanted): Promise<Found>
  end(): Promise<void>
}

/** Starts the thread of the candidates. `ended` is called when it ends by itself: what it knew is gone then. */
export const openThread = (ended: (error: Error) => void): Thread => {
  const worker = new Worker(THREAD, { execArgv: [] })
  const waiting = new Map<number, PromiseWithResolvers<Found>>()
  let asked = 0
  const fail = (error: Error) => {
    for (const each of waiting.values()) each.reject(error)
    waiting.clear()
  }
  worker.on('message', (said: Response) => {
    const each = waiting.get(said.id)
    waiting.delete(said.id)
    if ('found' in said) each?.resolve(said.found)
    else each?.reject(new Error(said.failure))
  })
  worker.on('error', error => {
    fail(error as Error)
    ended(error as Error)
  })
  return {
    ask(project_id, wanted) {
      const each = Promise.withResolvers<Found>()
      asked += 1
      waiting.set(asked, each)
      worker.postMessage({ id: asked, project_id, wanted } satisfies Request)
      return each.promise
    },
    async end() {
      await worker.terminate()
      fail(new Error('the learner stops'))
    },
  }
}
