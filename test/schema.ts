/** Writes db/schema.sql, the whole model on one page, from the migrations: `node bin/run.js test/schema.ts`. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { migrations } from '../src/platform/migrate.ts'

const HEAD = `-- The whole model on one page, in the order in which it came to be; tested equal to the migrations.
-- To make it from them: node bin/run.js test/schema.ts
`

const title = (name: string) => `-- ${name.replace('.sql', '')} ${'-'.repeat(110 - name.length)}`

const parts = (await migrations()).map(({ name, text }) => `${title(name)}\n${text.trim()}\n`)
writeFileSync(join(import.meta.dirname, '../db/schema.sql'), [HEAD, ...parts].join('\n'))
