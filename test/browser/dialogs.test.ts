/** Every dialog of the workbench and of the shell, while it is open: nothing bars anybody, and it closes. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { barriers, type House, noBrowser, openBrowser } from '../browser.ts'
import { SCENE, setScene } from './scene.ts'

let house: House
before(async () => {
  if (noBrowser) return
  house = await openBrowser()
  await setScene(house, { trained: true })
})
after(() => house?.close())

const options = { skip: noBrowser }

const DIALOGS: [name: RegExp, open: (page: Page) => Promise<void>][] = [
  [/^Guideline, version 1$/, page => page.keyboard.press('g')],
  [/^Discuss this item$/, page => page.keyboard.press('d')],
  [/^Shortcuts$/, page => page.keyboard.press('Shift+Slash')],
  [/^Search or jump$/, page => page.keyboard.press('Control+k')],
  [
    /^What saving this would change$/,
    async page => {
      await page.keyboard.press('Escape')
      await page.locator('.choice-row:not(.model)').first().click()
      await page.locator('.effect-figures').waitFor()
      await page.keyboard.press('v')
    },
  ],
]

test('no dialog of the workbench bars anybody, and each is as wide as a phone at most', options, async () => {
  const { page, faults } = await house.seat('reviewer', { project_id: SCENE, name: 'Eva Holm' })
  await page.goto(`/p/${SCENE}/review`)
  await page.locator('.choice-row').first().waitFor()
  for (const width of [1440, 320]) {
    await page.setViewportSize({ width, height: 640 })
    for (const [name, open] of DIALOGS) {
      await open(page)
      const dialog = page.getByRole('dialog', { name })
      await dialog.waitFor()
      if (width === 1440) assert.deepEqual(await barriers(page), [], String(name))
      const sideways = await dialog.evaluate(each => each.scrollWidth - each.clientWidth)
      assert.equal(sideways, 0, `${name} scrolls down only`)
      // However far one has scrolled.
      await dialog.evaluate(each => each.scrollTo(0, each.scrollHeight))
      await dialog.getByRole('button', { name: 'Close' }).click()
      await dialog.waitFor({ state: 'hidden' })
    }
  }
  assert.deepEqual(faults, [])
})

test('a dialog begins with what it is for', options, async () => {
  const { page, faults } = await house.seat('reviewer', { project_id: SCENE, name: 'Mia Roth' })
  await page.goto(`/p/${SCENE}/review`)
  await page.locator('.choice-row').first().waitFor()
  await page.keyboard.press('d')
  const text = page.getByLabel('What is unclear, or what do you disagree with?')
  await text.waitFor()
  assert.ok(await text.evaluate(each => each === document.activeElement))
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  const search = page.getByRole('combobox', { name: 'Search or jump' })
  await search.waitFor()
  assert.ok(await search.evaluate(each => each === document.activeElement))
  assert.deepEqual(faults, [])
})

test('the guideline is set in the workbench as it is on its page', options, async () => {
  const { page, faults } = await house.seat('reviewer', { project_id: SCENE, name: 'Noa Stern' })
  await page.goto(`/p/${SCENE}/review`)
  await page.locator('.choice-row').first().waitFor()
  await page.keyboard.press('g')
  const text = page.getByRole('dialog', { name: 'Guideline, version 1' }).locator('.guideline-text')
  assert.equal(await text.locator('strong').innerText(), 'Refund request')
  assert.doesNotMatch(await text.innerText(), /\*/)
  assert.deepEqual(faults, [])
})
