/** Where a Chromium is on this machine, and how one gets there. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** A Chromium or Chrome that is there already, or undefined. */
export const findChromium = (): string | undefined => [...PLACES, chromium.executablePath()].find(existsSync)

const run = (program: string, args: string[]): boolean =>
  spawnSync(program, args, { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
    .status === 0

/** Debian's package as root, else the browser that Playwright brings. */
const install = (): void => {
  console.error('Installing Chromium for the browser tests ...')
  const packages = ['install', '--yes', '--no-install-recommends', 'chromium']
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    if (run('apt-get', ['--quiet', ...packages])) return
    if (run('apt-get', ['--quiet', 'update']) && run('apt-get', ['--quiet', ...packages])) return
  }
  run(process.execPath, [join(import.meta.dirname, '../node_modules/playwright-core/cli.js'), 'install', 'chromium'])
}

/** Gets a Chromium where none is. What cannot be had is said: browser tests are then skipped, loudly. */
export const ensureChromium = (): string | undefined => {
  if (!findChromium()) install()
  return findChromium()
}
