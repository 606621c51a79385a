/** The commands as a person types them: each a process of its own on one data folder. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { freshDatabase } from '../../test/database.ts'
import { createProject } from '../projects/index.ts'
import { openApp } from '../server/app.ts'

const MAIN = join(import.meta.dirname, 'main.ts')
const PROJECT = 'mail'
const folder = mkdtempSync(join(tmpdir(), 'errata-cli-'))
const home = join(folder, 'home')
let database: Awaited<ReturnType<typeof freshDatabase>>

const errata = async (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> => {
  const env = { ...process.env, DATABASE_URL: database.url, ERRATA_HOME: home }
  const running = promisify(execFile)(process.execPath, [MAIN, ...args], { env })
  return running.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  )
}

const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

before(async () => {
  database = await freshDatabase()
  const app = await openApp({ url: database.url, home })
  const guideline = {
    question: 'What?',
    labels: [{ name: 'refund' }, { name: 'other' }],
    categories: [],
    text: '',
  }
  await app.act({ actor: 'system:test' }, ctx =>
    createProject(ctx, { project_id: PROJECT, title: 'Mail', kind: 'choice', guideline }),
  )
  await app.act({ actor: 'system:test' }, ctx =>
    createProject(ctx, { project_id: 'best', title: 'Best', kind: 'ranking', guideline: { ...guideline, labels: [] } }),
  )
  await app.seal()
  await app.close()
})
after(async () => {
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

test('a person is invited by a link that works, and twice by the same name', async () => {
  const { code, stdout } = await errata('invite', '--email', 'New@Example.org', '--administrator')
  assert.equal(code, 0)
  assert.match(stdout, /^http:\/\/127\.0\.0\.1:4680\/sign-in#[\w-]{43}\n$/)
  assert.equal((await errata('invite', '--email', 'new@example.org')).code, 0)
  const app = await openApp({ url: database.url, home })
  const { rows } = await app.database.pool.query('select name, email, administrator from person')
  await app.close()
  assert.deepEqual(rows, [{ name: 'new', email: 'new@example.org', administrator: true }])
  const wrong = await errata('invite', '--email', 'nobody')
  assert.deepEqual([wrong.code, wrong.stdout], [2, ''])
})

const rows = Array.from({ length: 30 }, (_, n) => `"mail ${n}, with a comma",${n % 2 ? 'refund' : 'other'}`)

test('known answers come from CSV once, and a bad row is told by its number', async () => {
  const csv = file('known.csv', `text,label\n${[...rows, '"mail 99",unheard-of'].join('\n')}\n`)
  const args = ['import', csv, '--project', PROJECT, '--as', 'examples', '--answer', 'label']
  const first = await errata(...args)
  assert.equal(first.code, 1)
  assert.deepEqual(JSON.parse(first.stdout), { taken: 30, known: 0, refused: 1 })
  assert.match(first.stderr, /row 31: answer: /)
  const again = await errata(...args)
  assert.deepEqual(JSON.parse(again.stdout), { taken: 0, known: 30, refused: 1 })
})

test('answers that are no texts stand in CSV as JSON, and so does what else an item shows', async () => {
  const quoted = (value: unknown) => `"${JSON.stringify(value).replaceAll('"', '""')}"`
  const options = { options: ['a', 'b'].map(id => ({ id, text: id })) }
  const lines = [
    `which one,${quoted([['b'], ['a']])},${quoted(options)}`,
    `and this,${quoted([['b', 'a']])},${quoted(options)}`,
    `no json,b > a,${quoted(options)}`,
    `no options,${quoted([['b'], ['a']])},{}`,
  ]
  const csv = file('best.csv', `text,best,more\n${lines.join('\n')}\n`)
  const args = ['import', csv, '--project', 'best', '--answer', 'best', '--input', 'more']
  const { code, stdout, stderr } = await errata(...args)
  assert.equal(code, 1)
  assert.deepEqual(JSON.parse(stdout), { taken: 2, known: 0, refused: 2 })
  assert.match(stderr, /row 3: best: /)
  assert.match(stderr, /row 4: input\.options: /)
  await errata('freeze', '--project', 'best')
  const dataset = await errata('export', 'dataset', '--project', 'best', '--format', 'csv')
  assert.match(dataset.stdout, /"\[\[""a"",""b""\]\]"/)
})

test('predictions come from JSONL', async () => {
  const line = (n: number) =>
    JSON.stringify({ external_id: `p${n}`, input: { text: `=cmd ${n}` }, model: 'm', answer: 'other', confidence: 0.7 })
  const jsonl = file('predictions.jsonl', `${line(1)}\nnot json\n${line(2)}\n`)
  const { code, stdout, stderr } = await errata('import', jsonl, '--project', PROJECT, '--as', 'predictions')
  assert.equal(code, 1)
  assert.deepEqual(JSON.parse(stdout), { taken: 2, known: 0, refused: 1 })
  assert.match(stderr, /row 2: /)
})

test('a freeze prints the version and its root, and again the same', async () => {
  const { code, stdout } = await errata('freeze', '--project', PROJECT, '--reason', 'first', '--json')
  assert.equal(code, 0)
  const dataset = JSON.parse(stdout)
  assert.equal(dataset.version, 1)
  assert.equal(dataset.train + dataset.holdout, 30)
  const again = await errata('freeze', '--project', PROJECT, '--reason', 'again', '--json')
  assert.equal(JSON.parse(again.stdout).root, dataset.root)
})

test('exports give everything back; CSV is safe to open', async () => {
  const out = join(folder, 'dataset.jsonl')
  await errata('export', 'dataset', '--project', PROJECT, '--version', '1', '--out', out)
  const lines = readFileSync(out, 'utf8').trim().split('\n')
  assert.equal(lines.length, 30)
  assert.ok(lines.every(line => JSON.parse(line).input.text.startsWith('mail ')))
  const { stdout } = await errata('export', 'predictions', '--project', PROJECT, '--format', 'csv')
  assert.match(stdout, /^text,/)
  assert.match(stdout, /"'=cmd 1"/)
})

test('verify is content with what was left alone, and names what was not', async () => {
  const good = await errata('verify', '--project', PROJECT)
  assert.equal(good.code, 0, good.stdout)
  assert.match(good.stdout, /mail: verified/)
  const app = await openApp({ url: database.url, home })
  await app.seal()
  await app.database.pool.query('alter table example disable trigger user')
  await app.database.pool.query(`update example set answer = '"other"' where answer::text = '"refund"'`)
  await app.close()
  const bad = await errata('verify', '--project', PROJECT, '--json')
  assert.equal(bad.code, 1)
  assert.equal(JSON.parse(bad.stdout).divergence.table, 'example')
})

test('what is mistyped is told in one line', async () => {
  for (const [args, word] of [
    [['frobnicate'], /there is no command "frobnicate"/],
    [['import', 'nowhere.csv'], /there is no file nowhere.csv/],
    [['export', 'moods', '--project', PROJECT], /no export of "moods"/],
    [['freeze', '--project', 'nowhere'], /no such project/],
    [['freeze', '--frost'], /--frost/],
  ] as const) {
    const { code, stderr } = await errata(...args)
    assert.equal(code, 2, args.join(' '))
    assert.match(stderr, word)
    assert.doesNotMatch(stderr, /\n {4}at /, 'no stack')
  }
})
