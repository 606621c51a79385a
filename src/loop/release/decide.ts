import type * as z from 'zod'
import { canonical } from '../../ledger/canonical.ts'
import type { Ctx } from '../../ledger/context.ts'
import { newProof, record } from '../../ledger/record.ts'
import { Refusal, type RefusalCode } from '../../platform/errors.ts'
import { projectWithGuideline } from '../../projects/index.ts'
import { hashUnit } from '../../stats/random.ts'
import { predictionOf, take } from '../ingest/index.ts'
import { modelNamed, openModel } from '../train/index.ts'
import { routePredictions } from '../triage/index.ts'
import type { Decided, decide as decideEndpoint, Release } from './contract.ts'
import { type ServedRow, servedLine } from './lines.ts'
import { allBecause, choose, serve } from './rules.ts'
import * as store from './store.ts'

type Asked = z.output<(typeof decideEndpoint)['input']>
type Given = NonNullable<Asked['prediction']>

/** Two asked for the same item at once: start again and find what the other one got. */
const again = () => Object.assign(new Error('another request decided the same item meanwhile'), { code: '40001' })

/** Six digits are more than a probability deserves, and a tenth of the bytes of a double in full. */
const rounded = (probability: number) => Math.round(probability * 1e6) / 1e6

/** What a model of ours says. Labels that the guideline has dropped since are not answers any more. */
const ask = async (ctx: Ctx, { project_id, input }: Asked, name: string): Promise<Given> => {
  const [{ guideline }, facts] = await Promise.all([
    projectWithGuideline(ctx, project_id),
    modelNamed(ctx.db, project_id, name),
  ])
  if (facts?.learner !== 'linear') {
    const message = `"${name}" runs outside and answers here: send its prediction along`
    throw new Refusal('CONFLICT', message, { field: 'prediction', expected: `a prediction of ${name}` })
  }
  const model = await openModel(ctx.db, project_id, { facts })
  const [scored] = await model.predict([input.text])
  const known = new Set(guideline.labels.map(label => label.name))
  const scores = model.labels
    .map((label, k): [string, number] => [label, rounded(scored?.scores[k] ?? 0)])
    .filter(([label]) => known.has(label))
  const [first] = scores
  if (!first) throw new Refusal('CONFLICT', `no answer of "${name}" is one of the guideline any more: fit a new model`)
  const [answer, confidence] = scores.reduce((best, each) => (each[1] > best[1] ? each : best), first)
  return { model: name, answer, confidence, scores: Object.fromEntries(scores) }
}

/** A prediction under the name of a model that answers here would let a caller speak for it. */
const checkOwn = async (ctx: Ctx, { project_id, prediction }: Asked) => {
  if (!prediction || (await modelNamed(ctx.db, project_id, prediction.model))?.learner !== 'linear') return
  const expected = 'the name of a model of your own'
  throw new Refusal('INVALID', `"${prediction.model}" answers here itself`, { field: 'prediction.model', expected })
}

const OF_PREDICTION = /^(model|answer|scores|confidence)\b/

/** Keeps the item and what was predicted for it. @throws Refusal naming the field that does not fit */
const keep = async (ctx: Ctx, asked: Asked, predictions: Given[]) => {
  const { project_id, prediction: _, ...item } = asked
  const rows = predictions.map((given, row) => ({ row, value: { ...item, ...given } }))
  const { errors } = await take(ctx, project_id, rows)
  const [error] = errors
  if (!error) return
  const field = OF_PREDICTION.test(error.field) ? `prediction.${error.field}` : error.field
  throw new Refusal(error.code as RefusalCode, `${field}: ${error.expected}`, { field, expected: error.expected })
}

/** Lets the models answer that are asked about this item, and keeps what they say. */
const predict = async (ctx: Ctx, asked: Asked, release: Release | undefined) => {
  const { project_id, external_id, group_key, prediction: own } = asked
  await checkOwn(ctx, asked)
  const draw = hashUnit(`release:${project_id}:${group_key ?? external_id}`)
  const chosen = choose(release, { draw, own: own?.model ?? null })
  if (!chosen) {
    const message = 'no model of ours answers this item: send the prediction of your own model along'
    throw new Refusal('CONFLICT', message, { field: 'prediction', expected: 'a prediction, or a released model' })
  }
  const said: Given[] = []
  for (const name of [chosen.answering, ...chosen.beside]) {
    said.push(own?.model === name ? own : await ask(ctx, asked, name))
  }
  await keep(ctx, asked, said)
  const id = await store.predictionId(ctx.db, { project_id, external_id, model: chosen.answering })
  return predictionOf(ctx, project_id, id as string)
}

const earlier = async (ctx: Ctx, { project_id, external_id, input }: Asked): Promise<Decided | undefined> => {
  const served = await store.servedOf(ctx.db, project_id, external_id)
  if (!served) return undefined
  const { input: before, ...decided } = served
  if (canonical(before) === canonical(input)) return decided
  const expected = 'the same input as before under this external_id'
  throw new Refusal('CONFLICT', `input: ${expected}`, { field: 'input', expected })
}

/** Keeps what the caller gets, as a fact of its own. */
const give = async (ctx: Ctx, row: ServedRow, because: string[]): Promise<string> => {
  const { project_id, prediction_id, release_id, held } = row
  const proof = newProof(ctx)
  const payload = { prediction_id, release_id, held }
  const fact = { project_id, action: 'answer.served', because, payload, lines: { served: [servedLine(row)] } }
  const [kept] = await Promise.all([store.insertServed(ctx.db, { ...row, proof }), record(ctx, fact, proof)])
  if (!kept) throw again()
  return proof
}

/** Answers one item, or holds it for people: predicted, routed and kept in one transaction. */
export const decide = async (ctx: Ctx, asked: Asked): Promise<Decided> => {
  const { project_id, external_id } = asked
  const [before, release] = await Promise.all([earlier(ctx, asked), store.releaseInForce(ctx.db, project_id)])
  if (before) return before
  const mode = release?.mode ?? null
  const prediction = await predict(ctx, asked, release)
  const { id: prediction_id, item_id, model, answer: predicted } = prediction
  const batch = { predictions: [prediction], because: [prediction.proof], all_because: allBecause(mode) }
  await routePredictions(ctx, { project_id, ...batch })
  const route = await store.routeOf(ctx.db, project_id, prediction_id)
  if (!route) throw again()
  const given = serve(mode, { route, predicted })
  const about = { prediction_id, release_id: release?.id ?? null }
  const row = { project_id, item_id, ...about, ...given, at: ctx.now.toISOString() }
  const proof = await give(ctx, row, release ? [route.proof, release.proof] : [route.proof])
  const { outcome, reason, inclusion_probability } = route
  return { ...about, external_id, ...given, route: outcome, reason, inclusion_probability, model, mode, proof }
}
