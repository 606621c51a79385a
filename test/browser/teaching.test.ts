/** What one correction does for the items after it, on the screen of who made it. */
import { after, before, test } from 'node:test'
import { type House, noBrowser, openBrowser } from '../browser.ts'
import { press, save, sitDown } from './sit.ts'

let house: House
before(async () => {
  if (!noBrowser) house = await openBrowser()
})
after(() => house?.close())

test('the next item, fetched before, knows of the correction just saved', { skip: noBrowser }, async () => {
  const { page, faults } = await sitDown(house, 'mails', { kind: 'choice', labels: ['spam', 'ham'], answer: 'spam' })
  await page.getByText('None yet.').waitFor()
  // What helps with the next item is there before it is shown.
  await page.waitForLoadState('networkidle')
  await press(page, '2')
  await save(page)
  await page.locator('.similar-text', { hasText: 'Item 1' }).waitFor()
  if (faults.length > 0) throw new Error(faults.join('\n'))
})
