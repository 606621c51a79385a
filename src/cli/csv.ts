import { csvRecord } from '../platform/csv.ts'

const cellOf = (value: unknown): string | null => {
  if (value === null || value === undefined) return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Items of one shape as CSV: the first one's fields are the columns; the text of an item's input is one of them. */
export async function* csvOf(items: AsyncIterable<object>): AsyncGenerator<string> {
  let columns: string[] | undefined
  for await (const item of items) {
    const { input, ...rest } = item as { input?: { text: string } }
    const row: Record<string, unknown> = input ? { text: input.text, ...rest } : rest
    if (!columns) {
      columns = Object.keys(row)
      yield csvRecord(columns)
    }
    yield csvRecord(columns.map(column => cellOf(row[column])))
  }
}
