/** What may stand in a file, and how long it may be. */
import { eachLine, isTest, type Rule } from './source.ts'

const FORBIDDEN_WORDS = /^(utils?|helpers?|common|shared|misc|managers?)$/

/** Names of files and folders say what is in them. */
export const paths: Rule = files =>
  files
    .filter(({ path }) => path.split(/[/._-]/).some(word => FORBIDDEN_WORDS.test(word.toLowerCase())))
    .map(({ path }) => `${path}: a name that says nothing`)

/** `platform/config.ts` reads the settings; the other two hand PATH and the like on to the programs that they start. */
const KNOW_ENVIRONMENT = ['src/platform/config.ts', 'src/platform/postgres-process.ts', 'src/learners/command.ts']

export const environment: Rule = eachLine(
  (line, path) =>
    path.startsWith('src/') &&
    !path.includes('.test.') &&
    !path.includes('.fixture.') &&
    !KNOW_ENVIRONMENT.includes(path) &&
    /\bprocess\s*(\.|\?\.|\[\s*['"])env\b/.test(line) &&
    'reads the environment',
)

/** Node runs the sources by taking the types out: nothing may need more than that. Classes are for errors. */
export const syntax: Rule = eachLine(line => {
  if (/^\s*export\s+default\b|^export\s*\{[^}]*\bas default\b/.test(line)) return 'has a default export'
  if (/^\s*(export\s+)?(declare\s+)?(const\s+)?enum\s+\w/.test(line)) return 'has an enum'
  if (/^\s*(export\s+)?(declare\s+)?(namespace|module)\s+[\w'"]/.test(line)) return 'has a namespace'
  if (/^\s*(export\s+)?(abstract\s+)?class\s+\w+(?!.*\bextends (\w*(Error|Refusal)|Component)\b)/.test(line))
    return 'has a class'
  return undefined
})

const COLUMNS_max = 120
export const columns: Rule = eachLine(line => line.length > COLUMNS_max && `is ${line.length} columns wide`)

export const fileLengths: Rule = files =>
  files.flatMap(({ path, text }) => {
    const lines = text.split('\n').length - 1
    return lines > (isTest(path) ? 400 : 300) ? [`${path}: ${lines} lines`] : []
  })

const FUNCTION_LINES_max = 50
/** The line that opens the body of a function; `if (...) {` and its like open none. */
const OPENS =
  /(=> \{|\bfunction\b.*\{|^\s*\)(: .+)? \{|^\s+(async )?\*?(?!if|for|while|switch|catch|return|with)\w+\(.*\{)$/

/**
 * Functions whose body has too many lines, told by indentation: the formatter closes a body where its line began. SQL
 * that is a function's only expression is no body. Tests and benches are lists of steps, held by their file's length.
 */
export const functionLengths: Rule = files =>
  files
    .filter(({ path }) => !isTest(path) && !path.startsWith('bench/'))
    .flatMap(({ path, text }) => {
      const lines = text.split('\n')
      return lines.flatMap((line, start) => {
        if (!OPENS.test(line)) return []
        const indent = /^\s*/.exec(line)?.[0] as string
        const end = lines.findIndex((each, n) => n > start && each.startsWith(`${indent}}`))
        const length = end - start + 1
        return length > FUNCTION_LINES_max ? [`${path}:${start + 1} a function of ${length} lines`] : []
      })
    })

/** Floors and files whose results rest on their arguments alone. */
const PURE = /^src\/(stats|kinds)\/|\/(rules|lines|conditions)\.ts$/
const IMPURE =
  /\bDate\.now\(|\bnew Date\(\)|\brandom(UUID|Bytes|Int)?\(|\bperformance\.now\(|from '(node:(?!crypto')|pg')/

export const purity: Rule = eachLine(
  (line, path) => PURE.test(path) && !isTest(path) && IMPURE.test(line) && 'is not pure',
)

/** The clock and chance belong to the platform, in the browser to its clock. */
export const clock: Rule = eachLine(
  (line, path) =>
    /^src\/(?!platform\/|ui\/clock\.ts)/.test(path) &&
    !path.includes('.test.') &&
    /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(/.test(line) &&
    'reads the clock or throws dice',
)

/** Words of the place where this was written; a reader elsewhere could make nothing of them. */
const ELSEWHERE = new RegExp(['issue', ' #\\d|(^|[^\\w.])/wo', 'rk/|\\.\\./sha', 'red\\b'].join(''), 'i')

export const places: Rule = eachLine(
  (line, path) => path !== 'test/data.ts' && ELSEWHERE.test(line) && 'speaks of the place where it was written',
)
