import assert from 'node:assert/strict'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { linkLibraries, programsIn } from './postgres-programs.ts'

let native: string
let spare: string

beforeEach(() => {
  native = mkdtempSync(join(tmpdir(), 'errata-native-'))
  spare = join(native, 'spare')
  for (const name of ['bin', 'lib']) mkdirSync(join(native, name))
  for (const name of ['initdb', 'postgres']) writeFileSync(join(native, 'bin', name), '')
  writeFileSync(join(native, 'lib/libpq.so.5.18'), 'library')
  const links = ['libpq.so', 'libpq.so.5'].map(name => ({
    source: 'native/lib/libpq.so.5.18',
    target: `native/lib/${name}`,
  }))
  writeFileSync(join(native, 'pg-symlinks.json'), JSON.stringify(links))
})

afterEach(() => {
  chmodSync(join(native, 'lib'), 0o755)
  rmSync(native, { recursive: true })
})

test('links are made where they are missing, and those that are there are kept', () => {
  assert.deepEqual(linkLibraries(native, spare), {})
  rmSync(join(native, 'lib/libpq.so'))
  assert.deepEqual(linkLibraries(native, spare), {})
  assert.deepEqual(readdirSync(join(native, 'lib')).sort(), ['libpq.so', 'libpq.so.5', 'libpq.so.5.18'])
  assert.equal(readFileSync(join(native, 'lib/libpq.so'), 'utf8'), 'library')
})

test('links go elsewhere where the package may not be written', () => {
  chmodSync(native, 0o755)
  chmodSync(join(native, 'lib'), 0o555)
  mkdirSync(join(native, 'home'))
  spare = join(native, 'home/lib')
  asOrdinaryUser(join(native, 'home'), () =>
    assert.deepEqual(linkLibraries(native, spare), { LD_LIBRARY_PATH: `${spare}:${native}/lib` }),
  )
  assert.deepEqual(readdirSync(spare).sort(), ['libpq.so', 'libpq.so.5'])
  assert.equal(readFileSync(join(spare, 'libpq.so'), 'utf8'), 'library')
})

/** Root may write everywhere, so it becomes someone else for a moment: the owner of `home`. */
const asOrdinaryUser = (home: string, act: () => void) => {
  if (process.getuid?.() !== 0) return act()
  chownSync(home, 65534, 65534)
  process.seteuid?.(65534)
  try {
    act()
  } finally {
    process.seteuid?.(0)
  }
}

test('programs that lost their executable bit get it back', () => {
  const { initdb, postgres } = programsIn(native)
  for (const program of [initdb, postgres]) assert.equal(statSync(program).mode & 0o111, 0o111)
})
