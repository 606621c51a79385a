import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { type Command, command } from '../../learners/command.ts'
import { http, type Server } from '../../learners/http.ts'
import type { Outside } from '../../learners/learner.ts'
import { systemClock } from '../../platform/clock.ts'
import { commandName } from './contract.ts'

const limits = {
  /** For one training, or for the answers to one batch. */
  limit_seconds: z.int().min(1).max(86_400),
  /** For the answer to one item that somebody waits for: later, people decide. */
  answer_seconds: z.number().gt(0).max(30).default(5),
}

const program = z.strictObject({
  argv: z.tuple([z.string().min(1)], z.string()),
  env: z.record(z.string(), z.string()).optional(),
  ...limits,
})

const server = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  secret: z.string().regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, '"whsec_" and the base64 of 24 bytes or more'),
  ...limits,
})

/**
 * Programs and model servers that the operator of this machine registered as learners. They are never taken from a
 * caller of the API: who may start a training may choose among them, and no more.
 */
const registry = z.record(
  commandName.refine(name => name !== 'linear', 'not the name of the built-in learner'),
  z.looseObject({}).transform((entry, context) => {
    const read = ('url' in entry ? server : program).safeParse(entry)
    if (read.success) return read.data
    for (const { path, message } of read.error.issues) context.addIssue({ code: 'custom', path, message })
    return z.NEVER
  }),
)

export type Registered = (Command | Server) & { answer_seconds: number }

const FILE = 'learners.json'

const readRegistry = async (home: string): Promise<z.output<typeof registry>> => {
  const text = await readFile(join(home, FILE), 'utf8').catch((error: { code?: string }) => {
    if (error.code === 'ENOENT') return '{}'
    throw error
  })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Error(`${FILE} is not JSON`)
  }
  const read = registry.safeParse(value)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new Error(`${FILE}: ${issue?.path.join('.')}: ${issue?.message}`)
}

/**
 * What is registered under a name: `learners.json` in the data folder of the machine that works, such as
 * `{"bert": {"argv": ["python3", "/srv/bert.py"], "limit_seconds": 3600}}` or
 * `{"bert": {"url": "http://10.0.0.7:8000", "secret": "whsec_...", "limit_seconds": 3600}}`.
 * @throws Error where nothing is, or the file cannot be used
 */
export const registeredAs = async (home: string, name: string): Promise<Registered> => {
  const read = await readRegistry(home)
  if (!Object.hasOwn(read, name)) throw new Error(`no program is registered as "${name}" in ${FILE}`)
  return read[name] as Registered
}

/** The learner that a registered program or server is. */
export const learnerBy = (registered: Registered): Outside =>
  'url' in registered ? http(registered, systemClock) : command(registered)
