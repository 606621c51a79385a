/** The pages that tell how good the answers are: what they show is what the API says, in figures, words and files. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { barriers, type House, noBrowser, openBrowser, type Seat } from '../browser.ts'
import { ask, base, heard, judgeAll, people, reviewAll, type Worker } from '../judging.ts'
import { PROJECT } from '../team.ts'

const skip = noBrowser
const LABELS = ['refund', 'billing', 'other']
const NEW_MODEL = 'm-2'

let house: House
let seat: Seat
let maintainer: Worker
let page: Page

/** Each model answers its share of cases, the newer one with fewer errors. Two people judge all, and agree. */
const fill = async () => {
  const [one, two] = await people(house.team, ['reviewer', 'reviewer'])
  await reviewAll(maintainer, 2)
  const cases = Array.from({ length: 60 }, (_, n) => ({
    external_id: `${n}`,
    text: `case ${n}`,
    answer: LABELS[n % 3] as string,
    model: n % 2 === 0 ? 'm-1' : NEW_MODEL,
  }))
  await ask(house.team, maintainer, cases)
  const verdict = (external_id: string) => {
    const n = Number(external_id)
    const is_wrong = n % 2 === 0 ? n % 4 === 0 : n % 15 === 0
    const answer = LABELS[(n + (is_wrong ? 1 : 0)) % 3] as string
    return is_wrong ? { answer, category: 'wrong intent' } : { answer }
  }
  for (const by of [one, two] as Worker[]) await judgeAll(by, verdict)
  await heard(house.team)
}

const read = async (path: string) => {
  const { status, body, text } = await maintainer.send('GET', `${base}/monitor/${path}`)
  assert.equal(status, 200, text)
  return body
}

const percent = (share: number) => `${(100 * share).toFixed(1)}%`

/** The texts of a chart's table, a list a row. */
const tableOf = async (title: string) => {
  const rows = page.getByRole('region', { name: title, exact: true }).locator('tbody tr')
  await rows.first().waitFor({ state: 'attached' })
  return rows.evaluateAll(all => all.map(row => [...row.children].map(cell => cell.textContent)))
}

const open = (path: string) => page.goto(`/p/${PROJECT}/${path}`)

before(async () => {
  if (skip) return
  house = await openBrowser()
  seat = await house.seat('maintainer')
  page = seat.page
  maintainer = (await people(house.team, ['maintainer']))[0] as Worker
})
after(async () => {
  if (!skip) await house.close()
})

test('a new project says what is missing and what to do', { skip }, async () => {
  await open('quality')
  await page.getByText('No predictions in the last 12 weeks.').waitFor()
  await page.getByRole('link', { name: 'Open the policy' }).waitFor()
  assert.deepEqual(await barriers(page), [])
  await open('overview')
  await page.getByText(/^Nothing needs attention/).waitFor()
  const stations = await page.getByRole('list').first().getByRole('link').allTextContents()
  assert.deepEqual([stations.length, stations[0]], [10, 'Predictions0taken in'])
  assert.deepEqual(await barriers(page), [])
})

test('the four figures are those of the API, with their intervals', { skip }, async () => {
  await fill()
  await open('quality')
  const quality = await read('quality')
  await page.getByRole('heading', { name: quality.headline }).waitFor()
  await page.getByText(quality.error_rate.sentence).waitFor()
  const cells = await page.getByRole('list', { name: 'Figures' }).getByRole('listitem').allInnerTexts()
  const { estimate, low, high } = quality.error_rate.now
  const interval = `95% interval ${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)}`
  assert.deepEqual(cells[0]?.split(/\n+/), ['Error rate', percent(estimate), interval, '60 checked'])
  assert.equal(quality.agreement.n, 60)
  assert.deepEqual(cells[2]?.split(/\n+/).slice(0, 2), ['Reviewer agreement (α)', '1.00'])
  assert.match(cells[3] ?? '', /120 judgements for 60$/)
})

test('each chart has its figures as a table that reads as the API says', { skip }, async () => {
  await open('quality')
  const { rows, categories } = await read('errors-by-category?limit=8')
  await page.getByRole('img', { name: /people answered/ }).waitFor()
  const shown = await tableOf('Error rate by class')
  assert.deepEqual(
    shown.map(row => row.slice(0, 4)),
    rows.map((row: { name: string; checked: number; errors: number; error_rate: { estimate: number } }) => [
      ...[row.name, String(row.checked), String(row.errors), percent(row.error_rate.estimate)],
    ]),
  )
  const { prediction_to_correction } = await read('latency')
  const bars = await tableOf('Detection to correction')
  assert.equal(
    bars.reduce((sum, row) => sum + Number(row[1]), 0),
    prediction_to_correction.n,
  )
  const kinds = await tableOf('Why the model was wrong')
  assert.deepEqual(
    kinds.map(row => [row[0], Number(row[2])]),
    categories.map((each: { name: string | null; errata: number }) => [each.name ?? 'No category', each.errata]),
  )
  const reviewers = await tableOf('Reviewers')
  assert.deepEqual(
    reviewers.map(row => [row[0], row[1], row[4]]),
    [
      ['reviewer', '60', '1.00'],
      ['reviewer', '60', '1.00'],
    ],
  )
})

test('what is chosen is kept in the address, and a change that is not clear is called so', { skip }, async () => {
  await open(`quality?model=${NEW_MODEL}&against=m-1`)
  const { all, rows } = await read(`errors-by-category?model=${NEW_MODEL}&against=m-1`)
  assert.equal(all.word, 'better')
  const chart = page.getByRole('region', { name: 'Error rate by class', exact: true })
  await chart.getByText('Change, points').first().waitFor()
  const unclear = rows.filter((row: { word: string }) => row.word === 'no clear change').length
  assert.equal(await chart.locator('small', { hasText: 'no clear change' }).count(), unclear)
  await page.getByRole('button', { name: '4 weeks' }).click()
  await page.waitForURL(/window=4w/)
  await page.getByRole('combobox', { name: 'Model' }).selectOption('')
  await page.getByText('Change, points').first().waitFor({ state: 'detached' })
  assert.match(page.url(), /model=&/)
})

test('a chart can be shown as a table and kept as a file', { skip }, async () => {
  await open('quality')
  const chart = page.getByRole('region', { name: 'Error rate by class', exact: true })
  await chart.getByRole('button', { name: /as table/ }).click()
  await chart.getByRole('columnheader', { name: 'Checked' }).waitFor()
  assert.equal(await chart.getByRole('img').count(), 0)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    chart.getByRole('button', { name: /as CSV/ }).click(),
  ])
  assert.equal(download.suggestedFilename(), 'error-rate-by-class.csv')
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n')
  const { rows } = await read('errors-by-category?limit=8')
  const { name, checked, errors, error_rate } = rows[0]
  assert.equal(lines[0], 'Name,Checked,Errors,Error rate,From,To')
  assert.equal(lines[1], [name, checked, errors, error_rate.estimate, error_rate.low, error_rate.high].join(','))
})

test('the overview follows what happens, and nothing moves', { skip }, async () => {
  await open('overview')
  const stations = page.getByRole('list').first().getByRole('listitem')
  await stations.first().getByText('60', { exact: true }).waitFor()
  const overview = await read('overview')
  const texts = await stations.allTextContents()
  assert.deepEqual(texts.slice(0, 5), [
    `Predictions${overview.predictions}taken in`,
    `Triage${overview.sent_to_people}sent to people`,
    `Review${overview.judgements}judgements, 0 tasks waiting`,
    `Resolve${overview.resolutions}settled`,
    `Errata${overview.errata}kept`,
  ])
  const places = () =>
    page.locator('main :is(li, section, dt)').evaluateAll(all => all.map(each => each.getBoundingClientRect().toJSON()))
  const before = await places()
  await ask(house.team, maintainer, [{ external_id: 'late', text: 'late', answer: 'other' }])
  await stations.first().getByText('61', { exact: true }).waitFor()
  assert.deepEqual(await places(), before)
})

test('what loads keeps its place', { skip }, async () => {
  const column = page.locator('main > .column')
  const place = () =>
    column.evaluate(element => {
      const { x, y, width } = element.getBoundingClientRect()
      return { x, y, width }
    })
  for (const name of ['quality', 'overview']) {
    const answers = Promise.withResolvers<void>()
    const path = `**/monitor/${name}?*`
    await page.route(path, async route => {
      await answers.promise
      await route.continue()
    })
    await Promise.all([page.waitForRequest(asked => asked.url().includes(`/monitor/${name}?`)), open(name)])
    await column.locator('.loading').first().waitFor({ state: 'attached' })
    const loading = await place()
    answers.resolve()
    await column.locator('h2').first().waitFor({ state: 'attached' })
    assert.deepEqual(await place(), loading, name)
    await page.unroute(path)
  }
})

test('both pages are open to everybody, down to a narrow screen, and break no rule', { skip }, async () => {
  for (const path of [`quality?model=${NEW_MODEL}&against=m-1`, 'overview']) {
    await open(path)
    await page.locator('main h2').first().waitFor()
    await page.locator('main .loading').first().waitFor({ state: 'detached' })
    assert.deepEqual(await barriers(page), [])
    await page.setViewportSize({ width: 320, height: 800 })
    const sideways = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    assert.equal(sideways, 0, path)
    await page.setViewportSize({ width: 1440, height: 900 })
  }
  assert.deepEqual(seat.faults, [])
})
