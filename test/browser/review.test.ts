/** The workbench as a reviewer uses it: one key to confirm, two to correct, one to undo. */
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { barriers, type House, noBrowser, openBrowser } from '../browser.ts'
import { type callAs, SCENE, setScene, waitingItems } from './scene.ts'
import { delivered } from './sit.ts'

let house: House
let call: ReturnType<typeof callAs>
before(async () => {
  if (noBrowser) return
  house = await openBrowser()
  const scene = await setScene(house, { trained: true, waiting: 60 })
  call = scene.call
})
// Nobody of an earlier test takes an item from a later one.
afterEach(() => house?.leave())
after(() => house?.close())

const options = { skip: noBrowser }

/** A reviewer before their first item. */
const reviewer = async (name: string, more: object = {}) => {
  const seat = await house.seat('reviewer', { project_id: SCENE, name, ...more })
  await seat.page.goto(`/p/${SCENE}/review`)
  await seat.page.locator('.choice-row').first().waitFor()
  return seat
}
const idOf = (page: Page) => page.locator('.item-id').textContent()
const primary = (page: Page) => page.locator('.actions .primary')
/** Waits until the server has everything, and gives what a person judged, oldest first. */
const judgementsOf = async (page: Page, person_id: string) => {
  await delivered(page)
  const { rows } = await house.team.app.database.pool.query(
    `select j.id, i.external_id, j.answer::jsonb as answer, j.category, j.rationale, j.seconds, p.answer::jsonb as said
     from judgement j join prediction p on p.project_id = j.project_id and p.id = j.prediction_id
     join item i on i.project_id = p.project_id and i.id = p.item_id
     where j.project_id = $1 and j.person_id = $2
     and not exists (select 1 from withdrawal w where w.project_id = j.project_id and w.judgement_id = j.id)
     order by j.at, j.id`,
    [SCENE, person_id],
  )
  return rows
}

test('one key confirms, two correct, one undoes across items', options, async () => {
  const { page, person_id, faults } = await reviewer('Ines Duarte')
  const first = await idOf(page)
  await page.keyboard.press('Enter')
  await page.waitForFunction(id => document.querySelector('.item-id')?.textContent !== id, first)
  const second = await idOf(page)
  assert.match(await primary(page).innerText(), /^Confirm /)
  const other = page.locator('.choice-row:not(.model)').first()
  const name = await other.locator('.choice-name > :first-child').innerText()
  await page.keyboard.press((await other.locator('.keycap').innerText()).trim())
  assert.match(await primary(page).innerText(), /^Save correction/)
  await page.keyboard.press('Enter')
  await page.waitForFunction(id => document.querySelector('.item-id')?.textContent !== id, second)
  const given = await judgementsOf(page, person_id)
  assert.deepEqual(
    given.map(each => [each.external_id, each.answer, each.category]),
    [
      [first, given[0].said, null],
      [second, name, 'Wrong intent'],
    ],
  )
  assert.ok(given.every(({ seconds }) => seconds > 0 && seconds < 60))
  await page.keyboard.press('z')
  await page.waitForFunction(id => document.querySelector('.item-id')?.textContent === id, second)
  assert.equal(await page.locator('.choice-row.yours .choice-name > :first-child').innerText(), name)
  assert.equal(await page.locator('.reasons [aria-pressed=true]').innerText(), 'Q\nWrong intent')
  assert.equal((await judgementsOf(page, person_id)).length, 1)
  await page.keyboard.press('w')
  await page.keyboard.press('Enter')
  await page.waitForFunction(id => document.querySelector('.item-id')?.textContent !== id, second)
  const again = await judgementsOf(page, person_id)
  assert.deepEqual([again.length, again[1].category], [2, 'Missed context'])
  assert.deepEqual(faults, [])
})

test('holding Enter confirms one item', options, async () => {
  const { page, person_id, faults } = await reviewer('Tomás Vidal')
  await page.keyboard.down('Enter')
  for (let times = 0; times < 20; times += 1) await page.keyboard.down('Enter')
  await page.keyboard.up('Enter')
  assert.equal((await judgementsOf(page, person_id)).length, 1)
  assert.deepEqual(faults, [])
})

test('nothing moves when an answer is picked, at the size of a laptop too', options, async () => {
  const { page, faults } = await reviewer('Sofia Lind', { viewport: { width: 1280, height: 720 } })
  await page.locator('.side .why-bars, .side .quiet').first().waitFor()
  const places = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('.item, .choice-row, .reasons, .note, .actions, .side > section')]
        .map(each => each.getBoundingClientRect())
        .map(({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(' ')),
    )
  await page.waitForLoadState('networkidle')
  const still = await places()
  for (const key of ['2', '3', '1', 'w', 'Escape']) {
    await page.keyboard.press(key)
    await page.waitForLoadState('networkidle')
    assert.deepEqual(await places(), still, `after ${key}`)
  }
  const box = await page.locator('.note').boundingBox()
  assert.ok(box && box.y + box.height <= 720, 'answers, reasons and note are all above the fold')
  assert.deepEqual(faults, [])
})

test('a note is typed without setting off keys, and saved from inside it', options, async () => {
  const { page, person_id, faults } = await reviewer('Jonas Weber')
  const other = page.locator('.choice-row:not(.model)').first()
  await other.click()
  await page.keyboard.press('n')
  await page.keyboard.type('szq 1 2 f')
  await page.keyboard.press('Control+Enter')
  const [given] = await judgementsOf(page, person_id)
  assert.ok(given)
  assert.equal(given.rationale, 'szq 1 2 f')
  assert.deepEqual(faults, [])
})

test('who comes back to the model’s answer sends no note that is out of sight', options, async () => {
  const { page, person_id, faults } = await reviewer('Ruth Lang')
  await page.locator('.choice-row:not(.model)').first().click()
  await page.keyboard.press('n')
  await page.keyboard.type('They want money back.')
  await page.keyboard.press('Escape')
  await page.locator('.choice-row.struck').click()
  await page.locator('.note').waitFor({ state: 'hidden' })
  await page.keyboard.press('Enter')
  const [given] = await judgementsOf(page, person_id)
  assert.deepEqual([given.answer, given.rationale], [given.said, null])
  assert.deepEqual(faults, [])
})

test('the panel tells what a correction changed, a moment after it was saved', options, async () => {
  const { page, faults } = await reviewer('Ada Berg')
  const id = await idOf(page)
  await page.locator('.choice-row:not(.model)').first().click()
  await page.locator('.effect-figures').waitFor()
  await page.keyboard.press('Enter')
  const told = page.locator('.last')
  await told.getByText('held-out').waitFor()
  assert.equal(await told.locator('.meta').first().innerText(), id)
  const beside = page.locator('.actions-last', { hasText: id as string })
  await beside.getByText(/similar items? changes?, \d+ regressions?|Are you sure/).waitFor()
  assert.deepEqual(faults, [])
})

test('skip passes an item on after a while, and can be taken back before', options, async () => {
  const { page, faults } = await reviewer('Mia Roth')
  const id = await idOf(page)
  await page.keyboard.press('s')
  await page.waitForFunction(each => document.querySelector('.item-id')?.textContent !== each, id)
  assert.match(await page.locator('.actions-last').innerText(), /Skipped/)
  await page.keyboard.press('z')
  await page.waitForFunction(each => document.querySelector('.item-id')?.textContent === each, id)
  assert.deepEqual(faults, [])
})

test('who searches for an item jumps to it', options, async () => {
  const { page, faults } = await reviewer('Lea Kraus')
  await call('POST', '/predictions', { predictions: [{ ...waitingItems(1, 900)[0], external_id: 'NEEDLE-1' }] })
  await house.team.settled()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('NEEDLE')
  await page.getByRole('option', { name: /NEEDLE-1/ }).click()
  await page.waitForFunction(() => document.querySelector('.item-id')?.textContent === 'NEEDLE-1')
  assert.deepEqual(faults, [])
})

test('the sheet of shortcuts lists what works, and keys rest while it is open', options, async () => {
  const { page, person_id, faults } = await reviewer('Noa Stern')
  await page.keyboard.press('Shift+Slash')
  const sheet = page.getByRole('dialog', { name: 'Shortcuts' })
  for (const title of ['Save, next item', 'Billing question', 'Skip', 'Undo']) {
    await sheet.getByText(title).first().waitFor()
  }
  await page.keyboard.press('2')
  await page.keyboard.press('s')
  await page.keyboard.press('Escape')
  assert.equal(await page.locator('.choice-row.yours').count(), 0)
  assert.equal((await judgementsOf(page, person_id)).length, 0)
  assert.deepEqual(faults, [])
})

test('nothing bars people who use a screen reader or see little', options, async () => {
  const { page, faults } = await reviewer('Eva Holm')
  assert.deepEqual(await barriers(page), [])
  await page.locator('.choice-row:not(.model)').first().click()
  await page.locator('.effect-figures').waitFor()
  assert.deepEqual(await barriers(page), [])
  await page.keyboard.press('Shift+Slash')
  assert.deepEqual(await barriers(page), [])
  assert.deepEqual(faults, [])
})

test('a phone of 320 pixels scrolls down only', options, async () => {
  const { page, faults } = await reviewer('Kim Arno', { viewport: { width: 320, height: 640 } })
  const sideways = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  assert.equal(await sideways(), 0)
  await page.locator('.choice-row:not(.model)').first().click()
  assert.equal(await sideways(), 0)
  assert.deepEqual(await barriers(page), [])
  assert.deepEqual(faults, [])
})
