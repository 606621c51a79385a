import { ProblemError } from '../../client/index.ts'
import type { App } from '../../server/app.ts'
import type { Cast } from './cast.ts'
import type { Played } from './result.ts'
import { type Oracle, reviewAll } from './reviewer.ts'
import type { Parts, Row } from './split.ts'

/** A project being played: who takes part, on what, and where to tell how far it is. */
export type Stage = {
  app: App
  project_id: string
  cast: Cast
  parts: Parts
  oracle: Oracle
  tell(message: string): void
}

const CHUNK_rows = 1000
const AT_ONCE = 16
const PAUSE_ms = 20

const settled = async ({ app }: Stage) => {
  while ((await app.jobs.waiting()) > 0) await new Promise(resolve => setTimeout(resolve, PAUSE_ms))
}

/** Brings the answers that are known at the start. */
export const bringKnown = async ({ project_id, cast, parts }: Stage): Promise<void> => {
  for (let at = 0; at < parts.start.length; at += CHUNK_rows) {
    const rows = parts.start.slice(at, at + CHUNK_rows)
    const examples = rows.map(({ external_id, text, label }) => ({ external_id, input: { text }, answer: label }))
    const { errors } = await cast.admin.takeExamples({ project_id, examples })
    if (errors.length > 0) throw new Error(`a known answer was refused: ${JSON.stringify(errors[0])}`)
  }
}

const hasFailed = ({ state }: { state: string }) => state === 'failed' || state === 'cancelled'

/** Freezes what is known and fits a model on it. @returns the model's name */
export const teach = async ({ project_id, cast: { admin } }: Stage, reason: string): Promise<string> => {
  // Real corpora hold texts with two labels; a team would look at them, the demo says that they are there.
  const dataset = await admin.freezeDataset({ project_id, reason, accept: ['contradiction'] })
  const { id: training_id } = await admin.startTraining({ project_id, dataset: dataset.version })
  for (;;) {
    const training = await admin.getTraining({ project_id, training_id })
    if (training.model !== null) return training.model
    if (hasFailed(training)) throw new Error(`training ${training.state}: ${training.message}`)
    await new Promise(resolve => setTimeout(resolve, PAUSE_ms))
  }
}

/** Compares a model with the live one on the held-out items. @returns the finding in words */
const compare = async ({ project_id, cast: { admin } }: Stage, candidate: string): Promise<string> => {
  const { id: evaluation_id } = await admin.startEvaluation({ project_id, candidate })
  for (;;) {
    const { comparison, state, message } = await admin.getEvaluation({ project_id, evaluation_id })
    if (comparison) return comparison.sentence
    if (hasFailed({ state })) throw new Error(`evaluation ${state}: ${message}`)
    await new Promise(resolve => setTimeout(resolve, PAUSE_ms))
  }
}

/** Asks for the candidate to answer from now on. @returns whether the gate let it through */
const promote = async (
  { project_id, cast: { admin }, tell }: Stage,
  { model, margin }: { model: string; margin: number },
) => {
  try {
    await admin.createRelease({ project_id, model, mode: 'automated', reason: 'played by the demo', gate: { margin } })
    return true
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code !== 'CONFLICT') throw error
    tell(`  kept back: ${error.message}`)
    return false
  }
}

/** One window of traffic: every item is answered or held by `decide`, as a service would ask. */
const answerWindow = async ({ project_id, cast }: Stage, rows: Row[]): Promise<Map<string, Played>> => {
  const played = new Map<string, Played>()
  const waiting = [...rows]
  const worker = async () => {
    for (let row = waiting.pop(); row; row = waiting.pop()) {
      const { external_id, text, label } = row
      const decided = await cast.service.decide({ project_id, external_id, input: { text } })
      const { prediction_id } = decided
      // What is held is not told to the caller; what the model said of it is still on record.
      const { answer } = decided.held ? await cast.service.getPrediction({ project_id, prediction_id }) : decided
      played.set(prediction_id, {
        truth: label,
        predicted: answer as string,
        served: decided.answer as string | null,
        reviewed: decided.route === 'review',
        resolved: null,
      })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return played
}

/** Everybody reviews until nothing is left; adjudication may bring new work, so once more until all are through. */
const reviewWindow = async (stage: Stage): Promise<number> => {
  const { project_id, cast, oracle } = stage
  for (let all = 0; ; ) {
    await settled(stage)
    const given = await Promise.all(
      cast.reviewers.map(({ name, client }) => reviewAll(client, { project_id, name, oracle })),
    )
    const count = given.reduce((sum, each) => sum + each, 0)
    all += count
    if (count === 0) return all
  }
}

const readAnswers = async ({ project_id, cast: { admin } }: Stage, played: Map<string, Played>) => {
  for (let after: string | undefined; ; ) {
    const page = await admin.listResolutions({ project_id, limit: 1000, ...(after && { after }) })
    for (const { prediction_id, answer } of page.resolutions) {
      const item = played.get(prediction_id)
      if (item) item.resolved = answer as string | null
    }
    if (page.next === null) return
    after = page.next
  }
}

/** New traffic that nobody has looked at: what triage sends to people stays waiting for whoever opens the workbench. */
export const leaveWork = async (stage: Stage, rows: Row[]): Promise<void> => {
  await answerWindow(stage, rows)
  await settled(stage)
}

export type Performance = { played: Played[]; judgements: number; promotions: number }

/**
 * Plays the traffic in windows. After each: people review what triage sent them, what they said is frozen, a candidate
 * is fitted on it, compared with the live model, and promoted where the gate lets it through.
 */
export const playTraffic = async (
  stage: Stage,
  { windows, margin }: { windows: number; margin: number },
): Promise<Performance> => {
  const { traffic } = stage.parts
  const size = Math.ceil(traffic.length / windows)
  const all = new Map<string, Played>()
  const performance = { judgements: 0, promotions: 0 }
  for (let window = 1; window <= windows; window += 1) {
    const played = await answerWindow(stage, traffic.slice((window - 1) * size, window * size))
    for (const [id, item] of played) all.set(id, item)
    const judgements = await reviewWindow(stage)
    performance.judgements += judgements
    const right = [...played.values()].filter(item => item.predicted === item.truth).length
    const share = ((right / played.size) * 100).toFixed(1)
    stage.tell(
      `window ${window} of ${windows}: ${played.size} items, model right on ${share}%, ${judgements} judgements`,
    )
    const candidate = await teach(stage, `after window ${window}`)
    stage.tell(`  ${await compare(stage, candidate)}`)
    if (await promote(stage, { model: candidate, margin })) performance.promotions += 1
  }
  await settled(stage)
  await readAnswers(stage, all)
  return { ...performance, played: [...all.values()] }
}
