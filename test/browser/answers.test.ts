/** Several labels, ratings and rankings as they are given on the workbench: by keys, and by hand. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { barriers, type House, noBrowser, openBrowser } from '../browser.ts'
import { answersOf, press, primary, save, sitDown, willDo } from './sit.ts'

let house: House
before(async () => {
  if (!noBrowser) house = await openBrowser()
})
after(() => house?.close())

const options = { skip: noBrowser }

test('several labels: numbers tick them, what is ticked is saved, and confirming is one key', options, async () => {
  const labels = ['billing', 'refund', 'account']
  const place = {
    kind: 'choices',
    labels,
    settings: { min: 1 },
    answer: ['billing'],
    scores: { billing: 0.6, refund: 0.4 },
  }
  const { page, faults } = await sitDown(house, 'many', place)
  assert.equal(await willDo(page), 'Confirm billing')
  await save(page)
  const boxes = await page.locator('.choices-row').evaluateAll(rows => rows.map(row => row.getBoundingClientRect().top))
  await press(page, '2')
  assert.equal(await willDo(page), 'Save 2 labels')
  const then = await page.locator('.choices-row').evaluateAll(rows => rows.map(row => row.getBoundingClientRect().top))
  assert.deepEqual(then, boxes)
  await press(page, '1', '2')
  assert.match(await page.locator('.choices-foot').innerText(), /Choose 1 more/)
  await press(page, 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Space')
  assert.deepEqual(await barriers(page), [])
  await save(page)
  assert.deepEqual(await answersOf(house, page, 'many'), [['billing'], ['account']])
  assert.deepEqual(faults, [])
})

test('of many labels one is found by name, and the likeliest have the numbers', options, async () => {
  const labels = Array.from({ length: 150 }, (_, index) => `label ${index}`)
  const place = { kind: 'choices', labels, answer: ['label 140'], scores: { 'label 140': 0.9, 'label 77': 0.3 } }
  const { page, faults } = await sitDown(house, 'long', place)
  await press(page, '2', '/')
  await page.keyboard.type('133')
  await press(page, 'Enter', 'Enter')
  assert.equal(await willDo(page), 'Save 3 labels')
  assert.deepEqual(await barriers(page), [])
  await save(page)
  assert.deepEqual(await answersOf(house, page, 'long'), [['label 77', 'label 133', 'label 140']])
  assert.deepEqual(faults, [])
})

test('a rating is given by its figure, and how far it is from the model is told', options, async () => {
  const settings = { min: 1, max: 5, low: 'useless', high: 'perfect' }
  const { page, faults } = await sitDown(house, 'stars', {
    kind: 'rating',
    settings,
    answer: 4,
    scores: { 4: 0.7, 5: 0.2 },
  })
  await press(page, '2')
  assert.equal(await willDo(page), 'Save 2')
  assert.match(await page.locator('.rating-said').innerText(), /two steps lower than the model/)
  assert.deepEqual(await barriers(page), [])
  await press(page, 'ArrowLeft')
  await save(page)
  await page.locator('.rating-step', { hasText: '5, perfect' }).click()
  await save(page)
  assert.deepEqual(await answersOf(house, page, 'stars'), [1, 5])
  assert.deepEqual(faults, [])
})

test('two answers: the better one by its number, or neither', options, async () => {
  const more = {
    options: [
      { id: 'x', text: 'Long answer. '.repeat(400) },
      { id: 'y', text: 'Short answer.' },
    ],
  }
  const { page, faults } = await sitDown(house, 'pair', { kind: 'ranking', answer: [['x'], ['y']], more })
  await press(page, '2')
  assert.equal(await willDo(page), 'Save ranking')
  assert.deepEqual(await barriers(page), [])
  await save(page)
  await press(page, '3')
  await save(page)
  assert.equal(await willDo(page), 'Confirm ranking')
  assert.deepEqual(await answersOf(house, page, 'pair'), [[['y'], ['x']], [['x', 'y']]])
  assert.deepEqual(faults, [])
})

test('more answers are put in order by number, made level, taken back, and moved by buttons', options, async () => {
  const more = { options: ['a', 'b', 'c', 'd'].map(id => ({ id, text: `Answer ${id}` })) }
  const { page, faults } = await sitDown(house, 'order', {
    kind: 'ranking',
    answer: [['a'], ['b'], ['c'], ['d']],
    more,
  })
  await press(page, '3', '1', 'Backspace', '2', '=')
  assert.match(await page.locator('.ranking-order').innerText(), /3 = 2[\s\S]*2 left to place/)
  await press(page, '4')
  assert.deepEqual(await barriers(page), [])
  await save(page)
  await page.getByRole('button', { name: 'Move option 2 up' }).click()
  await primary(page).click()
  await page.waitForFunction(() => document.querySelector('.item-id')?.textContent === '3')
  assert.deepEqual(await answersOf(house, page, 'order'), [
    [['b', 'c'], ['d'], ['a']],
    [['b'], ['a'], ['c'], ['d']],
  ])
  assert.deepEqual(faults, [])
})

test('who is asked blind sees nothing of the model, and none is an answer', options, async () => {
  const labels = ['billing', 'refund']
  const place = { kind: 'choices', labels, answer: ['billing'], scores: { billing: 0.6 }, blind: true }
  const { page, faults } = await sitDown(house, 'blind', place)
  assert.equal(await page.locator('.choice .model, .choice-score, .choices-row.model').count(), 0)
  assert.equal(await primary(page).isDisabled(), true)
  await press(page, '0')
  assert.equal(await willDo(page), 'Save no labels')
  await save(page)
  assert.deepEqual(await answersOf(house, page, 'blind'), [[]])
  assert.deepEqual(faults, [])
})
