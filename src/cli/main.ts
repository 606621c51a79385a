import { Refusal } from '../platform/errors.ts'

type Command = { run(args: string[]): Promise<number> }

/** Every command, loaded when it is asked for: `errata verify` needs no web server. */
const COMMANDS: Record<string, { words: string; load(): Promise<Command> }> = {
  serve: { words: 'serve the API and do the work in the background', load: () => import('./serve.ts') },
  work: { words: 'do the work in the background only', load: () => import('./work.ts') },
  demo: { words: 'play a real corpus through the whole loop', load: () => import('./demo.ts') },
  import: { words: 'bring predictions or known answers from CSV or JSONL', load: () => import('./import.ts') },
  export: { words: 'write errata, a dataset or predictions as CSV or JSONL', load: () => import('./export.ts') },
  freeze: { words: 'freeze the known answers as a dataset version', load: () => import('./freeze.ts') },
  invite: { words: 'make a sign-in link for a person', load: () => import('./invite.ts') },
  verify: { words: 'check the ledger against what is stored and signed', load: () => import('./verify.ts') },
}

const usage = () => {
  const lines = Object.entries(COMMANDS).map(([name, { words }]) => `  errata ${name.padEnd(8)} ${words}`)
  return `Usage:\n${lines.join('\n')}\n\nerrata COMMAND --help tells more.\n`
}

const main = async ([name = 'help', ...args]: string[]): Promise<number> => {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command) return (await command.load()).run(args)
  const asked = name === 'help' || name === '--help' || name === '-h'
  process[asked ? 'stdout' : 'stderr'].write(asked ? usage() : `errata: there is no command "${name}"\n\n${usage()}`)
  return asked ? 0 : 2
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const expected = error instanceof Refusal || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')
  process.stderr.write(`errata: ${expected ? (error as Error).message : (error as Error).stack}\n`)
  process.exitCode = expected ? 2 : 1
}
