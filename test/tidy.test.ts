/**
 * The rules of CONTRIBUTING.md and the laws of ARCHITECTURE.md that a program can check, each shown to find its kind.
 */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import * as imports from './tidy/imports.ts'
import type { Rule, Source } from './tidy/source.ts'
import * as sql from './tidy/sql.ts'
import * as text from './tidy/text.ts'

const root = join(import.meta.dirname, '..')
const read = (pattern: string): Source[] =>
  (globSync(pattern, { cwd: root }) as string[])
    .sort()
    .map(path => ({ path, text: readFileSync(join(root, path), 'utf8') }))

const code = read('{src,test,bench,bin}/**/*.{ts,tsx,js}').filter(({ path }) => !path.endsWith('.d.ts'))
const everything = [...code, ...read('{src,db,docs}/**/*.{sql,md,css,html}'), ...read('*.md')]
const schema = read('db/schema.sql')[0]!.text

/** A rule holds for all files here, and finds each planted line: by itself, and not without it. */
const holds = (name: string, rule: Rule, planted: [path: string, ...lines: string[]][], files = code) =>
  test(name, () => {
    assert.deepEqual(rule(files), [])
    for (const [path, ...lines] of planted) {
      const found = rule([{ path, text: `${lines.join('\n')}\n` }])
      assert.equal(found.length, 1, `${path} ${lines.join('\n')}: ${found.join(', ') || 'nothing found'}`)
      assert.ok(found[0]?.startsWith(path), found[0])
    }
  })

/** What looks alike and is right. */
const spares = (rule: Rule, right: [path: string, ...lines: string[]][]) => {
  for (const [path, ...lines] of right) assert.deepEqual(rule([{ path, text: `${lines.join('\n')}\n` }]), [])
}

holds('a file imports from its own floor or an earlier one, also where it imports late', imports.floors, [
  ['src/stats/beta.ts', `import { log } from '../platform/log.ts'`],
  ['src/ledger/record.ts', `import type { Role } from '../people/roles.ts'`],
  ['src/loop/triage/actions.ts', `import { judge } from '../review/index.ts'`],
  ['src/loop/ingest/actions.ts', `export * from '../../loop.ts'`],
  ['src/platform/db.ts', `const { doors } = await import('../loop.ts')`],
  ['src/platform/db.ts', 'import {', '  doors,', '  listeners,', `} from '../loop.ts'`],
  ['src/server/app.ts', `import { serve } from '../cli/serve.ts'`],
  ['src/attic/old.ts', `import { sql } from '../platform/db.ts'`],
  ['src/loop/attic/index.ts', `import { sql } from '../../platform/db.ts'`],
  ['src/server/app.ts', `import { openTeam } from '../../test/team.ts'`],
])

test('the floors are those of the page on architecture, in its order', () => {
  const page = read('ARCHITECTURE.md')[0]!.text
  const listed = [...page.matchAll(/^\| `src\/([\w/.]+?)\/?` \|/gm)].map(match => match[1] as string)
  assert.ok(listed.length > 15)
  assert.deepEqual(
    imports.FLOORS.filter(floor => listed.includes(floor)),
    listed,
  )
  const used = new Set(code.filter(({ path }) => path.startsWith('src/')).map(({ path }) => imports.floorOf(path)))
  assert.deepEqual(
    [...used].filter(floor => !listed.includes(floor as string) && floor !== 'loop/step.ts'),
    [],
  )
})

holds('a room is entered by its index; contracts are open to all', imports.faces, [
  ['src/loop/review/actions.ts', `import { routeOf } from '../triage/store.ts'`],
  ['src/loop/ingest/actions.ts', `import { insertEntry } from '../../ledger/store.ts'`],
  ['src/loop/ingest/actions.ts', `import { sealProject } from '../../ledger/seal.ts'`],
  ['src/server/app.ts', `import type { Role } from '../people/roles.ts'`],
  ['src/loop/review/actions.ts', `import { choice } from '../../kinds/choice/rules.ts'`],
  ['src/cli/import.ts', `const { take } = await import('../loop/ingest/actions.ts')`],
])

spares(imports.floors, [['src/loop/review/page.tsx', `import { listLessons } from '../teach/contract.ts'`]])

holds('relative imports name the file as it is', imports.extensions, [
  ['src/server/app.ts', `import { log } from '../platform/log'`],
  ['test/x.test.ts', ['import { log }', `from '../src/platform'`].join(' ')],
])

test('a contract and all it takes along run in a browser', () => {
  assert.deepEqual(imports.contracts(code), [])
  const contract = { path: 'src/projects/contract.ts', text: `import { kindOf } from '../kinds/index.ts'\n` }
  const kinds = { path: 'src/kinds/index.ts', text: `import { readFileSync } from 'node:fs'\nimport pg from 'pg'\n` }
  assert.equal(imports.contracts([contract, kinds]).length, 2)
  assert.equal(imports.contracts([{ ...contract, text: `import type { Pool } from 'pg'\n` }, kinds]).length, 0)
})

holds('a screen and all it takes along run in a browser', imports.screens, [
  ['src/ui/keys.ts', `import { join } from 'node:path'`],
  ['src/loop/review/page.tsx', `import * as z from 'zod'`],
  ['src/loop/review/workbench/bench.ts', `import pg from 'pg'`],
])

holds('names say what is in a file', text.paths, [
  ['src/util/text.ts', ''],
  ['src/platform/helpers.ts', ''],
  ['src/loop/review/common-rules.ts', ''],
  ['src/shared/x.ts', ''],
  ['test/misc.test.ts', ''],
  ['src/server/session_manager.ts', ''],
])

holds('the settings are read in one place', text.environment, [
  ['src/server/app.ts', 'const port = process.env.PORT'],
  ['src/stats/beta.ts', `const env = process['env']`],
])

holds('Node can run the sources as they are', text.syntax, [
  ['src/a.ts', 'export default () => 1'],
  ['src/a.ts', 'enum Role { admin }'],
  ['src/a.ts', '  export const enum Role { admin }'],
  ['src/a.ts', 'namespace Roles {'],
  ['src/a.ts', 'export class Store {'],
  ['src/a.ts', 'class Store extends Base {'],
])

holds('no line is wider than 120 columns', text.columns, [['src/a.ts', 'x'.repeat(121)]])

holds('no file is longer than 300 lines, no test longer than 400', text.fileLengths, [
  ['src/a.ts', ...Array(301).fill('x')],
  ['src/a.test.ts', ...Array(401).fill('x')],
])

const body = (head: string, lines: number, foot = '}') => [head, ...Array(lines - 2).fill('  x'), foot]
holds('no function is longer than 50 lines', text.functionLengths, [
  ['src/a.ts', ...body('export const long = async (a: string): Promise<void> => {', 51)],
  ['src/a.ts', 'const long = async (', '  a: string,', ...body('): Promise<void> => {', 51)],
  ['src/a.ts', ...body('export async function* long(a: string) {', 51)],
  ['src/a.ts', 'return {', ...body('  async long(a) {', 51, '  },')],
  ['src/a.ts', ...body('  app.get(path, async (request, reply) => {', 51, '  })')],
])

holds('rules, statistics and kinds rest on their arguments alone', text.purity, [
  ['src/stats/random.ts', 'const seed = Math.random()'],
  ['src/loop/triage/rules.ts', 'const now = Date.now()'],
  ['src/kinds/choice/rules.ts', 'const at = new Date()'],
  ['src/loop/resolve/lines.ts', `import { readFileSync } from 'node:fs'`],
  ['src/stats/random.ts', 'const id = crypto.randomUUID()'],
])

holds('the clock and chance are read in the platform', text.clock, [
  ['src/loop/review/actions.ts', 'const now = new Date()'],
  ['src/server/app.ts', 'const now = Date.now()'],
])

holds(
  'nothing speaks of the place where it was written',
  text.places,
  [
    ['docs/a.md', ['see issue', ' #12'].join('')],
    ['src/a.ts', ['/wo', 'rk/main'].join('')],
    ['README.md', ['../sha', 'red/data'].join('')],
  ],
  everything,
)

holds('SQL stands in stores', sql.sqlPlaces, [
  ['src/loop/review/actions.ts', 'const rows = await db.rows(sql`select 1`)'],
  ['src/loop/review/index.ts', `await app.database.pool.query('select 1')`],
])

holds('every use of a tenant’s table is bound to its project', sql.tenantStatements(schema), [
  ['src/loop/ingest/store.ts', 'sql`select id from item where id = $1`'],
  ['src/loop/ingest/store.ts', 'sql`select project_id from item where id = $1`'],
  [
    'src/loop/ingest/store.ts',
    'sql`',
    '  select p.id from prediction p join item i on i.id = p.item_id',
    '  where p.project_id = $1`',
  ],
  ['src/loop/ingest/store.ts', 'sql`delete from seat where task_id = $1`'],
  ['src/loop/ingest/store.ts', 'sql`update seat set state = $1 where task_id = $1`'],
  ['src/loop/ingest/store.ts', 'sql`insert into item (id, project_id) values (1, 2)`'],
])

test('what is right is left alone', () => {
  spares(imports.floors, [['src/loop/review/actions.ts', `import { take } from '../ingest/index.ts'`]])
  spares(imports.faces, [['src/loop/review/actions.ts', `import { route } from '../triage/contract.ts'`]])
  spares(text.syntax, [['src/a.ts', 'export class Lost extends Error {', "const name = 'enum x'"]])
  spares(text.functionLengths, [
    ['src/a.ts', ...body('export const right = () => {', 50)],
    ['src/a.ts', '  if (x) {', ...Array(60).fill('    x'), '  }'],
  ])
  spares(text.clock, [['src/a.ts', 'const at = new Date(now)']])
  spares(sql.tenantStatements(schema), [
    ['src/people/store.ts', 'sql`select name from person where id = $1`'],
    [
      'src/a/store.ts',
      'sql`select 1 from item i join prediction p on p.project_id = i.project_id where i.project_id = $1`',
    ],
  ])
})
