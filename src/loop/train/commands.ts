import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import type { Command } from '../../learners/command.ts'
import { commandName } from './contract.ts'

/**
 * Programs that the operator of this machine lets run as learners. They are never taken from a caller of the API: who
 * may start a training may choose among them, and no more.
 */
const programs = z.record(
  commandName.refine(name => name !== 'linear', 'not the name of the built-in learner'),
  z.strictObject({
    argv: z.tuple([z.string().min(1)], z.string()),
    limit_seconds: z.int().min(1).max(86_400),
    env: z.record(z.string(), z.string()).optional(),
  }),
)

const FILE = 'learners.json'

const readPrograms = async (home: string): Promise<z.output<typeof programs>> => {
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
  const read = programs.safeParse(value)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new Error(`${FILE}: ${issue?.path.join('.')}: ${issue?.message}`)
}

/**
 * The program registered under a name: `learners.json` in the data folder of the machine that works, such as
 * `{"bert": {"argv": ["python3", "/srv/bert.py"], "limit_seconds": 3600}}`.
 * @throws Error where none is, or the file cannot be used
 */
export const commandOf = async (home: string, name: string): Promise<Command> => {
  const read = await readPrograms(home)
  if (!Object.hasOwn(read, name)) throw new Error(`no program is registered as "${name}" in ${FILE}`)
  return read[name] as Command
}
