/** What a cell may hold: a text, a figure, or nothing. */
export type Cell = string | number | null

/** What a spreadsheet would take for a formula (OWASP, CSV Injection). */
const FORMULA = /^[=+\-@\t\r]/

/** A cell that is text to every reader: RFC 4180 quotes, and an apostrophe before what would be calculated. */
const cell = (value: Cell): string => {
  // A figure is calculated by nobody, whatever its sign.
  if (typeof value === 'number') return String(value)
  const text = value ?? ''
  if (FORMULA.test(text)) return quoted(`'${text}`)
  return /[",\r\n]/.test(text) ? quoted(text) : text
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`

/** One record of RFC 4180, with its line end. */
export const csvRecord = (values: Cell[]): string => `${values.map(cell).join(',')}\r\n`
