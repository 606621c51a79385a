/** A project of any kind with items that wait, and a reviewer before the first. */
import assert from 'node:assert/strict'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { createProject } from '../../src/projects/index.ts'
import type { House } from '../browser.ts'

export type Place = {
  kind: string
  labels?: string[]
  settings?: object
  /** What the model says of each item. */
  answer: unknown
  scores?: object
  /** What items carry beside their text. */
  more?: object
  /** Whether the reviewer is shown nothing of what the model says. */
  blind?: boolean
}

/** Makes the project with three items and seats a reviewer. */
export const sitDown = async (house: House, project_id: string, place: Place, options: BrowserContextOptions = {}) => {
  const { kind, labels = [], settings = {}, answer, scores, more, blind = false } = place
  const guideline = {
    question: 'What is right?',
    labels: labels.map(name => ({ name })),
    categories: ['slip', 'guess', 'unclear'].map(name => ({ name })),
    text: '',
    settings: settings as Record<string, unknown>,
  }
  await house.team.app.act({ actor: 'system:test' }, ctx =>
    createProject(ctx, { project_id, title: `Answers: ${kind}`, kind, guideline }),
  )
  const { send } = await house.team.person('admin', project_id)
  const all = [{ name: 'all', when: 'true', do: { outcome: 'review' } }]
  const policy = blind ? { rules: [], audit_share: 1 } : { rules: all }
  const policed = await send('PUT', `/api/projects/${project_id}/policy`, { replaces: 0, policy })
  assert.ok(policed.status < 300, policed.text)
  const predictions = ['1', '2', '3'].map(external_id => ({
    ...{ external_id, model: 'm1', answer, ...(scores && { scores }) },
    input: { text: `Item ${external_id}`, ...more },
  }))
  const sent = await send('POST', `/api/projects/${project_id}/predictions`, { predictions })
  assert.ok(sent.status < 300, sent.text)
  await house.team.settled()
  const seat = await house.seat('reviewer', { project_id, ...options })
  await seat.page.goto(`/p/${project_id}/review`)
  await seat.page.locator('.dock').waitFor()
  return seat
}

export const primary = (page: Page) => page.locator('.actions .primary')

/** What the primary button says it will do, up to its key. */
export const willDo = async (page: Page) => (await primary(page).innerText()).split('\n')[0]

export const press = async (page: Page, ...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key)
}

/** Saves by Enter, and waits for the next item. */
export const save = async (page: Page) => {
  const id = await page.locator('.item-id').textContent()
  await page.keyboard.press('Enter')
  await page.waitForFunction(before => document.querySelector('.item-id')?.textContent !== before, id)
}

/** Waits until the server has everything that was decided here. */
export const delivered = (page: Page) =>
  page.waitForFunction(() => !Object.keys(localStorage).some(key => key.startsWith('errata.outbox/')))

/** The answers that the server has of a project, oldest first. */
export const answersOf = async (house: House, page: Page, project_id: string) => {
  await delivered(page)
  const { rows } = await house.team.app.database.pool.query(
    'select answer::jsonb as answer from judgement where project_id = $1 order by at, id',
    [project_id],
  )
  return rows.map(({ answer }) => answer)
}
