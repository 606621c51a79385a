import type * as z from 'zod'
import type { View } from '../../../ledger/context.ts'
import { Refusal } from '../../../platform/errors.ts'
import { projectWithGuideline } from '../../../projects/index.ts'
import { rateOf } from '../rules.ts'
import { sample } from '../store.ts'
import { boundedWindow, cut } from '../window.ts'
import type * as contract from './contract.ts'
import { byCategory, type Named } from './rules.ts'
import * as store from './store.ts'

const WINDOW_days = 84
const BUCKETS_most = 60

type Input<E extends { input: z.ZodType }> = z.output<E['input']>

/** The categories of the guideline in its order, then others that errata name, then none; each with its errata. */
const categoriesOf = (listed: string[], counted: { name: string | null; errata: number }[]) => {
  const errata = new Map(counted.map(each => [each.name, each.errata]))
  const others = counted.map(each => each.name).filter(name => name !== null && !listed.includes(name))
  return [...listed, ...others, null].map(name => ({ name, errata: errata.get(name) ?? 0 }))
}

/** @throws Refusal INVALID where a model is to be compared with none */
export const errorsByCategory = async (
  view: View,
  input: Input<typeof contract.getErrorsByCategory>,
): Promise<contract.ErrorsByCategory> => {
  const { project_id, model = null, against = null, limit } = input
  if (against !== null && model === null) {
    const expected = 'the model that is compared with `against`'
    throw new Refusal('INVALID', `model: expected ${expected}`, { field: 'model', expected })
  }
  const window = boundedWindow(input, view.now, WINDOW_days)
  const { kind_rules, guideline } = await projectWithGuideline(view, project_id)
  const { classOf } = kind_rules
  const by = classOf ? 'class' : 'source'
  const sorted = async (of: string | null): Promise<Named[]> => {
    const rows = await sample(view.db, { ...window, model: of, by: classOf ? 'answer' : 'source', part_seconds: null })
    return classOf ? rows.map(row => ({ ...row, name: classOf(JSON.parse(row.name as string)) })) : rows
  }
  const [own, other, errata] = await Promise.all([
    sorted(model),
    against === null ? null : sorted(against),
    store.errataByCategory(view.db, { ...window, model }),
  ])
  const { since, until } = window
  const categories = categoriesOf(
    guideline.categories.map(each => each.name),
    errata,
  )
  return { since, until, by, model, ...byCategory(own, other, { model, against, limit, by }), categories }
}

export const errorsOverTime = async (view: View, input: Input<typeof contract.getErrorsOverTime>) => {
  const window = boundedWindow(input, view.now, WINDOW_days)
  const model = input.model ?? null
  const { part_seconds, unit, parts } = cut(window, BUCKETS_most)
  const [rows, releases] = await Promise.all([
    sample(view.db, { ...window, model, by: null, part_seconds }),
    store.releasesIn(view.db, window),
  ])
  const strata = Map.groupBy(rows, row => parts.length - 1 - (row.part as number))
  const buckets = parts.map((part, index) => ({ ...part, ...rateOf(strata.get(index) ?? []) }))
  const { since, until } = window
  return { since, until, model, bucket_seconds: part_seconds, unit, buckets, releases }
}
