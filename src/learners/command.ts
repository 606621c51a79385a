import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, normalize, sep } from 'node:path'
import {
  type Example,
  type FitOptions,
  indexLabels,
  type Learner,
  type Model,
  type Scored,
  scoredOf,
} from './learner.ts'

/** A program that trains and predicts, in any language. */
export type Command = {
  /** Program and first arguments; no shell reads them. */
  argv: readonly [string, ...string[]]
  /** How long one run may take. */
  limit_seconds: number
  /** Added to the bare environment of PATH, HOME, LANG and TMPDIR. */
  env?: Readonly<Record<string, string>>
}

type Packed = { format: string; labels: readonly string[]; files: { path: string; base64: string }[] }

const FORMAT = 'errata command 1'
const MOST_BYTES = 256 * 2 ** 20
const TAIL_CHARACTERS = 2000
const INHERITED = ['PATH', 'HOME', 'LANG', 'TMPDIR']

/**
 * A learner that runs a program, as
 *
 *     PROGRAM train   --data train.jsonl --model DIR
 *     PROGRAM predict --model DIR --data items.jsonl --out predictions.jsonl
 *
 * `train.jsonl` holds `{"text", "label"}` per line, `items.jsonl` `{"text"}`; the program writes its model as files
 * into DIR, and per item, in order, `{"label", "scores": {LABEL: PROBABILITY}}`. `ERRATA_SEED` holds the seed and
 * `ERRATA_LABELS` the path of a JSON list of the labels. Anything but exit code 0 throws, with the end of stderr.
 */
export const command = (program: Command): Learner => ({
  name: 'command',
  fit: (examples, options) => inFolder(folder => train(program, folder, { examples, options })),
  load: bytes => modelOf(program, open(bytes)),
})

const train = async (
  program: Command,
  folder: string,
  { examples, options }: { examples: readonly Example[]; options: FitOptions },
): Promise<Model> => {
  indexLabels(options.labels, examples)
  const [data, model, labels] = ['train.jsonl', 'model', 'labels.json'].map(name => join(folder, name))
  await mkdir(model)
  await writeFile(labels, JSON.stringify(options.labels))
  await writeFile(data, lines(examples.map(({ text, label }) => ({ text, label }))))
  const env = { ...program.env, ERRATA_SEED: options.seed, ERRATA_LABELS: labels }
  await run({ ...program, env }, ['train', '--data', data, '--model', model], options.signal)
  options.on_progress?.(1, 1)
  return modelOf(program, { format: FORMAT, labels: [...options.labels], files: await collect(model) })
}

const modelOf = (program: Command, packed: Packed): Model => ({
  labels: packed.labels,
  predict: (texts, signal) =>
    texts.length === 0 ? Promise.resolve([]) : inFolder(folder => predict(program, folder, { packed, texts, signal })),
  save: () => seal(packed),
})

const predict = async (
  program: Command,
  folder: string,
  { packed, texts, signal }: { packed: Packed; texts: readonly string[]; signal?: AbortSignal | undefined },
): Promise<Scored[]> => {
  const [data, model, out] = ['items.jsonl', 'model', 'predictions.jsonl'].map(name => join(folder, name))
  await mkdir(model)
  for (const { path, base64 } of packed.files) {
    await mkdir(dirname(join(model, path)), { recursive: true })
    await writeFile(join(model, path), Buffer.from(base64, 'base64'))
  }
  await writeFile(data, lines(texts.map(text => ({ text }))))
  await run(program, ['predict', '--model', model, '--data', data, '--out', out], signal)
  const written = (await readBounded(out)).toString('utf8').trimEnd().split('\n')
  if (written.length !== texts.length)
    throw new Error(`The program gave ${written.length} answers to ${texts.length} items.`)
  return written.map((line, index) => readAnswer(line, index, packed.labels))
}

/** One line of `predictions.jsonl`. Throws, naming the line, on anything but a known label with probabilities. */
const readAnswer = (line: string, index: number, labels: readonly string[]): Scored => {
  const where = `Line ${index + 1} of predictions.jsonl`
  let answer: unknown
  try {
    answer = JSON.parse(line)
  } catch {
    throw new Error(`${where} is not JSON.`)
  }
  return scoredOf(answer, labels, where)
}

/** Runs the program to its end. It leads its own group, so that a limit ends what it started as well. */
const run = ({ argv, env, limit_seconds }: Command, more: string[], signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const kept = Object.fromEntries(INHERITED.flatMap(name => (process.env[name] ? [[name, process.env[name]]] : [])))
    const child = spawn(argv[0], [...argv.slice(1), ...more], {
      env: { ...kept, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    })
    let tail = ''
    let why = ''
    const end = (reason: string) => {
      why = reason
      try {
        if (child.pid) process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It ended by itself a moment ago.
      }
    }
    const timer = setTimeout(() => end(`took longer than ${limit_seconds} seconds`), 1000 * limit_seconds)
    const abort = () => end('was stopped')
    signal?.addEventListener('abort', abort)
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      tail = (tail + text).slice(-TAIL_CHARACTERS)
    })
    const finish = (code: number | null, killed_by: string | null) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      why ||= code === 0 ? '' : killed_by ? `was ended by ${killed_by}` : `ended with code ${code}`
      if (why) reject(new Error(`The program ${argv[0]} ${why}. ${tail.trim()}`.trim()))
      else resolve()
    }
    child.on('error', error => {
      tail = error.message
      finish(-1, null)
    })
    child.on('close', finish)
  })

const inFolder = async <Result>(work: (folder: string) => Promise<Result>): Promise<Result> => {
  const folder = await mkdtemp(join(tmpdir(), 'errata-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const lines = (rows: object[]): string => rows.map(row => `${JSON.stringify(row)}\n`).join('')

const readBounded = async (path: string): Promise<Buffer> => {
  const { size } = await stat(path).catch(() => ({ size: -1 }))
  if (size < 0) throw new Error('The program wrote no predictions.jsonl.')
  if (size > MOST_BYTES) throw new Error(`The program wrote more than ${MOST_BYTES} bytes.`)
  return readFile(path)
}

/** Every regular file below the folder, sorted by path, so that equal models give equal bytes. */
const collect = async (folder: string): Promise<Packed['files']> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files: Packed['files'] = []
  let bytes = 0
  for (const entry of entries.filter(found => found.isFile())) {
    const whole = join(entry.parentPath, entry.name)
    bytes += (await stat(whole)).size
    if (bytes > MOST_BYTES) throw new Error(`The program's model is larger than ${MOST_BYTES} bytes.`)
    const path = whole.slice(folder.length + 1).replaceAll(sep, '/')
    files.push({ path, base64: (await readFile(whole)).toString('base64') })
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The SHA-256 of the rest, a line break, then the model as JSON. */
const seal = (packed: Packed): Uint8Array => {
  const text = JSON.stringify(packed)
  return new TextEncoder().encode(`${digest(text)}\n${text}`)
}

const open = (bytes: Uint8Array): Packed => {
  const [sum, text] = [new TextDecoder().decode(bytes.subarray(0, 64)), new TextDecoder().decode(bytes.subarray(65))]
  if (digest(text) !== sum) throw new Error('The model is harmed: its checksum differs.')
  const packed = JSON.parse(text) as Packed
  if (packed.format !== FORMAT) throw new Error('These are not the bytes of a model of a command.')
  const outside = packed.files.find(({ path }) => normalize(path).startsWith('..') || path.startsWith('/'))
  if (outside) throw new Error(`The model holds a file outside its folder: ${outside.path}`)
  return packed
}
