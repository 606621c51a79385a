/** The web part in a real browser: what it costs to load, and how soon a key is seen. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { CDPSession, Page } from 'playwright-core'
import { SCENE, setScene, waitingItems } from '../test/browser/scene.ts'
import { type House, noBrowser, openBrowser } from '../test/browser.ts'
import { figure, type Report } from './figure.ts'
import { openPages } from './web/pages.ts'
import { spansProject } from './web/spans.ts'

type Log = (line: string) => void

const KEYS = 60
const ROWS = 10_000

const quantile = (values: number[], q: number): number =>
  values.toSorted((one, other) => one - other)[Math.min(values.length - 1, Math.ceil(q * values.length) - 1)] ?? 0

/** Notes, in the page, how long each key takes to the frame after it: what a person sees is painted by then. */
const WATCH_KEYS = () => {
  const times: number[] = []
  Object.assign(window, { keyTimes: times })
  addEventListener(
    'keydown',
    event => {
      const channel = new MessageChannel()
      requestAnimationFrame(() => {
        channel.port1.onmessage = () => times.push(performance.now() - event.timeStamp)
        channel.port2.postMessage(0)
      })
    },
    { capture: true },
  )
}

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

/** Presses keys as a quick reviewer would. @returns ms from each key to the frame that shows it */
const pressAll = async (page: Page, keys: string[]): Promise<number[]> => {
  await page.evaluate('keyTimes.length = 0')
  for (const key of keys) {
    await page.keyboard.press(key)
    await pause(120)
  }
  return (await page.evaluate('keyTimes')) as number[]
}

const throttled = async (cdp: CDPSession, rate: number, run: () => Promise<number[]>) => {
  await cdp.send('Emulation.setCPUThrottlingRate', { rate })
  const times = await run()
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 1 })
  return times
}

/** Scripts and styles that the first item needs, compressed as the browser gets them at worst (gzip). */
const startBytes = async (house: House): Promise<{ script: number; style: number }> => {
  const { page } = await house.seat('reviewer', { project_id: SCENE })
  const asked: string[] = []
  page.on('request', request => asked.push(new URL(request.url()).pathname))
  await page.goto(`/p/${SCENE}/review`)
  await page.locator('.choice-row').first().waitFor()
  const root = join(import.meta.dirname, '../dist/web')
  const files = globSync('assets/*.{js,css}', { cwd: root }).filter(path => asked.includes(`/${path}`))
  const size = (ending: string) =>
    files
      .filter(path => path.endsWith(ending))
      .reduce((sum, path) => sum + gzipSync(readFileSync(join(root, path))).byteLength, 0)
  await page.context().close()
  return { script: size('.js') / 1000, style: size('.css') / 1000 }
}

const reviewer = async (house: House) => {
  const { page } = await house.seat('reviewer', { project_id: SCENE })
  await page.addInitScript(WATCH_KEYS)
  await page.goto(`/p/${SCENE}/review`)
  await page.locator('.choice-row').first().waitFor()
  await page.waitForLoadState('networkidle')
  return { page, cdp: await page.context().newCDPSession(page) }
}

const benchKeys = async (house: House, report: Report) => {
  const { page, cdp } = await reviewer(house)
  const picks = Array.from({ length: KEYS }, (_, at) => String((at % 5) + 1))
  const saves = Array.from({ length: KEYS }, () => 'Enter')
  await pressAll(page, picks.slice(0, 10))
  for (const [name, keys] of [
    ['pick an answer', picks],
    ['save, next item', saves],
  ] as const) {
    const full = await pressAll(page, keys)
    const slow = await throttled(cdp, 4, () => pressAll(page, keys))
    const beside = (times: number[]) => ({ p50: quantile(times, 0.5), keys: times.length })
    report(figure(`key to next frame p95: ${name}`, [quantile(full, 0.95), 'ms'], { most: 50, beside: beside(full) }))
    const slowly: [number, string] = [quantile(slow, 0.95), 'ms']
    report(
      figure(`key to next frame p95 at a quarter of the speed: ${name}`, slowly, { most: 100, beside: beside(slow) }),
    )
  }
  await page.context().close()
}

const benchSpans = async (house: House, report: Report, log: Log) => {
  log('a text of 64 KB with 1,000 spans')
  const project_id = await spansProject(house)
  const { page } = await house.seat('reviewer', { project_id })
  await page.addInitScript(WATCH_KEYS)
  await page.goto(`/p/${project_id}/review`)
  await page.locator('.spans-text, [aria-roledescription]').first().waitFor()
  await page.waitForLoadState('networkidle')
  const keys = Array.from(
    { length: KEYS },
    (_, at) => ['ArrowRight', 'Shift+ArrowRight', 'BracketRight', '1'][at % 4] as string,
  )
  const times = await pressAll(page, keys)
  const beside = { p50: quantile(times, 0.5), keys: times.length }
  report(figure('spans, 64 KB with 1,000: key to next frame p95', [quantile(times, 0.95), 'ms'], { most: 50, beside }))
  await page.context().close()
}

/** `npm run bench -- web` */
export const bench = async (report: Report, log: Log): Promise<void> => {
  if (noBrowser) return log(noBrowser)
  const house = await openBrowser()
  try {
    log('a project with 400 items that wait and a model of its own')
    const { call } = await setScene(house, { trained: true, waiting: 400 })
    const { script, style } = await startBytes(house)
    report(figure('start bundle up to the first item, gzip', [script, 'kB'], { most: 130, beside: { styles: style } }))
    await benchKeys(house, report)
    await benchSpans(house, report, log)
    log(`a table of ${ROWS} rows`)
    // Numbers that nothing of the scene has.
    for (let from = 20_000; from < 20_000 + ROWS; from += 5000) {
      await call('POST', '/predictions', { predictions: waitingItems(5000, from) })
    }
    await house.team.settled()
    await openPages(house, report, ROWS)
  } finally {
    await house.close()
  }
}
