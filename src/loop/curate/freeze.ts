import type * as z from 'zod'
import type { Input as Shown } from '../../kinds/index.ts'
import type { Ctx, View } from '../../ledger/context.ts'
import type { Streaming } from '../../ledger/door.ts'
import { leafHash, rootOf } from '../../ledger/merkle.ts'
import { newProof, record } from '../../ledger/record.ts'
import type { Db } from '../../platform/db.ts'
import { Refusal } from '../../platform/errors.ts'
import { projectWithGuideline } from '../../projects/index.ts'
import { veiled } from '../review/index.ts'
import type * as contract from './contract.ts'
import { CHANGES, type Change, type Dataset, type DatasetLine, FINDINGS, type Finding, type Split } from './contract.ts'
import { type ChangeRow, changeLine, datasetLine, datasetRowLine } from './lines.ts'
import { changeOf, type Side, splitOf, validate } from './rules.ts'
import * as store from './versions.ts'

type Input<E extends { input: z.ZodType }> = z.output<E['input']>

/** The newest version, or undefined before the first. */
export const latestVersion = async (db: Db, project_id: string): Promise<Dataset | undefined> =>
  (await store.versionsOf(db, { project_id, version: null, before: null, limit: 1 }))[0]

/** One version. @throws Refusal NOT_FOUND */
export const datasetOf = async (db: Db, project_id: string, version: number): Promise<Dataset> => {
  const [found] = await store.versionsOf(db, { project_id, version, before: null, limit: 1 })
  if (!found) throw new Refusal('NOT_FOUND', `there is no dataset version ${version}`)
  return found
}

/** How many lines a version has in all and on each side. @throws Refusal NOT_FOUND */
export const sizes = async (db: Db, project_id: string, version: number) => {
  const { train, holdout } = await datasetOf(db, project_id, version)
  return { lines: train + holdout, train, holdout }
}

/** All lines of a version, or of one side of it, ordered by item. @throws Refusal NOT_FOUND */
export const linesOf = async (
  db: Db,
  project_id: string,
  version: number,
  split?: Split,
): Promise<(DatasetLine & { text: string })[]> => {
  await datasetOf(db, project_id, version)
  const page = { project_id, version, split: split ?? null, after: null, limit: null }
  return (await store.linesAfter(db, page)).map(line => ({ ...line, text: line.input.text }))
}

/** What becomes a version: its content, what it changes against the one before, and what it rests on. */
type Draft = {
  content: Pick<Dataset, 'root' | 'train' | 'holdout' | 'restored' | 'split_seed' | 'holdout_share' | 'findings'>
  changes: Omit<ChangeRow, 'project_id' | 'version'>[]
  because: string[]
  reason: string
}

/** Writes the version after `before`. */
const write = async (
  ctx: Ctx,
  project_id: string,
  { before, draft }: { before: Dataset | undefined; draft: Draft },
) => {
  const { content, reason } = draft
  const version = (before?.version ?? 0) + 1
  const row = { version, ...content, reason, at: ctx.now.toISOString() }
  const changes = draft.changes.map(change => ({ project_id, version, ...change }))
  const proof = newProof(ctx)
  const because = before ? [before.proof, ...draft.because] : draft.because
  const { root, train, holdout, restored } = content
  const payload = { version, root, train, holdout, restored }
  const lines = { dataset: [datasetRowLine({ project_id, ...row })], dataset_change: changes.map(changeLine) }
  record(ctx, { project_id, action: 'dataset.frozen', because, payload, lines }, proof)
  await store.insertDataset(ctx.db, { project_id, ...row, proof })
  await store.insertChanges(ctx.db, { project_id, version }, changes)
  return { ...row, proof }
}

/** Severe findings that nobody accepted stop a freeze. */
const refuseUnaccepted = (findings: Finding[], accept: string[]) => {
  const open = findings.filter(each => each.severe && !accept.includes(each.code))
  if (open.length === 0) return
  const told = open.map(({ code, count }) => `${code} (${count}): ${FINDINGS[code]}`).join(' ')
  const expected = open.map(each => each.code).join(', ')
  throw new Refusal('CONFLICT', `This is not fit to be frozen. ${told}`, { field: 'accept', expected, findings })
}

/** What falls on the side that models are measured on needs a look of its own: what was answered in bulk stays out. */
const placed = (known: store.Known[], split: { seed: string; holdout_share: number }) =>
  known
    .map(each => ({ ...each, split: splitOf(each, split) }))
    .filter(line => line.split === 'train' || !line.in_bulk)
    .map(line => ({ ...line, leaf: leafHash(Buffer.from(datasetLine(line))) }))

type Placed = ReturnType<typeof placed>[number]

/** What must be written to come from the leaves of one version to these lines. */
const changesFrom = (leaves: Map<string, string>, lines: Placed[]) => {
  const now = new Set(lines.map(line => line.item_id))
  const added = lines
    .map(({ item_id, example_id, split, leaf }) => ({ item_id, example_id, split, leaf: leaf.toString('base64') }))
    .filter(({ item_id, leaf }) => leaves.get(item_id) !== leaf)
  const gone = [...leaves.keys()].filter(item_id => !now.has(item_id))
  const removed = gone.map(item_id => ({ item_id, example_id: null, split: null, leaf: null }))
  return [...added, ...removed].sort((one, other) => (one.item_id < other.item_id ? -1 : 1))
}

/**
 * Freezes what is known now as the next version. It rests on the version before and on every example that is new in
 * it, so that a model can be traced to the judgements it learned from. Without a change the newest version is given.
 * @throws Refusal CONFLICT with `findings`, where severe ones are not accepted
 */
export const freeze = async (ctx: Ctx, input: Input<typeof contract.freezeDataset>): Promise<Dataset> => {
  const { project_id, reason, accept } = input
  await store.lockVersions(ctx.db, project_id)
  const { kind_rules: kind, guideline } = await projectWithGuideline(ctx, project_id)
  const before = await latestVersion(ctx.db, project_id)
  const split_seed = input.split_seed ?? before?.split_seed ?? project_id
  const holdout_share = input.holdout_share ?? before?.holdout_share ?? 0.2
  const lines = placed(await store.knownNow(ctx.db, project_id), { seed: split_seed, holdout_share })
  const root = rootOf(lines.map(line => line.leaf)).toString('base64')
  if (before?.root === root) return before
  const findings = validate(lines, { kind, labels: guideline.labels })
  refuseUnaccepted(findings, accept)
  const holdout = lines.filter(line => line.split === 'holdout').length
  const size = { train: lines.length - holdout, holdout }
  const content = { root, ...size, restored: null, split_seed, holdout_share, findings }
  const changes = changesFrom(before ? await store.leavesOf(ctx.db, project_id, before.version) : new Map(), lines)
  const changed = new Set(changes.map(change => change.item_id))
  const because = [...new Set(lines.filter(line => changed.has(line.item_id)).map(line => line.proof))]
  return write(ctx, project_id, { before, draft: { content, changes, because, reason } })
}

/** Brings an earlier version back, as a new one with the same root. @throws Refusal NOT_FOUND */
export const restore = async (ctx: Ctx, input: Input<typeof contract.restoreDataset>): Promise<Dataset> => {
  const { project_id, reason } = input
  await store.lockVersions(ctx.db, project_id)
  const { version, reason: _, at: __, proof, ...earlier } = await datasetOf(ctx.db, project_id, input.version)
  const before = (await latestVersion(ctx.db, project_id)) as Dataset
  if (before.root === earlier.root) return before
  const way = { project_id, from: before.version, to: version }
  const changes = (await store.differences(ctx.db, way)).map(({ item_id, example_id, split, leaf }) => ({
    item_id,
    example_id,
    split,
    leaf: leaf?.toString('base64') ?? null,
  }))
  const content = { ...earlier, restored: version }
  return write(ctx, project_id, { before, draft: { content, changes, because: [proof], reason } })
}

const sideOf = (answer: unknown, split: Split | null): Side => split && { answer, split }

/**
 * What a version changed since another: counts over all of it, and a page by item, without those that are judged blind
 * just now. @throws Refusal NOT_FOUND
 */
export const diff = async (view: View, input: Input<typeof contract.diffDatasets>) => {
  const { project_id, version, since, limit, after = '' } = input
  await datasetOf(view.db, project_id, version)
  await datasetOf(view.db, project_id, since)
  const found = await store.differences(view.db, { project_id, from: since, to: version })
  const changes = found.map(({ example_id: _, leaf: __, ...row }) => ({
    change: changeOf(sideOf(row.was, row.was_split), sideOf(row.answer, row.split)),
    ...row,
  }))
  const counts = Object.fromEntries(CHANGES.map(change => [change, 0])) as Record<Change, number>
  for (const { change } of changes) counts[change] += 1
  const page = changes.filter(each => each.item_id > after).slice(0, limit)
  const ids = page.map(each => each.item_id)
  const [blind, inputs] = await Promise.all([veiled(view, project_id, ids), store.inputsOf(view.db, project_id, ids)])
  const told = page
    .filter(each => !blind.has(each.item_id))
    .map(each => ({ ...each, input: inputs.get(each.item_id) as Shown }))
  return { counts, changes: told, next: page.length === limit ? (page.at(-1)?.item_id ?? null) : null }
}

/** Of some items, those on which models are measured. */
export const heldOut = async (view: View, project_id: string, item_ids: string[]): Promise<Set<string>> =>
  new Set((await store.heldOutIn(view.db, project_id, item_ids)).map(each => each.item_id))

export const listVersions = async (view: View, input: Input<typeof contract.listDatasets>) => {
  const { project_id, limit, after } = input
  const datasets = await store.versionsOf(view.db, { project_id, version: null, before: after ?? null, limit })
  return { datasets, next: datasets.length === limit ? (datasets.at(-1)?.version ?? null) : null }
}

const LINES_page = 5000

type LinesAsked = Input<typeof contract.getDatasetLines>

async function* pagesOf(db: Db, { project_id, version, split }: LinesAsked): AsyncGenerator<DatasetLine[]> {
  for (let after: string | null = null; ; ) {
    const page = { project_id, version, split: split ?? null, after, limit: LINES_page }
    const lines: DatasetLine[] = await store.linesAfter(db, page)
    yield lines
    if (lines.length < LINES_page) return
    after = (lines.at(-1) as DatasetLine).item_id
  }
}

/**
 * The lines of a version as they were hashed, some thousands at a time. A line left out would make another root: where
 * one is of an item judged blind just now, who may judge gets none. A maintainer does: models are taught with them.
 * @throws Refusal NOT_FOUND, CONFLICT
 */
export async function* exportLines({ view }: Streaming, asked: LinesAsked): AsyncGenerator<string> {
  const { project_id, version } = asked
  await datasetOf(view.db, project_id, version)
  if (view.permissions.includes('review') && !view.permissions.includes('maintain')) {
    for await (const lines of pagesOf(view.db, asked)) {
      const ids = lines.map(line => line.item_id)
      if ((await veiled(view, project_id, ids)).size === 0) continue
      throw new Refusal('CONFLICT', 'people are judging some of these items blind: ask again when they have')
    }
  }
  for await (const lines of pagesOf(view.db, asked)) yield lines.map(line => `${datasetLine(line)}\n`).join('')
}
