import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { accessSync, chmodSync, chownSync, constants, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { describe, test } from 'node:test'
import { newFolder, onlyLinux, postmasterOf, query, start, startKeeper } from '../../test/keeper.ts'

const SOMEONE = 65534
const onlyRoot = process.getuid?.() === 0 ? onlyLinux : { skip: 'only root can try this' }

/** Below /root no other user can reach the programs. */
const onlyReachable = () => {
  if ('skip' in onlyRoot) return onlyRoot
  const { status } = spawnSync(process.execPath, ['--version'], { uid: SOMEONE, gid: SOMEONE, cwd: '/' })
  return status === 0 ? {} : { skip: 'no other user can reach this checkout' }
}

const ownerOf = (path: string): number => statSync(path).uid
const ownerOfServer = (folder: string): number => ownerOf(`/proc/${postmasterOf(folder)}`)

/** Acts on a machine that has only these commands. */
const withCommands = async (commands: string[], act: () => Promise<unknown>) => {
  const { PATH } = process.env
  const folder = mkdtempSync(join(tmpdir(), 'errata-path-'))
  chmodSync(folder, 0o755)
  for (const command of commands) symlinkSync(pathOf(command)!, join(folder, command))
  process.env.PATH = folder
  try {
    await act()
  } finally {
    process.env.PATH = PATH
    rmSync(folder, { recursive: true })
  }
}

const pathOf = (command: string): string | undefined =>
  process.env
    .PATH!.split(delimiter)
    .map(folder => join(folder, command))
    .find(isExecutable)

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const needs = (command: string) => (pathOf(command) ? {} : { skip: `${command} is not on this machine` })

/** A folder below one that only root may pass through, as in a checkout below /root. */
const hiddenFolder = (): string => join(newFolder(), 'hidden')

/** A folder below one that everyone may pass through. */
const openFolder = (): string => {
  const parent = newFolder()
  chmodSync(parent, 0o755)
  return join(parent, 'open')
}

describe('root has PostgreSQL run by another user', onlyRoot, () => {
  test('by nobody, who gets the folder and nothing above it', onlyReachable(), async () => {
    const folder = openFolder()
    await start({ folder })
    const user = ownerOfServer(folder)
    assert.notEqual(user, 0)
    assert.deepEqual([folder, join(folder, 'password'), join(folder, 'data')].map(ownerOf), [user, user, user])
    assert.equal(ownerOf(join(folder, '..')), 0)
  })

  test("by the folder's owner, who can start it by himself as well", onlyReachable(), async () => {
    const folder = openFolder()
    chownSync(join(folder, '..'), SOMEONE, SOMEONE)
    const server = await start({ folder })
    await query(server.url, 'create table kept as select 1 as one')
    assert.equal(ownerOfServer(folder), SOMEONE)
    await server.stop()
    const keeper = await startKeeper(folder, { uid: SOMEONE })
    assert.deepEqual(await query(keeper.url, 'table kept'), [{ one: 1 }])
  })

  test('below a folder of root alone, or says what to do', async () => {
    const folder = hiddenFolder()
    try {
      const server = await start({ folder })
      assert.deepEqual(await query(server.url, 'select 1 as one'), [{ one: 1 }])
    } catch (error) {
      assert.match((error as Error).message, /ERRATA_HOME[\s\S]*DATABASE_URL/)
    }
  })

  test('there by setpriv where namespaces are forbidden', needs('setpriv'), () =>
    withCommands(['sh', 'id', 'setpriv'], async () => {
      const folder = hiddenFolder()
      const server = await start({ folder })
      assert.notEqual(ownerOfServer(folder), 0)
      assert.deepEqual(await query(server.url, 'select 1 as one'), [{ one: 1 }])
    }),
  )

  test('or refuses where there is no way, and says what to do', () =>
    withCommands(['sh', 'id'], async () => {
      const folder = hiddenFolder()
      await assert.rejects(start({ folder }), {
        name: 'Refusal',
        message: /does not run as root[\s\S]*ordinary user[\s\S]*ERRATA_HOME[\s\S]*DATABASE_URL/,
      })
      assert.equal(ownerOf(folder), 0)
    }))
})

test('an ordinary user runs PostgreSQL as himself', onlyReachable(), async () => {
  const folder = newFolder()
  chownSync(folder, SOMEONE, SOMEONE)
  const keeper = await startKeeper(folder, { uid: SOMEONE })
  assert.equal(ownerOfServer(folder), SOMEONE)
  assert.deepEqual(await query(keeper.url, 'select 1 as one'), [{ one: 1 }])
})
