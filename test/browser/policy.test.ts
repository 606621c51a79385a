/** The policy and the guideline as maintainers edit them: tried first, kept in versions, never over somebody else's. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { barriers, type House, noBrowser, openBrowser } from '../browser.ts'
import { type callAs, SCENE, setScene } from './scene.ts'

let house: House
let call: ReturnType<typeof callAs>
before(async () => {
  if (noBrowser) return
  house = await openBrowser()
  call = (await setScene(house, { waiting: 20 })).call
})
after(() => house?.close())

const options = { skip: noBrowser }

/** A maintainer who edits a page's next version. */
const editing = async (what: 'policy' | 'guideline', name: string) => {
  const seat = await house.seat('maintainer', { project_id: SCENE, name })
  await seat.page.goto(`/p/${SCENE}/${what}`)
  await seat.page.getByRole('button', { name: `Edit ${what}` }).click()
  const text = await seat.page.getByText(/^editing version \d+$/).innerText()
  return { ...seat, version: Number(text.split(' ').at(-1)) }
}

const save = (page: Page, version: number) => page.getByRole('button', { name: `Save version ${version}` }).click()
const inForce = (page: Page, version: number) => page.getByText(`version ${version}`, { exact: true }).waitFor()
const openRule = (page: Page, name: string) =>
  page
    .locator('summary')
    .filter({ hasText: `“${name}”` })
    .click()
const audit = (page: Page) => page.getByRole('region', { name: 'Random audit' }).getByLabel('Percent')

test('a policy is tried, saved with a reason, and stands in the history', options, async () => {
  const { page, faults, version } = await editing('policy', 'Ines Duarte')
  assert.equal(await page.getByRole('button', { name: `Save version ${version + 1}` }).isDisabled(), true)
  await openRule(page, 'close call')
  await page.getByLabel('Condition').fill('confidence < 0.5')
  await page.getByText('New: Rule “close call”: if confidence < 0.5, people see it').waitFor()
  await page.getByRole('button', { name: 'Try on recent traffic' }).click()
  const trial = page.getByRole('region', { name: 'Try it first' })
  await trial.getByRole('row', { name: /^People see/ }).waitFor()
  const [draft, present] = await trial
    .getByRole('row', { name: /^People see/ })
    .getByRole('cell')
    .allInnerTexts()
  assert.equal(present, '20')
  assert.ok(Number(draft) >= 1 && Number(draft) < 20, `the draft asks for fewer: ${draft}`)
  assert.deepEqual(await barriers(page), [])
  await page.getByLabel('Reason').fill('Only what is truly unsure')
  await save(page, version + 1)
  await inForce(page, version + 1)

  const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: `Version ${version + 1}` }) })
  assert.match(await row.innerText(), /Ines Duarte\s+Only what is truly unsure/)
  await page.getByRole('link', { name: `Version ${version}`, exact: true }).click()
  await page.getByText('An earlier version, no longer in force.').waitFor()
  assert.equal(await page.locator('.policy-conditions').innerText(), 'true')
  assert.equal(await page.getByRole('button', { name: 'Edit policy' }).count(), 0)
  assert.deepEqual(await barriers(page), [])
  await page.getByRole('link', { name: 'Back to the policy in force' }).click()
  await page.getByRole('link', { name: `Version ${version + 1}` }).click()
  await page.getByText('New: Rule “close call”: if confidence < 0.5, people see it').waitFor()
  await page.getByRole('link', { name: 'its entry in the ledger' }).click()
  await page.getByRole('heading', { name: 'policy.written' }).waitFor()
  assert.deepEqual(faults, [])
})

test('a condition that cannot be asked is told at its field, by a trial and by saving', options, async () => {
  const { page, faults, version } = await editing('policy', 'Tomás Vidal')
  await page.getByRole('button', { name: 'Add a rule' }).click()
  await page.getByLabel('Name').last().fill('large sums')
  const condition = page.getByLabel('Condition').last()
  await condition.fill('amount > 100')
  const told = async () => (await condition.getAttribute('aria-invalid')) === 'true'
  await page.getByRole('button', { name: 'Try on recent traffic' }).click()
  await page
    .getByText(/Unknown variable: amount/)
    .first()
    .waitFor()
  assert.ok(await told())
  await condition.fill('confidence >')
  await save(page, version + 1)
  await page
    .getByRole('alert')
    .filter({ hasText: /\(policy\.rules\.\d\.when\)/ })
    .waitFor()
  assert.ok(await told())
  await condition.fill('has(metadata.amount) && metadata.amount > 100')
  await page.getByRole('button', { name: 'Try on recent traffic' }).click()
  await page.getByRole('row', { name: /^People see/ }).waitFor()
  assert.equal(await told(), false)
  await save(page, version + 1)
  await inForce(page, version + 1)
  assert.deepEqual(faults, [])
})

test('who saves a policy after somebody else keeps what they typed, and merges', options, async () => {
  const { page, faults, version } = await editing('policy', 'Sofia Lind')
  await audit(page).fill('25')
  await page.getByLabel('Reason').fill('A quarter, for a while')
  const { policy } = await call('GET', '/policy')
  await call('PUT', '/policy', { replaces: version, policy: { ...policy, errata_override: false } })
  await save(page, version + 1)
  await page.getByText(`Version ${version + 1} was saved while you were editing.`).waitFor()
  await page.getByText('New: Errata do not change answers').waitFor()
  assert.equal(await audit(page).inputValue(), '25')
  assert.deepEqual(await barriers(page), [])
  await page.getByRole('button', { name: 'Bring their changes into my draft' }).click()
  assert.equal(await page.getByLabel('Reason').inputValue(), 'A quarter, for a while')
  await save(page, version + 2)
  await inForce(page, version + 2)
  const saved = (await call('GET', '/policy')).policy
  assert.deepEqual([saved.audit_share, saved.errata_override], [0.25, false])
  assert.deepEqual(faults, [])
})

test('who saves a guideline after somebody else sees both, and may start again from theirs', options, async () => {
  const { page, faults, version } = await editing('guideline', 'Jonas Weber')
  await page.getByLabel('Question', { exact: true }).fill('What does the sender need?')
  const { guideline } = await call('GET', '')
  const { question: _, version: __, at: ___, ...rest } = guideline
  await call('PUT', '/guideline', { ...rest, replaces: version, question: 'What do they want?', text: 'Be kind.' })
  await save(page, version + 1)
  await page.getByText(`Version ${version + 1} was saved while you were editing.`).waitFor()
  await page.getByText('The question is “What do they want?”').waitFor()
  await page.getByText('You both changed question').waitFor()
  assert.equal(await page.getByLabel('Question', { exact: true }).inputValue(), 'What does the sender need?')
  await page.getByRole('button', { name: 'Bring their changes into my draft' }).click()
  await page.getByText(`editing version ${version + 1}`).waitFor()
  assert.equal(await page.getByLabel('Text', { exact: true }).inputValue(), 'Be kind.')
  assert.equal(await page.getByLabel('Question', { exact: true }).inputValue(), 'What does the sender need?')
  await call('PUT', '/guideline', { ...rest, replaces: version + 1, question: 'What is it about?', text: 'Be kind.' })
  await save(page, version + 2)
  await page.getByRole('button', { name: 'Discard my draft' }).click()
  assert.equal(await page.getByLabel('Question', { exact: true }).inputValue(), 'What is it about?')
  await page.getByText('Nothing is changed yet.').waitFor()
  await page.getByRole('button', { name: 'Discard changes' }).click()
  await inForce(page, version + 2)

  await page.getByRole('button', { name: 'Edit guideline' }).click()
  await page.getByLabel('Text', { exact: true }).fill('Be brief.')
  await page.getByLabel('Reason').fill('Shorter is read')
  await save(page, version + 3)
  await inForce(page, version + 3)
  const { entries } = await call('GET', '/ledger?action=guideline.written&limit=1')
  assert.deepEqual([entries[0].payload.version, entries[0].payload.reason], [version + 3, 'Shorter is read'])
  assert.deepEqual(faults, [])
})

test('the ledger is verified: found intact, and found changed where a row was changed by hand', options, async () => {
  await house.team.settled()
  const { page, faults } = await house.seat('maintainer', { project_id: SCENE, name: 'Lea Kraus' })
  await page.goto(`/p/${SCENE}/ledger`)
  await page.getByRole('button', { name: 'Verify the ledger' }).click()
  await page.getByText('The ledger is intact.').waitFor()
  await page.getByRole('button', { name: 'Show the signed head' }).click()
  await page
    .getByRole('dialog', { name: 'Signed head' })
    .getByText(/^\S+\n\d+\n/)
    .waitFor()
  assert.deepEqual(await barriers(page), [])
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()

  await house.team.app.database.pool.query(`
    alter table policy disable trigger policy_fact;
    update policy set policy = jsonb_set(policy::jsonb, '{audit_share}', '0.001')::json where version = 1`)
  await page.getByRole('button', { name: 'Verify the ledger' }).click()
  await page.getByText('The ledger was changed.').waitFor()
  await page.getByText('in policy').waitFor()
  assert.deepEqual(faults, [])
})
