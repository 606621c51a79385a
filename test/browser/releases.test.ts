/** The releases page: released by keyboard alone, through the gate, refused, brought back, stopped and certified. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { barriers, type House, noBrowser, openBrowser, type Seat } from '../browser.ts'
import { call, evaluated, freezeLessons, lessons, trainOn } from '../lessons.ts'
import { PROJECT, type Send } from '../team.ts'

const options = { skip: noBrowser }

let house: House
let seat: Seat
let page: Page
let send: Send

before(async () => {
  if (noBrowser) return
  house = await openBrowser()
  send = (await house.team.person('maintainer')).send
  const turn: Record<string, string> = { refund: 'billing', billing: 'other', other: 'refund' }
  const wrong = lessons(60).map((each, n) => (n % 2 ? each : { ...each, answer: turn[each.answer] as string }))
  // The first and the third model learn from wrong answers, the second from right ones.
  const first = await freezeLessons(send, wrong)
  assert.equal(await trainOn(send, first), 'linear-1')
  assert.equal(await trainOn(send, await freezeLessons(send, lessons(300))), 'linear-2')
  assert.equal(await trainOn(send, first), 'linear-3')
  seat = await house.seat('maintainer', { name: 'Marta Keller' })
  page = seat.page
})
after(() => house?.close())

const open = () => page.goto(`/p/${PROJECT}/releases`)
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
const field = (name: string) => page.getByRole('main').getByLabel(name, { exact: true })
const story = (text: string) => page.getByRole('heading', { name: text, exact: true }).waitFor()
const gate = () => page.getByRole('region', { name: 'Gate', exact: true })
const dialog = () => page.getByRole('dialog')
const inForce = async () => (await call(send, ['GET', '/releases/current'])).release
const releases = async () => (await call(send, ['GET', '/releases'])).releases

/** The rows of the history as the page has them, each as the texts of its cells. */
const history = async () => {
  const rows = page.getByRole('table', { name: 'Releases' }).getByRole('row')
  const all = await rows.evaluateAll(found =>
    found.map(row => [...row.children].map(cell => (cell as HTMLElement).innerText.trim())),
  )
  return all.slice(1)
}

const percent = (share: number) =>
  new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 }).format(share)
const points = (change: number) => `${change < 0 ? '−' : '+'}${Math.abs(100 * change).toFixed(1)}`

/** The history is that of the API, newest first. */
const historyIsTrue = async () => {
  const all = await releases()
  await page
    .getByRole('table', { name: 'Releases' })
    .and(page.locator(`[aria-rowcount="${all.length + 1}"]`))
    .waitFor()
  type Listed = { model: string; mode: string; share: number; gate: { estimate: number } | null; reason: string }
  assert.deepEqual(
    (await history()).map(([, model, mode, share, gate, why]) => [
      ...[model, mode, share, gate?.split('\n')[0], why?.split('\n')[0]],
    ]),
    all.map(({ model, mode, share, gate, reason }: Listed) => [
      ...[model, mode, percent(share), gate ? points(gate.estimate) : 'not asked', reason],
    ]),
  )
  return all
}

const PRESSES_max = 60

/** Presses a key until what is wanted is so. */
const pressUntil = async (key: string, is_so: () => Promise<boolean>) => {
  for (let presses = 0; presses < PRESSES_max; presses += 1) {
    if (await is_so()) return
    await page.keyboard.press(key)
  }
  assert.fail(`not reached by ${key}`)
}

/** Goes to a control as somebody without a mouse does. */
const tabTo = async (target: Locator) => {
  await target.waitFor()
  await pressUntil('Tab', () => target.evaluate(element => element === document.activeElement))
}

const type = async (target: Locator, text: string) => {
  await tabTo(target)
  await page.keyboard.press('Control+A')
  await page.keyboard.type(text)
}

/** Into main by the skip link, and to the form. */
const begin = async () => {
  await open()
  await field('Model').waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
}

/** Fills the form in and sends it off, by keyboard alone. */
const release = async (wanted: { model: string; mode: string; share?: string; margin?: string; reason: string }) => {
  await tabTo(field('Model'))
  await page.keyboard.press('Home')
  await pressUntil('ArrowDown', async () => (await field('Model').inputValue()) === wanted.model)
  await tabTo(page.getByRole('radio', { checked: true }))
  await pressUntil('ArrowDown', () => page.getByRole('radio', { name: wanted.mode, exact: true }).isChecked())
  if (wanted.share) await type(page.getByLabel('Share of items, percent'), wanted.share)
  if (wanted.margin) await type(page.getByLabel('May be worse by, points'), wanted.margin)
  await type(field('Reason'), wanted.reason)
  await page.keyboard.press('Enter')
}

test('the first model is released by keyboard, and needs no gate', options, async () => {
  await begin()
  await story('Nothing has been released yet.')
  await page.getByText('No release yet.').waitFor()
  assert.deepEqual(await barriers(page), [])
  await release({ model: 'linear-1', mode: 'automated', reason: 'the first one' })
  await story('linear-1 answers all items.')
  await historyIsTrue()
  const { model, mode, share, reason, gate } = await inForce()
  assert.deepEqual([model, mode, share, reason, gate], ['linear-1', 'automated', 1, 'the first one', null])
  assert.ok(await button('Roll back').isDisabled(), 'there is nothing to go back to')
})

test('what was never measured is refused, and leads to the comparison that is missing', options, async () => {
  await begin()
  await release({ model: 'linear-2', mode: 'automated', reason: 'it should be better' })
  await gate().getByText('was not measured beside it: evaluate it first').waitFor()
  assert.equal((await inForce()).model, 'linear-1')
  // Whoever changes the wish is told again what it takes.
  await type(field('Reason'), 'so measure it')
  await tabTo(gate().getByRole('link', { name: 'Compare them' }))
  await page.keyboard.press('Enter')
  const asked = dialog().getByLabel('Model', { exact: true })
  await asked.waitFor()
  assert.deepEqual(
    [await asked.inputValue(), await dialog().getByLabel('Against').inputValue()],
    ['linear-2', 'linear-1'],
  )
  await tabTo(dialog().getByRole('button', { name: 'Start comparison' }))
  await page.keyboard.press('Enter')
  await page.getByRole('status').filter({ hasText: 'points better' }).waitFor()
})

test('what passes the gate is released for a share, then for all, and the history grows', options, async () => {
  await begin()
  await release({ model: 'linear-2', mode: 'automated', share: '33.3', reason: 'a third first' })
  await story('linear-2 answers 33.3% of items, linear-1 the rest.')
  assert.equal((await historyIsTrue()).length, 2)
  const { gate: figures, share } = await inForce()
  assert.equal(share, 0.333)
  const cells = await page.getByRole('list', { name: 'The release in force' }).getByRole('listitem').allInnerTexts()
  assert.deepEqual(cells[2]?.split(/\n+/).slice(0, 5), [
    ...['Gate, change of accuracy', points(figures.estimate)],
    `Better, 95% interval ${points(figures.low)} to ${points(figures.high)}`,
    ...[`Against linear-1 on ${figures.n} held-out items`, 'It was allowed to be worse by 1.0'],
  ])
  assert.deepEqual(await barriers(page), [])
  await begin()
  await release({ model: 'linear-2', mode: 'automated', share: '100', reason: 'no complaints' })
  await story('linear-2 answers all items.')
  assert.equal((await historyIsTrue()).length, 3)
})

test(
  'a model that is worse is refused with its interval, and passes only by what the ledger keeps',
  options,
  async () => {
    const { comparison } = await evaluated(send, { candidate: 'linear-3' })
    const { estimate, low, high } = comparison.result.paired.accuracy
    await begin()
    await release({ model: 'linear-3', mode: 'automated', reason: 'try it' })
    const alert = gate().getByRole('alert')
    const interval = [-high, -low].map(bound => (100 * bound).toFixed(1))
    await alert
      .getByText(`${(-100 * estimate).toFixed(1)} points worse (95% interval ${interval.join(' to ')})`)
      .waitFor()
    await gate().getByText(`and it may be worse by ${interval[1]}.`).waitFor()
    await gate().getByRole('img', { name: 'Change of accuracy against linear-2' }).waitFor()
    assert.deepEqual(await barriers(page), [])
    assert.equal((await inForce()).model, 'linear-2')
    await type(page.getByLabel('May be worse by, points'), '100')
    await gate().getByText('It passes the gate.').waitFor()
    // Without a reason nothing is sent.
    await type(field('Reason'), ' ')
    await page.keyboard.press('Backspace')
    await page.keyboard.press('Enter')
    assert.equal(await field('Reason').evaluate(input => (input as HTMLInputElement).validity.valueMissing), true)
    await type(field('Reason'), 'the old one is called back by law')
    await page.keyboard.press('Enter')
    await story('linear-3 answers all items.')
    const [newest] = await historyIsTrue()
    assert.deepEqual([newest.gate.margin, newest.gate.low], [1, low])
    const cell = page.getByRole('list', { name: 'The release in force' }).getByRole('listitem').nth(2)
    assert.match(await cell.innerText(), /Worse, 95% interval[\s\S]*It was allowed to be worse by 100\.0/)
  },
)

test('a rollback says where it goes, and goes there in one step', options, async () => {
  await open()
  await tabTo(button('Roll back'))
  await page.keyboard.press('Enter')
  await dialog().getByText('linear-2 answers all items.').waitFor()
  assert.deepEqual(await barriers(page), [])
  await type(dialog().getByLabel('Reason'), 'more errors than before')
  await page.keyboard.press('Enter')
  await story('linear-2 answers all items.')
  await dialog().waitFor({ state: 'detached' })
  const [back, , whole] = await historyIsTrue()
  assert.deepEqual([back.restores, back.reason], [whole.id, 'more errors than before'])
  await page.getByText('brought back by a rollback: more errors than before').waitFor()
})

test('one button stops everything, and says so', options, async () => {
  await open()
  await tabTo(button('Stop answering'))
  await page.keyboard.press('Enter')
  await dialog().getByText('From the next item on no answer is given').waitFor()
  assert.deepEqual(await barriers(page), [])
  await tabTo(dialog().getByRole('button', { name: 'Stop answering' }))
  await page.keyboard.press('Enter')
  await story('Stopped: no answer is given, everything goes to people.')
  assert.ok(await button('Stopped').isDisabled())
  assert.equal((await inForce()).mode, 'off')
  await historyIsTrue()
})

test('a certificate that the audits do not bear out is refused, and says how many are missing', options, async () => {
  await open()
  const ask = async () => {
    await tabTo(button('Certify a model'))
    await page.keyboard.press('Enter')
    await type(dialog().getByLabel('Model', { exact: true }), 'house')
    await page.keyboard.press('Enter')
  }
  await ask()
  await dialog().getByText('Nothing has been predicted or audited yet').waitFor()
  assert.deepEqual(await barriers(page), [])
  await tabTo(dialog().getByRole('button', { name: 'Cancel' }))
  await page.keyboard.press('Enter')
  await call(send, ['PUT', '/policy'], { replaces: 0, policy: { rules: [], audit_share: 1 } })
  const predictions = Array.from({ length: 12 }, (_, n) => ({
    ...{ external_id: `${n}`, input: { text: `${n}` }, model: 'house', answer: 'refund', confidence: 0.9 },
  }))
  await call(send, ['POST', '/predictions'], { predictions })
  await house.team.settled()
  await ask()
  const card = page.getByRole('region', { name: 'Certificates, newest first' }).getByRole('listitem')
  await card.getByText('refused', { exact: true }).waitFor()
  const [{ state, needed, audits, pending }] = (await call(send, ['GET', '/certificates'])).certificates
  assert.deepEqual([state, audits, pending], ['refused', 0, 12])
  const told = `It rests on 0 answered audits. About ${needed} more are needed, if errors stay as frequent.`
  await card.getByText(`${told} 12 audits wait for an answer.`).waitFor()
})

test('whoever may not release is told who may, and sees all the rest', options, async () => {
  const viewer = await house.seat('viewer', { name: 'Sofia Lind' })
  await viewer.page.goto(`/p/${PROJECT}/releases`)
  await viewer.page.getByText('Only a maintainer changes what is released.').waitFor()
  const rows = viewer.page.getByRole('table', { name: 'Releases' }).getByRole('row')
  await rows.nth(6).waitFor()
  await viewer.page.getByRole('region', { name: 'Certificates, newest first' }).getByText('refused').first().waitFor()
  const actions = viewer.page.getByRole('button', { name: /^(Release|Roll back|Stop|Certify)/ })
  assert.deepEqual([await actions.count(), await viewer.page.getByRole('form').count()], [0, 0])
  assert.deepEqual(await barriers(viewer.page), [])
  assert.deepEqual(viewer.faults, [])
  await viewer.page.context().close()
})

test('on a phone every field has its room, and only the history moves sideways', options, async () => {
  await page.setViewportSize({ width: 390, height: 844 })
  await open()
  const boxes = []
  for (const name of ['Share of items, percent', 'May be worse by, points', 'Reason']) {
    boxes.push(await page.getByLabel(name, { exact: true }).boundingBox())
  }
  for (const [n, box] of boxes.entries()) {
    const above = boxes[n - 1]
    assert.ok(box && box.x + box.width <= 390)
    assert.ok(!above || box.y >= above.y + above.height, 'fields stand below each other')
  }
  const row = page.getByRole('table', { name: 'Releases' }).getByRole('row').nth(1)
  await row.waitFor()
  assert.ok(((await row.boundingBox())?.height ?? 0) < 100)
  await page.setViewportSize({ width: 320, height: 800 })
  assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 320)
  await page.setViewportSize({ width: 1440, height: 900 })
  await open()
  const submit = await page.getByRole('main').locator('button[type=submit]').boundingBox()
  assert.ok(submit && submit.y + submit.height <= 900, 'it can be pressed without scrolling')
  assert.deepEqual(seat.faults, [])
})
