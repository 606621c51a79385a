import { canonical } from '../../ledger/canonical.ts'
import type { Ctx } from '../../ledger/context.ts'
import { record } from '../../ledger/record.ts'
import { startAgain } from '../../platform/db.ts'
import { Refusal, type RefusalCode } from '../../platform/errors.ts'
import { projectWithGuideline } from '../../projects/index.ts'
import { hashUnit } from '../../stats/random.ts'
import { errataOfText, speaksOf } from '../curate/index.ts'
import { predictionOf, take } from '../ingest/index.ts'
import { linearModelOf, modelNamed } from '../train/index.ts'
import { routePredictions } from '../triage/index.ts'
import { type Ahead, type Asked, ask, type Given, type Silent } from './ask.ts'
import { certifiedOf } from './certify/actions.ts'
import type { Decided, Release } from './contract.ts'
import { type ServedRow, servedLine } from './lines.ts'
import { allBecause, choose, serve } from './rules.ts'
import * as store from './store.ts'

/** Two asked for the same item at once: start again and find what the other one got. */
const again = () => startAgain('another request decided the same item meanwhile')

/** A prediction under the name of a model that answers here would let a caller speak for it. */
const checkOwn = async (ctx: Ctx, { project_id, prediction }: Asked) => {
  if (!prediction || !(await modelNamed(ctx.db, project_id, prediction.model))) return
  const expected = 'the name of a model of your own'
  throw new Refusal('INVALID', `"${prediction.model}" answers here itself`, { field: 'prediction.model', expected })
}

const OF_PREDICTION = /^(model|answer|scores|confidence|novelty)\b/

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

/**
 * Stands in for a model that did not answer, so that people have something to judge: what the caller sent along, else
 * the built-in model. It is never given out. @throws Refusal UNAVAILABLE where there is neither
 */
const standIn = async (ctx: Ctx, asked: Asked, { name, why }: { name: string; why: string }): Promise<Given> => {
  if (asked.prediction) return asked.prediction
  const facts = await linearModelOf(ctx.db, asked.project_id)
  const given = facts && (await ask(ctx, asked, { name: facts.name, ahead: new Map() }))
  if (given && !('why' in given)) return given
  throw new Refusal('UNAVAILABLE', `"${name}" did not answer: ${why}`, { retry_after_seconds: 1 })
}

/**
 * Lets the models answer that are asked about this item, and keeps what they say.
 * @returns the prediction that counts; `silent` says why it is only a stand-in, to be held for people
 */
const predict = async (ctx: Ctx, asked: Asked, { release, ahead }: { release: Release | undefined; ahead: Ahead }) => {
  const { project_id, external_id, group_key, prediction: own } = asked
  await checkOwn(ctx, asked)
  const draw = hashUnit(`release:${project_id}:${group_key ?? external_id}`)
  const chosen = choose(release, { draw, own: own?.model ?? null })
  if (!chosen) {
    const message = 'no model of ours answers this item: send the prediction of your own model along'
    throw new Refusal('CONFLICT', message, { field: 'prediction', expected: 'a prediction, or a released model' })
  }
  const say = (name: string): Given | Promise<Given | Silent> =>
    own?.model === name ? own : ask(ctx, asked, { name, ahead })
  const first = await say(chosen.answering)
  const answering = 'why' in first ? await standIn(ctx, asked, { name: chosen.answering, ...first }) : first
  const said = [answering]
  for (const name of chosen.beside.filter(each => each !== answering.model)) {
    const given = await say(name)
    if (!('why' in given)) said.push(given)
  }
  await keep(ctx, asked, said)
  const id = await store.predictionId(ctx.db, { project_id, external_id, model: answering.model })
  const prediction = await predictionOf(ctx, project_id, id as string)
  const silent = 'why' in first ? `the model did not answer: "${chosen.answering}": ${first.why}` : undefined
  return { prediction, silent }
}

/** What people said of exactly this text, where they said one thing only. */
const precedentOf = async (ctx: Ctx, { project_id, input }: Asked) => {
  const found = await errataOfText(ctx.db, project_id, input.text)
  if (found.length === 0) return undefined
  const { kind_rules } = await projectWithGuideline(ctx, project_id)
  const [first, ...others] = found.filter(each => speaksOf(kind_rules, each.input, input))
  if (!first) return undefined
  return others.every(each => kind_rules.distance(each.answer, first.answer) === 0) ? first : undefined
}

const NOTHING = { answer: null, suggestion: null, held: true }

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
  const payload = { prediction_id, release_id, held }
  const lines = { served: [servedLine(row)] }
  const proof = record(ctx, { project_id, action: 'answer.served', because, payload, lines })
  if (!(await store.insertServed(ctx.db, { ...row, proof }))) throw again()
  return proof
}

/** Answers one item, or holds it for people: predicted, routed and kept in one transaction. */
export const decide = async (ctx: Ctx, asked: Asked, ahead: Ahead = new Map()): Promise<Decided> => {
  const { project_id, external_id } = asked
  const [before, release] = await Promise.all([earlier(ctx, asked), store.releaseInForce(ctx.db, project_id)])
  if (before) return before
  const mode = release?.mode ?? null
  const { prediction, silent } = await predict(ctx, asked, { release, ahead })
  const erratum = await precedentOf(ctx, asked)
  const { id: prediction_id, item_id, model, answer: predicted } = prediction
  const certified = mode === 'automated' ? await certifiedOf(ctx, project_id, model) : undefined
  const because = erratum ? [prediction.proof, erratum.proof] : [prediction.proof]
  const errata = erratum && new Map([[prediction_id, erratum]])
  const batch = { predictions: [prediction], because, all_because: allBecause(mode) ?? silent, errata }
  await routePredictions(ctx, { project_id, ...batch, certified })
  const route = await store.routeOf(ctx.db, project_id, prediction_id)
  if (!route) throw again()
  const given = silent ? NOTHING : serve(mode, { route, predicted })
  const about = { prediction_id, release_id: release?.id ?? null }
  const row = { project_id, item_id, ...about, ...given, at: ctx.now.toISOString() }
  const proof = await give(ctx, row, release ? [route.proof, release.proof] : [route.proof])
  const { outcome, reason, inclusion_probability } = route
  return { ...about, external_id, ...given, route: outcome, reason, inclusion_probability, model, mode, proof }
}
