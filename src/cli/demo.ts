import { parseArgs } from 'node:util'
import { verifyProject } from '../ledger/index.ts'
import { modelOf as modelFacts, openModel } from '../loop/train/index.ts'
import { covers } from '../loop.ts'
import { Refusal } from '../platform/errors.ts'
import { projectOf } from '../projects/index.ts'
import type { App } from '../server/app.ts'
import { openServer } from '../server/server.ts'
import { seededRandom } from '../stats/random.ts'
import { tell, withApp } from './command.ts'
import { administrator, castOf } from './demo/cast.ts'
import { type Corpus, readCsv, readMails } from './demo/corpus.ts'
import { bringKnown, leaveWork, playTraffic, type Stage, teach } from './demo/play.ts'
import { type Result, scoreTraffic, tableOf } from './demo/result.ts'
import { type Row, splitCorpus } from './demo/split.ts'
import { ROLES, serve } from './serve.ts'

const HELP = `errata demo [--data FILE.csv --text COLUMN --label COLUMN] [--json]
            [--start 0.1] [--review 0.1] [--noise 0.02] [--windows 10] [--seed TEXT] [--serve]

Plays a real labelled corpus as production traffic through the whole loop, with simulated reviewers who know the answer
and err at the stated rate. --start is the share labelled beforehand, --review the share of traffic that people see.
--serve plays a part of it, leaves new items to be reviewed and serves the project: you go on where the play ends.
`

const OPTIONS = {
  data: { type: 'string' },
  text: { type: 'string', default: 'text' },
  label: { type: 'string', default: 'label' },
  start: { type: 'string', default: '0.1' },
  review: { type: 'string', default: '0.1' },
  noise: { type: 'string', default: '0.02' },
  windows: { type: 'string' },
  seed: { type: 'string', default: '1' },
  json: { type: 'boolean', default: false },
  serve: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h' },
} as const

/** A fifth of the reviews are random audits, which the honest error rate rests on; each is judged by three people. */
const AUDIT_part = 0.2
const AUDIT_people = 3
/** Who wants to look at the workbench need not wait for the whole play. */
const SERVED_windows = '3'
const SERVED_rows = 2000
/** A candidate may turn out this much worse before the gate keeps it back: holdouts of a demo are small. */
const GATE_margin = 0.03

const CATEGORIES = ['Wrong label', 'Missed context', 'Unclear guideline', 'Bad input', 'New pattern'].map(name => ({
  name,
}))

const numberOf = (name: string, text: string, { min, max }: { min: number; max: number }): number => {
  const value = Number(text)
  if (text !== '' && value >= min && value <= max) return value
  throw new Refusal('INVALID', `--${name} ${text}: a number from ${min} to ${max}`)
}

const freeName = async (app: App): Promise<string> => {
  for (let n = 1; ; n += 1) if (!(await projectOf(app.database, `play-${n}`))) return `play-${n}`
}

const policyFor = (review: number) => ({
  uncertain: { strategy: 'margin' as const, share: review * (1 - AUDIT_part) },
  audit_share: Math.max(0.001, review * AUDIT_part),
  audit: { wanted: AUDIT_people },
})

/** The share of rows that a model of the project gets right. */
const accuracyOn = async (app: App, rows: Row[], at: { project_id: string; model: string }): Promise<number> => {
  const facts = await modelFacts(app.database, at.project_id, at.model)
  const model = await openModel(app.database, at.project_id, { facts })
  const answers = await model.predict(rows.map(row => row.text))
  return answers.filter((answer, n) => answer.label === rows[n]?.label).length / rows.length
}

type Settings = { start: number; review: number; noise: number; windows: number; seed: string; serve: boolean }

const setUp = async (app: App, url: string, { corpus, settings }: { corpus: Corpus; settings: Settings }) => {
  const parts = splitCorpus(corpus, { seed: settings.seed, start_share: settings.start })
  const admin = await administrator(app, url)
  const project_id = await freeName(app)
  const labels = parts.labels.map(name => ({ name }))
  await admin.createProject({
    project_id,
    title: `Demo on ${corpus.name}`,
    kind: 'choice',
    guideline: { labels, categories: CATEGORIES },
  })
  await admin.putPolicy({ project_id, replaces: 0, policy: policyFor(settings.review) })
  const cast = await castOf(admin, { url, project_id })
  const truth = new Map(parts.traffic.map(row => [row.external_id, row.label]))
  const oracle = { truth, labels: parts.labels, noise: settings.noise, seed: settings.seed }
  return { app, project_id, cast, parts, oracle, tell } satisfies Stage
}

const perform = async (app: App, url: string, given: { corpus: Corpus; settings: Settings }): Promise<Result> => {
  const began = performance.now()
  const { corpus, settings } = given
  const stage = await setUp(app, url, given)
  const { project_id, parts, cast } = stage
  tell(`${corpus.name}: ${parts.start.length} labelled, ${parts.traffic.length} to come, project ${project_id}`)
  await bringKnown(stage)
  const first = await teach(stage, 'what was known at the start')
  await cast.admin.createRelease({ project_id, model: first, mode: 'automated', reason: 'the first model' })
  const before = await accuracyOn(app, parts.test, { project_id, model: first })
  const { played, judgements, promotions } = await playTraffic(stage, {
    windows: settings.windows,
    margin: GATE_margin,
  })
  const { release } = await cast.admin.getCurrentRelease({ project_id })
  const after = await accuracyOn(app, parts.test, { project_id, model: release?.model as string })
  const { error_rate } = await cast.admin.getErrorRate({ project_id })
  const { correction_to_release } = await cast.admin.getLatency({ project_id })
  const { seconds: human_seconds } = await cast.admin.getEffort({ project_id })
  if (settings.serve) await leaveWork(stage, parts.test)
  await app.seal()
  const verdict = await verifyProject(app.database, app.vault, { project_id, covers })
  return {
    project_id,
    corpus: corpus.name,
    labels: parts.labels.length,
    labelled_at_start: parts.start.length,
    accuracy_before: before,
    accuracy_after: after,
    ...scoreTraffic(played),
    human_seconds,
    judgements,
    promotions,
    corrections_to_promotion_seconds: correction_to_release.median_seconds,
    estimate: error_rate.estimate,
    estimate_low: error_rate.low,
    estimate_high: error_rate.high,
    reviewer_noise: settings.noise,
    ledger_entries: verdict.entries,
    ledger_verified: verdict.ok,
    seconds: (performance.now() - began) / 1000,
  }
}

/** What is played: all of it, or as much as is worth the wait before the workbench opens. */
const excerptOf = (corpus: Corpus, { seed, serve }: Settings): Corpus => {
  const { name, rows } = corpus
  if (!serve || rows.length <= SERVED_rows) return corpus
  tell(`${SERVED_rows} of the ${rows.length} rows of ${name} are played; without --serve all of them`)
  return { name, rows: seededRandom(`excerpt ${seed}`).shuffle(rows).slice(0, SERVED_rows) }
}

/** `errata demo` */
export const run = async (args: string[]): Promise<number> => {
  const { values } = parseArgs({ args, options: OPTIONS })
  if (values.help) {
    process.stdout.write(HELP)
    return 0
  }
  const settings = {
    start: numberOf('start', values.start, { min: 0.01, max: 0.9 }),
    review: numberOf('review', values.review, { min: 0.005, max: 1 }),
    noise: numberOf('noise', values.noise, { min: 0, max: 0.5 }),
    windows: numberOf('windows', values.windows ?? (values.serve ? SERVED_windows : '10'), { min: 1, max: 100 }),
    seed: values.seed,
    serve: values.serve,
  }
  const corpus = values.data ? await readCsv(values.data, values) : await readMails()
  const result = await withApp(async ({ app }) => {
    const server = openServer(app)
    const url = await server.listen({ port: 0, host: '127.0.0.1' })
    await app.work()
    try {
      return await perform(app, url, { corpus: excerptOf(corpus, settings), settings })
    } finally {
      await server.close()
    }
  })
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : `\n${tableOf(result)}\n`)
  if (!values.serve) return result.ledger_verified ? 0 : 1
  return serve(new Set(ROLES), `/p/${result.project_id}/review`)
}
