/** What every kind has alike: Enter confirms, an answer and Enter correct, Z brings back item and answer. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { type House, noBrowser, openBrowser } from '../browser.ts'
import { answersOf, type Place, press, sitDown, willDo } from './sit.ts'

let house: House
before(async () => {
  if (!noBrowser) house = await openBrowser()
})
after(() => house?.close())

type Case = {
  place: Omit<Place, 'kind'>
  confirms: string
  /** How the model's answer reads in a line. */
  reads: string
  correct: (page: Page) => Promise<unknown>
  saves: string
  /** What is kept of the correction. */
  gives: unknown
  /** How it reads beside the model's answer: what went, what came. */
  went: string[]
  came: string[]
  /** Where Enter writes a line, this saves. */
  key?: string
}

const labels = ['billing', 'refund', 'other']
const options = [
  { id: 'x', text: 'Yes.' },
  { id: 'y', text: 'No.' },
]
const schema = { type: 'object', properties: { total: { type: 'number', title: 'Total' } } }

const CASES: Record<string, Case> = {
  choice: {
    place: { labels, answer: 'billing', scores: { billing: 0.6, refund: 0.3, other: 0.1 } },
    ...{ confirms: 'Confirm billing', reads: 'billing', saves: 'Save correction', gives: 'refund' },
    correct: page => press(page, '2'),
    ...{ went: ['billing'], came: ['refund'] },
  },
  choices: {
    place: { labels, answer: ['billing'], scores: { billing: 0.6, refund: 0.3, other: 0.1 } },
    ...{ confirms: 'Confirm billing', reads: 'billing', saves: 'Save 2 labels', gives: ['billing', 'refund'] },
    correct: page => press(page, '2'),
    ...{ went: [], came: ['added + refund'] },
  },
  rating: {
    place: { settings: { min: 1, max: 5 }, answer: 4 },
    ...{ confirms: 'Confirm 4', reads: '4', saves: 'Save 2', gives: 2 },
    correct: page => press(page, '2'),
    ...{ went: ['4'], came: ['2'] },
  },
  ranking: {
    place: { answer: [['x'], ['y']], more: { options } },
    ...{ confirms: 'Confirm ranking', reads: '1 > 2', saves: 'Save ranking', gives: [['y'], ['x']] },
    correct: page => press(page, '2'),
    ...{ went: ['1 > 2 1, then 2'], came: ['2 > 1 2, then 1'] },
  },
  spans: {
    place: { labels, answer: [{ start: 0, end: 4, label: 'billing' }] },
    ...{ confirms: 'Confirm 1 span', reads: 'Item', saves: 'Save 1 change' },
    gives: [{ start: 0, end: 4, label: 'refund' }],
    correct: page => press(page, 'BracketRight', '2'),
    ...{ went: ['− Item billing'], came: ['+ Item refund'] },
  },
  text: {
    place: { answer: 'It takes a month.' },
    ...{ confirms: 'Confirm draft', reads: 'It takes a month.', saves: 'Save edited text', gives: 'It takes a week.' },
    async correct(page) {
      await press(page, 'a')
      await page.getByRole('textbox', { name: 'What is right?' }).fill('It takes a week.')
    },
    ...{ went: ['month'], came: ['week'], key: 'Control+Enter' },
  },
  record: {
    place: { settings: { schema }, answer: { total: 98 } },
    ...{ confirms: 'Confirm record', reads: 'total 98', saves: 'Save 1 change', gives: { total: 5 } },
    async correct(page) {
      await press(page, 'j', 'e', 'Control+a', '5', 'Escape')
    },
    ...{ went: ['98'], came: ['5'] },
  },
}

const shows = (page: Page, id: string) => page.locator('.item-id', { hasText: new RegExp(`^${id}$`) }).waitFor()
const last = (page: Page) => page.locator('.actions-last')
const wordsOf = async (page: Page, tag: 'del' | 'ins') =>
  (await last(page).locator(tag).allInnerTexts()).map(each => each.replace(/\s+/g, ' ').trim())

for (const [kind, each] of Object.entries(CASES)) {
  test(`${kind}: confirmed, corrected and brought back by keys, and the last step in words`, {
    skip: noBrowser,
  }, async () => {
    const { page, faults } = await sitDown(house, kind, { kind, ...each.place })
    await shows(page, '1')
    assert.equal(await willDo(page), each.confirms)
    await page.keyboard.press('Enter')
    await shows(page, '2')
    const told = (await last(page).innerText()).replace(/\s+/g, ' ')
    assert.ok(told.includes(each.reads) && told.endsWith(' 1'), told)
    await each.correct(page)
    assert.equal(await willDo(page), each.saves)
    await page.keyboard.press(each.key ?? 'Enter')
    await shows(page, '3')
    assert.deepEqual([await wordsOf(page, 'del'), await wordsOf(page, 'ins')], [each.went, each.came])
    // What is taken back before it was sent is never given.
    assert.deepEqual(await answersOf(house, page, kind), [each.place.answer, each.gives])
    await page.keyboard.press('z')
    await shows(page, '2')
    assert.equal(await willDo(page), each.saves)
    assert.deepEqual(await answersOf(house, page, kind), [each.place.answer, each.gives])
    await page.keyboard.press('Enter')
    await shows(page, '3')
    assert.deepEqual(await answersOf(house, page, kind), [each.place.answer, each.gives, each.gives])
    assert.deepEqual(faults, [])
  })
}
