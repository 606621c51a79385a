/** Keys as fast hands press them, and as people set them: nothing is lost, nothing lands on another item. */
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { barriers, type House, noBrowser, openBrowser, type Seat } from '../browser.ts'
import { INTENTS, SCENE, setScene } from './scene.ts'
import { delivered, press, save, willDo } from './sit.ts'

let house: House
before(async () => {
  if (noBrowser) return
  house = await openBrowser()
  await setScene(house, { waiting: 60 })
})
// Nobody of an earlier test takes an item from a later one.
afterEach(() => house?.leave())
after(() => house?.close())

const options = { skip: noBrowser }
const LABELS = Object.keys(INTENTS)
const AHEAD = 5

const reviewer = async (name: string): Promise<Seat> => {
  const seat = await house.seat('reviewer', { project_id: SCENE, name })
  await seat.page.goto(`/p/${SCENE}/review`)
  await seat.page.locator('.choice-row').first().waitFor()
  await seat.page.waitForLoadState('networkidle')
  return seat
}
const idOf = (page: Page) => page.locator('.item-id').textContent()

const CODES: Record<string, { code: string; windowsVirtualKeyCode: number }> = {
  Enter: { code: 'Enter', windowsVirtualKeyCode: 13 },
  z: { code: 'KeyZ', windowsVirtualKeyCode: 90 },
}
const codeOf = (key: string) => CODES[key] ?? { code: `Digit${key}`, windowsVirtualKeyCode: 48 + Number(key) }

/** Presses keys without waiting for anything in between: they pile up in the browser as they do under fast hands. */
const hammer = async (page: Page, keys: string[]) => {
  const session = await page.context().newCDPSession(page)
  const strokes = keys.flatMap(key =>
    (['rawKeyDown', 'keyUp'] as const).map(type =>
      session.send('Input.dispatchKeyEvent', { type, key, ...codeOf(key) }),
    ),
  )
  await Promise.all(strokes)
}

/** What a person answered, by item, once the server has all of it. */
const answersOf = async ({ page, person_id }: Seat): Promise<Record<string, string>> => {
  await delivered(page)
  const { rows } = await house.team.app.database.pool.query(
    `select i.external_id, j.answer::jsonb as answer from judgement j
     join prediction p on p.project_id = j.project_id and p.id = j.prediction_id
     join item i on i.project_id = p.project_id and i.id = p.item_id
     where j.project_id = $1 and j.person_id = $2
     and not exists (select 1 from withdrawal w where w.project_id = j.project_id and w.judgement_id = j.id)
     order by j.at, j.id`,
    [SCENE, person_id],
  )
  return Object.fromEntries(rows.map(row => [row.external_id, row.answer]))
}

/** The items on the desk as the server handed them out, in their order. */
const handedOut = async (page: Page) => {
  const [answer] = await Promise.all([
    page.waitForResponse(response => response.url().endsWith('/tasks/next')),
    page.reload(),
  ])
  const { tasks } = (await answer.json()) as { tasks: { external_id: string; scores: Record<string, number> }[] }
  await page.locator('.choice-row').first().waitFor()
  return tasks
}

test('keys that pile up each act on the item they were meant for', options, async () => {
  const seat = await reviewer('Ines Duarte')
  const { page, faults } = seat
  const desk = await handedOut(page)
  assert.equal(desk.length, AHEAD)
  await hammer(page, ['1', 'Enter', '2', 'Enter', '3', 'Enter', '4', 'Enter'])
  await page.locator('.item-id', { hasText: desk[4]?.external_id as string }).waitFor()
  const expected = desk.slice(0, 4).map(({ external_id }, at) => [external_id, LABELS[at]])
  assert.deepEqual(await answersOf(seat), Object.fromEntries(expected))
  assert.deepEqual(faults, [])
})

test('an answer, its end and its undoing in one go leave the answer on the item', options, async () => {
  const seat = await reviewer('Tomás Vidal')
  const { page, faults } = seat
  const first = await idOf(page)
  await hammer(page, ['2', 'Enter', '3', 'Enter', 'z', 'z'])
  await page.locator('.item-id', { hasText: first as string }).waitFor()
  assert.equal(await page.locator('.choice-row.yours .choice-name > :first-child').innerText(), LABELS[1])
  assert.deepEqual(await answersOf(seat), {})
  assert.deepEqual(faults, [])
})

test('more keys than items at hand: what has no item does nothing, and work goes on', options, async () => {
  const seat = await reviewer('Sofia Lind')
  const { page, faults } = seat
  const desk = await handedOut(page)
  await page.route('**/tasks/next', () => {})
  await hammer(
    page,
    Array.from({ length: AHEAD + 3 }, () => 'Enter'),
  )
  await page.locator('.item-id').waitFor({ state: 'detached' })
  const answered = await answersOf(seat)
  assert.deepEqual(
    Object.keys(answered),
    desk.map(({ external_id }) => external_id),
  )
  await press(page, 'z')
  await page.locator('.item-id', { hasText: desk.at(-1)?.external_id as string }).waitFor()
  assert.deepEqual(faults, [])
})

/** The moment the server has what a person set. */
const kept = (page: Page) =>
  page.waitForResponse(response => response.url().endsWith('/settings') && response.request().method() === 'PUT')

test('single keys can be switched off, and a command can have another key', options, async () => {
  const { page, faults } = await reviewer('Jonas Weber')
  await page.goto('/account')
  await page.getByRole('button', { name: 'Skip: S. Change the key' }).click()
  const given = kept(page)
  await press(page, 'x')
  await given
  await page.getByRole('button', { name: 'Skip: X. Change the key' }).waitFor()
  await page.goto(`/p/${SCENE}/review`)
  await page.locator('.choice-row').first().waitFor()
  const id = await idOf(page)
  await press(page, 's')
  assert.equal(await idOf(page), id)
  await press(page, 'x')
  await page.waitForFunction(before => document.querySelector('.item-id')?.textContent !== before, id)
  await page.goto('/account')
  const switched = kept(page)
  await page.getByRole('checkbox', { name: /^Single keys/ }).click()
  await switched
  await page.getByRole('checkbox', { name: /^Single keys/, checked: false }).waitFor()
  await page.goto(`/p/${SCENE}/review`)
  await page.locator('.choice-row').first().waitFor()
  assert.equal(await page.locator('.choice-row .keycap').count(), 0)
  const does = await willDo(page)
  await press(page, '1', '2', '3', 'x', 'd')
  assert.equal(await willDo(page), does)
  assert.equal(await page.getByRole('dialog').count(), 0)
  await save(page)
  assert.deepEqual(await barriers(page), [])
  assert.deepEqual(faults, [])
})
