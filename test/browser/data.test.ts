/** Queues and the library of errata: what they show is what the API says, and every answer is drawn as its kind. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { putMember } from '../../src/people/index.ts'
import { createProject } from '../../src/projects/index.ts'
import { SORTS } from '../answers.ts'
import { barriers, type House, noBrowser, openBrowser, type Seat } from '../browser.ts'
import { heard } from '../judging.ts'
import type { Send } from '../team.ts'
import { judge, rightly } from './library.ts'
import { type callAs, charged, SCENE, setScene, waitingItems } from './scene.ts'

const options = { skip: noBrowser }

let house: House
let seat: Seat
let page: Page
let call: ReturnType<typeof callAs>
let reviewer: { id: string; send: Send }
before(async () => {
  if (noBrowser) return
  house = await openBrowser()
  call = (await setScene(house, { waiting: 30 })).call
  reviewer = await house.team.person('reviewer', SCENE)
  await judge(reviewer, rightly, { count: 20 })
  await reviewer.send('POST', `/api/projects/${SCENE}/tasks/next`, {})
  await house.team.settled()
  seat = await house.seat('maintainer', { project_id: SCENE, name: 'Marta Keller' })
  page = seat.page
})
after(() => house?.close())

const open = (path: string) => page.goto(`/p/${SCENE}/${path}`)
const table = (name: string) => page.getByRole('table', { name, exact: true })
const rows = (name: string) => table(name).locator('.row')
const count = (name: string, expected: number) =>
  page.waitForFunction(
    ([name, expected]) =>
      document.querySelector(`[role=table][aria-label="${name}"]`)?.getAttribute('aria-rowcount') === expected,
    [name, String(expected + 1)],
  )
/** How far the page can be scrolled sideways on the narrowest screen. */
const sideways = async () => {
  await page.setViewportSize({ width: 320, height: 800 })
  const px = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  await page.setViewportSize({ width: 1440, height: 900 })
  return px
}

test('queues show the counts of the API', options, async () => {
  await open('queues')
  const { queues } = await call('GET', '/queues')
  const [{ queue, free, claimed, judged }] = queues
  assert.deepEqual([free, claimed, judged], [9, 1, 20])
  await count('Queues', 1)
  const cells = await rows('Queues').first().getByRole('cell').allInnerTexts()
  assert.deepEqual(cells.slice(0, 5), [queue, '9', '1', '20', '66%'])
  assert.deepEqual(cells.slice(6, 7), ['none'])
  await page.getByRole('heading', { name: '10 judgements to give in 1 queue' }).waitFor()
  assert.deepEqual(await barriers(page), [])
  assert.equal(await sideways(), 0)
})

test('who works a queue is edited by maintainers, and only by them', options, async () => {
  await open('queues')
  await page.getByRole('button', { name: 'Edit who works default' }).click()
  await page.getByText('Nobody is ticked: every reviewer works this queue.').waitFor()
  assert.deepEqual(await barriers(page), [])
  await page.getByRole('checkbox', { name: /^Marta Keller/ }).check()
  await page.getByText('Only 1 person will be given its tasks.').waitFor()
  await page.getByRole('button', { name: 'Save members' }).click()
  await table('Queues').getByText('Marta Keller').waitFor()
  assert.deepEqual((await call('GET', '/queues')).queues[0].members, [seat.person_id])
  await page.getByRole('button', { name: 'Edit who works default' }).click()
  await page.getByRole('checkbox', { name: /^Marta Keller/ }).uncheck()
  await page.getByRole('button', { name: 'Save members' }).click()
  await table('Queues').getByText('Every reviewer').waitFor()
  const other = await house.seat('reviewer', { project_id: SCENE, name: 'Jonas Weber' })
  await other.page.goto(`/p/${SCENE}/queues`)
  await other.page.getByText('Only a maintainer changes who works a queue.').waitFor()
  assert.equal(await other.page.getByRole('button', { name: /^Edit who works/ }).count(), 0)
  assert.deepEqual(other.faults, [])
  await other.page.context().close()
})

test('tasks are filtered in the address and by typing, and a row leads to its item', options, async () => {
  await open('queues?state=done')
  await count('Tasks', 20)
  assert.equal(await page.getByRole('combobox', { name: 'State' }).inputValue(), 'done')
  await page.getByRole('combobox', { name: 'State' }).selectOption('open')
  await count('Tasks', 10)
  assert.match(page.url(), /state=open/)
  const { tasks } = await call('GET', '/tasks?state=open')
  const wanted = tasks.find((each: { claimed_by: unknown[] }) => each.claimed_by.length === 0)
  await page.getByRole('searchbox', { name: 'Text or id of an item' }).fill(wanted.external_id)
  await count('Tasks', 1)
  assert.match(page.url(), new RegExp(`contains=${wanted.external_id}`))
  await rows('Tasks').first().getByRole('link').click()
  await page.locator('.item-id').filter({ hasText: wanted.external_id }).waitFor()
  await open('queues?contains=nothing+has+this')
  await page.getByText('No task fits.').waitFor()
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await count('Tasks', 30)
  assert.deepEqual(seat.faults, [])
})

const numberOfErrata = async (query = '') => (await call('GET', `/errata?limit=1000${query}`)).errata.length

test('the library is filtered in the address, by choice and by typing', options, async () => {
  const [all, missed] = [await numberOfErrata(), await numberOfErrata('&category=Missed%20context')]
  assert.ok(missed > 0 && missed < all)
  await open('errata?category=Missed+context')
  await count('Errata', missed)
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await count('Errata', all)
  const { errata } = await call('GET', '/errata?limit=1000')
  const [{ was, answer, external_id, input }] = errata
  await page.getByRole('combobox', { name: 'The model said' }).selectOption({ label: `said: ${was}` })
  await count('Errata', await numberOfErrata(`&was=${encodeURIComponent(was)}`))
  await page.getByRole('combobox', { name: 'What is right' }).selectOption({ label: `right: ${answer}` })
  const typed = input.text.slice(-11)
  await page.getByRole('searchbox', { name: 'Text of an item' }).fill(typed)
  await count('Errata', 1)
  await rows('Errata').getByText(external_id).waitFor()
  assert.equal(new URL(page.url()).searchParams.get('contains'), typed)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export CSV' }).click(),
  ])
  const lines = (await readFile(await download.path(), 'utf8')).trim().split(/\r\n(?=[0-9a-f]{8}-|$)/)
  assert.equal(lines.length, 2, 'a head and one erratum')
  await page.getByRole('searchbox', { name: 'Text of an item' }).fill('nothing has this')
  await page.getByText('No erratum fits.').waitFor()
  assert.deepEqual(await barriers(page), [])
})

test('a row opens its erratum, with all it rests on', options, async () => {
  await open('errata')
  const { errata } = await call('GET', '/errata')
  const [{ id, external_id, proof, was, answer }] = errata
  await rows('Errata').first().getByRole('button').click()
  const side = page.getByRole('complementary')
  await side.getByRole('heading', { name: `Erratum of ${external_id}` }).waitFor()
  assert.equal(new URL(page.url()).searchParams.get('erratum'), id)
  await side.getByText('Nothing rests on it so far.').waitFor()
  const { entries } = await call('GET', `/ledger/${proof}/provenance`)
  const steps = await side.getByRole('listitem').locator(':scope > span:first-child').allInnerTexts()
  assert.equal(steps.length, entries.length, steps.join())
  assert.deepEqual(
    ['Predictions taken', 'Judgement given', 'Resolution made'].filter(each => !steps.includes(each)),
    [],
  )
  assert.match(await side.locator('section').first().innerText(), new RegExp(`${was}.*${answer}`, 's'))
  assert.deepEqual(await barriers(page), [])
  assert.equal(await sideways(), 0)
  await page.keyboard.press('Escape')
  await side.waitFor({ state: 'detached' })
  assert.deepEqual(seat.faults, [])
})

test('a disputed task leads to that very disagreement', options, async () => {
  await call('POST', '/predictions', { predictions: waitingItems(3, 500) })
  await house.team.settled()
  const base = `/api/projects/${SCENE}/tasks`
  const { tasks } = (await reviewer.send('POST', `${base}/next`, { wanted: 3 })).body
  for (const { task_id, fence } of tasks) {
    const { status, text } = await reviewer.send('POST', `${base}/${task_id}/discuss`, { fence, text: 'what is this?' })
    assert.equal(status, 201, text)
  }
  await house.team.settled()
  const order = (await call('GET', '/tasks?queue=adjudication')).tasks
  assert.equal(order.length, 3)
  for (const { text, external_id } of order) {
    await open('queues?queue=adjudication')
    await count('Tasks', 3)
    await rows('Tasks').getByRole('link', { name: text }).click()
    await page.locator('.dispute .item-id').filter({ hasText: external_id }).waitFor()
  }
  await open(`disagreements?task=${crypto.randomUUID()}`)
  await page.getByRole('alert').waitFor()
  assert.deepEqual(seat.faults, [])
})

test('a thousand tasks are scrolled to the end with few of them in the page', options, async () => {
  await call('POST', '/predictions', { predictions: waitingItems(1200, 1000) })
  await house.team.settled()
  await open('queues')
  const tasks = table('Tasks')
  await rows('Tasks').first().waitFor()
  const asked: string[] = []
  page.on('request', request => asked.push(request.url()))
  let most = 0
  const end = tasks.getByText(charged().external_id)
  while ((await end.count()) === 0) {
    const before = Number(await tasks.getAttribute('aria-rowcount'))
    await tasks.evaluate(table => table.scrollTo(0, table.scrollHeight))
    most = Math.max(most, await rows('Tasks').count())
    if (before > 1200) continue
    await page.waitForFunction(
      before => Number(document.querySelector('[aria-label=Tasks]')?.getAttribute('aria-rowcount')) > before,
      before,
    )
  }
  await end.waitFor()
  assert.equal(await tasks.getAttribute('aria-rowcount'), String(30 + 3 + 3 + 1200 + 1))
  assert.ok(most > 0 && most < 60, `${most} rows`)
  const pages = asked.filter(url => url.includes('/tasks?'))
  assert.deepEqual(pages, [...new Set(pages)], 'each page is asked for once')
})

/** A project of a kind with one erratum. */
const oneErratum = async ({ kind, guideline, input, wrong, right }: (typeof SORTS)[number]) => {
  const project_id = `kind-${kind}`
  const { labels = [], settings = {} } = guideline
  const asked = { question: 'What is right?', categories: [], text: '', labels, settings: { ...settings } }
  await house.team.app.act({ actor: 'system:test' }, async ctx => {
    await createProject(ctx, { project_id, title: kind, kind, guideline: asked })
    await putMember(ctx.db, { project_id, person_id: seat.person_id, role: 'maintainer' })
  })
  const by = await house.team.person('maintainer', project_id)
  const base = `/api/projects/${project_id}`
  const policy = { rules: [{ name: 'all', when: 'true', do: { outcome: 'review' } }] }
  await by.send('PUT', `${base}/policy`, { replaces: 0, policy })
  const prediction = { external_id: 'one', input: input(1), model: 'm-1', answer: wrong }
  await by.send('POST', `${base}/predictions`, { predictions: [prediction] })
  await heard(house.team)
  assert.equal(await judge(by, () => ({ answer: right }), { project_id }), 1)
  return project_id
}

test('errata of every kind are drawn, and answers of most can be given to many', options, async () => {
  const projects: string[] = []
  for (const sort of SORTS) projects.push(await oneErratum(sort))
  await heard(house.team)
  for (const project_id of projects) {
    await page.goto(`/p/${project_id}/errata`)
    const change = rows('Errata').first().locator('.errata-change')
    await change.waitFor()
    const drawn = await change.innerText()
    assert.ok(drawn.trim().length > 0 && !/[{}]|\[object|\["/.test(drawn), `${project_id}: ${drawn}`)
    await rows('Errata').first().getByRole('button').click()
    await page.getByRole('heading', { name: 'Erratum of one' }).waitFor()
    assert.deepEqual(await barriers(page), [], project_id)
    await page.goto(`/p/${project_id}/bulk`)
    const is_local = /spans|ranking/.test(project_id)
    await page.getByText(is_local ? 'These answers are given one by one.' : 'No answer chosen yet.').waitFor()
  }
  assert.deepEqual(seat.faults, [])
})
