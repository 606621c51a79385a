/** A model server for tests: it calls every text a bill, as often as it is let, and holds back what is asked after. */
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { call, ended } from './lessons.ts'
import type { Send } from './team.ts'

export type ModelServer = {
  /** Replies that are held back. */
  held: ServerResponse[]
  /** From now on so many requests are answered. */
  answer(requests: number): void
  /** Waits until so many replies are held back. */
  holds(replies: number): Promise<void>
  close(): void
}

/** Opens it, registers it as `served` in the data folder, and adopts its model as `served-1`. */
export const openModelServer = async (home: string, send: Send, dataset: number): Promise<ModelServer> => {
  const held: ServerResponse[] = []
  let left = 0
  const server = createServer(async (request, reply) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    if (request.url === '/train') return void reply.writeHead(404).end()
    if (left === 0) return void held.push(reply)
    left -= 1
    const { texts } = JSON.parse(Buffer.concat(chunks).toString()) as { texts: string[] }
    reply.end(JSON.stringify({ answers: texts.map(() => ({ label: 'billing', scores: { billing: 0.9 } })) }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
  const served = { url: `http://127.0.0.1:${port}`, secret, limit_seconds: 60 }
  writeFileSync(join(home, 'learners.json'), JSON.stringify({ served }))
  const { id } = await call(send, ['POST', '/trainings'], { dataset, learner: 'command', command: 'served' })
  await ended(send, `/trainings/${id}`)
  return {
    held,
    answer(requests) {
      held.length = 0
      left = requests
    },
    async holds(replies) {
      while (held.length < replies) await pause(10)
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
