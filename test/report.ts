/** Tells tersely what node:test reports: one line a file, then what was skipped, then failures in full. */
import { relative } from 'node:path'
import type { run } from 'node:test'
import { inspect } from 'node:util'

export type Counts = { passed: number; failed: number; skipped: number }

export const noCounts = (): Counts => ({ passed: 0, failed: 0, skipped: 0 })

/** What is known of a file whose line is not printed yet. */
type Told = Counts & { output: string; names: string[]; lines: string[] }

const freshTold = (): Told => ({ ...noCounts(), output: '', names: [], lines: [] })

/** Prints each file as it ends. @returns the counts of all */
export const report = async (events: ReturnType<typeof run>): Promise<Counts> => {
  const total = noCounts()
  const files = new Map<string, Told>()
  const toldOf = (file: string): Told => {
    const told = files.get(file) ?? freshTold()
    files.set(file, told)
    return told
  }
  const print = (file: string, duration_ms: number) => {
    const told = toldOf(file)
    printFile(file, duration_ms, told)
    for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += told[key]
    // The file may still fail as a whole, and then what it printed matters.
    files.set(file, { ...freshTold(), output: told.output })
  }
  for await (const { type, data } of events) {
    if (!('file' in data) || data.file === undefined) continue
    const told = toldOf(data.file)
    if (type === 'test:stdout' || type === 'test:stderr') told.output += data.message
    if (type === 'test:diagnostic') told.output += `${data.message}\n`
    if (type === 'test:start') told.names.splice(data.nesting, Number.POSITIVE_INFINITY, data.name)
    if (type === 'test:pass' || type === 'test:fail') {
      hear(told, type === 'test:pass', data as Heard)
      // The file as a whole is reported only where it has no tests or fails beside them.
      if (data.name === data.file) print(data.file, data.details.duration_ms)
    }
    if (type === 'test:summary') print(data.file, data.duration_ms)
  }
  return total
}

type Heard = {
  name: string
  file: string
  skip?: string | boolean
  todo?: string | boolean
  details: { type?: string; error?: Error & { failureType?: string } }
}

const hear = (told: Told, passed: boolean, { name, file, skip, todo, details: { type, error } }: Heard) => {
  const path = told.names.join(' > ')
  const reason = skip ?? todo
  if (reason !== undefined) {
    told.skipped += 1
    told.lines.push(`     skipped: ${path}${typeof reason === 'string' ? ` (${reason})` : ''}`)
  } else if (type === 'suite' || error?.failureType === 'subtestsFailed') {
    // Its tests are told by themselves.
    return
  } else if (passed && name !== file) {
    told.passed += 1
  } else {
    told.failed += 1
    const cause = name === file ? (passed ? 'It holds no test.' : '') : inspect(error?.cause ?? error)
    told.lines.push(`  ✖  ${name === file ? 'the file itself' : path}`, indent(cause))
  }
}

const printFile = (file: string, duration_ms: number, { passed, failed, lines, output }: Told) => {
  console.log(`${failed > 0 ? 'FAIL' : 'ok  '} ${relative('.', file)}: ${passed} (${Math.round(duration_ms)} ms)`)
  for (const line of lines) if (line !== '') console.log(line)
  if (failed > 0 && output.trim() !== '') console.log(`     what it printed:\n${indent(output.trimEnd())}`)
}

const indent = (text: string) => text.replaceAll(/^(?=.)/gm, '     ')
