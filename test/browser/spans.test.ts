/** Answers that people write: spans that are labelled, texts that are edited. */
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { createProject } from '../../src/projects/index.ts'
import { barriers, type House, noBrowser, openBrowser, type Seat } from '../browser.ts'
import { delivered } from './sit.ts'

const CLAUSE =
  '📄 On 14 March 2026, Northwind Traders signed with Banco del Sur 🏦.\n\nIt is paid through Banco del Sur’s account.'
const GIVEN = [
  { start: 5, end: 18, label: 'Date' },
  { start: 20, end: 29, label: 'Company' },
]
const MANY = Array.from({ length: 40 }, (_, at) => `Field ${at}`)
const DRAFT = 'Hello Marta. Refunds can take up to 30 days.'
const LABELS = ['Person', 'Company', 'Amount', 'Date']

let house: House
const openProject = async (project_id: string, kind: 'spans' | 'text', answer: unknown, names: string[] = []) => {
  const labels = names.map(name => ({ name }))
  const guideline = { question: 'Is this right?', labels, categories: [{ name: 'Wrong' }], text: '', settings: {} }
  await house.team.app.act({ actor: 'system:test' }, ctx =>
    createProject(ctx, { project_id, title: project_id, kind, guideline }),
  )
  const { send } = await house.team.person('admin', project_id)
  const put = async (method: 'PUT' | 'POST', path: string, body: object) => {
    const { status, text } = await send(method, `/api/projects/${project_id}${path}`, body)
    assert.ok(status < 300, text)
  }
  const rules = [{ name: 'all', when: 'true', do: { outcome: 'review' } }]
  await put('PUT', '/policy', { replaces: 0, policy: { rules, review: { wanted: 9 } } })
  const predictions = [{ external_id: 'C-1', input: { text: CLAUSE }, model: 'v1', answer, confidence: 0.6 }]
  await put('POST', '/predictions', { predictions })
  await house.team.settled()
}

before(async () => {
  if (noBrowser) return
  house = await openBrowser()
  await openProject('contracts', 'spans', GIVEN, LABELS)
  await openProject('forms', 'spans', [], MANY)
  await openProject('replies', 'text', DRAFT)
})
// Nobody of an earlier test takes an item from a later one.
afterEach(() => house?.leave())
after(() => house?.close())

const options = { skip: noBrowser }
const reviewer = async (project_id: string, name: string): Promise<Seat> => {
  const seat = await house.seat('reviewer', { project_id, name })
  await seat.page.goto(`/p/${project_id}/review`)
  await seat.page.locator('.dock').waitFor()
  return seat
}
const press = async (page: Page, ...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key)
}
const selected = (page: Page) => page.locator('.spans-selected').innerText()
const primary = async (page: Page) => (await page.locator('.actions .primary').innerText()).split('\n')[0]
const saved = async ({ page, person_id }: Seat) => {
  await page.keyboard.press('Control+Enter')
  await page.locator('.dock').waitFor({ state: 'detached' })
  await delivered(page)
  const { rows } = await house.team.app.database.pool.query(
    'select answer::jsonb as answer from judgement where person_id = $1',
    [person_id],
  )
  return rows.map(row => row.answer)
}
/** The middle of some letters of the text on the screen. */
const placeOf = (page: Page, words: string, letter: number) =>
  page.evaluate(
    ([words, letter]) => {
      const walker = document.createTreeWalker(document.querySelector('.spans-text') as Element, NodeFilter.SHOW_TEXT)
      while (walker.nextNode()) {
        const node = walker.currentNode as Text
        const at = node.data.indexOf(words)
        if (at < 0) continue
        const range = document.createRange()
        range.setStart(node, at + letter)
        range.setEnd(node, at + letter + 1)
        const { left, width, top, height } = range.getBoundingClientRect()
        return { x: Math.round(left + width / 2), y: Math.round(top + height / 2) }
      }
      throw new Error(`no “${words}” on the screen`)
    },
    [words, letter] as const,
  )

test('words are labelled by keys, and stored where the unit of the project counts them', options, async () => {
  const seat = await reviewer('contracts', 'Ines Duarte')
  const { page } = seat
  assert.equal(await primary(page), 'Confirm 2 spans')
  await press(page, 'BracketLeft', 'Shift+ArrowRight')
  assert.equal(await selected(page), '“Northwind Traders”')
  await press(page, 'Digit2', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight')
  assert.equal(await selected(page), '“Banco del Sur”')
  await press(page, 'Digit1', 'Digit2', 'KeyF')
  assert.equal(await primary(page), 'Save 4 changes')
  assert.deepEqual(await barriers(page), [])
  const [answer] = await saved(seat)
  assert.deepEqual(
    answer.map(({ start, end, label }: { start: number; end: number; label: string }) => [
      [...CLAUSE].slice(start, end).join(''),
      label,
    ]),
    [
      ['14 March 2026', 'Date'],
      ['Northwind Traders', 'Company'],
      ['Banco del Sur', 'Company'],
      ['Banco del Sur', 'Company'],
    ],
  )
  assert.deepEqual(seat.faults, [])
})

test('spans that overlap are both kept, and a stretch can have two labels', options, async () => {
  const seat = await reviewer('contracts', 'Mia Roth')
  const { page } = seat
  await press(page, 'ArrowRight', 'ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight')
  assert.equal(await selected(page), '“On 14 March 2026”')
  await press(page, 'Digit3')
  assert.equal(await primary(page), 'Save 1 change')
  const texts = (look: string) => page.locator(`.spans-text ${look}`).allInnerTexts()
  // The longer one is the box, the other a line below it.
  assert.deepEqual(
    [await texts('.spans-box'), await texts('.spans-under')],
    [['On ', '14 March 2026', 'Northwind'], ['14 March 2026']],
  )
  await press(page, 'Escape', 'BracketRight', 'BracketRight')
  assert.equal(await selected(page), '“14 March 2026”')
  await press(page, 'Shift+Digit1')
  assert.equal(await primary(page), 'Save 2 changes')
  const [answer] = await saved(seat)
  assert.deepEqual(
    answer.map(({ start, end, label }: { start: number; end: number; label: string }) => `${start} ${end} ${label}`),
    ['2 18 Amount', '5 18 Date', '5 18 Person', '20 29 Company'],
  )
  assert.deepEqual(seat.faults, [])
})

test(
  'Z takes back one change of spans after the other, Escape all of them, and Z brings those back',
  options,
  async () => {
    const { page, faults } = await reviewer('contracts', 'Jonas Weber')
    await press(page, 'BracketRight', 'Backspace', 'BracketRight', 'Digit1')
    assert.equal(await primary(page), 'Save 2 changes')
    await press(page, 'z')
    assert.equal(await primary(page), 'Save 1 change')
    await press(page, 'Escape')
    assert.equal(await selected(page), 'Nothing is selected')
    assert.equal(await primary(page), 'Save 1 change')
    await press(page, 'Escape')
    assert.equal(await primary(page), 'Confirm 2 spans')
    await press(page, 'z')
    assert.equal(await primary(page), 'Save 1 change')
    assert.equal(await page.locator('.spans-chip[data-label=Date]').count(), 0)
    await press(page, 'z')
    assert.equal(await primary(page), 'Confirm 2 spans')
    assert.deepEqual(faults, [])
  },
)

test('of many labels one is found by typing', options, async () => {
  const seat = await reviewer('forms', 'Lea Kraus')
  const { page } = seat
  await press(page, 'ArrowRight', '/')
  await page.keyboard.type('d 33')
  assert.deepEqual(await page.locator('.spans-label .spans-name').allInnerTexts(), ['Field 33'])
  await press(page, 'Enter', 'ArrowRight', 'Digit1')
  assert.equal(await primary(page), 'Save 2 changes')
  const [answer] = await saved(seat)
  assert.deepEqual(
    answer.map(({ label }: { label: string }) => label),
    ['Field 33', 'Field 0'],
  )
  assert.deepEqual(seat.faults, [])
})

test('the mouse selects whole words, takes hold of spans, and labels', options, async () => {
  const { page, faults } = await reviewer('contracts', 'Tomás Vidal')
  const [from, to] = [await placeOf(page, 'Banco del Sur', 2), await placeOf(page, 'Banco del Sur', 11)]
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move(to.x, to.y, { steps: 4 })
  await page.mouse.up()
  assert.equal(await selected(page), '“Banco del Sur”')
  await page.getByRole('button', { name: 'Company' }).first().click()
  assert.equal(await primary(page), 'Save 1 change')
  const word = await placeOf(page, 'signed', 3)
  await page.mouse.click(word.x, word.y)
  assert.equal(await selected(page), '“signed”')
  await page.locator('.spans-chip[data-label=Date]').click()
  assert.equal(await selected(page), '“14 March 2026”')
  await press(page, 'Backspace')
  assert.equal(await page.locator('.spans-chip[data-label=Date]').count(), 0)
  assert.equal(await primary(page), 'Save 2 changes')
  assert.deepEqual(faults, [])
})

test('a draft is edited, its changes are read, and an undone edit is none', options, async () => {
  const seat = await reviewer('replies', 'Sofia Lind')
  const { page } = seat
  assert.equal(await primary(page), 'Confirm draft')
  await press(page, 'KeyA')
  const field = page.getByRole('textbox', { name: 'Is this right?' })
  await field.fill('Hello Marta. Refunds arrive within 5 days.')
  await field.press('Escape')
  const shown = page.locator('.text-draft')
  assert.deepEqual(await shown.locator('del').allInnerTexts(), ['can take up to 30'])
  assert.deepEqual(await shown.locator('ins').allInnerTexts(), ['arrive within 5'])
  assert.equal(await primary(page), 'Save edited text')
  assert.deepEqual(await barriers(page), [])
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await field.fill(DRAFT)
  assert.equal(await primary(page), 'Confirm draft')
  await field.fill('Hello Marta.')
  assert.deepEqual(await saved(seat), ['Hello Marta.'])
  assert.deepEqual(seat.faults, [])
})
