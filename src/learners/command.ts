import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, normalize, sep } from 'node:path'
import {
  type FitOptions,
  type Form,
  indexLabels,
  type Model,
  type OpenModel,
  type Outside,
  openAnswerOf,
  scoredOf,
  type Watched,
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

type Packed = { format: string; files: { path: string; base64: string }[] }
type PackedLabels = Packed & { labels: readonly string[] }
type PackedForm = Packed & { form: Form }

const FORMAT = 'errata command 1'
const OPEN_FORMAT = 'errata command open 1'
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
 *
 * Where answers are no labels, the lines are `{"input", "answer"}`, `{"input"}` and `{"answer", "confidence"?}`, and
 * `ERRATA_FORM` is the path of `{"kind", "labels", "settings"}`.
 */
export const command = (program: Command): Outside => ({
  name: 'command',
  fit: async (examples, options) => {
    const { labels } = options
    indexLabels(labels, examples)
    const rows = examples.map(({ text, label }) => ({ text, label }))
    const files = await train(program, { rows, about: { ERRATA_LABELS: labels } }, options)
    return modelOf(program, { format: FORMAT, labels: [...labels], files })
  },
  load: bytes => modelOf(program, open(bytes, FORMAT)),
  open: {
    fit: async (examples, options) => {
      const { form } = options
      const rows = examples.map(({ input, answer }) => ({ input, answer }))
      const files = await train(program, { rows, about: { ERRATA_FORM: form } }, options)
      return openModelOf(program, { format: OPEN_FORMAT, form, files })
    },
    load: bytes => openModelOf(program, open(bytes, OPEN_FORMAT)),
  },
})

/** Lets the program learn from rows; what it is told beside them is written to files named by its environment. */
const train = (
  program: Command,
  { rows, about }: { rows: object[]; about: Record<string, unknown> },
  { seed, signal, on_progress }: Omit<FitOptions, 'labels'>,
): Promise<Packed['files']> =>
  inFolder(async folder => {
    const [data, model] = ['train.jsonl', 'model'].map(name => join(folder, name))
    await mkdir(model)
    const env: Record<string, string> = { ...program.env, ERRATA_SEED: seed }
    for (const [name, value] of Object.entries(about)) {
      env[name] = join(folder, `${name.toLowerCase()}.json`)
      await writeFile(env[name], JSON.stringify(value))
    }
    await writeFile(data, lines(rows))
    await run({ ...program, env }, ['train', '--data', data, '--model', model], signal)
    on_progress?.(1, 1)
    return collect(model)
  })

const modelOf = (program: Command, packed: PackedLabels): Model => ({
  labels: packed.labels,
  predict: async (texts, watched) => {
    const rows = texts.map(text => ({ text }))
    const said = await predict(program, packed, { rows, ...watched })
    return said.map(({ answer, where }) => scoredOf(answer, packed.labels, where))
  },
  save: () => seal(packed),
})

const openModelOf = (program: Command, packed: PackedForm): OpenModel => ({
  form: packed.form,
  answer: async (inputs, watched) => {
    const said = await predict(program, packed, { rows: inputs.map(input => ({ input })), ...watched })
    return said.map(({ answer, where }) => openAnswerOf(answer, where))
  },
  save: () => seal(packed),
})

/** What the program says of rows, as it says it, and where it stood. */
const predict = async (
  program: Command,
  { files }: Packed,
  { rows, signal, on_progress }: Watched & { rows: object[] },
): Promise<{ answer: unknown; where: string }[]> => {
  if (rows.length === 0) return []
  return inFolder(async folder => {
    const [data, model, out] = ['items.jsonl', 'model', 'predictions.jsonl'].map(name => join(folder, name))
    await mkdir(model)
    for (const { path, base64 } of files) {
      await mkdir(dirname(join(model, path)), { recursive: true })
      await writeFile(join(model, path), Buffer.from(base64, 'base64'))
    }
    await writeFile(data, lines(rows))
    await run(program, ['predict', '--model', model, '--data', data, '--out', out], signal)
    const written = (await readBounded(out)).toString('utf8').trimEnd().split('\n')
    if (written.length !== rows.length) {
      throw new Error(`The program gave ${written.length} answers to ${rows.length} items.`)
    }
    on_progress?.(1, 1)
    return written.map((line, index) => jsonOf(line, `Line ${index + 1} of predictions.jsonl`))
  })
}

const jsonOf = (line: string, where: string): { answer: unknown; where: string } => {
  try {
    return { answer: JSON.parse(line), where }
  } catch {
    throw new Error(`${where} is not JSON.`)
  }
}

/** Runs the program to its end. It leads its own group, so that a limit ends what it started as well. */
const run = ({ argv, env, limit_seconds }: Command, more: string[], signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) throw new Error(`The program ${argv[0]} was stopped.`)
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

const open = <Kept extends Packed>(bytes: Uint8Array, format: string): Kept => {
  const [sum, text] = [new TextDecoder().decode(bytes.subarray(0, 64)), new TextDecoder().decode(bytes.subarray(65))]
  if (digest(text) !== sum) throw new Error('The model is harmed: its checksum differs.')
  const packed = JSON.parse(text) as Kept
  if (packed.format !== format) throw new Error('These are not the bytes of a model of a command.')
  const outside = packed.files.find(({ path }) => normalize(path).startsWith('..') || path.startsWith('/'))
  if (outside) throw new Error(`The model holds a file outside its folder: ${outside.path}`)
  return packed
}
