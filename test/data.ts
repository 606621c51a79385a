import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The folder of public data: `ERRATA_DATA`, else beside the checkout. Only tests and benches know of it. */
const folder = process.env.ERRATA_DATA ?? join(import.meta.dirname, '../../shared/data')

/** The path of a public data file such as `classification/banking77.csv`, or undefined where it is absent. */
export const dataFile = (name: string): string | undefined => {
  const path = join(folder, name)
  return existsSync(path) ? path : undefined
}
