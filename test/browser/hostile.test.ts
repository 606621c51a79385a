/** Texts of models, users and colleagues are shown as text, wherever they stand: nothing of them runs or loads. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { createProject } from '../../src/projects/index.ts'
import { type Faults, type House, noBrowser, openBrowser } from '../browser.ts'
import { ALL_HOSTILE, HOSTILE } from './hostile.ts'

const PROJECT = 'hostile'
const short = (at: number) => (HOSTILE[at % HOSTILE.length] as string).slice(0, 90)
const labels = HOSTILE.slice(0, 6).map((text, at) => ({ name: `${at} ${text.slice(0, 80)}`, description: text }))

let house: House
let seat: { page: Page; faults: Faults }

/** Every page of a project, as the rail knows them. */
const PATHS = [...readFileSync('src/web/routes.tsx', 'utf8').matchAll(/path: '([\w-]+)'/g)].map(
  match => match[1] as string,
)

const open = async () => {
  house = await openBrowser()
  const { team } = house
  await team.app.act({ actor: 'system:test' }, ctx =>
    createProject(ctx, {
      project_id: PROJECT,
      title: short(2),
      kind: 'choice',
      guideline: {
        question: short(10),
        labels,
        categories: HOSTILE.slice(0, 5).map((text, at) => ({ name: `${at}${text.slice(0, 60)}`, description: text })),
        text: ALL_HOSTILE,
        settings: {},
      },
    }),
  )
  const one = await team.person('admin', PROJECT)
  const send = async (method: 'POST' | 'PUT', path: string, body: object, by = one) => {
    const answer = await by.send(method, `/api/projects/${PROJECT}${path}`, body)
    assert.ok(answer.status < 300, `${path}: ${answer.text}`)
    return answer.body
  }
  const review = { queue: short(1), wanted: 2 }
  await send('PUT', '/policy', {
    replaces: 0,
    policy: { rules: [{ name: short(0), when: 'true', do: { outcome: 'review' } }], review },
  })
  const predictions = HOSTILE.map((text, at) => ({
    external_id: `${at} ${text.slice(0, 100)}`,
    input: { text: `${text}\n\n${ALL_HOSTILE}`, subject: text, title: text },
    metadata: { channel: text, source: short(at + 1), language: '<b>' },
    model: short(3),
    answer: labels[0]?.name,
    scores: Object.fromEntries(labels.map(({ name }, index) => [name, index === 0 ? 0.5 : 0.1])),
  }))
  await send('POST', '/predictions', { predictions })
  await team.settled()
  const two = await team.person('reviewer', PROJECT)
  for (const [by, label] of [
    [one, labels[1]],
    [two, labels[2]],
  ] as const) {
    const { tasks } = await send('POST', '/tasks/next', { wanted: 5 }, by)
    for (const { task_id, fence } of tasks) {
      const said = { fence, answer: label?.name, category: `0${HOSTILE[0]?.slice(0, 60)}`, rationale: ALL_HOSTILE }
      await send('POST', `/tasks/${task_id}/judgement`, said, by)
    }
  }
  await send('POST', '/tokens', { name: short(4), permissions: ['read'] })
  await team.settled()
  seat = await house.seat('admin', { project_id: PROJECT, name: short(5) })
}
before(async () => {
  if (!noBrowser) await open()
})
after(() => house?.close())

/** What a text must never become. */
const foreign = (page: Page) =>
  page.evaluate(() =>
    [
      ...document.querySelectorAll(
        'img, iframe, object, embed, base, math, style, script:not([src^="/assets/"]), form[action]',
      ),
    ]
      .concat([...document.querySelectorAll('a')].filter(link => !/^(https?|blob):$/.test(link.protocol)))
      .map(each => each.outerHTML),
  )

for (const path of PATHS) {
  test(`hostile texts stay texts on ${path}`, { skip: noBrowser }, async () => {
    const { page, faults } = seat
    const asked: string[] = []
    page.on('request', request => asked.push(request.url()))
    await page.goto(`/p/${PROJECT}/${path}`)
    await page.locator('main:visible').waitFor()
    await page.waitForLoadState('networkidle')
    assert.equal(await page.getByText(/This did not work|Something broke/).count(), 0)
    assert.deepEqual(await foreign(page), [])
    assert.deepEqual(faults, [])
    assert.deepEqual(
      asked.filter(url => !url.startsWith(house.origin) && !url.startsWith('blob:')),
      [],
    )
  })
}

test('hostile texts stay texts in what the workbench opens', { skip: noBrowser }, async () => {
  const { page, faults } = seat
  await page.goto(`/p/${PROJECT}/review`)
  await page.locator('.choice-row').first().waitFor()
  await page
    .getByText(HOSTILE[0] as string)
    .first()
    .waitFor()
  for (const key of ['2', 'g', 'Escape', 'Shift+Slash', 'Escape', 'd', 'Escape', 'Control+k'])
    await page.keyboard.press(key)
  await page.getByRole('combobox').fill('<img')
  await page.waitForLoadState('networkidle')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Enter')
  await page.waitForLoadState('networkidle')
  assert.deepEqual(await foreign(page), [])
  assert.deepEqual(faults, [])
})

test('the policy stops what would run all the same', { skip: noBrowser }, async () => {
  const { page, faults } = await house.seat('reviewer', { project_id: PROJECT })
  const stopped = await page.evaluate(async () => {
    const tried: string[] = []
    const note = (name: string, run: () => void) => {
      try {
        run()
      } catch {
        tried.push(name)
      }
    }
    note('innerHTML', () => {
      document.body.innerHTML = '<b>x</b>'
    })
    return tried
  })
  assert.deepEqual(stopped, ['innerHTML'])
  // The browser tells of it a moment later.
  while (faults.length === 0) await new Promise(resolve => setTimeout(resolve, 20))
  assert.ok(faults.some(fault => fault.startsWith('CSP require-trusted-types-for')))
})
