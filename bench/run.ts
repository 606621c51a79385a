/** `npm run bench -- NAME [--json]`: measures, prints a table or a JSON line a figure, and never fails on a target. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Figure, machine, type Report } from './figure.ts'

type Bench = { bench(report: Report, log: (line: string) => void): Promise<void> }

const NOT_BENCHES = new Set(['run.ts', 'figure.ts'])

const names = readdirSync(import.meta.dirname)
  .filter(file => file.endsWith('.ts') && !NOT_BENCHES.has(file))
  .map(file => file.slice(0, -3))

const { positionals, values } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean' } } })

const short = (value: number) => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3))

const line = ({ name, value, unit, target, met, beside }: Figure) => {
  const goal = target === null ? '' : `target ${short(target)}: ${met ? 'met' : 'MISSED'}`
  const others = Object.entries(beside ?? {}).map(
    ([of, figure]) => `${of} ${typeof figure === 'number' ? short(figure) : figure}`,
  )
  return `${name.padEnd(58)} ${`${short(value)} ${unit}`.padEnd(22)} ${goal.padEnd(24)} ${others.join(', ')}`
}

const log = (text: string) => process.stderr.write(`${text}\n`)

const wanted = positionals.length > 0 ? positionals : names
const unknown = wanted.find(name => !names.includes(name))
if (unknown !== undefined) {
  log(`there is no bench "${unknown}"; there are: ${names.join(', ')}`)
  process.exitCode = 2
} else {
  log(machine())
  for (const name of wanted) {
    const { bench } = (await import(join(import.meta.dirname, `${name}.ts`))) as Bench
    await bench(figure => process.stdout.write(`${values.json ? JSON.stringify(figure) : line(figure)}\n`), log)
  }
}
