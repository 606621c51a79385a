// Builds the web part of a checkout into dist/web where it is missing or older than its sources. Plain JavaScript: it
// runs before the server, which serves what it finds there. An installed package brings its web part along.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** @param node the Node that is to run the build @throws where the build fails */
export const buildWeb = (root, node) => {
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  if (!existsSync(vite) || isFresh(root)) return
  console.error('Building the web part ...')
  // Built aside and then put in place, so that nobody who reads meanwhile finds half of it.
  const [place, aside] = [join(root, 'dist/web'), join(root, `dist/web.${process.pid}`)]
  const args = [vite, 'build', '--logLevel', 'warn', '--config', join(root, 'vite.config.ts'), '--outDir', aside]
  const done = spawnSync(node, args, { cwd: root, stdio: ['ignore', 2, 2] })
  if (done.error !== undefined) throw done.error
  if (done.status !== 0) throw new Error('The web part could not be built; the messages are above.')
  replace(place, aside)
}

/** Puts a folder where another one may stand, or leaves what a second builder put there in between. */
const replace = (place, by) => {
  const old = `${by}.old`
  unless(['ENOENT'], () => renameSync(place, old))
  unless(['ENOTEMPTY', 'EEXIST'], () => renameSync(by, place))
  for (const left of [by, old]) rmSync(left, { recursive: true, force: true })
}

const unless = (codes, work) => {
  try {
    work()
  } catch (error) {
    if (!codes.includes(error.code)) throw error
  }
}

const isFresh = root => {
  const built = statSync(join(root, 'dist/web/index.html'), { throwIfNoEntry: false })
  if (built === undefined) return false
  const sources = ['src', 'vite.config.ts', 'package-lock.json'].flatMap(path => filesBelow(join(root, path)))
  return sources.every(path => statSync(path).mtimeMs <= built.mtimeMs)
}

const filesBelow = path =>
  statSync(path).isFile()
    ? [path]
    : readdirSync(path, { recursive: true, withFileTypes: true })
        .filter(entry => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
        .map(entry => join(entry.parentPath, entry.name))
