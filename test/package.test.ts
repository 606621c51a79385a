import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'errata-package-'))
const installed = join(folder, 'node_modules/errata')
after(() => rmSync(folder, { recursive: true, force: true }))

/** The package as npm would install it: what `files` names, built, below node_modules, where no types are stripped. */
const install = async () => {
  mkdirSync(installed, { recursive: true })
  for (const file of ['bin', 'db', 'package.json']) cpSync(join(root, file), join(installed, file), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(installed, 'node_modules'))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const dist = join(installed, 'dist')
  await run(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', dist])
  const kernel = 'learners/linear/kernel/linear.wasm'
  cpSync(join(root, 'src', kernel), join(dist, kernel))
}

await install()

test('the installed command runs', async () => {
  const { stdout } = await run(process.execPath, [join(installed, 'bin/errata.js'), 'help'])
  assert.match(stdout, /errata serve/)
})

test('the client is a package export with types, and knows every endpoint', async () => {
  const script = `import { createClient, endpoints } from 'errata/client'
    const client = createClient({ url: 'http://127.0.0.1:1' })
    console.log(JSON.stringify(Object.keys(endpoints).filter(name => typeof client[name] !== 'function')))`
  writeFileSync(join(folder, 'use.mjs'), script)
  const { stdout } = await run(process.execPath, [join(folder, 'use.mjs')])
  assert.deepEqual(JSON.parse(stdout), [])
  const { exports } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
  assert.match(readFileSync(join(installed, exports['./client'].types), 'utf8'), /createClient/)
})
