/** Datasets and labelling many: frozen, compared and restored; previewed, done and undone. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { putMember } from '../../src/people/index.ts'
import { createProject } from '../../src/projects/index.ts'
import { barriers, type House, noBrowser, openBrowser, type Seat } from '../browser.ts'
import { judge, rightly } from './library.ts'
import { type callAs, SCENE, setScene } from './scene.ts'

const options = { skip: noBrowser }

let house: House
let seat: Seat
let page: Page
let call: ReturnType<typeof callAs>
before(async () => {
  if (noBrowser) return
  house = await openBrowser()
  call = (await setScene(house, { waiting: 40 })).call
  seat = await house.seat('maintainer', { project_id: SCENE, name: 'Marta Keller' })
  page = seat.page
})
after(() => house?.close())

const open = (path: string) => page.goto(`/p/${SCENE}/${path}`)
const table = (name: string) => page.getByRole('table', { name, exact: true })
const told = (text: string) => page.getByRole('status').filter({ hasText: text }).waitFor()
const datasets = async () => (await call('GET', '/datasets')).datasets
const sideways = async () => {
  await page.setViewportSize({ width: 320, height: 800 })
  const px = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  await page.setViewportSize({ width: 1440, height: 900 })
  return px
}
const freeze = async (reason: string) => {
  await page.getByRole('button', { name: 'Freeze a version' }).click()
  await page.getByRole('textbox', { name: 'Reason' }).fill(reason)
  await page.getByRole('button', { name: /^Freeze version/ }).click()
}
const known = (text: string, answer: string, external_id = text) => ({ external_id, input: { text }, answer })

test('a severe finding is refused, and accepted by its name', options, async () => {
  await open('datasets')
  await page.getByText('No version was frozen yet.').waitFor()
  assert.deepEqual(await barriers(page), [])
  await call('POST', '/examples', {
    examples: [
      known('one', 'Refund request'),
      known('the same', 'Cancellation', 'a'),
      known('the same', 'Account access', 'b'),
    ],
  })
  await freeze('first answers')
  await page.getByText('This is not fit to be frozen as it is.').waitFor()
  assert.deepEqual(await datasets(), [])
  assert.deepEqual(await barriers(page), [])
  await page.getByRole('checkbox', { name: /^Accept contradiction: 1/ }).check()
  await page.getByRole('button', { name: 'Freeze version 1' }).click()
  await told('Version 1 is frozen.')
  await page.getByRole('heading', { name: 'Version 1 holds 3 known answers.' }).waitFor()
  const [{ reason, findings, root, holdout_share }] = await datasets()
  assert.deepEqual([reason, holdout_share, findings[0].code], ['first answers', 0.2, 'contradiction'])
  assert.equal(await table('Versions').locator('code').getAttribute('title'), root)
  await table('Versions').getByText('contradiction: 1 accepted').waitFor()
})

test('freezing what did not change makes no version, and says so', options, async () => {
  await freeze('once more')
  await told('Nothing changed since version 1, so no version was made.')
  assert.equal((await datasets()).length, 1)
})

test('two versions are compared line by line', options, async () => {
  await call('POST', '/examples', { examples: [known('one', 'Cancellation'), known('two', 'Billing question')] })
  await call('POST', '/datasets', { reason: 'put right', accept: ['contradiction'] })
  await open('datasets')
  await page.getByRole('heading', { name: 'What changed from version 1 to version 2' }).waitFor()
  const { counts } = await call('GET', '/datasets/2/diff?since=1')
  await page.locator('.datasets-counts .figure').first().waitFor()
  const shown = await page.locator('.datasets-counts .figure').allInnerTexts()
  assert.deepEqual(shown.map(Number), [counts.added, counts.removed, counts.changed, counts.moved, counts.renewed])
  assert.deepEqual(shown, ['1', '0', '1', '0', '0'])
  const changed = table('Changes').getByRole('row').filter({ hasText: 'Changed' })
  assert.match(await changed.innerText(), /one[\s\S]*Refund request[\s\S]*Cancellation/)
  await page.getByRole('combobox', { name: 'From version' }).selectOption('2')
  await page.getByRole('combobox', { name: 'To version' }).selectOption('1')
  await table('Changes').getByRole('row').filter({ hasText: 'Removed' }).waitFor()
  assert.match(page.url(), /since=2/)
  assert.deepEqual(await barriers(page), [])
  assert.equal(await sideways(), 0)
})

test('of spans the words are compared, not their places', options, async () => {
  const project_id = 'spans'
  await house.team.app.act({ actor: 'system:test' }, async ctx => {
    const guideline = { question: 'Who?', labels: [{ name: 'Name' }], categories: [], text: '', settings: {} }
    await createProject(ctx, { project_id, title: 'Names', kind: 'spans', guideline })
    await putMember(ctx.db, { project_id, person_id: seat.person_id, role: 'maintainer' })
  })
  const { send } = await house.team.person('maintainer', project_id)
  const freezeWith = async (answer: object[]) => {
    const example = { external_id: 'one', input: { text: 'Ada Berg met Noa Stern' }, answer }
    await send('POST', `/api/projects/${project_id}/examples`, { examples: [example] })
    const accept = ['missing_class', 'thin_class']
    const { status, text } = await send('POST', `/api/projects/${project_id}/datasets`, { reason: 'names', accept })
    assert.equal(status, 201, text)
  }
  await freezeWith([{ start: 0, end: 8, label: 'Name' }])
  await freezeWith([{ start: 13, end: 22, label: 'Name' }])
  await page.goto(`/p/${project_id}/datasets`)
  const changed = table('Changes').getByRole('row').filter({ hasText: 'Changed' })
  assert.match(await changed.innerText(), /− Ada Berg[\s\S]*\+ Noa Stern/)
})

test('an earlier version is restored under its root', options, async () => {
  await open('datasets')
  await page.getByRole('button', { name: 'Restore version 1' }).click()
  await page.getByRole('textbox', { name: 'Reason' }).fill('version 2 was too early')
  assert.deepEqual(await barriers(page), [])
  await page.getByRole('dialog').getByRole('button', { name: 'Restore version 1' }).click()
  await told('Version 3 brings version 1 back.')
  const [third, , first] = await datasets()
  assert.deepEqual([third.version, third.root, third.restored], [3, first.root, 1])
  assert.equal(await page.getByRole('button', { name: 'Restore version 3' }).count(), 0)
})

test('ten thousand changes are scrolled to the end with few of them in the page', options, async () => {
  const examples = Array.from({ length: 10_000 }, (_, n) => known(`line ${n}`, 'Cancellation'))
  await call('POST', '/examples', { examples })
  await call('POST', '/datasets', { reason: 'ten thousand', accept: ['contradiction'] })
  await open('datasets')
  const changes = table('Changes')
  await page.locator('.datasets-counts .figure').first().getByText('10,0').waitFor()
  const { changes: all } = await call('GET', '/datasets/4/diff?since=3&limit=1000')
  let after = all.at(-1).item_id
  let last = all.at(-1)
  let length = all.length
  for (;;) {
    const { changes: next } = await call('GET', `/datasets/4/diff?since=3&limit=1000&after=${after}`)
    if (next.length === 0) break
    last = next.at(-1)
    after = last.item_id
    length += next.length
  }
  assert.ok(length >= 10_000)
  const end = changes.getByRole('cell', { name: last.external_id, exact: true })
  let most = 0
  for (let times = 0; times < 200 && (await end.count()) === 0; times += 1) {
    await changes.evaluate(table => table.scrollTo(0, table.scrollHeight))
    await page.waitForTimeout(50)
    most = Math.max(most, await changes.locator('.row').count())
  }
  await end.waitFor()
  assert.equal(await changes.getAttribute('aria-rowcount'), String(length + 1))
  assert.ok(most > 0 && most < 60, `${most} rows`)
})

test('whoever may not freeze is told who may', options, async () => {
  const viewer = await house.seat('viewer', { project_id: SCENE, name: 'Sofia Lind' })
  await viewer.page.goto(`/p/${SCENE}/datasets`)
  await viewer.page.getByText('Only a maintainer freezes and restores versions.').waitFor()
  assert.equal(await viewer.page.getByRole('button', { name: /^(Freeze|Restore)/ }).count(), 0)
  await viewer.page.goto(`/p/${SCENE}/bulk`)
  await viewer.page.getByText('This page is not open to your role.').waitFor()
  assert.deepEqual(viewer.faults, [])
  await viewer.page.context().close()
})

/** What stands for each prediction, in the database. */
const standing = async () =>
  (
    await house.team.app.database.pool.query(
      `select s.prediction_id, r.answer #>> '{}' as answer from standing s
       join resolution r on r.project_id = s.project_id and r.id = s.resolution_id
       where s.project_id = $1 and r.answer is not null and r.answer::text <> 'null' order by 1`,
      [SCENE],
    )
  ).rows

test('many are labelled after a look, and one undo puts all of them back', options, async () => {
  await judge(await house.team.person('reviewer', SCENE), rightly, { count: 15 })
  await house.team.settled()
  const before = await standing()
  assert.equal(before.length, 15)
  await open('bulk')
  await page.getByText('No answer chosen yet.').waitFor()
  assert.deepEqual(await barriers(page), [])
  await page.getByRole('searchbox', { name: 'Text of an item' }).fill('Hi team')
  await page.getByRole('radio', { name: /^Cancellation/ }).click()
  const filter = { contains: 'Hi team' }
  const { items, changing, unchanged } = await call('POST', '/bulks/preview', { filter, answer: 'Cancellation' })
  assert.equal(items, 40)
  await page.getByText(`${changing} predictions would get another answer.`).waitFor()
  await page.getByText(`${items} predictions found, ${unchanged} with this answer already.`).waitFor()
  assert.equal(await table('Changes').getAttribute('aria-rowcount'), String(Math.min(changing, 50) + 1))
  assert.deepEqual(await barriers(page), [])
  assert.equal(await sideways(), 0)
  await page.getByRole('textbox', { name: 'Reason' }).fill('the plan was ended for all of them')
  await page.getByRole('button', { name: `Label ${changing} predictions` }).click()
  await told(`${changing} predictions labelled.`)
  const labelled = (await standing()).filter(each => each.answer === 'Cancellation')
  assert.ok(labelled.length >= changing)
  await table('Earlier bulks').getByText('the plan was ended for all of them').waitFor()
  assert.deepEqual(await barriers(page), [])
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await told(`${changing} predictions put back as before.`)
  assert.deepEqual(await standing(), before)
  await table('Earlier bulks').getByText('Undone').waitFor()
})

test('an earlier bulk is undone from the list', options, async () => {
  const before = await standing()
  const asked = { filter: { was: 'Billing question' }, answer: 'Refund request' }
  const { digest } = await call('POST', '/bulks/preview', asked)
  const { applied } = await call('POST', '/bulks', { ...asked, digest, reason: 'all of these were refunds' })
  assert.notDeepEqual(await standing(), before)
  await open('bulk')
  await table('Earlier bulks').getByText('the model said Billing question').waitFor()
  await page.getByRole('button', { name: 'Undo: all of these were refunds' }).click()
  await told(`${applied} predictions put back as before.`)
  assert.deepEqual(await standing(), before)
  assert.deepEqual(seat.faults, [])
})
