import type * as z from 'zod'
import type { Kind } from '../../kinds/index.ts'
import { canonical } from '../../ledger/canonical.ts'
import type { Ctx, Event, View } from '../../ledger/context.ts'
import type { Streaming } from '../../ledger/door.ts'
import { entriesOf } from '../../ledger/index.ts'
import { record } from '../../ledger/record.ts'
import { csvRecord } from '../../platform/csv.ts'
import { startAgain } from '../../platform/db.ts'
import { Refusal } from '../../platform/errors.ts'
import { uuidv7 } from '../../platform/uuid.ts'
import { projectWithGuideline } from '../../projects/index.ts'
import { type Prediction, predictionsWithItems } from '../ingest/index.ts'
import { type Resolution, resolutionsOf, resolutionsOfEntry } from '../resolve/index.ts'
import { judgementsInForce, pageInSight, withheld } from '../review/index.ts'
import type * as contract from './contract.ts'
import type { Erratum } from './contract.ts'
import { type ErratumRow, type ExampleRow, erratumLine, exampleLine } from './lines.ts'
import { whyOf } from './rules.ts'
import * as store from './store.ts'

type Input<E extends { input: z.ZodType }> = z.output<E['input']>
type Said = Awaited<ReturnType<typeof judgementsInForce>>
type Case = { resolution: Resolution; prediction: Prediction; said: Said }

/** Of some resolutions those that stand and are not kept yet, each with its prediction and what people said of it. */
const casesOf = async (ctx: Ctx, project_id: string, resolutions: Resolution[]): Promise<Case[]> => {
  const resolution_ids = resolutions.map(each => each.id)
  const kept = await store.keptAmong(ctx.db, project_id, resolution_ids)
  const fresh = resolutions.filter(each => each.stands && each.answer !== null && !kept.has(each.id))
  const ids = fresh.map(each => each.prediction_id)
  const [found, judgements] = await Promise.all([
    predictionsWithItems(ctx.db, project_id, ids),
    judgementsInForce(ctx.db, project_id, ids),
  ])
  const predictions = new Map(found.map(each => [each.id, each]))
  const said = Map.groupBy(judgements, each => each.prediction_id)
  return fresh.map(resolution => ({
    resolution,
    prediction: predictions.get(resolution.prediction_id) as Prediction,
    said: said.get(resolution.prediction_id) ?? [],
  }))
}

/** The erratum of a case, or undefined where the model was right. Who overruled has told why. */
const erratumOf = (ctx: Ctx, project_id: string, { resolution, prediction, said }: Case, kind: Kind) => {
  if (kind.distance(prediction.answer, resolution.answer) === 0) return undefined
  const { category, rationale } = whyOf(said.filter(each => resolution.judgements.includes(each.id)))
  const { id: prediction_id, item_id, model, answer: was } = prediction
  const about = { resolution_id: resolution.id, prediction_id, item_id, model, was, answer: resolution.answer }
  const why = { category, rationale: resolution.reason ?? rationale }
  const row: ErratumRow = { project_id, id: uuidv7(ctx.now.getTime()), ...about, ...why, at: ctx.now.toISOString() }
  return row
}

/** What is kept of a case: an example to learn from and, where the model was wrong, an erratum. */
const keptOf = (ctx: Ctx, project_id: string, each: Case, kind: Kind) => {
  const { id: resolution_id, answer } = each.resolution
  const known = { item_id: each.prediction.item_id, answer, origin: 'resolution' as const, resolution_id }
  const example: ExampleRow = { project_id, id: uuidv7(ctx.now.getTime()), ...known, at: ctx.now.toISOString() }
  return { example, erratum: erratumOf(ctx, project_id, each, kind), text: each.prediction.input.text }
}

type Kept = ReturnType<typeof keptOf> & { proof: string }

const insert = async (ctx: Ctx, project_id: string, kept: Kept[]) => {
  const errata = kept.flatMap(({ erratum, text, proof }) => (erratum ? [{ ...erratum, text, proof }] : []))
  const [made] = await Promise.all([
    store.insertExamples(
      ctx.db,
      project_id,
      kept.map(({ example, proof }) => ({ ...example, proof })),
    ),
    store.insertErrata(ctx.db, project_id, errata),
  ])
  if (made.length !== kept.length) throw startAgain('kept meanwhile')
}

/**
 * Hears of resolutions and keeps what stands. Example and erratum are one fact, so that what rests on the example rests
 * on the erratum too.
 */
export const hearResolved = async (ctx: Ctx, events: Event[]): Promise<void> => {
  const project_id = events[0]?.project_id as string
  const ids = events.map(event => event.entry_id)
  const heard = (await entriesOf(ctx.db, project_id, ids)).map(entry => JSON.parse(entry.payload).resolution_id)
  const cases = await casesOf(ctx, project_id, await resolutionsOf(ctx.db, project_id, heard))
  if (cases.length === 0) return
  const { kind_rules } = await projectWithGuideline(ctx, project_id)
  const kept = cases.map((each): Kept => {
    const { example, erratum, text } = keptOf(ctx, project_id, each, kind_rules)
    const { resolution_id, item_id } = example
    const { prediction_id } = each.resolution
    const lines = { example: [exampleLine(example)], erratum: erratum ? [erratumLine(erratum)] : [] }
    const kept_as = { example_id: example.id, erratum_id: erratum?.id ?? null }
    const payload = { resolution_id, prediction_id, item_id, ...kept_as }
    const action = erratum ? 'erratum.kept' : 'example.kept'
    const because = [each.resolution.proof]
    return { example, erratum, text, proof: record(ctx, { project_id, action, because, payload, lines }) }
  })
  await insert(ctx, project_id, kept)
}

/** Hears of resolutions made in bulk: what was one fact there is kept as one fact here. */
export const hearBulk = async (ctx: Ctx, events: Event[]): Promise<void> => {
  for (const { project_id, entry_id } of events) {
    const cases = await casesOf(ctx, project_id, await resolutionsOfEntry(ctx.db, project_id, entry_id))
    if (cases.length === 0) continue
    const { kind_rules } = await projectWithGuideline(ctx, project_id)
    const rows = cases.map(each => keptOf(ctx, project_id, each, kind_rules))
    const errata = rows.flatMap(({ erratum }) => erratum ?? [])
    const lines = { example: rows.map(({ example }) => exampleLine(example)), erratum: errata.map(erratumLine) }
    const payload = { examples: rows.length, errata: errata.length }
    const proof = record(ctx, { project_id, action: 'examples.kept', because: [entry_id], payload, lines })
    await insert(
      ctx,
      project_id,
      rows.map(row => ({ ...row, proof })),
    )
  }
}

type Page = Input<typeof contract.listErrata>

const filtersOf = (filters: Omit<Page, 'limit' | 'after'>): store.Filters => ({
  project_id: filters.project_id,
  category: filters.category ?? null,
  model: filters.model ?? null,
  was: filters.was ?? null,
  answer: filters.answer ?? null,
  contains: filters.contains ?? null,
  all: filters.all === 'true',
})

/** A page of the library, without what the caller may still have to judge alone. */
export const listErrata = async (view: View, { limit, after, ...filters }: Page) => {
  const { project_id } = filters
  const { rows: errata, next } = await pageInSight(view, { project_id, limit, after }, from =>
    store.pageOfErrata(view.db, { ...filtersOf(filters), erratum_id: null, after: from, limit }),
  )
  return { errata, next }
}

/** One erratum, in force or not. @throws Refusal NOT_FOUND, CONFLICT where the caller may have to judge it alone */
export const getErratum = async (view: View, { project_id, erratum_id }: Input<typeof contract.getErratum>) => {
  const filters = filtersOf({ project_id, all: 'true' })
  const [found] = await store.pageOfErrata(view.db, { ...filters, erratum_id, after: null, limit: 1 })
  if (!found) throw new Refusal('NOT_FOUND', 'no such erratum')
  if ((await withheld(view, project_id, [found.prediction_id])).size > 0) {
    throw new Refusal('CONFLICT', 'people are judging this item without sight of any answer: ask again when they have')
  }
  return found
}

const EXPORT_rows = 1000
const COLUMNS = 'id,at,external_id,text,model,was,answer,category,rationale,how,proof'.split(',')

/** The library as CSV, a thousand errata at a time. */
export async function* exportErrata(
  { view }: Streaming,
  filters: Input<typeof contract.exportErrata>,
): AsyncGenerator<string> {
  yield csvRecord(COLUMNS)
  for (let after: string | undefined; ; ) {
    const page: { errata: Erratum[]; next: string | null } = await listErrata(view, {
      ...filters,
      after,
      limit: EXPORT_rows,
    })
    for (const { id, at, external_id, input, model, was, answer, category, rationale, how, proof } of page.errata) {
      const answers = [was, answer].map(each => (typeof each === 'string' ? each : canonical(each)))
      yield csvRecord([id, at, external_id, input.text, model, ...answers, category, rationale, how, proof])
    }
    if (page.next === null) return
    after = page.next
  }
}
