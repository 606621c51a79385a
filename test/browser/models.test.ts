/** The models page: trained, compared, stopped and measured by the page; what it shows is what the API says. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { createProject } from '../../src/projects/index.ts'
import { barriers, type House, noBrowser, openBrowser, type Seat } from '../browser.ts'
import { call, freezeLessons, lessons, trainOn } from '../lessons.ts'
import { type ModelServer, openModelServer } from '../model-server.ts'
import { PROJECT, type Send } from '../team.ts'

const options = { skip: noBrowser }
const PROGRAM = join(import.meta.dirname, '../../src/learners/command.fixture.js')

let house: House
let seat: Seat
let page: Page
let send: Send
let server: ModelServer | undefined

before(async () => {
  if (noBrowser) return
  house = await openBrowser()
  send = (await house.team.person('maintainer')).send
  seat = await house.seat('maintainer', { name: 'Marta Keller' })
  page = seat.page
})
after(async () => {
  server?.close()
  await house?.close()
})

const open = (path = 'models') => page.goto(`/p/${PROJECT}/${path}`)
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
const field = (name: string) => page.getByRole('dialog').getByLabel(name, { exact: true })
const models = () => page.getByRole('table', { name: 'Models', exact: true })
const trainings = () => page.getByRole('region', { name: 'Trainings, newest first' }).getByRole('listitem')
const sentence = (text: string) => page.getByRole('status').filter({ hasText: text })
const newest = async () => (await call(send, ['GET', '/evaluations?limit=1'])).evaluations[0]

const percent = (share: number) =>
  new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 }).format(share)
const signed = (value: number) => (value < 0 ? '−' : '+')
const points = (change: number) => `${signed(change)}${Math.abs(100 * change).toFixed(1)}`

/** A program that learns once a file is there. */
const register = (go: string) => {
  const file = join(house.team.home, 'learners.json')
  const script = `while [ ! -e '${go}' ]; do sleep 0.1; done; exec '${process.execPath}' '${PROGRAM}' "$@"`
  const gated = { argv: ['sh', '-c', script, 'sh'], limit_seconds: 60 }
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), gated }))
}

test('a project without a model says what to do', options, async () => {
  await open()
  await page.getByText('No model yet.').waitFor()
  await page.getByText('Nothing was compared yet.').waitFor()
  assert.deepEqual(await barriers(page), [])
  await button('Train a model').click()
  await page.getByRole('dialog').getByText('There is no version of the dataset yet.').waitFor()
  await page.keyboard.press('Escape')
})

test('a training is started from a frozen version, seen to run, stopped, and becomes a model', options, async () => {
  // Every other refund was called a bill: the first model learns it so.
  const mixed = lessons(60).map((each, n) =>
    n % 2 && each.answer === 'refund' ? { ...each, answer: 'billing' } : each,
  )
  await freezeLessons(send, mixed)
  server = await openModelServer(house.team.home, send, 1)
  const go = join(house.team.home, 'go')
  register(go)
  await open()
  for (const seed of ['stopped', 'kept']) {
    await button('Train a model').click()
    await field('Dataset').selectOption('1')
    await field('Learner').selectOption('command')
    await field('Program').fill('gated')
    await field('Seed').fill(seed)
    if (seed === 'stopped') assert.deepEqual(await barriers(page), [])
    await button('Start training').click()
    await trainings()
      .filter({ hasText: `seed ${seed}` })
      .getByRole('img', { name: '0% fitted' })
      .waitFor()
  }
  const stopped = trainings().filter({ hasText: 'seed stopped' })
  await stopped.getByRole('button', { name: 'Cancel training on version 1' }).click()
  await stopped.getByText('Cancelled').waitFor()
  assert.deepEqual(await barriers(page), [])
  writeFileSync(go, '')
  await trainings().filter({ hasText: 'seed kept' }).getByText('Done').waitFor()
  await models().getByRole('row').filter({ hasText: 'gated-1' }).waitFor()
  const states = (await call(send, ['GET', '/trainings'])).trainings
    .filter((each: { command: string }) => each.command === 'gated')
    .map((each: { seed: string; state: string; model: string | null }) => [each.seed, each.state, each.model])
  assert.deepEqual(states, [
    ['kept', 'done', 'gated-1'],
    ['stopped', 'cancelled', null],
  ])
})

test('what the server has against a training is told at its field', options, async () => {
  await open()
  await button('Train a model').click()
  await field('Learner').selectOption('command')
  await field('Program').fill('../gated')
  await button('Start training').click()
  await page.getByText('Lower-case letters, digits and hyphens', { exact: true }).waitFor()
  assert.deepEqual(await barriers(page), [])
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  assert.equal(await page.getByRole('dialog').count(), 0)
})

test('two models are compared by the page, and its figures are those of the API', options, async () => {
  assert.equal(await trainOn(send, 1), 'linear-1')
  assert.equal(await trainOn(send, await freezeLessons(send, lessons(400))), 'linear-2')
  await open()
  await button('Compare linear-2').click()
  assert.equal(await field('Model').inputValue(), 'linear-2')
  await field('Against').fill('linear-1')
  assert.deepEqual(await barriers(page), [])
  await button('Start comparison').click()
  await sentence('linear-2 is right on').waitFor()
  const { id, comparison } = await newest()
  assert.equal(await sentence('linear-2 is right on').innerText(), comparison.sentence)
  assert.match(comparison.sentence, /points better \(95% interval \d+\.\d to \d+\.\d\)/)
  assert.equal(new URL(page.url()).searchParams.get('evaluation'), id)
  const { n, candidate, baseline, paired, classes } = comparison.result
  const cells = await page.getByRole('list', { name: 'Accuracy' }).getByRole('listitem').allInnerTexts()
  const right = (name: string, { estimate, low, high }: { estimate: number; low: number; high: number }) => [
    ...[`${name} is right on`, percent(estimate)],
    ...[`95% interval ${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)}`, `${n} items`],
  ]
  const { accuracy, log_loss } = paired
  assert.deepEqual(
    cells.map(cell => cell.split(/\n+/).slice(0, 4)),
    [
      right('linear-2', candidate.accuracy),
      right('linear-1', baseline.accuracy),
      [
        ...['Change of accuracy, points', points(accuracy.estimate)],
        ...[`95% interval ${points(accuracy.low)} to ${points(accuracy.high)}`, 'better'],
      ],
      [
        ...['Log-loss, lower is better', candidate.log_loss.toFixed(3)],
        ...[`${signed(log_loss.estimate)}${Math.abs(log_loss.estimate).toFixed(3)} against linear-1`, 'better'],
      ],
    ],
  )
  const tableOf = (title: string) =>
    page
      .getByRole('region', { name: title, exact: true })
      .locator('tbody tr')
      .evaluateAll(rows => rows.map(row => [...row.children].map(cell => cell.textContent)))
  const counts = [paired.both, paired.candidate_only, paired.baseline_only, paired.neither]
  assert.deepEqual(
    (await tableOf('Item by item')).map(row => row.slice(1)),
    counts.map(count => [String(count), percent(count / n)]),
  )
  const shown = (await tableOf('Right answers by class')).map(row => [row[0], row[1], row[2], row[6], row[10]])
  type Scored = { accuracy: { estimate: number } }
  type Class = { label: string; support: number; candidate: Scored; baseline: Scored; change: { estimate: number } }
  assert.deepEqual(
    shown.toSorted(),
    classes.map((each: Class) => [
      ...[each.label, String(each.support), percent(each.candidate.accuracy.estimate)],
      ...[percent(each.baseline.accuracy.estimate), points(each.change.estimate)],
    ]),
  )
  assert.deepEqual(await barriers(page), [])
})

test('a comparison tells how far it is, is stopped, and asked for again', options, async () => {
  const { held, answer, holds } = server as ModelServer
  const examples = lessons(700, { seed: 'more' })
  const dataset = await freezeLessons(send, examples, { holdout_share: 0.6 })
  answer(1)
  await open()
  await button('Compare served-1').click()
  await field('Held-out items of').selectOption(String(dataset))
  await button('Start comparison').click()
  await holds(1)
  const { id } = await newest()
  const share = /^[1-9]\d?% measured$/
  const meter = page.getByRole('img', { name: share })
  await meter.waitFor()
  await page.getByRole('button', { name: /served-1 alone [1-9]\d?% measured/ }).waitFor()
  const { progress } = await newest()
  assert.equal(await meter.getAttribute('aria-label'), `${Math.floor(100 * progress)}% measured`)
  assert.deepEqual(await barriers(page), [])
  await button('Cancel served-1 alone').click()
  await sentence('It was cancelled.').waitFor()
  assert.deepEqual([(await newest()).id, (await newest()).state], [id, 'cancelled'])
  answer(Number.POSITIVE_INFINITY)
  for (const reply of held) reply.destroy()
  await button('Compare again').click()
  assert.equal(await field('Model').inputValue(), 'served-1')
  assert.ok(await page.getByRole('checkbox', { name: /^Measure it alone/ }).isChecked())
  await button('Start comparison').click()
  await sentence('served-1 is right on').waitFor()
  assert.equal((await newest()).state, 'done')
})

type Brought = { labels: string[]; right: unknown[]; wrong: unknown[]; errs: (model: string, n: number) => boolean }

/** A project whose two models are brought: what they answered stands beside what is right. */
const bring = async (project_id: string, kind: string, of: Brought) => {
  const guideline = {
    question: 'What?',
    labels: of.labels.map(name => ({ name })),
    categories: [],
    text: '',
    settings: {},
  }
  await house.team.app.act({ actor: 'system:test' }, ctx =>
    createProject(ctx, { project_id, title: project_id, kind, guideline }),
  )
  const { send } = await house.team.person('admin', project_id)
  const post = async (path: string, body: object) => {
    const answer = await send('POST', `/api/projects/${project_id}${path}`, body)
    assert.ok(answer.status < 300, answer.text)
    return answer.body
  }
  const items = of.right.map((answer, n) => ({ external_id: `${n}`, input: { text: `ACME, item ${n}` }, answer }))
  await post('/examples', { examples: items })
  await post('/datasets', { reason: 'test', holdout_share: 0.9, accept: ['thin_class', 'missing_class'] })
  for (const model of ['old', 'new']) {
    const answer = (n: number) => (of.errs(model, n) ? of.wrong : of.right)[n]
    const predictions = items.map((item, n) => ({ ...item, model, answer: answer(n) }))
    await post('/predictions', { predictions })
  }
  await post('/evaluations', { candidate: 'new', baseline: 'old' })
  await house.team.settled()
  const { page } = await house.seat('viewer', { project_id })
  await page.goto(`/p/${project_id}/models`)
  const found = await send('GET', `/api/projects/${project_id}/evaluations`)
  return { page, result: found.body.evaluations[0].comparison.result }
}

test('of 150 classes a few rows are in the page, and what got worse comes first', options, async () => {
  const labels = Array.from({ length: 150 }, (_, n) => `class ${String(n).padStart(3, '0')}`)
  const right = Array.from({ length: 900 }, (_, n) => labels[n % 150])
  const wrong = right.map((_, n) => labels[(n + 1) % 150])
  // One class became worse, one better.
  const errs = (model: string, n: number) => n % 150 === (model === 'new' ? 70 : 20)
  const { page, result } = await bring('classes', 'choice', { labels, right, wrong, errs })
  assert.equal(result.classes.length, 150)
  const table = page.getByRole('table', { name: '150 classes' })
  await table.getByRole('row').nth(1).waitFor()
  assert.equal(await table.getAttribute('aria-rowcount'), '151')
  assert.ok((await table.getByRole('row').count()) < 60)
  assert.match(await table.getByRole('row').nth(1).innerText(), /^class 070[\s\S]*worse$/)
  assert.match(await table.getByRole('row').nth(2).innerText(), /^class 020[\s\S]*better$/)
  assert.match(await table.getByRole('row').nth(3).innerText(), /no clear change$/)
  assert.deepEqual(await barriers(page), [])
  await page.context().close()
})

test('what a kind is measured by stands in a card of its own, as the API has it', options, async () => {
  const span = (end: number) => [{ start: 0, end, label: 'party' }]
  const right = Array.from({ length: 60 }, () => span(4))
  const wrong = right.map(() => span(5))
  const errs = (model: string, n: number) => n % (model === 'new' ? 9 : 3) === 0
  const { page, result } = await bring('spans', 'spans', { labels: ['party'], right, wrong, errs })
  const card = page.getByRole('region', { name: 'Measures of this kind of answer' })
  await card.getByRole('row').nth(1).waitFor()
  const rows = await card.locator('tbody tr').allInnerTexts()
  type Of = { estimate: number; low: number; high: number }
  const told = ({ estimate, low, high }: Of) => [percent(estimate), `${percent(low)} to ${percent(high)}`]
  assert.deepEqual(
    rows.map(row => row.split(/\s*[\n\t]\s*/)),
    result.measures.map(({ title, candidate, baseline, change }: { title: string } & Record<string, Of>) => [
      ...[title, 'higher is better', ...told(candidate as Of), ...told(baseline as Of)],
      ...[points((change as Of).estimate), `${points((change as Of).low)} to ${points((change as Of).high)}`, 'better'],
    ]),
  )
  assert.deepEqual(await barriers(page), [])
  await page.setViewportSize({ width: 320, height: 800 })
  assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 320)
  await page.context().close()
})

test('whoever may not train is told who may, and sees all the rest', options, async () => {
  const viewer = await house.seat('viewer', { name: 'Sofia Lind' })
  await viewer.page.goto(`/p/${PROJECT}/models`)
  await viewer.page.getByText('Only a maintainer trains and compares models.').waitFor()
  await viewer.page.getByRole('list', { name: 'Accuracy' }).waitFor()
  assert.equal(await viewer.page.getByRole('button', { name: /^(Train|Compare|Cancel)/ }).count(), 0)
  assert.deepEqual(await barriers(viewer.page), [])
  assert.deepEqual([...viewer.faults, ...seat.faults], [])
  await viewer.page.context().close()
})
