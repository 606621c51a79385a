/** A project with a small history whose every place in the ledger is known, sealed in four steps. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Ctx } from '../src/ledger/context.ts'
import { sealProject } from '../src/ledger/index.ts'
import { take } from '../src/loop/ingest/index.ts'
import { judge, skip, withdraw } from '../src/loop/review/actions.ts'
import { next } from '../src/loop/review/hand-out.ts'
import { policyInput, revisePolicy } from '../src/loop/triage/index.ts'
import { listeners } from '../src/loop.ts'
import { addPerson, putMember } from '../src/people/index.ts'
import { createProject } from '../src/projects/index.ts'
import { type App, openApp } from '../src/server/app.ts'
import { freshDatabase } from './database.ts'

export const HISTORY_PROJECT = 'history'

/** What the ledger holds, by place; sealed after each of `HISTORY_HEADS`. */
export const HISTORY = [
  ...['project.created', 'guideline.written'],
  ...['policy.written', 'predictions.taken', 'predictions.routed', 'tasks.opened'],
  ...['predictions.taken', 'predictions.routed', 'tasks.opened'],
  ...['judgement.given', 'judgement.given', 'task.skipped', 'judgement.withdrawn'],
  ...['judgement.given', 'predictions.taken'],
]
export const HISTORY_HEADS = [2, 6, 13, 15]

const project_id = HISTORY_PROJECT

const predictions = (from: number, count: number) =>
  Array.from({ length: count }, (_, row) => ({
    row,
    value: {
      external_id: `case ${from + row}`,
      input: { text: `I want my money back, said ${from + row}.` },
      model: 'm-1',
      answer: 'refund',
      scores: { refund: 0.6, other: 0.4 },
      source: 'test',
      group_key: `customer ${from + row}`,
      occurred_at: '2026-01-02T03:04:05Z',
      metadata: { channel: 'mail' },
    },
  }))

/** Lets the listeners of the last entry of an action hear it, here and now instead of as jobs. */
const hearLast = async (app: App, action: string) => {
  const { rows } = await app.database.pool.query<{ id: string }>(
    'select id from entry where project_id = $1 and action = $2 order by id desc limit 1',
    [project_id, action],
  )
  const event = { project_id, entry_id: rows[0]?.id as string, action }
  for (const { name, hears, hear } of listeners) {
    const isOfReview = name.startsWith('triage.') || name.startsWith('review.')
    if (hears.includes(action) && isOfReview) await app.act({ actor: 'system:test' }, ctx => hear(ctx, [event]))
  }
}

const takeAndRoute = async (app: App, from: number, count: number) => {
  await app.act({ actor: 'system:test' }, ctx => take(ctx, project_id, predictions(from, count)))
  await hearLast(app, 'predictions.taken')
  await hearLast(app, 'predictions.routed')
}

const seal = (app: App) => sealProject(app.database, app.vault, { project_id, now: app.clock() })

/** The steps of the history between the seals. */
const found = async (app: App) => {
  const labels = [{ name: 'refund' }, { name: 'other' }]
  const categories = [{ name: 'wrong intent' }]
  const guideline = { question: 'Which?', labels, categories, text: 'Think.' }
  await app.act({ actor: 'system:test' }, ctx =>
    createProject(ctx, { project_id, title: 'History', kind: 'choice', guideline }),
  )
}

const person = (app: App) =>
  app.act({ actor: 'system:test' }, async ctx => {
    const id = await addPerson(ctx, { name: 'Reviewer', email: null, administrator: false })
    await putMember(ctx.db, { project_id, person_id: id, role: 'reviewer' })
    return id
  })

const judgeNext = async (app: App, actor: string) => {
  const said = { answer: 'other', category: 'wrong intent', rationale: 'It says so.', seconds: 4.5 }
  const run = (ctx: Ctx) => next(ctx, { project_id, wanted: 1, holding: [], lease_seconds: 300 })
  const [task] = (await app.act({ actor }, run)).tasks
  const held = { project_id, task_id: task!.task_id, fence: task!.fence }
  return { held, judge: () => app.act({ actor }, ctx => judge(ctx, { ...held, ...said })) }
}

export type History = {
  url: string
  home: string
  /** Databases as they were after the third seal and after the last, and the end of both. */
  earlier: string
  drop(): Promise<void>
}

/** Makes the history; nothing is connected to its databases afterwards. */
export const makeHistory = async (): Promise<History> => {
  const { url, drop } = await freshDatabase()
  const home = await mkdtemp(join(tmpdir(), 'errata-home-'))
  const running = async (steps: (app: App) => Promise<void>) => {
    const app = await openApp({ url, home })
    await steps(app)
    await seal(app)
    await app.close()
  }
  let actor = ''
  await running(async app => {
    await found(app)
    await seal(app)
    actor = `person:${await person(app)}`
    const policy = policyInput.parse({ audit_share: 1 })
    await app.act({ actor: 'system:test' }, ctx => revisePolicy(ctx, { project_id, replaces: 0, policy }))
    await takeAndRoute(app, 0, 6)
    await seal(app)
    await takeAndRoute(app, 6, 3)
    const one = await (await judgeNext(app, actor)).judge()
    await (await judgeNext(app, actor)).judge()
    const { held } = await judgeNext(app, actor)
    await app.act({ actor }, ctx => skip(ctx, { ...held, reason: 'not mine' }))
    await app.act({ actor }, ctx => withdraw(ctx, { project_id, judgement_id: one.id, reason: 'too fast' }))
  })
  const earlier = await freshDatabase(url)
  await running(async app => {
    await (await judgeNext(app, actor)).judge()
    await app.act({ actor: 'system:test' }, ctx => take(ctx, project_id, predictions(9, 2)))
  })
  return {
    url,
    home,
    earlier: earlier.url,
    async drop() {
      await earlier.drop()
      await drop()
      await rm(home, { recursive: true, force: true })
    },
  }
}
