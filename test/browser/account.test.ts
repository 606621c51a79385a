/** One's own account: the password, where one is signed in, and keys of one's own. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { barriers, type House, noBrowser, openBrowser } from '../browser.ts'
import type { Send } from '../team.ts'
import { SCENE, setScene } from './scene.ts'

let house: House
let send: Send
before(async () => {
  if (noBrowser) return
  house = await openBrowser()
  send = (await setScene(house, { waiting: 30 })).send
})
after(() => house?.close())

const options = { skip: noBrowser }

/** A reviewer with an e-mail address, who came by a link, before their account. */
const reviewer = async (name: string, email: string) => {
  const members = `/api/projects/${SCENE}/members`
  const { body: member } = await send('POST', members, { name, email, role: 'reviewer' })
  const { body: link } = await send('POST', `${members}/${member.id}/sign-in-link`, {})
  const seat = await house.open(`/sign-in?to=/account#${link.code}`)
  await seat.page.getByRole('button', { name: 'Sign in' }).click()
  await seat.page.getByText('this one').waitFor()
  return seat
}

const section = (page: Page, name: string) => page.getByRole('region', { name })

const setPassword = async (page: Page, typed: { current?: string; password: string; again?: string }) => {
  const { current = '', password, again = password } = typed
  await page.getByLabel('Current password').fill(current)
  await page.getByLabel('New password', { exact: true }).fill(password)
  await page.getByLabel('New password again').fill(again)
  await page.getByRole('button', { name: 'Set password' }).click()
}

const signIn = async (page: Page, email: string, password: string) => {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

const OLD = 'violet kettle under seven'
const NEW = 'amber staircase over nine'

test('a password is set, changed and signed in with; a wrong one is told', options, async () => {
  const email = 'mia.roth@example.com'
  const { page, faults } = await reviewer('Mia Roth', email)
  await setPassword(page, { password: OLD, again: NEW })
  await page.getByText('Not the same as above').waitFor()
  await setPassword(page, { password: 'short' })
  await page.getByText('At least 12 characters', { exact: true }).waitFor()
  await setPassword(page, { password: OLD })
  await page.getByText('Your password is set.').waitFor()
  assert.equal(await page.getByLabel('New password', { exact: true }).inputValue(), '')
  await page.getByText('signed in by password').waitFor()

  const other = await house.open('/account')
  await other.page.waitForURL(url => url.pathname === '/sign-in')
  await signIn(other.page, email, NEW)
  await other.page.getByText('The e-mail address or the password is wrong').waitFor()
  await signIn(other.page, email, OLD)
  await other.page.waitForURL('**/account')

  // Now that there is one, it is asked for.
  await setPassword(other.page, { password: NEW })
  await other.page.getByText('Your password', { exact: true }).waitFor()
  await setPassword(other.page, { current: NEW, password: NEW })
  await other.page.getByText('This is not your current password').waitFor()
  await setPassword(other.page, { current: OLD, password: NEW })
  await other.page.getByText('Your password is set.').waitFor()
  assert.deepEqual([...faults, ...other.faults], [])
})

test('both sessions are listed, and the one that is ended leads to sign-in and back', options, async () => {
  const email = 'kim.arno@example.com'
  const { page, faults } = await reviewer('Kim Arno', email)
  await setPassword(page, { password: OLD })
  await page.getByText('Your password is set.').waitFor()
  const other = await house.open(`/sign-in?to=/p/${SCENE}/review`)
  await signIn(other.page, email, OLD)
  await other.page.locator('.choice-row').first().waitFor()

  await page.reload()
  const rows = section(page, 'Sessions').getByRole('listitem')
  await rows.nth(1).waitFor()
  assert.equal(await rows.count(), 2)
  assert.equal(await rows.filter({ hasText: 'this one' }).count(), 1)
  assert.deepEqual(await barriers(page), [])
  await rows.getByRole('button', { name: 'End the session' }).click()
  await rows.nth(1).waitFor({ state: 'detached' })

  await other.page.getByRole('link', { name: 'KA, your account' }).click()
  await other.page.getByRole('radio', { name: 'Dark' }).click()
  await other.page.getByText('You are signed out, and nothing was changed.').waitFor()
  await other.page.goBack()
  await other.page.getByRole('link', { name: 'Quality' }).click()
  await other.page.getByText('You are signed out.').first().waitFor()
  await other.page.getByRole('link', { name: 'Sign in' }).first().click()
  await signIn(other.page, email, OLD)
  await other.page.waitForURL(`**/p/${SCENE}/overview`)
  await page.reload()
  await rows.nth(1).waitFor()
  await page.getByRole('button', { name: 'End all others' }).click()
  await rows.nth(1).waitFor({ state: 'detached' })
  await other.page.reload()
  await other.page.waitForURL(url => url.pathname === '/sign-in')
  assert.deepEqual([...faults, ...other.faults], [])
})

/** Asks for a key for a command, and presses it. */
const giveKey = async (page: Page, title: string, key: string) => {
  await page.getByRole('button', { name: `${title}: ` }).click()
  await page.getByRole('button', { name: `Press a key for ${title}` }).press(key)
}

/** Changes a setting, and waits until the server has it. */
const keep = async (page: Page, change: () => Promise<unknown>) => {
  const answered = page.waitForResponse(answer => answer.request().method() === 'PUT')
  await change()
  assert.equal((await answered).status(), 200)
}

const review = async (page: Page) => {
  await page.goto(`/p/${SCENE}/review`)
  await page.locator('.choice-row').first().waitFor()
}
const skipButton = (page: Page) => page.locator('.actions').getByRole('button', { name: 'Skip' })
const idOf = (page: Page) => page.locator('.item-id').textContent()
const next = (page: Page, id: string | null) =>
  page.waitForFunction(before => document.querySelector('.item-id')?.textContent !== before, id)

test('a key of one’s own is obeyed and printed, changes hands, and is reset', options, async () => {
  const { page, faults } = await reviewer('Eva Holm', 'eva.holm@example.com')
  await giveKey(page, 'Skip', 'Tab')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await keep(page, () => giveKey(page, 'Skip', 'x'))
  await page.getByText('Skip is on X now.').waitFor({ state: 'attached' })
  await review(page)
  assert.match(await skipButton(page).innerText(), /X$/)
  const first = await idOf(page)
  await page.keyboard.press('s')
  await page.keyboard.press('x')
  await next(page, first)
  assert.match(await page.locator('.actions-last').innerText(), /Skipped/)

  // A key that is taken: the two commands swap, those with Shift too.
  await page.goto('/account')
  await giveKey(page, 'Skip', 'f')
  await page.getByText('F is “Take the suggested fix”.').waitFor()
  await keep(page, () => page.getByRole('button', { name: 'Swap the keys' }).click())
  await page.getByRole('button', { name: 'Take the suggested fix: X. Change the key' }).waitFor()
  await giveKey(page, 'All shortcuts', 'f')
  await keep(page, () => page.getByRole('button', { name: 'Swap the keys' }).click())
  await page.getByRole('button', { name: 'Skip: ?. Change the key' }).waitFor()
  await review(page)
  await page.keyboard.press('f')
  await page.getByRole('dialog', { name: 'Shortcuts' }).waitFor()
  await page.keyboard.press('Escape')
  const second = await idOf(page)
  await page.keyboard.press('Shift+Slash')
  await next(page, second)

  await page.goto('/account')
  await keep(page, () => page.getByRole('button', { name: 'Reset all keys' }).click())
  await page.getByRole('button', { name: 'Skip: S. Change the key' }).waitFor()
  await review(page)
  assert.match(await skipButton(page).innerText(), /S$/)
  assert.deepEqual(faults, [])
})

test('single keys switched off do nothing, and buttons still work', options, async () => {
  const { page, faults } = await reviewer('Noa Stern', 'noa.stern@example.com')
  await keep(page, () => page.getByRole('checkbox', { name: 'Single keys' }).uncheck())
  await review(page)
  assert.equal((await skipButton(page).innerText()).trim(), 'Skip')
  const id = await idOf(page)
  for (const key of ['2', 's', 'g', 'Shift+Slash']) await page.keyboard.press(key)
  assert.equal(await idOf(page), id)
  assert.equal(await page.locator('.choice-row.yours').count(), 0)
  assert.equal(await page.locator('dialog[open]').count(), 0)
  await skipButton(page).click()
  await next(page, id)
  assert.deepEqual(faults, [])
})
