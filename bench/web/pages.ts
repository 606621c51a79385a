/** What a page costs from its address to what is seen, as Chromium itself measures it, and a table of 10,000 rows. */
import type { Locator, Page } from 'playwright-core'
import { SCENE } from '../../test/browser/scene.ts'
import type { House } from '../../test/browser.ts'
import { figure, type Report } from '../figure.ts'

const PATHS = ['review', 'overview', 'quality', 'queues'] as const

type Vitals = { fcp: number; lcp: number; cls: number; blocked: number }

/** Web vitals of a page that has just been loaded: paints, shifts, and time in which the page could not answer. */
const vitalsOf = (page: Page): Promise<Vitals> =>
  page.evaluate(
    () =>
      new Promise<Vitals>(resolve => {
        const found = { fcp: 0, lcp: 0, cls: 0, blocked: 0 }
        type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean }
        const see = (type: string, take: (entry: PerformanceEntry) => void) =>
          new PerformanceObserver(list => list.getEntries().forEach(take)).observe({ type, buffered: true })
        see('paint', entry => {
          if (entry.name === 'first-contentful-paint') found.fcp = entry.startTime
        })
        see('largest-contentful-paint', entry => {
          found.lcp = entry.startTime
        })
        see('layout-shift', entry => {
          if (!(entry as Shift).hadRecentInput) found.cls += (entry as Shift).value
        })
        see('longtask', entry => {
          found.blocked += Math.max(0, entry.duration - 50)
        })
        setTimeout(() => resolve(found), 500)
      }),
  )

/** Scrolls the table of tasks to its end, page by page, until all rows are there. */
const loadAll = async (table: Locator, rows: number) => {
  while (Number(await table.getAttribute('aria-rowcount')) < rows + 1) {
    await table.evaluate(async element => {
      element.scrollTop = element.scrollHeight
      await new Promise(requestAnimationFrame)
    })
  }
}

const benchTable = async (page: Page, report: Report, rows: number) => {
  await page.goto(`/p/${SCENE}/queues`)
  const table = page.locator('.grid-table').last()
  await table.locator('.row').first().waitFor()
  await loadAll(table, rows)
  const worst = await table.evaluate(async element => {
    const frames: number[] = []
    let last = performance.now()
    for (let step = 0; step < 200; step += 1) {
      element.scrollTop = (element.scrollHeight / 200) * step
      await new Promise(requestAnimationFrame)
      const now = performance.now()
      frames.push(now - last)
      last = now
    }
    const rows = Number(element.getAttribute('aria-rowcount'))
    return {
      frames: frames.toSorted((one, other) => one - other),
      rows,
      drawn: element.querySelectorAll('[role=row]').length,
    }
  })
  const p95 = worst.frames[Math.floor(0.95 * worst.frames.length)] as number
  const beside = { rows: worst.rows, 'rows in the document': worst.drawn }
  report(figure('table: frame while scrolling p95', [p95, 'ms'], { most: 50, beside }))
}

export const openPages = async (house: House, report: Report, rows: number): Promise<void> => {
  const { page } = await house.seat('admin', { project_id: SCENE })
  for (const path of PATHS) {
    await page.goto('about:blank')
    await page.goto(`/p/${SCENE}/${path}`)
    await page.waitForLoadState('networkidle')
    const { fcp, lcp, cls, blocked } = await vitalsOf(page)
    report(figure(`${path}: first contentful paint`, [fcp, 'ms'], { most: 1000, beside: { 'largest paint': lcp } }))
    report(figure(`${path}: layout shift`, [cls, ''], { most: 0.01, beside: { 'blocked ms': blocked } }))
  }
  await benchTable(page, report, rows)
}
