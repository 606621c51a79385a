/** Tables as files: CSV of RFC 4180, made in the browser. */

export type Cell = string | number | null

/** What a spreadsheet would take for a formula (OWASP, CSV Injection). */
const FORMULA = /^[=+\-@\t\r]/

const cell = (value: Cell): string => {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) || text !== value ? `"${text.replaceAll('"', '""')}"` : text
}

/** The text of a table, a line a row. */
export const csvOf = (rows: Cell[][]): string => rows.map(row => `${row.map(cell).join(',')}\r\n`).join('')

/** Hands a text to the browser as a file to keep. */
export const keepAsFile = (name: string, text: string) => {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
