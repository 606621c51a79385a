/** What helps to decide: suggestions, similar corrections, the guideline, and what an answer would change. */
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { type House, noBrowser, openBrowser } from '../browser.ts'
import { judge } from './library.ts'
import { charged, SCENE, setScene, teachable } from './scene.ts'
import { delivered, press, save, willDo } from './sit.ts'

let house: House

/** Messages that want money back, which the model takes for questions. */
const refunds = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => ({
    ...charged(`R-${from + at}`),
    input: { text: teachable(`Please send the money back to my card for March. Ticket ${from + at}.`) },
  }))

/** A colleague corrected six; as many wait. */
const fill = async () => {
  const { call } = await setScene(house, { trained: true, waiting: 1 })
  await call('POST', '/predictions', { predictions: refunds(1, 5) })
  await house.team.settled()
  const colleague = await house.team.person('reviewer', SCENE)
  const judged = await judge(colleague, () => ({
    answer: 'Refund request',
    category: 'Missed context',
    rationale: 'They want the money back.',
  }))
  assert.equal(judged, 6)
  await call('POST', '/predictions', { predictions: refunds(11, 40) })
  await house.team.settled()
}
before(async () => {
  if (noBrowser) return
  house = await openBrowser()
  await fill()
})
// Nobody of an earlier test takes an item from a later one.
afterEach(() => house?.leave())
after(() => house?.close())

const options = { skip: noBrowser }
const reviewer = async (name: string) => {
  const seat = await house.seat('reviewer', { project_id: SCENE, name })
  await seat.page.goto(`/p/${SCENE}/review`)
  await seat.page.locator('.choice-row').first().waitFor()
  return seat
}
/** A part of the panel, by its title. */
const part = (page: Page, title: string | RegExp) =>
  page.locator('.side section', { has: page.getByRole('heading', { name: title }) })
const yours = (page: Page) => page.locator('.choice-row.yours .choice-name > :first-child').innerText()

test(
  'the fix that people gave before is taken by its key, with their reason, and one key changes that',
  options,
  async () => {
    const { page, person_id, faults } = await reviewer('Ines Duarte')
    await part(page, 'Suggested fix')
      .getByText(/^\d of \d similar corrections say Refund request\.$/)
      .waitFor()
    await press(page, 'f')
    assert.equal(await yours(page), 'Refund request')
    assert.equal(await willDo(page), 'Save correction')
    const reason = page.locator('.reasons [aria-pressed=true]')
    assert.equal(await reason.innerText(), 'W\nMissed context')
    await press(page, 'e')
    assert.equal(await reason.innerText(), 'E\nUnclear guideline')
    await press(page, 'n')
    await page.keyboard.type('As ever.')
    await press(page, 'Control+Enter')
    await part(page, 'Your last correction').getByText('held-out').waitFor()
    const { rows } = await house.team.app.database.pool.query(
      'select answer::jsonb as answer, category, rationale from judgement where person_id = $1',
      [person_id],
    )
    assert.deepEqual(rows, [{ answer: 'Refund request', category: 'Unclear guideline', rationale: 'As ever.' }])
    assert.deepEqual(faults, [])
  },
)

test(
  'similar corrections, the sentence of the guideline and the model’s reasons stand beside the item',
  options,
  async () => {
    const { page, faults } = await reviewer('Tomás Vidal')
    const similar = part(page, 'Similar past corrections')
    await similar.locator('li').first().waitFor()
    assert.deepEqual(await similar.locator('li').first().locator('del, ins').allInnerTexts(), [
      'Billing question',
      'Refund request',
    ])
    await part(page, 'Why the model said Billing question').locator('.why-bars').waitFor()
    await part(page, 'Guideline 3.1 Charges').getByText('choose Billing question').waitFor()
    await press(page, '2')
    await part(page, 'Guideline 3.2 Money back').getByText('Refund request').waitFor()
    await press(page, 'g')
    await page.getByRole('dialog', { name: 'Guideline, version 1' }).getByText('wants money returned').waitFor()
    await press(page, 'Escape')
    const marks = page.locator('.item-text mark')
    assert.ok((await marks.count()) > 0)
    await press(page, 'h')
    assert.equal(await marks.count(), 0)
    assert.deepEqual(faults, [])
  },
)

test('what the second likeliest answer would change is known before anybody asks', options, async () => {
  const { page, faults } = await reviewer('Sofia Lind')
  await page.waitForLoadState('networkidle')
  await page.route('**/preview', route => route.abort())
  await press(page, '2')
  assert.equal(await yours(page), 'Refund request')
  const effect = part(page, 'If you save this')
  assert.match(
    await effect.innerText(),
    /\d+\n+similar items? changes?\n+\d+\n+regressions?[\s\S]*Checked on \d+ held-out/,
  )
  await press(page, 'v')
  await page.getByRole('dialog', { name: 'What saving this would change' }).waitFor()
  assert.deepEqual(faults, [])
})

test(
  'the next items are there at once, with what helps to decide, while the network is held back',
  options,
  async () => {
    const { page, faults } = await reviewer('Jonas Weber')
    await page.waitForLoadState('networkidle')
    await page.route('**/api/**', route => route.abort())
    for (let item = 2; item <= 5; item += 1) {
      await save(page)
      assert.equal(await willDo(page), 'Confirm billing question')
      assert.equal(await page.locator('.why-bars').count(), 1)
      assert.match(await part(page, 'Suggested fix').innerText(), /similar corrections say Refund request/)
    }
    await page.getByText('4 not saved yet: no connection').waitFor()
    await page.unroute('**/api/**')
    await page.getByRole('button', { name: 'Retry' }).click()
    await delivered(page)
    assert.deepEqual(faults, [])
  },
)

test(
  'who disagrees hands the item on: it can be taken back, and an adjudicator reads what was said',
  options,
  async () => {
    const { page, faults } = await reviewer('Mia Roth')
    await page.clock.install()
    await page.reload()
    const id = (await page.locator('.item-id').textContent()) as string
    const hand = async () => {
      await press(page, 'd')
      await page.getByRole('dialog', { name: 'Discuss this item' }).waitFor()
      await page.keyboard.type('Two wishes in one message.')
      await press(page, 'Control+Enter')
      await page.locator('.actions-last', { hasText: `Handed on ${id}` }).waitFor()
    }
    await hand()
    await press(page, 'z')
    await page.locator('.item-id', { hasText: id }).waitFor()
    await hand()
    assert.notEqual(await page.locator('.item-id').textContent(), id)
    await delivered(page)
    await house.team.settled()
    const adjudicator = await house.seat('adjudicator', { project_id: SCENE, name: 'Ada Berg' })
    await adjudicator.page.goto(`/p/${SCENE}/disagreements`)
    await adjudicator.page.locator('.item-id', { hasText: id }).waitFor()
    await adjudicator.page.getByText('Two wishes in one message.').waitFor()
    assert.deepEqual([...faults, ...adjudicator.faults], [])
  },
)

/** Every state of the day's count from now on. */
const countsOf = async (page: Page) => {
  await page.evaluate(() => {
    const told: string[] = []
    const note = () => {
      const now = document.querySelector('.progress')?.textContent ?? ''
      if (told.at(-1) !== now) told.push(now)
    }
    new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true })
    Object.assign(window, { told })
  })
  return () => page.evaluate(() => (window as unknown as { told: string[] }).told)
}

test('the day’s count follows each answer, never falls back by itself, and its whole stays', options, async () => {
  const { page, faults } = await reviewer('Lea Kraus')
  const told = page.locator('.progress')
  const [, all] = /^0 of (\d+) today$/.exec((await told.innerText()).trim()) ?? []
  assert.ok(Number(all) > 2)
  const counts = await countsOf(page)
  await save(page)
  await page.getByText(`1 of ${all} today`).waitFor()
  await save(page)
  await press(page, 'z')
  await page.getByText(`1 of ${all} today`).waitFor()
  await save(page)
  await delivered(page)
  const steps = (await counts()).filter(each => each !== '')
  assert.deepEqual(steps, [0, 1, 2, 1, 2].map(done => `${done} of ${all} today`).slice(-steps.length))
  await page.reload()
  await page.getByText(`2 of ${all} today`).waitFor()
  assert.deepEqual(faults, [])
})

test('of an item that models are measured on it is said that it teaches nothing', options, async () => {
  const texts = Array.from({ length: 100 }, (_, n) => `Please send the money of ticket ${n} back.`)
  const text = texts.find(each => teachable(each) !== each) as string
  const { send } = await house.team.person('admin', SCENE)
  const predictions = [{ ...charged('H-1'), input: { text } }]
  assert.equal((await send('POST', `/api/projects/${SCENE}/predictions`, { predictions })).status, 200)
  await house.team.settled()
  const { page, faults } = await reviewer('Lea Kraus')
  const { rows } = await house.team.app.database.pool.query(
    `select t.id from task t join prediction p on p.id = t.prediction_id join item i on i.id = p.item_id
     where i.external_id = 'H-1'`,
  )
  await page.goto(`/p/${SCENE}/review?task=${rows[0].id}`)
  await page.locator('.item-id', { hasText: 'H-1' }).waitFor()
  await part(page, 'Suggested fix').or(part(page, 'If you save this')).first().waitFor()
  await press(page, '2')
  await part(page, 'If you save this').getByText('This item is held out').waitFor()
  await save(page)
  await page.locator('.actions-last', { hasText: 'H-1' }).getByText('Held out: it measures models').waitFor()
  assert.deepEqual(faults, [])
})
