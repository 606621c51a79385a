import { createWriteStream } from 'node:fs'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { exportErrata, getDatasetLines, listErrata } from '../loop/curate/contract.ts'
import { listPredictions } from '../loop/ingest/contract.ts'
import { Refusal } from '../platform/errors.ts'
import type { Operator } from '../server/operator.ts'
import { withApp } from './command.ts'
import { csvOf } from './csv.ts'

const HELP = `errata export errata|predictions|dataset --project ID [--version N] [--format jsonl|csv] [--out FILE]

Writes what a project holds, to FILE or to standard output. JSONL is exact; in CSV a cell that a spreadsheet would
calculate gets a leading apostrophe.
`

type Page<Item> = { items: Item[]; next: string | null }

async function* pages<Item>(read: (after: string | undefined) => Promise<Page<Item>>): AsyncGenerator<Item> {
  for (let after: string | undefined; ; ) {
    const { items, next } = await read(after)
    yield* items
    if (next === null) return
    after = next
  }
}

async function* linesOf(items: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const item of items) yield `${JSON.stringify(item)}\n`
}

const paged = (after: string | undefined) => ({ limit: 1000, ...(after !== undefined && { after }) })

const errataOf = (operator: Operator, project_id: string) =>
  pages(async after => {
    const { errata, next } = await operator.call(listErrata, { project_id, ...paged(after) })
    return { items: errata, next }
  })

const predictionsOf = (operator: Operator, project_id: string) =>
  pages(async after => {
    const { predictions, next } = await operator.call(listPredictions, { project_id, ...paged(after) })
    return { items: predictions, next }
  })

async function* parsed(lines: AsyncIterable<string>): AsyncGenerator<object> {
  for await (const chunk of lines) {
    for (const line of chunk.split('\n')) if (line) yield JSON.parse(line) as object
  }
}

const sourceOf = (
  operator: Operator,
  { what, project_id, version, csv }: { what: string; project_id: string; version: string; csv: boolean },
): AsyncIterable<string> => {
  if (what === 'errata') {
    return csv ? operator.stream(exportErrata, { project_id }) : linesOf(errataOf(operator, project_id))
  }
  if (what === 'predictions') {
    const predictions = predictionsOf(operator, project_id)
    return csv ? csvOf(predictions) : linesOf(predictions)
  }
  if (what === 'dataset') {
    const lines = operator.stream(getDatasetLines, { project_id, version })
    return csv ? csvOf(parsed(lines)) : lines
  }
  throw new Refusal('INVALID', `there is no export of "${what}": errata, predictions or dataset`)
}

/** `errata export` */
export const run = async (args: string[]): Promise<number> => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      project: { type: 'string', default: '' },
      version: { type: 'string', default: '1' },
      format: { type: 'string', default: 'jsonl' },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  const { project: project_id, version, format, out } = values
  const [what] = positionals
  if (values.help || what === undefined) {
    process.stdout.write(HELP)
    return values.help ? 0 : 2
  }
  if (format !== 'jsonl' && format !== 'csv') throw new Refusal('INVALID', `--format ${format}: jsonl or csv`)
  await withApp(async ({ operator }) => {
    const source = sourceOf(operator, { what, project_id, version, csv: format === 'csv' })
    const target: Writable = out === undefined ? process.stdout : createWriteStream(out)
    await pipeline(Readable.from(source), target, { end: out !== undefined })
  })
  return 0
}
