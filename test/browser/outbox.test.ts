/** Nothing that a reviewer decided is lost: without a network, in two tabs, after the session, after the claim. */
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { type House, noBrowser, openBrowser, watch } from '../browser.ts'
import { SCENE, setScene } from './scene.ts'
import { delivered } from './sit.ts'

let house: House
before(async () => {
  if (noBrowser) return
  house = await openBrowser()
  await setScene(house, { waiting: 90 })
})
// Nobody of an earlier test takes an item from a later one.
afterEach(() => house?.leave())
after(() => house?.close())

const options = { skip: noBrowser }
const sql = async (text: string, values: unknown[] = []) =>
  (await house.team.app.database.pool.query(text, values)).rows

const review = async (page: Page) => {
  await page.goto(`/p/${SCENE}/review`)
  await page.locator('.choice-row').first().waitFor()
}
const idOf = async (page: Page) => (await page.locator('.item-id').textContent()) as string
/** Presses a key and waits for another item. @returns the id of the item that was decided */
const decide = async (page: Page, key = 'Enter') => {
  const id = await idOf(page)
  await page.keyboard.press(key)
  await page.waitForFunction(before => document.querySelector('.item-id')?.textContent !== before, id)
  return id
}
const judged = async (person_id: string): Promise<string[]> =>
  (
    await sql(
      `select i.external_id from judgement j join prediction p on p.project_id = j.project_id and p.id = j.prediction_id
       join item i on i.project_id = p.project_id and i.id = p.item_id where j.project_id = $1 and j.person_id = $2
       order by j.at, j.id`,
      [SCENE, person_id],
    )
  ).map(row => row.external_id)

test('without a network people go on, and all of it is saved once when it is back', options, async () => {
  const { page, person_id, faults } = await house.seat('reviewer', { project_id: SCENE })
  await review(page)
  await page.waitForLoadState('networkidle')
  await page.context().setOffline(true)
  const done = [await decide(page), await decide(page), await decide(page)]
  await page.getByText('3 not saved yet: no connection').waitFor()
  assert.deepEqual(await judged(person_id), [])
  await page.context().setOffline(false)
  await delivered(page)
  assert.deepEqual(await judged(person_id), done)
  assert.deepEqual(faults, [])
})

test('what was decided offline survives the tab', options, async () => {
  const { page, person_id } = await house.seat('reviewer', { project_id: SCENE })
  await review(page)
  await page.waitForLoadState('networkidle')
  await page.context().setOffline(true)
  const done = [await decide(page), await decide(page)]
  const context = page.context()
  await page.close()
  await context.setOffline(false)
  assert.deepEqual(await judged(person_id), [])
  const again = await context.newPage()
  const faults = await watch(again)
  await review(again)
  await delivered(again)
  assert.deepEqual(await judged(person_id), done)
  assert.deepEqual(faults, [])
})

test('an answer that was taken back before it left is never sent', options, async () => {
  const { page, person_id, faults } = await house.seat('reviewer', { project_id: SCENE })
  await review(page)
  await page.waitForLoadState('networkidle')
  await page.context().setOffline(true)
  const kept = await decide(page)
  const id = await decide(page)
  await page.keyboard.press('z')
  await page.waitForFunction(before => document.querySelector('.item-id')?.textContent === before, id)
  await page.context().setOffline(false)
  await delivered(page)
  assert.deepEqual(await judged(person_id), [kept])
  assert.deepEqual(faults, [])
})

test('two tabs of one person never show the same item, and each answer counts once', options, async () => {
  const { page, person_id, faults } = await house.seat('reviewer', { project_id: SCENE })
  await review(page)
  const other = await page.context().newPage()
  const others = await watch(other)
  await review(other)
  const done: string[] = []
  for (let round = 0; round < 4; round += 1) {
    assert.notEqual(await idOf(page), await idOf(other))
    done.push(await decide(page), await decide(other))
  }
  await delivered(page)
  await delivered(other)
  assert.deepEqual((await judged(person_id)).sort(), [...new Set(done)].sort())
  assert.equal(done.length, new Set(done).size)
  assert.deepEqual([...faults, ...others], [])
})

test('a session that ends in the middle of work loses nothing: signed in again, all is sent', options, async () => {
  const { page, person_id, faults } = await house.seat('reviewer', { project_id: SCENE })
  await review(page)
  await page.waitForLoadState('networkidle')
  await sql('update session set revoked_at = now() where person_id = $1', [person_id])
  const id = await decide(page)
  await page.getByText('1 not saved: you are signed out').waitFor()
  assert.deepEqual(await judged(person_id), [])
  const { code } = await house.team.app.act({ actor: 'system:test' }, async ctx => {
    const { makeLink } = await import('../../src/people/index.ts')
    return makeLink(ctx, person_id)
  })
  const tab = await page.context().newPage()
  await tab.goto(`/sign-in#${code}`)
  await tab.getByRole('button', { name: 'Sign in' }).click()
  await tab.waitForURL(url => url.pathname !== '/sign-in')
  await page.bringToFront()
  await page.evaluate(() => dispatchEvent(new Event('focus')))
  await delivered(page)
  assert.ok((await judged(person_id)).includes(id))
  assert.deepEqual(faults, [])
})

const expire = (person_id: string) =>
  sql(`update seat set lease_until = now() - interval '1 second' where project_id = $1 and person_id = $2`, [
    SCENE,
    person_id,
  ])

/** Ends a person's claims, and gives the item to somebody else. */
const lose = async (person_id: string, id: string) => {
  await expire(person_id)
  const rival = await house.team.person('reviewer', SCENE)
  const { body } = await rival.send('POST', `/api/projects/${SCENE}/tasks/next`, { wanted: 5 })
  assert.ok(body.tasks.some((task: { external_id: string }) => task.external_id === id))
}

test('a claim that ran out is taken again where nobody else has the item', options, async () => {
  const { page, person_id, faults } = await house.seat('reviewer', { project_id: SCENE })
  await review(page)
  await page.waitForLoadState('networkidle')
  await expire(person_id)
  const id = await decide(page)
  await delivered(page)
  assert.deepEqual(await judged(person_id), [id])
  assert.deepEqual(faults, [])
})

test('a claim that somebody else has by now: the answer is kept and shown, with the reason', options, async () => {
  const { page, person_id, faults } = await house.seat('reviewer', { project_id: SCENE })
  await review(page)
  await page.waitForLoadState('networkidle')
  const id = await idOf(page)
  await lose(person_id, id)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: '1 answer was not taken' }).click()
  const dialog = page.getByRole('dialog', { name: 'Not taken by the server' })
  await dialog.getByText(id).waitFor()
  assert.deepEqual(await judged(person_id), [])
  await dialog.getByRole('button', { name: 'Discard' }).click()
  await page.getByRole('button', { name: '1 answer was not taken' }).waitFor({ state: 'detached' })
  assert.deepEqual(faults, [])
})

/** Waits for another item, and presses Enter in the very moment it is there: what it is, and what stands above it. */
const pressOnceShown = (before: string) =>
  new Promise<{ next: string; told: string }>(resolve => {
    const observer = new MutationObserver(() => {
      const next = document.querySelector('.item-id')?.textContent
      if (!next || next === before) return
      observer.disconnect()
      const told = document.querySelector('[role=alert]')?.textContent ?? ''
      document.body.dispatchEvent(new KeyboardEvent('keydown', { code: 'Enter', bubbles: true, cancelable: true }))
      resolve({ next, told })
    })
    observer.observe(document.body, { subtree: true, childList: true, characterData: true })
  })

test(
  'an item that somebody else has by now leaves the screen; the next one says why, and is what keys mean',
  options,
  async () => {
    const { page, person_id, faults } = await house.seat('reviewer', { project_id: SCENE })
    await review(page)
    await page.waitForLoadState('networkidle')
    const id = await idOf(page)
    await lose(person_id, id)
    const shown = page.evaluate(pressOnceShown, id)
    // Back from another tab, the page asks for its claims again.
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    const { next, told } = await shown
    assert.match(told, /The item before this one is gone:/)
    await page.locator('.actions-last', { hasText: next }).waitFor()
    assert.deepEqual(faults, [])
  },
)

test('who leaves the workbench gives the items back', options, async () => {
  const { page, person_id, faults } = await house.seat('reviewer', { project_id: SCENE })
  await review(page)
  await page.waitForLoadState('networkidle')
  const held = () => sql(`select 1 from seat where person_id = $1 and state = 'claimed'`, [person_id])
  assert.equal((await held()).length, 5)
  let given = 0
  const all = page.waitForResponse(response => response.url().endsWith('/release') && ++given === 5)
  await page.getByRole('link', { name: 'Queues' }).click()
  await all
  assert.deepEqual(await held(), [])
  assert.deepEqual(faults, [])
})

test('who jumps to an item that somebody else has is told so, and works on', options, async () => {
  const { page, faults } = await house.seat('reviewer', { project_id: SCENE })
  const rival = await house.team.person('reviewer', SCENE)
  const { body } = await rival.send('POST', `/api/projects/${SCENE}/tasks/next`, {})
  await page.goto(`/p/${SCENE}/review?task=${body.tasks[0].task_id}`)
  await page.getByRole('alert').waitFor()
  await page.locator('.choice-row').first().waitFor()
  assert.notEqual(await idOf(page), body.tasks[0].external_id)
  assert.equal(new URL(page.url()).search, '')
  await decide(page)
  assert.deepEqual(faults, [])
})
