/** A real browser on a real installation, for tests of the web part. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { buildWeb } from '../bin/web.js'
import { addPerson, makeLink, putMember, type Role } from '../src/people/index.ts'
import type { Provider } from '../src/platform/oidc.ts'
import { findChromium } from './chromium.ts'
import { openTeam, PROJECT, type Team } from './team.ts'

/** What a page did that it must not: errors nobody caught, and what the content security policy stopped. */
export type Faults = string[]

export type Seat = { page: Page; person_id: string; faults: Faults }

export type House = {
  team: Team
  browser: Browser
  /** Where the server listens, without a slash at the end. */
  origin: string
  /** A new browser profile before a page, signed in nowhere. */
  open(path: string, options?: BrowserContextOptions): Promise<{ page: Page; faults: Faults }>
  /** A new person with a browser profile of their own, signed in by a link. */
  seat(role: Role, options?: BrowserContextOptions & { project_id?: string; name?: string }): Promise<Seat>
  /** All who are seated leave. */
  leave(): Promise<unknown>
  close(): Promise<void>
}

/** Why browser tests cannot run here; false where they can. For the `skip` of a test. */
export const noBrowser: string | false = findChromium() ? false : 'NO BROWSER: neither Chromium nor Chrome is here'

const WATCH = `document.addEventListener('securitypolicyviolation', event =>
  console.error('CSP ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample))`

/** Notes what goes wrong on a page from now on. */
export const watch = async (page: Page): Promise<Faults> => {
  const faults: Faults = []
  await page.addInitScript(WATCH)
  page.on('pageerror', error => faults.push(`error: ${error.message}`))
  page.on('console', message => {
    if (message.text().startsWith('CSP ')) faults.push(message.text())
  })
  page.on('dialog', dialog => {
    faults.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  return faults
}

/** Where it listens, which else chance decides, and where people sign in beside it. */
type Opening = { port?: number; provider?: Provider }

/** Opens an installation of its own and a browser before it. */
export const openBrowser = async ({ port = 0, provider }: Opening = {}): Promise<House> => {
  buildWeb(join(import.meta.dirname, '..'), process.execPath)
  const team = await openTeam({ provider })
  const origin = await team.server.listen({ port, host: '127.0.0.1' })
  const executablePath = findChromium()
  if (!executablePath) throw new Error(String(noBrowser))
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
  const open: House['open'] = async (path, options = {}) => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, baseURL: origin, ...options })
    const page = await context.newPage()
    const faults = await watch(page)
    await page.goto(path)
    return { page, faults }
  }
  return {
    team,
    browser,
    origin,
    open,
    async seat(role, { project_id = PROJECT, name = 'Ines Duarte', ...options } = {}) {
      const { person_id, code } = await team.app.act({ actor: 'system:test' }, async ctx => {
        const made = await addPerson(ctx, { name, email: null, administrator: false })
        await putMember(ctx.db, { project_id, person_id: made, role })
        return { person_id: made, ...(await makeLink(ctx, made)) }
      })
      const { page, faults } = await open(`/sign-in#${code}`, options)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.waitForURL(url => url.pathname !== '/sign-in')
      return { page, person_id, faults }
    },
    leave: () => Promise.all(browser.contexts().map(context => context.close())),
    async close() {
      await browser.close()
      await team.close()
    },
  }
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

type Found = { violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[] }

/** What axe finds against a page in light and in dark, a line each; empty where all is well. */
export const barriers = async (page: Page): Promise<string[]> => {
  const told: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.evaluate(AXE)
    const { violations } = (await page.evaluate(
      `axe.run(document, { runOnly: ${JSON.stringify(RULES)}, resultTypes: ['violations'] })`,
    )) as Found
    for (const { id, help, nodes } of violations) {
      for (const { html, failureSummary } of nodes.slice(0, 3)) {
        told.push(`${colorScheme} ${id}: ${help} - ${html.slice(0, 200)} ${failureSummary ?? ''}`)
      }
    }
  }
  return told
}
