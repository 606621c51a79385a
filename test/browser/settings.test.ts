/** The people of a project and its tokens, as an admin keeps them and as others find them. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { barriers, type House, noBrowser, openBrowser } from '../browser.ts'
import { PROJECT } from '../team.ts'

let house: House
before(async () => {
  if (noBrowser) return
  house = await openBrowser()
})
after(() => house?.close())

const options = { skip: noBrowser }

const dialog = (page: Page) => page.locator('dialog[open]')
const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name })

/** An admin before the people of the project. */
const admin = async (name: string) => {
  const seat = await house.seat('admin', { name })
  await seat.page.goto(`/p/${PROJECT}/people`)
  await rowOf(seat.page, name).waitFor()
  return seat
}

/** Adds a person, and leaves the dialog that manages them open. */
const add = async (page: Page, { name, role }: { name: string; role: string }) => {
  await page.getByRole('button', { name: 'Add a person' }).click()
  await dialog(page).getByLabel('Name').fill(name)
  await dialog(page)
    .getByLabel('E-mail')
    .fill(`${name.toLowerCase().replace(' ', '.')}@example.com`)
  await dialog(page).getByLabel('Role').selectOption(role)
  await dialog(page).getByRole('button', { name: 'Add person' }).click()
  await page.getByRole('dialog', { name }).waitFor()
}

/** Makes a link for the person of the open dialog, and opens it in a browser profile of its own. */
const enterByLink = async (page: Page) => {
  await dialog(page).getByRole('button', { name: 'Make a sign-in link' }).click()
  const link = await dialog(page).getByLabel('Link').inputValue()
  const guest = await house.open(link)
  await guest.page.getByRole('button', { name: 'Sign in' }).click()
  await guest.page.waitForURL(`**/p/${PROJECT}/**`)
  return { ...guest, link }
}

test('a person is added with a role, and signs in by the link that is shown, once', options, async () => {
  const { page, faults } = await admin('Ines Duarte')
  await add(page, { name: 'Priya Nair', role: 'reviewer' })
  const guest = await enterByLink(page)
  await guest.page.waitForURL(`**/p/${PROJECT}/review`)
  await guest.page.getByRole('link', { name: 'PN, your account' }).waitFor()
  const second = await house.open(guest.link)
  await second.page.getByRole('button', { name: 'Sign in' }).click()
  await second.page.getByText('This link was used already').waitFor()
  await dialog(page).getByRole('button', { name: 'Close' }).click()
  assert.match(await rowOf(page, 'Priya Nair').innerText(), /priya\.nair@example\.com\s+reviewer/)
  // The link was shown once: whoever opens the dialog again finds none.
  await page.getByRole('button', { name: 'Manage Priya Nair' }).click()
  await dialog(page).getByRole('button', { name: 'Make a sign-in link' }).waitFor()
  assert.equal(await dialog(page).getByLabel('Link').count(), 0)
  assert.deepEqual([...faults, ...guest.faults, ...second.faults], [])
})

test('who gets another role may do more, and who is removed is refused', options, async () => {
  const { page, faults } = await admin('Tomás Vidal')
  await add(page, { name: 'Jonas Weber', role: 'viewer' })
  const guest = await enterByLink(page)
  await guest.page.goto(`/p/${PROJECT}/policy`)
  await guest.page.getByText('No policy yet.').waitFor()
  assert.equal(await guest.page.getByRole('button', { name: 'Write the first policy' }).count(), 0)

  await dialog(page).getByLabel('Role').selectOption('maintainer')
  await dialog(page).getByRole('button', { name: 'Save role' }).click()
  await dialog(page).getByText('Jonas Weber is maintainer now.').waitFor()
  await rowOf(page, 'Jonas Weber').getByText('maintainer').waitFor({ state: 'attached' })
  await guest.page.reload()
  await guest.page.getByRole('button', { name: 'Write the first policy' }).waitFor()

  await dialog(page).getByRole('button', { name: 'Remove person' }).click()
  await dialog(page).getByRole('button', { name: 'Yes, remove Jonas Weber' }).click()
  await dialog(page).waitFor({ state: 'detached' })
  await rowOf(page, 'Jonas Weber').waitFor({ state: 'detached' })
  // Already on the page: what is asked next is refused.
  const status = await guest.page.evaluate(
    path => fetch(path).then(answer => answer.status),
    `/api/projects/${PROJECT}`,
  )
  assert.equal(status, 404)
  await guest.page.goto(`/p/${PROJECT}/policy`)
  await guest.page.getByText('There is no such page.').waitFor()
  assert.deepEqual([...faults, ...guest.faults], [])
})

test('nobody changes their own role', options, async () => {
  const { page, faults } = await house.seat('admin', { name: 'Sofia Lind' })
  await page.goto(`/p/${PROJECT}/people`)
  await page.getByRole('button', { name: 'Manage Sofia Lind' }).click()
  await dialog(page).getByText('Nobody changes their own role.').waitFor()
  assert.equal(await dialog(page).getByLabel('Role').isDisabled(), true)
  assert.deepEqual(faults, [])
})

/** Makes a token by the dialog, and reads it where it is shown. */
const makeToken = async (page: Page, name: string, permissions: string[]) => {
  await page.getByRole('button', { name: 'Make a token' }).click()
  await dialog(page).getByLabel('Name', { exact: true }).fill(name)
  for (const box of await dialog(page).getByRole('group', { name: 'What it may do' }).getByRole('checkbox').all()) {
    await box.setChecked(permissions.includes((await box.getAttribute('value')) as string))
  }
  await dialog(page).getByRole('button', { name: 'Make token' }).click()
  const text = await dialog(page).getByLabel('Token', { exact: true }).inputValue()
  assert.deepEqual(await barriers(page), [])
  await dialog(page).getByRole('button', { name: 'Done' }).click()
  return text
}

test('a token is shown once, may what was ticked, and nothing once revoked', options, async () => {
  const { page, faults } = await admin('Lea Kraus')
  const token = await makeToken(page, 'nightly import', ['ingest'])
  const asked = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) }
    const answer = await fetch(`${house.origin}/api/projects/${PROJECT}${path}`, init)
    return [answer.status, (await answer.json()).code]
  }
  const predictions = [{ external_id: 'A-1', input: { text: 'My money back' }, model: 'm1', answer: 'refund' }]
  assert.deepEqual(await asked('POST', '/predictions', { predictions }), [200, undefined])
  assert.deepEqual(await asked('GET', '/ledger'), [403, 'FORBIDDEN'])

  const row = rowOf(page, 'nightly import')
  await row.waitFor()
  assert.ok(!(await page.content()).includes(token), 'the token is shown once')
  await row.getByRole('button', { name: 'Revoke nightly import' }).click()
  assert.deepEqual(await barriers(page), [])
  await dialog(page).getByRole('button', { name: 'Revoke token' }).click()
  await row.getByText('revoked').waitFor()
  assert.deepEqual(await asked('POST', '/predictions', { predictions }), [401, 'UNAUTHENTICATED'])
  assert.deepEqual(faults, [])
})

test('a viewer sees who is there, may change nothing, and is told why', options, async () => {
  const { page, faults } = await house.seat('viewer', { name: 'Noa Stern' })
  await page.goto(`/p/${PROJECT}/people`)
  await rowOf(page, 'Noa Stern').waitFor()
  await page.getByText('Only an admin adds people and makes tokens.').waitFor()
  assert.deepEqual(await page.locator('main').getByRole('button').allInnerTexts(), [])
  assert.deepEqual(faults, [])
})

test('the dialogs about people and tokens bar nobody', options, async () => {
  const { page, faults } = await admin('Ada Berg')
  for (const name of ['Add a person', 'Manage Ada Berg', 'Make a token']) {
    await page.getByRole('button', { name }).click()
    await dialog(page).waitFor()
    assert.deepEqual(await barriers(page), [], name)
    await dialog(page).getByRole('button', { name: 'Close' }).click()
    await dialog(page).waitFor({ state: 'detached' })
  }
  assert.deepEqual(faults, [])
})
