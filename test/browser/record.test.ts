/** A record on the workbench: corrected field by field with the keys alone, or as the JSON it is. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { barriers, type House, noBrowser, openBrowser } from '../browser.ts'
import { answersOf, press, save, sitDown, willDo } from './sit.ts'

let house: House
before(async () => {
  if (!noBrowser) house = await openBrowser()
})
after(() => house?.close())

const options = { skip: noBrowser }

const schema = {
  type: 'object',
  required: ['total', 'currency'],
  properties: {
    total: { type: 'number', minimum: 0, title: 'Total' },
    currency: { enum: ['EUR', 'USD'], title: 'Currency' },
    lines: {
      type: 'array',
      title: 'Lines',
      items: { type: 'object', properties: { what: { type: 'string', title: 'What' } } },
    },
    discount: { anyOf: [{ type: 'number' }, { type: 'object' }], title: 'Discount' },
  },
}
const read = { total: 98, currency: 'EUR', lines: [{ what: 'seat' }], unknown: { kept: true } }

test('a record is corrected field by field, with the keys alone', options, async () => {
  const { page, faults } = await sitDown(house, 'invoice', { kind: 'record', settings: { schema }, answer: read })
  assert.equal(await willDo(page), 'Confirm record')
  await press(page, 'j', 'e', 'Control+a')
  await page.keyboard.type('-4')
  assert.equal(await page.locator('.record-row').first().locator('.record-error').innerText(), 'Must be 0 or more')
  assert.equal(await willDo(page), 'Mend the fields first')
  assert.deepEqual(await barriers(page), [])
  await press(page, 'Escape', 'm')
  assert.equal(await willDo(page), 'Confirm record')
  await press(page, 'e', 'Control+a')
  await page.keyboard.type('49.50')
  await press(page, 'Enter')
  // E stands for a reason too, once there is a correction; on a field it is the field's.
  await press(page, 'e')
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Total')
  await press(page, 'Escape', 'Escape', 'e')
  assert.equal(await page.locator('.reasons [aria-pressed=true]').innerText(), 'E\nunclear')
  await page.getByRole('button', { name: 'Add to Lines' }).click()
  await page.getByRole('textbox', { name: 'Lines 2 What' }).fill('desk')
  await press(page, 'Escape', 'Escape')
  await save(page)
  assert.deepEqual(await answersOf(house, page, 'invoice'), [
    { ...read, total: 49.5, lines: [{ what: 'seat' }, { what: 'desk' }] },
  ])
  assert.deepEqual(faults, [])
})

test('JSON that is not typed to its end is told by its line, kept, and never saved as a record', options, async () => {
  const { page, faults } = await sitDown(house, 'json', { kind: 'record', settings: { schema }, answer: read })
  await page.getByRole('textbox', { name: 'Discount' }).fill('{"percent":\n')
  assert.match(await page.locator('.record-fields').innerText(), /Line 1: a value is missing here/)
  assert.equal(await willDo(page), 'Finish the JSON first')
  await page.getByRole('textbox', { name: 'Discount' }).fill('{"percent": 5}')
  await page.getByRole('button', { name: 'JSON', exact: true }).click()
  const whole = page.getByRole('textbox', { name: 'The record as JSON' })
  assert.deepEqual(JSON.parse(await whole.inputValue()), { ...read, discount: { percent: 5 } })
  await whole.fill('{\n  "total": 1,\n  "currency": "EUR"\n  "__proto__": {"x": 1}\n}')
  assert.match(await page.locator('.record-raw').innerText(), /Line 3: a comma or a closing bracket is missing here/)
  await whole.fill('{"total": 1, "currency": "EUR", "__proto__": {"x": 1}}')
  assert.deepEqual(await barriers(page), [])
  assert.equal(await page.evaluate(() => Object.hasOwn(Object.prototype, 'x')), false)
  await press(page, 'Escape')
  assert.equal(await willDo(page), 'Save 4 changes')
  assert.deepEqual(faults, [])
})
