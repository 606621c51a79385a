/** Blind items show nothing of the model; long lists of labels are found by typing. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createProject } from '../../src/projects/index.ts'
import { barriers, type House, noBrowser, openBrowser } from '../browser.ts'
import { SCENE, setScene } from './scene.ts'
import { delivered } from './sit.ts'

let house: House
before(async () => {
  if (noBrowser) return
  house = await openBrowser()
  await setScene(house, { blind: true, waiting: 6 })
})
after(() => house?.close())

const options = { skip: noBrowser }

test('of a blind item nothing is shown of what the model said, and Enter alone decides nothing', options, async () => {
  const { page, person_id, faults } = await house.seat('reviewer', { project_id: SCENE })
  const bodies: string[] = []
  page.on('response', async answer => {
    if (answer.url().includes('/api/projects/')) bodies.push(await answer.text().catch(() => ''))
  })
  await page.goto(`/p/${SCENE}/review`)
  await page.locator('.choice-row').first().waitFor()
  await page.waitForLoadState('networkidle')
  assert.equal(await page.locator('.choice-score, .badge.model, .item-text mark, .why-bars').count(), 0)
  assert.ok(bodies.length > 0)
  assert.ok(!bodies.some(body => body.includes('intent-v14') || body.includes('"confidence":0.')))
  const id = await page.locator('.item-id').textContent()
  await page.keyboard.press('Enter')
  assert.equal(await page.locator('.item-id').textContent(), id)
  await page.keyboard.press('3')
  await page.keyboard.press('Enter')
  await page.waitForFunction(before => document.querySelector('.item-id')?.textContent !== before, id)
  await delivered(page)
  const { rows } = await house.team.app.database.pool.query(
    'select exposure, answer from judgement where project_id = $1 and person_id = $2',
    [SCENE, person_id],
  )
  assert.deepEqual(rows, [{ exposure: 'blind', answer: 'Cancellation' }])
  assert.deepEqual(await barriers(page), [])
  assert.deepEqual(faults, [])
})

const MANY = Array.from({ length: 150 }, (_, at) => ({ name: `intent_${String(at).padStart(3, '0')}` }))

test('of 150 labels the nine likeliest have keys, and any other is found by typing', options, async () => {
  const project_id = 'many'
  const { team } = house
  await team.app.act({ actor: 'system:test' }, ctx =>
    createProject(ctx, {
      project_id,
      title: 'Many intents',
      kind: 'choice',
      guideline: { question: 'Which intent?', labels: MANY, categories: [], text: '', settings: {} },
    }),
  )
  const { send } = await team.person('admin', project_id)
  const base = `/api/projects/${project_id}`
  const rules = [{ name: 'all', when: 'true', do: { outcome: 'review' } }]
  await send('PUT', `${base}/policy`, { replaces: 0, policy: { rules } })
  const scores = { intent_077: 0.5, intent_012: 0.3, intent_140: 0.1 }
  const item = { input: { text: 'Where is my card?' }, model: 'm', answer: 'intent_077', scores }
  const predictions = ['a', 'b', 'c'].map(external_id => ({ external_id, ...item }))
  await send('POST', `${base}/predictions`, { predictions })
  await team.settled()
  const { page, faults } = await house.seat('reviewer', { project_id, viewport: { width: 1280, height: 720 } })
  await page.goto(`/p/${project_id}/review`)
  const names = page.locator('.choice-row .choice-name > :first-child')
  await names.first().waitFor()
  assert.deepEqual((await names.allInnerTexts()).slice(0, 3), ['intent_077', 'intent_012', 'intent_140'])
  assert.equal(await names.count(), 9)
  await page.keyboard.press('/')
  await page.keyboard.type('14')
  assert.ok((await names.allInnerTexts()).every(name => name.includes('14')))
  await page.keyboard.type('9')
  await page.keyboard.press('Enter')
  assert.equal(await page.locator('.choice-row.yours .choice-name > :first-child').innerText(), 'intent_149')
  const box = await page.locator('.choice-rows').boundingBox()
  assert.ok(box && box.y + box.height <= 720, 'all answers stand above the fold')
  assert.deepEqual(await barriers(page), [])
  assert.deepEqual(faults, [])
})
