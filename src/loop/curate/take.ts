import type * as z from 'zod'
import type { Ctx } from '../../ledger/context.ts'
import { newProof, record } from '../../ledger/record.ts'
import { uuidv7 } from '../../platform/uuid.ts'
import { projectWithGuideline } from '../../projects/index.ts'
import { conflict, type RowError, rowSchemas, type Taken, takeItems } from '../ingest/index.ts'
import type * as contract from './contract.ts'
import { type ExampleRow, exampleLine } from './lines.ts'
import { checkExample, type KnownAnswer, newAnswers } from './rules.ts'
import { importedOf, insertExamples } from './store.ts'
import { lockVersions } from './versions.ts'

/** Writes examples that were brought along, under one entry of the ledger. */
const write = async (ctx: Ctx, rows: ExampleRow[], because: string[]): Promise<string | null> => {
  const [first] = rows
  if (!first) return null
  const { project_id } = first
  const proof = newProof(ctx)
  const lines = { example: rows.map(exampleLine) }
  const payload = { count: rows.length }
  record(ctx, { project_id, action: 'examples.taken', because, payload, lines }, proof)
  const proven = rows.map(row => ({ ...row, proof }))
  await insertExamples(ctx.db, project_id, proven)
  return proof
}

/**
 * Takes items whose right answer is known already. A bad row is told, the good ones are kept. The same answer again
 * changes nothing; another one replaces what was brought along before, though not what people judged.
 */
export const takeExamples = async (
  ctx: Ctx,
  { project_id, examples }: z.output<(typeof contract.takeExamples)['input']>,
): Promise<Taken> => {
  const { kind_rules, guideline } = await projectWithGuideline(ctx, project_id)
  const schemas = rowSchemas(kind_rules, guideline)
  const checked = examples.map((value, row) => checkExample({ row, value }, schemas))
  const good = checked.filter((row): row is KnownAnswer => 'item' in row)
  const bad = checked.filter((row): row is RowError => !('item' in row))
  await lockVersions(ctx.db, project_id)
  const items = good.map(row => row.item)
  const { ids, proof: items_proof } = await takeItems(ctx, project_id, items)
  const known = await importedOf(ctx.db, project_id, [...new Set(ids.filter(id => id !== null))])
  const strange = good.filter((_, index) => ids[index] === null).map(row => conflict(row, 'input'))
  const rows = good.filter((_, index) => ids[index] !== null)
  const same = (one: unknown, other: unknown) => kind_rules.distance(one, other) === 0
  const found = newAnswers(
    rows,
    ids.filter(id => id !== null),
    { known, same },
  )
  const at = ctx.now.toISOString()
  const fresh = found.fresh.map((each): ExampleRow => {
    const id = uuidv7(ctx.now.getTime())
    return { project_id, id, ...each, origin: 'import', resolution_id: null, at }
  })
  const proof = await write(ctx, fresh, items_proof ? [items_proof] : [])
  const errors = [...bad, ...strange, ...found.errors].sort((one, other) => one.row - other.row)
  return { taken: fresh.length, known: examples.length - errors.length - fresh.length, errors, proof }
}
