/** Every page of a project, as its admin sees it: nothing bars anybody, in light and dark, nor on a phone. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { barriers, type House, noBrowser, openBrowser, type Seat } from '../browser.ts'
import { SCENE, setScene } from './scene.ts'

let house: House
let seat: Seat
before(async () => {
  if (noBrowser) return
  house = await openBrowser()
  await setScene(house, { trained: true, waiting: 8, wanted: 2 })
  for (const answer of ['Refund request', 'Cancellation']) {
    const { send } = await house.team.person('reviewer', SCENE)
    const { body } = await send('POST', `/api/projects/${SCENE}/tasks/next`, { wanted: 3 })
    for (const { task_id, fence } of body.tasks) {
      await send('POST', `/api/projects/${SCENE}/tasks/${task_id}/judgement`, { fence, answer })
    }
  }
  await house.team.settled()
  seat = await house.seat('admin', { project_id: SCENE })
})
after(() => house?.close())

const routes = [...readFileSync('src/web/routes.tsx', 'utf8').matchAll(/path: '([\w-]+)'/g)].map(match => match[1])

for (const path of ['/', '/account', ...routes.map(route => `/p/${SCENE}/${route}`)]) {
  test(`${path} is open to everybody`, { skip: noBrowser }, async () => {
    const { page, faults } = seat
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.goto(path)
    // While a part of it is still on its way, the page as it was stays in the document, out of sight.
    await page.locator('main:visible').waitFor()
    await page.waitForLoadState('networkidle')
    assert.equal(await page.getByText(/This did not work|Something broke/).count(), 0)
    assert.deepEqual(await barriers(page), [])
    await page.setViewportSize({ width: 320, height: 640 })
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0)
    assert.deepEqual(faults, [])
  })
}

test('a disagreement is decided without names, and taken back', { skip: noBrowser }, async () => {
  const { page, faults } = await house.seat('adjudicator', { project_id: SCENE })
  await page.goto(`/p/${SCENE}/disagreements`)
  await page.locator('.side-card').first().waitFor()
  // What lies on one's own desk is open, and counts once.
  const open = await page.evaluate(async project_id => {
    const answer = await fetch(`/api/projects/${project_id}/progress?since=2000-01-01T00:00:00Z`)
    return (await answer.json()).adjudications_waiting
  }, SCENE)
  await page.getByText(`${open} open`, { exact: true }).waitFor({ timeout: 10_000 })
  const id = await page.locator('.item-id').textContent()
  assert.ok((await page.locator('.side-card').allInnerTexts()).every(text => text.includes('1 reviewer')))
  // While the next one is on its way too.
  await page.route('**/dispute', () => {})
  await page.keyboard.press('1')
  await page.keyboard.press('Enter')
  await page.locator('.item-id').waitFor({ state: 'detached' })
  await page.unroute('**/dispute')
  await page.keyboard.press('z')
  await page.locator('.item-id', { hasText: id as string }).waitFor()
  assert.deepEqual(faults, [])
})
