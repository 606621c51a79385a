/** `errata demo --serve` as a newcomer meets it: the play ends, a link is printed, and behind it real items wait. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { chromium } from 'playwright-core'
import { buildWeb } from '../../bin/web.js'
import { makeIntents } from '../../src/learners/intents.fixture.ts'
import { noBrowser, watch } from '../browser.ts'
import { findChromium } from '../chromium.ts'
import { freshDatabase } from '../database.ts'

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'errata-demo-'))
const cleanings: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })]
after(async () => {
  for (const clean of cleanings.toReversed()) await clean()
})

const rows = makeIntents(600, 'served').map(({ text, label }, n) => ({ text: `${text} ${n}`, label }))
const writeCorpus = () => {
  const file = join(folder, 'intents.csv')
  writeFileSync(file, `text,label\n${rows.map(({ text, label }) => `"${text}",${label}`).join('\n')}\n`)
  return file
}

/** Plays and serves; stopped as by Ctrl-C when the tests are over. */
const serveDemo = async () => {
  const database = await freshDatabase()
  cleanings.push(() => database.drop())
  const args = ['src/cli/main.ts', 'demo', '--serve', '--windows', '1', '--data', writeCorpus()]
  const env = { ...process.env, DATABASE_URL: database.url, ERRATA_HOME: join(folder, 'home'), PORT: '0' }
  const demo = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(demo, 'close')
  cleanings.push(async () => {
    demo.kill('SIGINT')
    await ended
  })
  return linkOf(demo)
}

/** The link that is printed once the server listens. */
const linkOf = (demo: ChildProcess) =>
  new Promise<{ link: string; said: string }>((resolve, reject) => {
    let said = ''
    const hear = (part: Buffer) => {
      said += part
      const link = / {2}sign in {2}(\S+) /.exec(said)?.[1]
      if (link) resolve({ link, said })
    }
    for (const stream of [demo.stdout, demo.stderr]) stream?.on('data', hear)
    demo.once('close', () => reject(new Error(`the demo ended without a link: ${said}`)))
  })

test('the demo leaves its project, and its link leads to items that wait for people', { skip: noBrowser }, async () => {
  buildWeb(root, process.execPath)
  const { link, said } = await serveDemo()
  assert.match(said, /accuracy after[\s\S]*ledger +verified[\s\S]*Errata .* is running/)
  const browser = await chromium.launch({ executablePath: findChromium() as string, args: ['--no-sandbox'] })
  cleanings.push(() => browser.close())
  const page = await browser.newPage()
  const faults = await watch(page)
  await page.goto(link)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.locator('.choice-row').first().waitFor()
  assert.equal(new URL(page.url()).pathname, '/p/play-1/review')
  const text = await page.locator('.item-text').innerText()
  assert.ok(
    rows.some(row => row.text === text),
    `“${text}” is one of the corpus`,
  )
  const id = await page.locator('.item-id').textContent()
  // Some of them are blind: there one answers by oneself.
  await page.keyboard.press('1')
  await page.keyboard.press('Enter')
  await page.waitForFunction(before => document.querySelector('.item-id')?.textContent !== before, id)
  await page.getByText(/^1 of \d+ today$/).waitFor()
  assert.deepEqual(faults, [])
})
