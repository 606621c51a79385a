import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach, describe, test } from 'node:test'

/** A checkout with our launcher and one dependency: a folder in it, so that nothing has to be fetched. */
const root = realpathSync(mkdtempSync(join(tmpdir(), 'errata-launch-')))
after(() => rmSync(root, { recursive: true }))

const write = (path: string, content: string | object) =>
  writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content))

cpSync(join(import.meta.dirname, '../bin'), join(root, 'bin'), { recursive: true })
mkdirSync(join(root, 'tool'))
write('package.json', { name: 'tiny', version: '1.0.0', type: 'module', dependencies: { tool: 'file:tool' } })
write('tool/package.json', { name: 'tool', version: '1.0.0', scripts: { install: 'exit 1' } })
write('package-lock.json', {
  name: 'tiny',
  version: '1.0.0',
  lockfileVersion: 3,
  requires: true,
  packages: {
    '': { name: 'tiny', version: '1.0.0', dependencies: { tool: 'file:tool' } },
    'node_modules/tool': { resolved: 'tool', link: true },
    tool: { version: '1.0.0' },
  },
})
const { isInstalled } = await import(new URL('../bin/install.js', import.meta.url).href)

type Options = { flags?: string[]; env?: NodeJS.ProcessEnv }

const launch = (args: string[], { flags = [], env = {} }: Options = {}): ChildProcess =>
  spawn(process.execPath, [...flags, join(root, 'bin/run.js'), ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })

const ended = async (child: ChildProcess) => {
  const said = { out: '', err: '' }
  child.stdout!.on('data', part => (said.out += part))
  child.stderr!.on('data', part => (said.err += part))
  const [code, signal] = await once(child, 'close')
  return { code, signal, ...said }
}

describe('what is missing', () => {
  beforeEach(() => rmSync(join(root, 'node_modules'), { recursive: true, force: true }))

  test('is installed before the program runs, without install scripts, and not twice', async () => {
    write('hello.ts', `const to: string = process.argv[2]!\nconsole.log('hello', to)`)
    const first = await ended(launch(['hello.ts', 'you']))
    assert.deepEqual([first.code, first.out], [0, 'hello you\n'])
    assert.match(first.err, /Installing/)
    assert.ok(existsSync(join(root, 'node_modules/tool/package.json')))
    const second = await ended(launch(['hello.ts', 'again']))
    assert.deepEqual([second.code, second.out, second.err], [0, 'hello again\n', ''])
  })

  test('is installed once when two start at the same time', async () => {
    write('there.ts', `import { existsSync } from 'node:fs'\nconsole.log(existsSync('node_modules/tool'))`)
    const both = await Promise.all([ended(launch(['there.ts'])), ended(launch(['there.ts']))])
    assert.deepEqual(
      both.map(({ code, out }) => [code, out]),
      [
        [0, 'true\n'],
        [0, 'true\n'],
      ],
    )
    assert.equal(both.filter(({ err }) => err.includes('Installing')).length, 1)
  })

  test('and cannot be installed: the program does not run, and the reason is told', async () => {
    write('hello.ts', 'console.log("hello")')
    const { code, out, err } = await ended(launch(['hello.ts'], { env: { npm_execpath: '', PATH: '/nowhere' } }))
    assert.deepEqual([code, out], [1, ''])
    assert.match(err, /npm was not found/)
  })
})

describe('isInstalled', () => {
  const here = { os: [process.platform], cpu: [process.arch] }
  const elsewhere = { os: ['plan9'], cpu: ['pdp11'] }
  type Case = [name: string, wanted: object, installed: object, expected: boolean]
  const cases: Case[] = [
    ['the same version', { version: '1' }, { version: '1' }, true],
    ['another version', { version: '2' }, { version: '1' }, false],
    ['the same version of other bytes', { version: '1', integrity: 'a' }, { version: '1', integrity: 'b' }, false],
  ]
  const absent: [name: string, wanted: object, expected: boolean][] = [
    ['a package', { version: '1' }, false],
    ['an optional package for this machine', { version: '1', optional: true, ...here }, false],
    ['an optional package for another machine', { version: '1', optional: true, ...elsewhere }, true],
    ['an optional package for another C library', { version: '1', optional: true, ...here, libc: ['musl'] }, true],
    ['a development dependency', { version: '1', dev: true }, false],
  ]
  const check = (wanted: object, installed: object, development?: boolean): boolean => {
    const folder = mkdtempSync(join(root, 'case-'))
    mkdirSync(join(folder, 'node_modules'))
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: wanted }))
    writeFileSync(join(folder, 'node_modules/.package-lock.json'), JSON.stringify({ packages: installed }))
    return isInstalled(folder, development)
  }
  for (const [name, wanted, installed, expected] of cases) {
    test(`${name}: ${expected}`, () => assert.equal(check({ '': {}, a: wanted }, { a: installed }), expected))
  }
  for (const [name, wanted, expected] of absent) {
    test(`${name} is absent: ${expected}`, () => assert.equal(check({ '': {}, a: wanted }, {}), expected))
  }
  test('a development dependency is absent where only the product is wanted: true', () => {
    assert.equal(check({ a: { version: '1', dev: true } }, {}, false), true)
  })
})

describe('a program', () => {
  const WAITS = `console.log('here'); setInterval(() => {}, 1000)`

  const start = async (source: string) => {
    write('program.ts', source)
    const launcher = launch(['program.ts'])
    await once(launcher.stdout!, 'data')
    return launcher
  }

  test('gives its exit code', async () => {
    write('program.ts', 'process.exitCode = 42')
    assert.equal((await ended(launch(['program.ts']))).code, 42)
  })

  test('gives the signal it died of', async () => {
    write('program.ts', `process.kill(process.pid, 'SIGKILL')`)
    assert.equal((await ended(launch(['program.ts']))).signal, 'SIGKILL')
  })

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    test(`hears ${signal}`, async () => {
      const launcher = await start(`process.on('${signal}', () => process.exit(7)); ${WAITS}`)
      launcher.kill(signal)
      assert.deepEqual(await once(launcher, 'exit'), [7, null])
    })
  }

  test('hears SIGTERM when its launcher is killed with -9', async () => {
    const launcher = await start(
      `import { writeFileSync } from 'node:fs'
       process.on('SIGTERM', () => { writeFileSync('ended', 'in order'); process.exit() }); ${WAITS}`,
    )
    launcher.kill('SIGKILL')
    await once(launcher.stdout!, 'end')
    assert.ok(existsSync(join(root, 'ended')))
  })

  test('ends when npm is killed with -9', async () => {
    write('program.ts', WAITS)
    const npm = spawn('sh', ['-c', '"$@"; true', 'sh', process.execPath, join(root, 'bin/run.js'), 'program.ts'], {
      cwd: root,
      env: { ...process.env, npm_lifecycle_event: 'start' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(npm.stdout, 'data')
    npm.kill('SIGKILL')
    // Held open by all three: the shell that plays npm, the launcher and the program.
    await once(npm.stdout, 'end')
  })

  test('is not run by a Node that is too old, and what to do is told', async () => {
    const old = `data:text/javascript,Object.defineProperty(process.versions, 'node', { value: '20.1.0' })`
    const { code, err } = await ended(launch(['program.ts'], { flags: ['--import', old] }))
    assert.equal(code, 1)
    assert.match(err, /Node 24 or later\. This is Node 20\.1\.0/)
  })
})
