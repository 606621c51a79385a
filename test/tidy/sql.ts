/** Where SQL may stand, and that no statement forgets whose rows it means. */
import { isTest, type Rule, type Source } from './source.ts'

/** SQL stands in the stores of the slices, in the platform, and in two questions to the server itself. */
const HOLDS_SQL = /^src\/platform\/|^src\/.*\/(store|claims|versions)\.ts$/
const ASKS_SERVER = ['src/server/home.ts', 'src/server/server.ts']

const STATEMENT = /\bsql`((?:[^`\\]|\\.)*)`/g
const QUERY = /\b(?:pool|client|db|tx)\.query\(/g

const lineOf = (text: string, index: number) => text.slice(0, index).split('\n').length

const product = (files: Source[]) => files.filter(({ path }) => path.startsWith('src/') && !isTest(path))

export const sqlPlaces: Rule = files =>
  product(files).flatMap(({ path, text }) => {
    if (HOLDS_SQL.test(path) || ASKS_SERVER.includes(path)) return []
    const found = [...text.matchAll(/\bsql`/g), ...text.matchAll(QUERY)]
    return found.map(({ index }) => `${path}:${lineOf(text, index)} SQL outside a store`)
  })

/** Tables whose rows belong to a project: those of the schema that have its column. */
export const tenantTables = (schema: string): Set<string> =>
  new Set(
    [...schema.matchAll(/create table (\w+) \(([\s\S]*?)\n\)/g)]
      .filter(([, , columns]) => /^\s+project_id /m.test(columns as string))
      .map(([, name]) => name as string),
  )

/** Statements that mean every project, by a piece of their text: housekeeping, sign-in, and the operator's lists. */
const ACROSS_PROJECTS = [
  'select distinct project_id from unsealed',
  'select project_id from project order by',
  'select project_id, role from membership where person_id =',
  'select count(*)::int from membership where person_id =',
  'delete from idempotency where at <',
]

/** `project_id =` in a condition, or the column as the first of an insert. */
const BINDS = /\bproject_id\s*=|\binsert into \w+ \(project_id\b/g
const USES = /\b(?:from|join|into|update)\s+([a-z_]+)/g

/**
 * Every use of a tenant's table in a statement has a condition on `project_id` (or writes it): a join that forgets it
 * mixes projects, and a distributed database could not route it.
 */
export const tenantStatements =
  (schema: string): Rule =>
  files => {
    const tenant = tenantTables(schema)
    return product(files).flatMap(({ path, text }) =>
      [...text.matchAll(STATEMENT)].flatMap(match => {
        const statement = (match[1] as string).replace(/\s+/g, ' ').trim()
        const uses = [...statement.matchAll(USES)].filter(([, table]) => tenant.has(table as string)).length
        const binds = [...statement.matchAll(BINDS)].length
        if (uses <= binds || ACROSS_PROJECTS.some(each => statement.includes(each))) return []
        return [
          `${path}:${lineOf(text, match.index)} ${uses} uses of tenant tables, ${binds} of them bound to a project`,
        ]
      }),
    )
  }
