/** Tables as files: CSV of RFC 4180, made in the browser. */
import { type Cell, csvRecord } from '../../platform/csv.ts'

export type { Cell } from '../../platform/csv.ts'

/** The text of a table, a line a row. */
export const csvOf = (rows: Cell[][]): string => rows.map(csvRecord).join('')

/** Hands a text to the browser as a file to keep. */
export const keepAsFile = (name: string, text: string) => {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
