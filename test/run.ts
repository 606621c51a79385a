/**
 * The test runner: `npm test` for everything, format, lint and types included; `npm test -- PATH ...` for some files.
 * One line a file; failures in full; the last line counts.
 */
import { spawn } from 'node:child_process'
import { globSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { run } from 'node:test'
import { buildWeb } from '../bin/web.js'
import { ensureChromium } from './chromium.ts'
import { type Counts, noCounts, report } from './report.ts'
import { startTestServer } from './server.ts'

process.chdir(join(import.meta.dirname, '..'))

const CHECKS = [
  { name: 'format and lint', program: 'node_modules/@biomejs/biome/bin/biome', args: ['check', '.'] },
  { name: 'types', program: 'node_modules/typescript/bin/tsc', args: ['--noEmit'] },
]

/** A file that takes longer hangs. */
const FILE_TIMEOUT_MS = 300_000

/** Ctrl-C ends the files that run and then, in order, the server. */
const interruption = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort())

const main = async (paths: string[]): Promise<Counts> => {
  const server = startTestServer()
  const counts = paths.length > 0 ? noCounts() : await runChecks()
  const { url, template, stop } = await server
  process.env.ERRATA_TEST_SERVER = url
  process.env.ERRATA_TEST_TEMPLATE = template
  try {
    const files = filesIn(paths)
    if (files.length === 0) return counts
    prepareBrowser(files.filter(file => file.startsWith(BROWSER_TESTS)))
    const ran = await report(
      run({ files, concurrency: availableParallelism(), timeout: FILE_TIMEOUT_MS, signal: interruption.signal }),
    )
    return { ...ran, passed: ran.passed + counts.passed, failed: ran.failed + counts.failed }
  } finally {
    await stop()
  }
}

const BROWSER_TESTS = join('test', 'browser')

/** Builds what browser tests look at, and gets a browser; where none can be had, says what is not tried. */
const prepareBrowser = (files: string[]) => {
  if (files.length === 0) return
  buildWeb(process.cwd(), process.execPath)
  if (ensureChromium()) return
  console.error(
    `\nNO BROWSER: Chromium could not be installed. Not tried:\n${files.map(file => `  ${file}`).join('\n')}\n`,
  )
}

const filesIn = (paths: string[]): string[] => {
  const patterns = paths.length === 0 ? ['{src,test}/**/*.test.ts'] : paths.map(inPath)
  return [...new Set(globSync(patterns))].sort()
}

const inPath = (path: string): string =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ? join(path, '**/*.test.ts') : path

const runChecks = async (): Promise<Counts> => {
  const counts = noCounts()
  for (const passed of await Promise.all(CHECKS.map(runCheck))) counts[passed ? 'passed' : 'failed'] += 1
  return counts
}

const runCheck = async ({ name, program, args }: (typeof CHECKS)[number]): Promise<boolean> => {
  const began = performance.now()
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', part => (output += part))
  const code = await new Promise(resolve => child.once('close', resolve))
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${Math.round(performance.now() - began)} ms)`)
  if (code !== 0) console.log(output)
  return code === 0
}

let counts = noCounts()
try {
  counts = await main(process.argv.slice(2))
  if (interruption.signal.aborted) throw new Error('Interrupted: some files did not run to their end.')
  if (counts.passed + counts.failed === 0) console.error('No test ran.')
} catch (error) {
  console.error(error)
  counts.failed += 1
}
const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''
console.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`)
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1
