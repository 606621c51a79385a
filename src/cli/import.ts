import { createReadStream, statSync } from 'node:fs'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { parse } from 'csv-parse'
import { takeExamples } from '../loop/curate/contract.ts'
import { type RowError, type Taken, takePredictions } from '../loop/ingest/contract.ts'
import { Refusal } from '../platform/errors.ts'
import { parseJson } from '../platform/json.ts'
import { linesOf } from '../platform/ndjson.ts'
import { getProject } from '../projects/contract.ts'
import type { Operator } from '../server/operator.ts'
import { tell, withApp } from './command.ts'

const HELP = `errata import FILE --project ID --as examples|predictions
  JSONL: one row a line, in the shape of the API (takeExamples, takePredictions).
  CSV:   --text COLUMN --answer COLUMN [--id COLUMN] [--group COLUMN] [--input COLUMN], and for predictions
         --model NAME [--confidence COLUMN]. Without --id a row is named by the file and its number. An answer is the
         cell's text where the project's answers are labels or texts, and JSON elsewhere: ["billing","refund"]. The
         cell of --input is a JSON object: what the item shows beside its text, such as the options to rank.

Brings known answers or predictions. A bad row is told with its number, the good ones are kept, and the same file again
changes nothing. Exits with 1 where a row was refused.
`

const OPTIONS = {
  project: { type: 'string', default: '' },
  as: { type: 'string', default: 'examples' },
  text: { type: 'string', default: 'text' },
  answer: { type: 'string', default: 'label' },
  id: { type: 'string' },
  group: { type: 'string' },
  model: { type: 'string' },
  confidence: { type: 'string' },
  input: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const

type Options = {
  project: string
  as: string
  text: string
  answer: string
  id?: string | undefined
  group?: string | undefined
  model?: string | undefined
  confidence?: string | undefined
  input?: string | undefined
}

/** A row to bring, or what is wrong with its line; `line` counts from 1. */
type Row = { line: number; value: unknown } | { line: number; wrong: string }

/** Kinds whose answers are texts: in a cell they stand as they are, and others as JSON. */
const WRITTEN_OUT = ['choice', 'text']

/** What an answer or an input of a cell says. @throws Refusal where it is not JSON */
const jsonOf = (name: string, text: string): unknown => {
  try {
    return parseJson(Buffer.from(text))
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal(error.code, `${name}: ${error.message}`)
    throw error
  }
}

const objectOf = (name: string, text: string): object => {
  const value = jsonOf(name, text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw new Refusal('INVALID', `${name}: a JSON object`)
}

type Source = { file: string; kind: string; options: Options }

const fromCsv = (record: Record<string, string>, line: number, { file, kind, options }: Source): Row => {
  const column = (name: string): string => {
    if (!Object.hasOwn(record, name)) throw new Refusal('INVALID', `${file} has no column "${name}"`)
    return record[name] as string
  }
  const { id, group, model, confidence, input } = options
  const [text, answer] = [column(options.text), column(options.answer)]
  const beside = input === undefined ? '{}' : column(input)
  const value = {
    external_id: id === undefined ? `${basename(file)}:${line}` : column(id),
    ...(group !== undefined && { group_key: column(group) }),
    ...(options.as === 'predictions' && { model }),
    ...(confidence !== undefined && { confidence: Number(column(confidence)) }),
  }
  return told(line, () => ({
    ...value,
    input: { ...objectOf(input ?? 'input', beside), text },
    answer: WRITTEN_OUT.includes(kind) ? answer : jsonOf(options.answer, answer),
  }))
}

/** What a line gives, or what is wrong with it. */
const told = (line: number, read: () => unknown): Row => {
  try {
    return { line, value: read() }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { line, wrong: error.message }
  }
}

async function* rowsOfCsv(source: Source): AsyncGenerator<Row> {
  const records = createReadStream(source.file).pipe(parse({ columns: true, bom: true, skip_empty_lines: true }))
  let line = 0
  for await (const record of records as AsyncIterable<Record<string, string>>) {
    line += 1
    yield fromCsv(record, line, source)
  }
}

async function* rowsOfLines(file: string): AsyncGenerator<Row> {
  for await (const line of linesOf(createReadStream(file))) {
    yield told(line.number, () => {
      if ('refusal' in line) throw line.refusal
      return parseJson(line.bytes)
    })
  }
}

const CHUNK_rows = 1000

const bring = (operator: Operator, options: Options, values: unknown[]): Promise<Taken> =>
  options.as === 'predictions'
    ? operator.call(takePredictions, { project_id: options.project, predictions: values })
    : operator.call(takeExamples, { project_id: options.project, examples: values })

const tellErrors = (errors: RowError[], lines: number[]) => {
  for (const { row, field, expected } of errors) tell(`row ${lines[row]}: ${field}: ${expected}`)
}

const bringAll = async (operator: Operator, rows: AsyncIterable<Row>, options: Options) => {
  const total = { taken: 0, known: 0, refused: 0 }
  let chunk: { line: number; value: unknown }[] = []
  const flush = async () => {
    if (chunk.length === 0) return
    const given = chunk
    chunk = []
    const { taken, known, errors } = await bring(
      operator,
      options,
      given.map(row => row.value),
    )
    tellErrors(
      errors,
      given.map(row => row.line),
    )
    total.taken += taken
    total.known += known
    total.refused += errors.length
    if (process.stderr.isTTY) process.stderr.write(`\r${total.taken + total.known + total.refused} rows`)
  }
  for await (const row of rows) {
    if ('wrong' in row) {
      tell(`row ${row.line}: ${row.wrong}`)
      total.refused += 1
    } else chunk.push(row)
    if (chunk.length === CHUNK_rows) await flush()
  }
  await flush()
  return total
}

/** `errata import` */
export const run = async (args: string[]): Promise<number> => {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS })
  const [file] = positionals
  if (values.help || file === undefined) {
    process.stdout.write(HELP)
    return values.help ? 0 : 2
  }
  if (values.as !== 'examples' && values.as !== 'predictions') {
    throw new Refusal('INVALID', `--as ${values.as}: examples or predictions`)
  }
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new Refusal('INVALID', `there is no file ${file}`)
  const csv = !/\.(jsonl|ndjson)$/i.test(file)
  if (csv && values.as === 'predictions' && !values.model) {
    throw new Refusal('INVALID', '--model: predictions from CSV need the name of the model that made them')
  }
  const total = await withApp(async ({ operator }) => {
    const { kind } = await operator.call(getProject, { project_id: values.project })
    return bringAll(operator, csv ? rowsOfCsv({ file, kind, options: values }) : rowsOfLines(file), values)
  })
  process.stdout.write(`${JSON.stringify(total)}\n`)
  return total.refused > 0 ? 1 : 0
}
