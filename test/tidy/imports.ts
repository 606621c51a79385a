/** Who may import whom: the floors, the faces of the rooms, and what runs in a browser too. */
import { dirname, join, normalize } from 'node:path'
import type { Rule, Source } from './source.ts'
import { isTest } from './source.ts'

/**
 * The floors in order: a file imports from its own or an earlier one. The command line starts the server, so it stands
 * last; a project says of which kind its answers are, so kinds stand before projects.
 */
export const FLOORS = [
  ...['stats', 'learners', 'platform', 'ui', 'ledger', 'people', 'kinds', 'projects', 'loop/step.ts'],
  ...['loop/ingest', 'loop/triage', 'loop/review', 'loop/resolve', 'loop/curate', 'loop/diagnose', 'loop/train'],
  ...[
    'loop/teach',
    'loop/advise',
    'loop/evaluate',
    'loop/release',
    'loop/monitor',
    'loop/rehearse',
    'loop/report',
    'loop.ts',
  ],
  ...['client', 'web', 'server', 'cli'],
]

/** The floor a path of `src/` is on, or undefined where there is none of that name. */
export const floorOf = (path: string): string | undefined =>
  FLOORS.find(floor => path === `src/${floor}` || path.startsWith(`src/${floor}/`))

export type Import = { from: string; to: string; line: number; types: boolean }

/** `import ... from`, `export ... from` and `import()`, over several lines too. */
const IMPORT = /\b(?:import|export)\b\s*(type\b)?[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/g

/** All imports of a file; relative ones as paths of the repository. */
export const importsOf = ({ path, text }: Source): Import[] =>
  [...text.matchAll(IMPORT)].map(match => {
    const written = (match[2] ?? match[3]) as string
    const to = written.startsWith('.') ? normalize(join(dirname(path), written)) : written
    return { from: path, to, line: text.slice(0, match.index).split('\n').length, types: match[1] !== undefined }
  })

/** Imports between files of the product; its tests may look anywhere. */
const inside = (files: Source[]): Import[] =>
  files.filter(({ path }) => path.startsWith('src/') && !isTest(path)).flatMap(importsOf)

const at = ({ from, line }: Import, what: string) => `${from}:${line} ${what}`

/** What runs in the browser alone: components, and all of `ui`, `web` and a workbench. */
const isScreen = (path: string): boolean => /\.tsx$|^src\/(ui|web)\/|\/workbench\//.test(path)

const isContract = (path: string): boolean => /^src\/.*\/contract\.ts$/.test(path)

/** A file imports from its own floor or an earlier one; a screen may also read any contract. */
export const floors: Rule = files =>
  inside(files).flatMap(each => {
    if (isScreen(each.from) && isContract(each.to)) return []
    if (!each.to.startsWith('src/')) {
      return /^(test|bench|bin)\//.test(each.to) ? [at(each, `imports ${each.to}: no part of the product`)] : []
    }
    const [from, to] = [floorOf(each.from), floorOf(each.to)]
    if (from === undefined || to === undefined) return [at(each, `${from ? each.to : each.from} is on no floor`)]
    return FLOORS.indexOf(to) > FLOORS.indexOf(from) ? [at(each, `imports ${to}, which is above ${from}`)] : []
  })

/** What the ledger offers beside its face: the words in which every step speaks of what happened. */
const LEDGER_WORDS = ['context', 'record', 'door', 'listener', 'cover', 'canonical', 'merkle']

/** Whether a file of a room may be imported from outside it. */
const isFace = (path: string): boolean => {
  const [, room, file = ''] = /^src\/(ledger|people|projects|kinds|client|loop\/\w+)\/(.+)\.ts$/.exec(path) ?? []
  if (room === undefined) return true
  if (room === 'kinds' && (file === 'view' || file === 'views')) return true
  return file === 'index' || isContract(path) || (room === 'ledger' && LEDGER_WORDS.includes(file))
}

/** A step is entered by its index, and so are people, projects, kinds, client and ledger; contracts are open to all. */
export const faces: Rule = files =>
  inside(files)
    .filter(({ from, to }) => floorOf(from) !== floorOf(to) && !isFace(to))
    .map(each => at(each, `enters ${each.to} by the window`))

/** Relative imports name a file as it is: Node looks for no other. */
export const extensions: Rule = files =>
  files
    .flatMap(importsOf)
    .filter(({ to }) => /^(src|test|bench)\//.test(to) && !/\.(ts|tsx|js|json|css|wasm)$/.test(to))
    .map(each => at(each, `imports ${each.to} without its extension`))

/** A contract, and whatever it takes along, runs in a browser: of packages it may use zod, and of Node nothing. */
export const contracts: Rule = files => {
  const byPath = new Map(files.map(file => [file.path, file]))
  const walk = (file: Source, seen: Set<string>): string[] => {
    if (seen.has(file.path)) return []
    seen.add(file.path)
    return importsOf(file)
      .filter(({ types }) => !types)
      .flatMap(each => {
        const next = byPath.get(each.to)
        if (next) return walk(next, seen)
        return each.to === 'zod' || each.to.startsWith('src/') ? [] : [at(each, `brings ${each.to} into a contract`)]
      })
  }
  return [...new Set(files.filter(({ path }) => isContract(path)).flatMap(file => walk(file, new Set())))]
}

/** Screens, and what they take along, need nothing of Node. Contracts arrive there without their schemas. */
export const screens: Rule = files => {
  const byPath = new Map(files.map(file => [file.path, file]))
  const seen = new Set<string>()
  const walk = (file: Source): string[] => {
    if (seen.has(file.path)) return []
    seen.add(file.path)
    return importsOf(file)
      .filter(({ types, to }) => !types && !isContract(to))
      .flatMap(each => {
        if (/^node:|^(pg|pg-boss|fastify|pino|zod)$/.test(each.to))
          return [at(each, `brings ${each.to} into a browser`)]
        const next = byPath.get(each.to)
        return next ? walk(next) : []
      })
  }
  return files.filter(({ path }) => path.startsWith('src/') && isScreen(path) && !isTest(path)).flatMap(walk)
}
